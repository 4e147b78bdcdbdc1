"""Private files as a snapshot of the database names them, whatever is deleted meanwhile.

A file goes after the row that named it. On a local disk nothing is deleted from before a snapshot
until each of its files has a second name, a hard link: deleting a photo then takes the first name
and leaves the bytes. Where there are no hard links (a bucket), the files are read as they lie, and
making.py looks at a newer snapshot for those that are gone.
"""

import os
import shutil
import socket
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from ..private_files import standing_still

__all__ = ["Held", "standing_still", "why"]


class Held:
    """Use as a context: at its end the second names are taken away."""

    def __init__(self):
        self.sizes, self.moments = {}, {}
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

        moment: when the snapshot was there, in seconds.
        """
        lost = {}
        for name in names - self.linked:
            self.moments[name] = moment
            try:
                self.sizes[name] = self.hold(name)
            except (OSError, ValueError, SuspiciousFileOperation) as error:
                lost[name] = why(error)
        return lost

    def hold(self, name):
        """Give a file a second name, where that is possible; return its size."""
        if self.root is None:
            return 0  # asking a bucket for each takes longer than reading it
        path = Path(default_storage.path(name))
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except FileNotFoundError:
            raise
        except OSError:  # no hard links here, or it is a folder
            return path.stat().st_size
        self.linked.add(name)
        return target.stat().st_size

    def open(self, name):
        """Return an open file. Raises OSError, also for a younger file that took its name: a file
        is stored before the row that names it."""
        if name in self.linked:
            return (self.root / name).open("rb")
        # In a bucket no two files ever have the same name.
        if hasattr(default_storage, "base_location"):
            modified = default_storage.get_modified_time(name).timestamp()
            if modified > self.moments[name]:
                raise FileNotFoundError(name)
        return default_storage.open(name)


def why(error):
    if isinstance(error, FileNotFoundError):
        return "is not there"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return "has a name that no file can have"
