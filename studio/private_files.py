"""Where originals, masters and releases lie on a local disk."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File, locks
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished-"
# Bytes of a name and of its ending. A folder takes 255 of both, and something is put to them.
LONGEST_NAME, LONGEST_ENDING = 100, 16


class Moved:
    """A file that Django’s storage need only give its name."""

    def __init__(self, path):
        self.path = path

    def temporary_file_path(self):
        return self.path


class ShortNames:
    """Lets no file get a longer name than every folder takes; which is in bytes, not in letters."""

    def get_valid_name(self, name):
        stem, ending = os.path.splitext(super().get_valid_name(name))
        return beginning(stem, LONGEST_NAME) + beginning(ending, LONGEST_ENDING)


def beginning(text, most):
    """Return as many whole letters of a text as there is room for in so many bytes."""
    return text.encode()[:most].decode(errors="ignore")


class PrivateFiles(ShortNames, FileSystemStorage):
    """Keeps a file whole or not at all: a full disk leaves no part of one under its name.

    Deletes nothing in the moment in which a backup notes what there is.
    """

    def _save(self, name, content):
        with self.written(name, content) as unfinished:
            return super()._save(name, Moved(unfinished))

    def store_as(self, name, content):
        """Store a file under this very name, over what may be there."""
        with self.written(name, File(content)) as unfinished:
            os.chmod(unfinished, self.file_permissions_mode)
            os.replace(unfinished, self.path(name))

    @contextmanager
    def written(self, name, content):
        """Write what is to get a name beside it; give its path. The block moves it there."""
        folder = Path(self.path(name)).parent
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
        try:
            with open(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            yield unfinished
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise

    def delete(self, name):
        with no_other(locks.LOCK_SH):
            super().delete(name)


def standing_still():
    """Hold up the deleting of private files for the block, in all processes of this machine."""
    return no_other(locks.LOCK_EX)


@contextmanager
def no_other(kind):
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "private-files", "a") as file:
        locks.lock(file, kind)
        try:
            yield
        finally:
            locks.unlock(file)
