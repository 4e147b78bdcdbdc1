"""The starter content in the database of the tests: made once, however many processes test."""

import fcntl
import shutil
import sqlite3
from contextlib import closing

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def fill(folder):
    """Fill the fresh database; take what another process of this run has made, if there is such.

    folder: one that all processes of a run share, as a Path. Only SQLite’s databases are shared,
    and photographs in folders.
    """
    if connection.vendor != "sqlite" or settings.PHOTO_BUCKET:
        call_command("starter", verbosity=0)
        return
    folder.mkdir(exist_ok=True)
    connection.ensure_connection()
    made = folder / "db.sqlite3"
    with open(folder / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            copy(made, connection.connection)
            shutil.copytree(folder / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
            return
        call_command("starter", verbosity=0)
        shutil.copytree(settings.MEDIA_ROOT, folder / "media")
        part = folder / "part.sqlite3"
        copy_to(part)
        part.rename(made)


def copy(path, target):
    with closing(sqlite3.connect(path)) as source:
        source.backup(target)


def copy_to(path):
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
