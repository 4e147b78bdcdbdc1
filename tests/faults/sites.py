"""A site that runs as `make serve` runs it, on a small disk of its own where that can be had."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller

from tests.mail_server import MailServer
from tests.sites import ROOT, Site

from .load import NO_ANSWER, Client, Desk, open_form

PASSWORD = "grey-window-light-4"
DISK_MB = 400
READY = """
from django.contrib.auth import get_user_model
from studio import owners
user = get_user_model().objects.get(username="lena")
user.is_staff = True
user.save()
user.groups.add(owners.sync_group())
"""
# In a state in which nobody need look after it any more, or the owner does.
SETTLED = "('sent', 'filed', 'unknown', 'failed')"


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def mounted(*arguments):
    """Whether a mount came about: it takes root, and a machine that lets root do so."""
    done = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    return done.returncode == 0


class RunningSite(Site):
    """A data folder, the processes that serve it, and a mail server beside them."""

    def __init__(self, folder, database_url="", **variables):
        super().__init__(folder, database_url)
        self.port, self.bucket_port, self.serving = free_port(), free_port(), None
        self.mails, self.mail_controller, self.smtp_port = MailServer(), None, free_port()
        self.log = self.folder.with_name(f"{self.folder.name}.log")
        self.has_disk = False
        self.variables = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "TRUSTED_PROXIES": "127.0.0.1",
            "CACHE_URL": "",
            "STORAGE_URL": "",
            **variables,
        }

    # Its processes

    def serve(self):
        """Run `manage.py serve`, and wait until it answers."""
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        with open(self.log, "a") as log:
            self.serving = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self.wait_for(lambda: self.answers("/healthz"), 90, lambda: self.log.read_text()[-2000:])
        self.wait_for(lambda: self.worker(), 10)

    def answers(self, path):
        with suppress(*NO_ANSWER):
            return Client(self.port).get(path, patience=3)[0] == 200
        return False

    def wait_for(self, is_so, seconds=60, words=lambda: ""):
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, words() or self.log.read_text()[-3000:]
            time.sleep(0.05)

    def child(self, words):
        """Return the number of the child of `serve` with these words in its command line."""
        with suppress(StopIteration, OSError):
            return next(pid for pid in children(self.serving.pid) if words in command_line(pid))
        return None

    def master(self):
        return self.child("gunicorn")

    def web_processes(self):
        return children(self.master())

    def worker(self):
        return self.child("manage.py worker")

    def stop(self):
        if self.serving and self.serving.poll() is None:
            self.serving.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.serving.wait(25)
            self.serving.kill()
            self.serving.wait()

    def start_mail_server(self):
        self.mail_controller = Controller(self.mails, hostname="127.0.0.1", port=self.smtp_port)
        self.mail_controller.start()

    def stop_mail_server(self):
        if self.mail_controller:
            self.mail_controller.stop()
            self.mail_controller = None

    # Who uses it

    def begin(self):
        """Open the form and sign in, once for all."""
        self.token = open_form(self.port)
        self.cookies = Desk(self.port).sign_in("lena", PASSWORD).cookies

    def desk(self):
        desk = Desk(self.port)
        desk.cookies = dict(self.cookies)
        return desk

    # What is in it

    @property
    def database(self):
        return self.folder / "db.sqlite3"

    def rows(self, query, *values):
        with closing(self.connected()) as connection:
            return connection.execute(query, *filter(None, [values])).fetchall()

    def connected(self):
        if self.database_url:
            return psycopg.connect(self.database_url)
        return sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)

    def stored(self):
        """Return {kind: Counter of the names that the database has}; photographs need files."""
        media = self.folder / "media"
        photos = [
            title
            for title, original, master in self.rows(
                "SELECT title, original, master FROM photo_sessions_photo"
            )
            if (media / original).stat().st_size and (media / master).stat().st_size
        ]
        edits = self.rows(
            "SELECT serialized_data FROM reversion_version WHERE serialized_data LIKE '%edits-%'"
        )
        return {
            "inquiries": Counter(
                n for (n,) in self.rows("SELECT name FROM photo_sessions_inquiry")
            ),
            "edits": Counter(json.loads(data)[0]["fields"].get("summary") for (data,) in edits),
            "photos": Counter(photos),
        }

    def summary(self):
        return self.rows("SELECT summary FROM photo_sessions_package WHERE id = 1")[0][0]

    def missing_pictures(self):
        """Return the names of picture files that records name and the disk does not have."""
        photos = self.rows("SELECT pictures FROM photo_sessions_photo WHERE title LIKE 'Sitting%'")
        standard = ("headshot 4:5", "headshot 1:1", "portrait", "portrait 4:5", "whole")
        names = {
            f"{found['stem']}-{width}.{ending}"
            for (pictures,) in photos
            for cut, found in json.loads(pictures).items()
            if cut in standard
            for width in found["widths"]
            for ending in ("avif", "jpg")
        }
        return sorted(name for name in names if not (self.folder / "media" / name).exists())

    def unsettled_mails(self):
        return self.rows(f"SELECT id, state FROM studio_mail WHERE state NOT IN {SETTLED}")

    def open_jobs(self):
        """Return the jobs that wait or run, but for those that only make files smaller."""
        return self.rows(
            "SELECT task_path, status FROM django_tasks_database_dbtaskresult "
            "WHERE status IN ('READY', 'RUNNING') AND task_path NOT LIKE '%slim%'"
        )

    def half_saved(self):
        """Return files that no row names, or whose names say that they are not whole."""
        media = self.folder / "media"
        rows = self.rows("SELECT original, master FROM photo_sessions_photo")
        named = {name for row in rows for name in row}
        found = [
            path.relative_to(media).as_posix()
            for top in ("originals", "masters")
            for path in (media / top).rglob("*")
            if path.is_file()
        ]
        unfinished = [path.name for path in (media / "r").glob("unfinished-*")]
        return [name for name in found if name not in named] + unfinished

    def is_whole(self):
        return bool(self.database_url) or self.rows("PRAGMA integrity_check") == [("ok",)]


def children(pid):
    try:
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    except OSError:
        return []


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def kill(pid):
    os.kill(pid, signal.SIGKILL)


@contextmanager
def small_disk(folder):
    """Give a folder a small disk for the block; say whether that came about."""
    folder.mkdir(parents=True, exist_ok=True)
    has_disk = mounted("-t", "tmpfs", "-o", f"size={DISK_MB}m", "none", str(folder))
    try:
        yield has_disk
    finally:
        if has_disk:
            subprocess.run(["umount", "-l", str(folder)], check=False)


@contextmanager
def running(folder, fill, database_url=""):
    """Run a site. fill: a function that gives it something to show, before it is served."""
    with small_disk(folder) as has_disk:
        site = RunningSite(folder, database_url)
        site.has_disk = has_disk
        fill(site)
        site.variables |= {
            "EMAIL_URL": f"smtp://127.0.0.1:{site.smtp_port}",
            "BACKUP_URL": f"s3+http://key:secret@127.0.0.1:{site.bucket_port}/studio/copies",
        }
        site.run(READY)
        try:
            site.start_mail_server()
            site.serve()
            site.begin()
            yield site
        finally:
            site.stop()
            site.stop_mail_server()
