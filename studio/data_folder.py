"""The folder of STUDIO_DATA, and others that the site writes to: whose they are, in words."""

import os
import pwd
import shlex
import sys
from contextlib import suppress
from pathlib import Path


def nearest(folder):
    """Return the folder, or the one above it that is there."""
    folder = Path(folder)
    return next(each for each in [folder, *folder.parents] if each.exists())


def not_writable(variable, folder):
    """Say that nothing can be written to the folder of a variable."""
    return (
        f"{variable}: nothing can be written to {nearest(folder)}. Make it a folder of the user "
        "that runs the site, or name another one; under systemd, its unit has to name it, too "
        "(ReadWritePaths)."
    )


def of_another(folder):
    """Say that root is about to write into a folder of somebody else; "" where that is not so.

    The running site could not write where root has made a folder, nor read root's files.
    """
    if os.geteuid() != 0 or not os.path.isdir(folder):
        return ""
    found = os.stat(folder)
    if found.st_uid == 0:
        return ""
    owner, change = f"user {found.st_uid}", f"setpriv --reuid {found.st_uid} --clear-groups"
    change += f" --regid {found.st_gid}"
    with suppress(KeyError):
        owner = pwd.getpwuid(found.st_uid).pw_name
        change = f"runuser -u {owner}"
    return (
        f"The data folder {folder} belongs to {owner}, and the site cannot use what root writes "
        f"there. Nothing was done. As {owner}, with the same variables:\n"
        f"{change} -- {shlex.join(sys.orig_argv)}"
    )
