"""The content version: what the site shows, as one word.

It has three parts: the line of versions and the number in it, which the database moves on with
every committed change (triggers.py), and the last moment at which something was due, such as
publishing a page. Midnight is such a moment, too: releases end with a day.
"""

import os
import sqlite3
import threading
import time
from datetime import timedelta
from typing import NamedTuple

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.utils import timezone

from studio import database_file

from .triggers import APPS

QUERY = "SELECT lineage, number FROM studio_contentversion WHERE id = 1"
WAIT_SECONDS = 1
FILE_SECONDS = 1  # whether another file has got the name of the database is asked once in this
NOT_THERE = (DatabaseError, sqlite3.Error, OSError)


class Version(NamedTuple):
    """text: "" where nothing may be kept. since, until: for which moments it holds, in seconds."""

    text: str
    since: float
    until: float


NONE = Version("", 0, 0)


class Versions:
    """Says for each request what the version is now; asks as little as that takes."""

    def __init__(self, watch=None):
        self.watch = watch or watch_of(connection)
        self.known = None, NONE
        self.lock = threading.Lock()

    def current(self):
        """Return the version now. Raises one of NOT_THERE while the database is away."""
        row = self.watch.row()
        known_row, last = self.known  # both at once: they belong together
        if row == known_row and last.since <= time.time() < last.until:
            return last
        with self.lock:
            version = read(row)
            self.known = row, version
        return version


class FileWatch:
    """Watches an SQLite file: one number says whether anybody committed anything at all.

    It costs some microseconds, and reads no table. That number is of one connection, so each
    thread has one of its own: none waits for another.
    """

    def __init__(self, path):
        self.path, self.local = path, threading.local()

    def row(self):
        """Return (lineage, number)."""
        local = self.local
        if time.monotonic() >= getattr(local, "look_at", 0):
            self.look_for_the_file(local)
        number = local.connection.execute("PRAGMA data_version").fetchone()[0]
        if number != local.number:
            local.row, local.number = local.connection.execute(QUERY).fetchone(), number
        return local.row

    def look_for_the_file(self, local):
        file = os.stat(self.path).st_ino
        if file != getattr(local, "file", None):  # restored: another file has its name
            if former := getattr(local, "connection", None):
                former.close()
            local.file = local.number = None
            address = database_file.address(self.path)
            local.connection = sqlite3.connect(
                address, WAIT_SECONDS, isolation_level=None, uri=True
            )
            local.file = file
        local.look_at = time.monotonic() + FILE_SECONDS


class RowWatch:
    """Asks for the row each time, through Django's connection."""

    def row(self):
        """Return (lineage, number)."""
        try:
            return self.ask()
        except DatabaseError:  # a connection that the server has closed meanwhile
            connection.close_if_unusable_or_obsolete()
            return self.ask()

    def ask(self):
        with connection.cursor() as cursor:
            cursor.execute(QUERY)
            return cursor.fetchone()


def watch_of(connection):
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        return FileWatch(str(name))
    return RowWatch()


def read(row):
    """Return the version of a row (lineage, number) at this moment."""
    if row is None or not row[0]:
        return NONE
    lineage, number = row
    now = timezone.now()
    last, following = moments_around(now)
    text = f"{lineage}-{number}-{last.timestamp() * 1e6:.0f}"
    return Version(text, last.timestamp(), following.timestamp())


def newest(noted, own):
    """Return the later one of two words for the content; of two lines, the one that was noted."""
    (line, *place), (own_line, *own_place) = parts(noted), parts(own)
    return own if own and (not noted or (line == own_line and own_place > place)) else noted


def parts(text):
    line, *place = text.rsplit("-", 2)
    return [line, *(int(each) for each in place if each.isdecimal())]


def moments_around(now):
    """Return the last and the next moment at which what visitors see changes by itself."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    last, following = midnight, midnight + timedelta(days=1, hours=3)
    following = following.replace(hour=0)  # a day may have 23 or 25 hours
    for model, names in moments():
        before = {f"{name}_last": models.Max(name, filter=passed(name, now)) for name in names}
        after = {f"{name}_next": models.Min(name, filter=~passed(name, now)) for name in names}
        found = model._base_manager.aggregate(**before, **after)
        last = max([last, *(found[key] for key in before if found[key])])
        following = min([following, *(found[key] for key in after if found[key])])
    return last, following


def passed(name, now):
    return models.Q(**{f"{name}__lte": now})


def moments():
    """Return [(model, its fields)] of all moments that content has."""
    every = []
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if getattr(model, "changes_pages", True):
                fields = [f.name for f in model._meta.get_fields() if is_moment(f)]
                every += [(model, fields)] if fields else []
    return every


def is_moment(field):
    """Whether a field may hold a moment to come; what was written at saving never does."""
    is_written = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return isinstance(field, models.DateTimeField) and not is_written
