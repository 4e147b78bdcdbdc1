"""A database that somebody else holds, one that is gone for a while, a server that is stopped."""

import os
import shlex
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests import postgres_server

from . import sites
from .load import Client, Visitor, load

UNCACHED = "/sessions/the-hour/?use=press&package={}"


def refused(writes, kind):
    """Return (status, page) of the last write of a kind that was not taken."""
    return next((row[1:] for row in reversed(writes.refused) if row[0] == kind), (None, ""))


def test_somebody_holds_the_database_for_too_long(site, counted):
    visitor = Visitor(site.port, site.token)
    with load(site) as writes:
        writes.reach(3)
        with closing(sqlite3.connect(site.database, isolation_level=None)) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            taken, status, page = visitor.inquire("Ana-Wolf")
            site.wait_for(lambda: refused(writes, "edits")[0] == 503)
        again = visitor.inquire("Ana-Wolf")
        writes.reach(8)

    assert (taken, status) == (False, 503)
    assert "Somebody else is writing in the studio’s book" in page
    assert "A picture for my new job, please: Ana-Wolf." in page
    assert "Send it again" in refused(writes, "edits")[1]
    assert again[0]
    writes.acknowledged["inquiries"].append("Ana-Wolf")
    counted("database held by another", writes)


def test_the_database_is_gone_and_comes_back(site, counted):
    elsewhere = site.folder / "elsewhere.sqlite3"
    visitor, client = Visitor(site.port, site.token), Client(site.port)
    serving = site.master()
    assert client.get("/about/")[0] == 200
    with load(site, edits=False) as writes:
        writes.reach(3)
        site.database.rename(elsewhere)
        site.wait_for(lambda: refused(writes, "inquiries")[0] == 503)
        while_gone = {path: client.get(path) for path in ("/about/", UNCACHED.format(1), "/readyz")}
        taken, status, page = visitor.inquire("Bo-Wolf")
        assert not site.database.exists()
        elsewhere.rename(site.database)
        again = visitor.inquire("Bo-Wolf")
        writes.reach(8)

    answers = {path: status for path, (status, _, _) in while_gone.items()}
    assert answers == {"/about/": 200, UNCACHED.format(1): 503, "/readyz": 503}
    _, headers, words = while_gone[UNCACHED.format(1)]
    assert headers["Retry-After"] == "60"
    assert "The studio’s book is out of reach" in words
    assert (taken, status) == (False, 503)
    assert "A picture for my new job, please: Bo-Wolf." in page
    assert again[0]
    assert site.master() == serving
    writes.acknowledged["inquiries"].append("Bo-Wolf")
    counted("database file moved away", writes)


@contextmanager
def stopped(address):
    """Stop the server of a database for the block."""
    programs, user = postgres_server.binaries(), "postgres" if os.geteuid() == 0 else None
    with psycopg.connect(address) as connection:
        [folder] = connection.execute("SHOW data_directory").fetchone()
    words = shlex.split(Path(folder, "postmaster.opts").read_text())[1:]
    options = shlex.join(words[2:] if words[0] == "-D" else words)

    def control(*command):
        command = [programs / "pg_ctl", "-D", folder, "-w", *command]
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    control("-m", "immediate", "stop")
    try:
        yield
    finally:
        control("-l", Path(folder, "log-again"), "-o", options, "start")


def test_postgresql_is_stopped_and_started(postgres, backed_up, tmp_path, counted):
    address = postgres()

    def fill(site):
        site.manage("restore", str(backed_up), "--yes")

    with sites.running(tmp_path / "site", fill, address) as site:
        visitor, client = Visitor(site.port, site.token), Client(site.port)
        assert client.get("/about/")[0] == 200
        with load(site, edits=False) as writes:
            writes.reach(5)
            with stopped(address):
                site.wait_for(lambda: refused(writes, "inquiries")[0] == 503)
                while_gone = {path: client.get(path)[0] for path in ("/about/", UNCACHED.format(2))}
                taken, status, page = visitor.inquire("Cy-Wolf")
            again = visitor.inquire("Cy-Wolf")
            writes.reach(8)

        assert while_gone == {"/about/": 200, UNCACHED.format(2): 503}
        assert (taken, status) == (False, 503)
        assert "A picture for my new job, please: Cy-Wolf." in page
        assert again[0]
        writes.acknowledged["inquiries"].append("Cy-Wolf")
        counted("PostgreSQL stopped and started", writes, site=site)
