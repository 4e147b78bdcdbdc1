"""Where finished pages are kept: in the memory of a process, and in a folder of all processes."""

import fcntl
import hashlib
import logging
import os
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from contextlib import contextmanager, suppress
from pathlib import Path

from .finished import Finished

logger = logging.getLogger("studio.pages")

LOCKS = 64
POLL_SECONDS = 0.004
FORMER_SECONDS = 60  # for how long a process may still be writing pages of a former version


class Memory:
    """The pages that were asked for last, up to a number of bytes. Threads share it."""

    def __init__(self, most_bytes):
        self.most_bytes, self.bytes = most_bytes, 0
        self.pages = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key):
        with self.lock:
            if page := self.pages.get(key):
                self.pages.move_to_end(key)
            return page

    def put(self, key, page):
        with self.lock:
            if former := self.pages.pop(key, None):
                self.bytes -= former.weight
            self.pages[key] = page
            self.bytes += page.weight
            while self.bytes > self.most_bytes:
                _, oldest = self.pages.popitem(last=False)
                self.bytes -= oldest.weight

    def clear(self):
        with self.lock:
            self.pages.clear()
            self.bytes = 0


class Folder:
    """A folder of finished pages, one below it for each content version.

    A page is written under another name and renamed: nobody reads half of one. A disk that is
    full, slow or read-only costs speed, and no page.
    """

    def __init__(self, path, most_bytes):
        self.path, self.most_bytes = Path(path), most_bytes
        self.build = self.path.name
        self.has_failed = False

    def place(self, version, key):
        return self.path / version / name_of(key)

    def get(self, version, key):
        try:
            return Finished.load(self.place(version, key).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            logger.warning("A finished page cannot be read: %s", error)
            return None

    def put(self, version, key, page):
        place = self.place(version, key)
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
                try:
                    file.write(page.dump())
                    file.close()
                    os.replace(file.name, place)
                except OSError:
                    os.unlink(file.name)
                    raise
        except OSError as error:
            if not self.has_failed:
                logger.warning("Finished pages are kept in memory only: %s", error)
            self.has_failed = True
        else:
            self.has_failed = False

    def remember(self, version):
        """Note which version is the present one, for a process that starts without a database."""
        note = self.path / "current"
        with suppress(OSError):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = note.with_suffix(f".{os.getpid()}")
            part.write_text(version)
            os.replace(part, note)

    def remembered(self):
        with suppress(OSError):
            return (self.path / "current").read_text()
        return ""

    @contextmanager
    def only_maker(self, key, patience):
        """Let one thread of all processes make a page; wait for it some seconds at most.

        It is no more than a courtesy to the processor: who has waited in vain goes on.
        """
        number = int(hashlib.sha256(repr(key).encode()).hexdigest(), 16) % LOCKS
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / f"lock-{number}", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            yield
            return
        try:
            wait_for(lock, patience)
            yield
        finally:
            os.close(lock)  # which gives it back

    def tidy(self, version):
        """Remove pages of former versions, and the oldest of this one if there are too many."""
        for folder in self.folders():
            if folder.name != version and age(folder) > FORMER_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        files = []
        with suppress(OSError):
            files = [(entry.stat(), entry.path) for entry in os.scandir(self.path / version)]
        total = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda row: row[0].st_mtime):
            if total <= self.most_bytes:
                break
            with suppress(OSError):
                os.unlink(path)
                total -= stat.st_size

    def folders(self):
        with suppress(OSError):
            return [entry for entry in self.path.iterdir() if entry.is_dir()]
        return []


def name_of(key):
    return hashlib.sha256(repr(key).encode()).hexdigest()[:40]


def age(path):
    with suppress(OSError):
        return time.time() - path.stat().st_mtime
    return 0


def wait_for(lock, patience):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(POLL_SECONDS)
