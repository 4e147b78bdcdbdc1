"""What is made once for all processes of a test run, or kept for the next one."""

import fcntl
from contextlib import contextmanager


def made_once(folder, make):
    """Return a folder that make(folder) has filled, in whichever process came first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with held(folder.with_name(f"{folder.name}.lock")):
        if not (folder / "ready").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "ready").touch()
    return folder


@contextmanager
def held(path):
    """Hold a lock that all processes of this machine know by its file."""
    with open(path, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
