"""What a finished page was made with besides the content: code, templates, settings."""

import json

from django.conf import settings
from django.utils.crypto import salted_hmac

SUFFIXES = {".py", ".html", ".txt", ".xml", ".toml"}
FOLDERS = ("studio", "sessions", "pages", "templates")


def build():
    """Return a word that is another one after an update or with other settings.

    It holds for all processes of one installation, and nothing can be read from it.
    """
    files = sorted(path for path in sources() if path.suffix in SUFFIXES)
    stats = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    shaping = json.dumps([stats, static_files(), plain_settings()], sort_keys=True)
    return salted_hmac("studio.page_cache", shaping, algorithm="sha256").hexdigest()[:16]


def sources():
    for folder in FOLDERS:
        yield from (settings.BASE_DIR / folder).rglob("*.*")


def static_files():
    """Return the hashed names of the static files, which stand in every page."""
    try:
        return (settings.STATIC_ROOT / "staticfiles.json").read_text()
    except FileNotFoundError:  # not collected: pages have their plain names
        return ""


def plain_settings():
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    return json.dumps(values, sort_keys=True, default=lambda value: type(value).__name__)
