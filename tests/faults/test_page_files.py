"""Page files, and a process that is killed between a commit and taking them away."""

import subprocess
import sys
import time

from tests.sites import ROOT

from .conftest import ROW
from .sites import kill

KILLED = """
import os, signal
from django.conf import settings
from django.db import transaction
from pages.models import Page
from studio.page_cache import withdrawing

link = settings.PAGE_FILES_DIR / "current"
former = os.readlink(link)
with transaction.atomic():
    Page.objects.filter(slug="about").update(title="Another title")
    link.symlink_to(former)  # the worker has put them back meanwhile
    transaction.on_commit(lambda: None)
    connection = transaction.get_connection()
    connection.run_on_commit.insert(
        0, (set(), lambda: os.kill(os.getpid(), signal.SIGKILL), False)
    )
"""


def test_a_kill_between_commit_and_withdrawal_leaves_nothing_old(site_of_files, record_property):
    site, page = site_of_files
    site.manage("page_files")
    assert "Another title" not in page.read_text()
    killed = site.start(KILLED)
    assert killed.wait(60) == -9
    assert page.exists()  # what is old is served, as long as no worker lives

    command = [sys.executable, "manage.py", "worker", "--no-startup-delay"]
    began = time.monotonic()
    worker = subprocess.Popen(command, cwd=ROOT, env=site.environment, stderr=subprocess.DEVNULL)
    try:
        while page.exists() and "Another title" not in page.read_text():
            assert time.monotonic() < began + 60
            time.sleep(0.02)
        seconds = time.monotonic() - began
        was_withdrawn = not page.exists()
        while not page.exists():
            assert time.monotonic() < began + 60
            time.sleep(0.05)
    finally:
        kill(worker.pid)
        worker.wait()

    assert was_withdrawn  # before the new ones were written, which takes a while
    assert "Another title" in page.read_text()
    words = f"{seconds:.1f} s old"
    record_property(ROW, ["killed before page files were withdrawn", 1, 1, 0, words])
