"""How imagekit keeps our renditions: in their storage, whole or not at all, each made once.

imagekit's own backend notes "generating" in a cache, for ever if the process is killed meanwhile;
and Django's storage lets a reader see half a file. Settings name StoredFiles as the backend.
"""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from zlib import crc32

from django.conf import settings
from django.core.files import locks
from django.core.files.base import ContentFile
from imagekit.cachefiles import ImageCacheFile

LOCKS = 64  # lock files; names share them
MADE_AT_ONCE = 2  # in one process, because each takes some 200 MB
UNFINISHED = "unfinished-"


class StoredFiles:
    """imagekit's cache-file backend: a file exists when its storage has it."""

    is_async = False
    room = BoundedSemaphore(MADE_AT_ONCE)

    def exists(self, file):
        return file.storage.exists(file.name)

    def generate(self, file, force=False):
        def encode():
            with self.room:
                return file.generator.generate()

        file.keep_once(encode, force)


class Rendition(ImageCacheFile):
    """The file of one spec."""

    def keep_once(self, encode, force=False):
        """Store what encode() returns unless the file is there by then; return whether it stored.

        Whoever asks meanwhile, in this process or another, waits and finds it. Two machines may
        both make it and store the same: that costs a second of each, where a lock that all
        machines share would cost every picture a question.
        """
        with made_once(self.name):
            if self.storage.exists(self.name) and not force:
                return False
            with encode() as content:
                self.keep(content.read())
            return True

    def replace_by_smaller(self, data):
        """Store other bytes of the same picture if they are fewer; return whether they are."""
        with made_once(self.name):
            try:
                is_smaller = len(data) < self.storage.size(self.name)
            except FileNotFoundError:
                return False
            if is_smaller:
                self.keep(data)
            return is_smaller

    def keep(self, data):
        """Store the file's bytes under its name, replacing what may be there in one step."""
        if not hasattr(self.storage, "base_location"):  # a bucket: an upload shows when complete
            self.storage.store_as(self.name, ContentFile(data))
            return
        path = Path(self.storage.path(self.name))
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
            os.chmod(unfinished, self.storage.file_permissions_mode or 0o644)
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise


@contextmanager
def made_once(name):
    """Hold the lock of a file's name. The kernel frees it when the process dies."""
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"picture-{crc32(name.encode()) % LOCKS}", "a") as file:
        locks.lock(file, locks.LOCK_EX)
        try:
            yield
        finally:
            locks.unlock(file)
