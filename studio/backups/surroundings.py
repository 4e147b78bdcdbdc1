"""What a backup says about the machine it comes from: settings without secrets, versions."""

import os
import platform
from urllib.parse import urlsplit

import django
from django.db import connection

from .. import VERSION

# Settings that hold no secret. Of all others a backup says only that they are set.
PLAIN = (
    "ALLOWED_HOSTS",
    "BACKUP_DIR",
    "BACKUP_KEEP",
    "BEHIND_PROXY",
    "DEBUG",
    "ERROR_MAILS_TO",
    "HEALTH_FROM",
    "HTTPS",
    "LANGUAGE_CODE",
    "LOG_FORMAT",
    "MAIL_FROM",
    "STUDIO_DATA",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "UPLOAD_MAX_MB",
)
ADDRESSES = ("BACKUP_URL", "CACHE_URL", "DATABASE_URL", "EMAIL_URL", "SENTRY_DSN", "STORAGE_URL")
SECRET = ("SECRET_KEY",)


def settings_without_secrets():
    """Return {variable: value}; of addresses without user and password, of secrets no value."""
    found = {name: os.environ[name] for name in PLAIN if os.environ.get(name)}
    found |= {name: bare(os.environ[name]) for name in ADDRESSES if os.environ.get(name)}
    found |= {name: "(set; not written down here)" for name in SECRET if os.environ.get(name)}
    return found


def bare(address):
    """Return an address without user, password and query: “postgres://host:5432/name”."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(set)"
    return f"{parts.scheme}://{host}{port}{parts.path}" if host else f"{parts.scheme}://…"


def versions():
    return {
        "software": VERSION,
        "django": django.get_version(),
        "python": platform.python_version(),
        "database": engine(),
    }


def engine():
    """“PostgreSQL 15.3”, “SQLite 3.40.1”."""
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version}"
