"""Collecting the static files, when there are others than the last time.

Hashing and compressing all of them takes a processor a quarter of a minute: too long for every
start, while nobody is served.
"""

import hashlib
import json
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

MAKERS = ("django", "whitenoise", "brotli", "tinycss2")


def collect():
    """Collect the static files unless those that lie there are of the same sources."""
    note, sources = note_path(), fingerprint()
    with suppress(OSError):
        if note.read_text() == sources and are_there():
            return
    note.unlink(missing_ok=True)  # whoever is killed now has collected nothing
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(sources)


def note_path():
    return Path(settings.STATIC_ROOT).with_name(f".{Path(settings.STATIC_ROOT).name}-are-of")


def fingerprint():
    """Return a word that is another one when a source, or what makes files of it, is another."""
    found = [version(each) for each in MAKERS]
    found.append(json.dumps(settings.STORAGES["staticfiles"], sort_keys=True, default=str))
    here = Path(__file__).parent
    paths = [str(here / "static_files.py")]
    for finder in get_finders():
        for name, storage in finder.list([]):
            found.append(name)
            paths.append(storage.path(name))
    for path in paths:
        stat = Path(path).stat()
        found.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def are_there():
    """Whether every file that pages name is in its place."""
    root = Path(settings.STATIC_ROOT)
    with suppress(FileNotFoundError):
        named = json.loads((root / "staticfiles.json").read_text())["paths"]
        return all((root / path).exists() for path in named.values())
    return False
