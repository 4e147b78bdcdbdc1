"""A PostgreSQL server for the tests that need a second engine; thrown away afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import psycopg

from tests.installed import needed

MISSING = "NO TESTS ON POSTGRESQL: it is not installed on this machine. apt-get install postgresql"
# A server that is killed keeps what it has answered for; a machine need not.
NOTHING_LASTS = "-c fsync=off -c full_page_writes=off"
numbers = count(1)


def binaries():
    """Return the folder with initdb and pg_ctl; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = found[-1] if found else shutil.which("initdb")
    return Path(path).parent if path else None


@contextmanager
def running():
    """Run a server; give its address, to which the name of a database is added."""
    programs = needed(binaries(), MISSING)
    user = "postgres" if os.geteuid() == 0 else None  # it does not run as root
    # Not among the folders of pytest, which nobody but their owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
    if user:
        shutil.chown(folder, user)

    def call(*command):
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    options = f"-p {port} -k {folder} {NOTHING_LASTS}"
    try:
        call(programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N")
        call(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        yield f"postgres://postgres@127.0.0.1:{port}"
    finally:
        if (data / "postmaster.pid").exists():
            call(programs / "pg_ctl", "-D", data, "-m", "immediate", "-t", "60", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server():
    """Give a function that makes a database and returns its address.

    Where the tests run on PostgreSQL anyway, it is made there.
    """
    if own := of_the_tests():
        yield partial(database, own)
        return
    with running() as address:
        yield partial(database, address)


def of_the_tests():
    """Return the address of the server that the tests run on; "" if it is none of PostgreSQL."""
    address = os.environ.get("DATABASE_URL", "")
    return address.rpartition("/")[0] if address.startswith("postgres") else ""


def database(address):
    """Make a database on a server; return its address."""
    name = f"studio_{os.getpid()}_{next(numbers)}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"
