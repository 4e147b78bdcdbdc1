"""Where originals, masters and releases lie on a local disk."""

from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.core.files.storage import FileSystemStorage


class PrivateFiles(FileSystemStorage):
    """Deletes nothing in the moment in which a backup notes what there is."""

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
