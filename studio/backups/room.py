"""Room on the disk: asked for before anything is written that would fill it."""

import shutil

from django.template.defaultfilters import filesizeformat

from . import BackupError

KEEP_FREE = 200 * 1024 * 1024  # on the disk; on a small one a twentieth of it


class NoRoom(BackupError):
    """The disk is too full. free: below 0 where it is so already."""

    def __init__(self, needed, free, folder, what="a backup"):
        self.needed, self.free = needed, free
        super().__init__(
            f"There is no room for {what} in {folder}: it needs about "
            f"{filesizeformat(needed)}, and {filesizeformat(max(0, free))} may be used. Remove "
            "something there, or choose another folder."
        )


def make_sure(needed, folder, what="a backup"):
    """Raise NoRoom where a folder’s disk has not so many bytes to spare."""
    disk = shutil.disk_usage(folder)
    free = disk.free - min(KEEP_FREE, disk.total // 20)
    if needed > free:
        raise NoRoom(needed, free, folder, what)
