"""Where originals, masters and releases lie on a local disk."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.core.files.storage import FileSystemStorage

CHUNK = 1024 * 1024
UNFINISHED = "unfinished-"


class PrivateFiles(FileSystemStorage):
    """Deletes nothing in the moment in which a backup notes what there is."""

    def delete(self, name):
        with no_other(locks.LOCK_SH):
            super().delete(name)

    def store_as(self, name, content):
        """Store a file under this very name, over what may be there; whole or not at all."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                shutil.copyfileobj(content, file, CHUNK)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(unfinished, self.file_permissions_mode)
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise


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
