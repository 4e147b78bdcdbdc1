"""What a finished page was made with besides the content: code, templates, settings."""

import hashlib
import json

from django.conf import settings
from django.utils.crypto import salted_hmac

SUFFIXES = {".py", ".html", ".txt", ".xml", ".toml"}
FOLDERS = ("studio", "sessions", "pages", "templates")


def build():
    """Return a word that is another one after an update or with other settings.

    It holds for all processes of one installation, on however many machines, and nothing can be
    read from it.
    """
    shaping = json.dumps([code(), static_files(), plain_settings()], sort_keys=True)
    return salted_hmac("studio.page_cache", shaping, algorithm="sha256").hexdigest()[:16]


def code():
    """Return {file: what is in it}: times of files differ between machines."""
    base = settings.BASE_DIR
    files = [path for folder in FOLDERS for path in (base / folder).rglob("*.*")]
    return {
        path.relative_to(base).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.suffix in SUFFIXES
    }


def static_files():
    """Return the hashed names of the static files, which stand in every page."""
    try:
        return json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())
    except FileNotFoundError:  # not collected: pages have their plain names
        return {}


def plain_settings():
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    return json.dumps(values, sort_keys=True, default=lambda value: type(value).__name__)
