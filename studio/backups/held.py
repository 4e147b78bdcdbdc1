"""Private files as a snapshot of the database names them, whatever is deleted meanwhile.

On a local disk each file gets a second name for the time of the backup, a hard link: deleting a
photo then takes its first name and leaves the bytes. Where there are no hard links (a bucket), the
files are read as they lie, and making.py looks at a newer snapshot for those that are gone.
"""

import os
import shutil
import socket
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

GONE = "is not there"


class Held:
    """Use as a context: at its end the second names are taken away."""

    def __init__(self):
        self.sizes = {}
        self.linked = set()
        self.root = None
        if hasattr(default_storage, "base_location"):
            self.root = Path(default_storage.path(f".held-{socket.gethostname()}"))

    def __enter__(self):
        self.let_go()  # of a backup that was killed
        return self

    def __exit__(self, *error):
        self.let_go()

    def let_go(self):
        if self.root:
            shutil.rmtree(self.root, ignore_errors=True)

    def take(self, names, moment):
        """Hold files; return {name: why not} for those that cannot be had.

        moment: when the snapshot was there, in seconds. A file that is younger has taken the name
        of another one since, for a file is stored before the row that names it.
        """
        lost = {}
        for name in names - self.sizes.keys():
            try:
                self.sizes[name] = self.hold(name, moment)
            except (OSError, ValueError, SuspiciousFileOperation) as error:
                lost[name] = why(error)
        return lost

    def hold(self, name, moment):
        """Give a file a second name, where that is possible; return its size."""
        if self.root is None:
            return 0  # asking a bucket for each takes longer than reading it
        path = Path(default_storage.path(name))
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
            self.linked.add(name)
        except FileExistsError:
            self.linked.add(name)
        except FileNotFoundError:
            raise
        except OSError:  # no hard links here, or a folder
            target = path
        found = target.stat()
        if found.st_mtime > moment:
            self.forget(name)
            raise FileNotFoundError(name)
        return found.st_size

    def forget(self, name):
        if name in self.linked:
            self.linked.discard(name)
            (self.root / name).unlink()

    def open(self, name):
        """Return an open file. Raises OSError."""
        if name in self.linked:
            return open(self.root / name, "rb")
        return default_storage.open(name)


def why(error):
    if isinstance(error, FileNotFoundError):
        return GONE
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return "has a name that no file can have"
