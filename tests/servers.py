"""Web servers that tests start beside themselves, on a copy of the tests’ database."""

import http.client
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress

from django.conf import settings
from django.db import connection

from . import forked, starter_content
from .installed import needed

BIND = "127.0.0.1"
WAIT_SECONDS = 60


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind((BIND, 0))
        return probe.getsockname()[1]


def need(program, package):
    """Return the path of a program, where it is installed."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    return needed(found, f"{program} is not installed: apt-get install {package}")


class Server:
    """A running server, to be asked. Answers are (status, {header: value}, bytes)."""

    def __init__(self, port, data=None):
        self.port, self.data = port, data

    def get(self, path, method="GET", body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection(BIND, self.port, timeout=30)) as connected:
            connected.request(method, path, body, headers)
            answer = connected.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, names, answer.read()

    def wait(self, process):
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            assert process.poll() is None, "The server ended."
            with suppress(OSError), closing(socket.create_connection((BIND, self.port), 1)):
                return
            time.sleep(0.05)
        raise AssertionError("The server does not listen.")


@contextmanager
def running(command, server, **options):
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        server.wait(process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(data, **variables):
    name = data / "database"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.server_settings",
        "TEST_DATA": str(data),
        "TEST_DATABASE": name.read_text() if name.exists() else str(data / "db.sqlite3"),
        **variables,
    }


def copy_database(data):
    """Copy the database of the tests, as far as it is committed, into a folder.

    On PostgreSQL it is another database with the starter content; the folder has its name.
    """
    data.mkdir(exist_ok=True)
    if connection.vendor == "postgresql":
        (data / "database").write_text(starter_content.another_database())
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(data / "db.sqlite3")) as target:
        connection.connection.backup(target)


@contextmanager
def running_site(data, workers=2, **variables):
    """Run the site under gunicorn, as `manage.py serve` does, on a copy of the database."""
    if not ((data / "db.sqlite3").exists() or (data / "database").exists()):
        copy_database(data)
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "studio.wsgi", "--bind", f"{BIND}:{port}"),
        *("--config", "python:studio.web_server", "--workers", str(workers)),
        *("--log-level", "error"),
    ]
    options = {"cwd": settings.BASE_DIR, "env": environment(data, **variables)}
    with running(command, Server(port, data), **options) as server:
        yield server


def manage(data, *arguments, **variables):
    """Run a management command beside a running site; return what it prints."""
    code, words = forked.manage(environment(data, **variables), *arguments)
    assert code == 0, words
    return words
