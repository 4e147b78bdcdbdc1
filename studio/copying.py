"""Private files from the folder into the bucket, or back: for a studio that moves.

Both can be done while the site runs, and again: what is there already is passed over. Nothing is
removed where the files come from.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models

from .backups import BackupError, placing, silent
from .private_files import PrivateFiles

WORDS = "Copying photographs and releases"


class NoBucket(BackupError):
    """There is nothing to copy into, or out of."""


@dataclass
class Copied:
    """What was done: how many files, how many were there already, which are missing."""

    files: int = 0
    there: int = 0
    missing: list = field(default_factory=list)


def names():
    """Yield the names of all private files that records name."""
    for model in apps.get_models():
        fields = [
            each.attname
            for each in model._meta.local_concrete_fields
            if isinstance(each, models.FileField) and each.storage is default_storage
        ]
        if fields:
            for row in model._base_manager.values_list(*fields).iterator():
                yield from filter(None, row)


def bucket():
    """Return the bucket’s storage. Raises NoBucket where none is set."""
    if not settings.PHOTO_BUCKET:
        raise NoBucket("There is no bucket: set STORAGE_URL for this command.")
    return default_storage


def folder():
    """Return the storage of the folder, whether or not the site uses it."""
    return PrivateFiles(base_url=settings.PRIVATE_URL, file_permissions_mode=0o600)


def into_bucket(told=silent):
    """Copy what the bucket lacks, or has in another size; return what was Copied."""
    source, target = folder(), bucket()
    sizes = {}
    for name in names():
        try:
            sizes[name] = source.size(name)
        except OSError:
            sizes[name] = None
    return copy(sizes, sizes_in(target), told, lambda name: store(source, target, name))


def into_folder(told=silent):
    """Copy what the folder lacks, or has in another size; return what was Copied."""
    source, target = bucket(), folder()
    in_bucket = sizes_in(source)
    sizes = {name: in_bucket.get(name) for name in names()}
    there = {name: target.size(name) for name in sizes if target.exists(name)}
    return copy(sizes, there, told, lambda name: store(source, target, name))


def store(source, target, name):
    """Copy a file; return its size there."""
    with source.open(name) as file:
        target.store_as(name, file)
    return target.size(name)


def sizes_in(storage):
    """Return {name: size} of all private files of a bucket."""
    return {
        entry.name: entry.size
        for top in placing.folders_of_files()
        for entry in storage.beginning_with(f"{top}/")
    }


def copy(wanted, there, told, copy_one):
    """Copy what is wanted and not there in the same size. {name: size}; None: it is missing."""
    copied, total = Copied(), sum(size or 0 for size in wanted.values())
    done = 0
    for name, size in wanted.items():
        if size is None and name not in there:
            copied.missing.append(name)
            continue
        # What came in since the site has moved lies where it should, and nowhere else.
        if size is None or there.get(name) == size:
            copied.there += 1
        elif copy_one(name) == size:
            copied.files += 1
        else:
            raise BackupError(f"{name} did not arrive whole. Try it again.")
        done += size or 0
        told(WORDS, done, total)
    return copied
