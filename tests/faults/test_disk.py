"""A disk that is full, and one that nobody may write to."""

import os
import resource
import shutil
import subprocess
import warnings
from contextlib import contextmanager, suppress

import pytest

from .load import Client, load, picture
from .sites import children, mounted

NO_MOUNTS = "NO TEST OF A READ-ONLY DISK: nothing can be mounted here, which takes root"


@contextmanager
def full_disk(site):
    """Leave no room on the site’s disk; where it has none of its own, let no process write."""
    if site.has_disk:
        ballast = site.folder / "ballast"
        with suppress(OSError), open(ballast, "wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        try:
            yield
        finally:
            ballast.unlink()
        return
    pids = [site.worker(), site.master(), *children(site.master())]
    former = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_, most) in former.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        for pid, limit in former.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


@contextmanager
def read_only(folder):
    """Let nobody write into a folder; root heeds no permissions, so that takes a mount."""
    if os.geteuid():
        mode = folder.stat().st_mode
        folder.chmod(0o500)
        try:
            yield
        finally:
            folder.chmod(mode)
        return
    if not mounted("--bind", str(folder), str(folder)):
        warnings.warn(NO_MOUNTS, stacklevel=1)
        pytest.skip(NO_MOUNTS)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_the_disk_is_full(site, counted):
    with load(site, photos=True) as writes:
        writes.reach(1, "photos")
        with full_disk(site):
            refused = {}

            def all_are_refused():
                refused.update({kind: (status, said) for kind, status, said in writes.refused})
                return len(refused) == 3

            site.wait_for(all_are_refused, 60, lambda: str(refused.keys()))
            assert Client(site.port).get("/about/")[0] == 200
            assert not site.answers("/readyz")
            assert site.rows("SELECT 1")
        writes.reach(8)
        writes.reach(1, "photos")

    assert refused["inquiries"][0] == refused["edits"][0] == 503
    assert "still here: please press the button again" in refused["inquiries"][1]
    assert "A picture for my new job, please: inquiries-" in refused["inquiries"][1]
    assert "Send it again" in refused["edits"][1]
    assert "so nothing of this file was kept. Try it again later" in str(refused["photos"][1])
    counted("disk full", writes, pictures=True)


def test_media_are_read_only(site, counted):
    desk = site.desk()
    with load(site) as writes:
        writes.reach(3)
        with read_only(site.folder / "media"):
            is_in, _, words = desk.upload("Sitting readonly", picture("read-only"))
            assert not is_in
            assert words == (
                "The server’s disk cannot be written to, so nothing of this file was kept. "
                "Try it again later."
            )
            assert Client(site.port).get("/readyz")[0] == 503
            writes.reach(8)  # words need no folder of pictures
        is_in, _, words = desk.upload("Sitting writable", picture("read-only"))
        assert is_in, words

    writes.acknowledged["photos"].append("Sitting writable")
    counted("media read-only", writes, pictures=True)


def test_the_page_cache_is_lost(site, counted):
    folder = site.folder / "page-cache"
    with load(site) as writes:
        for _ in range(3):
            writes.reach(3)
            shutil.rmtree(folder, ignore_errors=True)
        writes.reach(3)

    assert not writes.refused
    counted("page cache lost", writes)


def test_the_page_cache_is_read_only(site, counted):
    folder = site.folder / "page-cache"
    folder.mkdir(exist_ok=True)
    with load(site) as writes, read_only(folder):
        writes.reach(8)
        assert Client(site.port).get("/about/")[0] == 200

    assert not writes.refused
    counted("page cache read-only", writes)
