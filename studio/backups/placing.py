"""Putting the private files of a backup back: beside the others first, then in their places.

On a local disk the files wait in a folder of their own until the database is there; what is left
then is renaming, which can be finished after a crash. A bucket gets them before the database, and
loses them again if that does not come about.
"""

import hashlib
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, models
from django.template.defaultfilters import filesizeformat

from ..models import Restoration
from . import BackupError, archive

WAITING, SEALED = ".restoring-", "sealed"
FORGOTTEN_S = 24 * 3600  # an unsealed folder of a restore that was killed


def is_local():
    return hasattr(default_storage, "base_location")


def root():
    return Path(default_storage.base_location)


class Placing:
    """The files of one restore."""

    def __init__(self, token):
        self.token, self.stored = token, []
        self.folder = root() / f"{WAITING}{token}" if is_local() else None

    def fill(self, reader, told):
        """Copy all files out of the backup, and compare what lies on the disk with it."""
        files = reader.files
        total = reader.size(archive.FILES + name for name in files)
        if self.folder:
            root().mkdir(parents=True, exist_ok=True)
            if total > shutil.disk_usage(root()).free:
                raise BackupError(
                    f"There is no room for the photographs: they need {filesizeformat(total)}."
                )
            self.folder.mkdir(mode=0o700)
        done = 0
        for name, digest in files.items():
            self.check_name(name)
            with reader.open(archive.FILES + name) as source:
                (self.write if self.folder else self.store)(name, source)
            done += reader.size([archive.FILES + name])
            told("Putting photographs and releases back", done, total)
            self.compare(name, digest)

    def check_name(self, name):
        try:
            default_storage.path(name) if self.folder else default_storage.generate_filename(name)
        except SuspiciousFileOperation:
            raise BackupError(
                f"The backup names a file that is none of the site’s: {name}"
            ) from None

    def write(self, name, source):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            shutil.copyfileobj(source, file, archive.CHUNK)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(path, default_storage.file_permissions_mode or 0o600)

    def store(self, name, source):
        if default_storage.exists(name):
            return
        default_storage.store_as(name, File(source))
        self.stored.append(name)

    def compare(self, name, expected):
        digest = hashlib.sha256()
        with (self.folder / name).open("rb") if self.folder else default_storage.open(name) as file:
            while chunk := file.read(archive.CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != expected:
            raise BackupError(f"{name} is not in the storage as it was in the backup.")

    def seal(self):
        """Note that all is there: once the database knows the token, the files belong to it."""
        if self.folder:
            (self.folder / SEALED).touch()

    def undo(self):
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        for name in self.stored:
            with suppress(OSError):
                default_storage.delete(name)

    def place(self):
        if self.folder:
            place(self.folder)


def place(folder):
    """Rename every file of a folder to its place. May be done again after a crash."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path == folder / SEALED:
            continue
        target = root() / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
    shutil.rmtree(folder)


def finish_interrupted():
    """Finish what a killed restore has left: place files whose database is there, remove others."""
    if not is_local():
        return
    for folder in root().glob(f"{WAITING}*"):
        token = folder.name.removeprefix(WAITING)
        try:
            is_ours = Restoration.objects.filter(token=token).exists()
        except DatabaseError:  # no such table yet
            is_ours = False
        if is_ours and (folder / SEALED).exists():
            place(folder)
        elif time.time() - folder.stat().st_mtime > FORGOTTEN_S:
            shutil.rmtree(folder, ignore_errors=True)


def remove_others(names):
    """Remove private files that the restored database does not name. Local disks only: a bucket
    may be that of another site, of which this one is a copy for trying things out."""
    if not is_local():
        return
    for top in folders_of_files():
        for path in (root() / top).rglob("*"):
            if path.is_file() and path.relative_to(root()).as_posix() not in names:
                path.unlink()


def folders_of_files():
    """Return the first folders of all private files: originals, masters, releases."""
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    ours = (field for field in fields if isinstance(field, models.FileField))
    return {
        str(field.upload_to).partition("/")[0]
        for field in ours
        if field.storage is default_storage and isinstance(field.upload_to, str) and field.upload_to
    }
