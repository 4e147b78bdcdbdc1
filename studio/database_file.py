"""The SQLite file of a site that runs: it is opened, and never made.

SQLite makes an empty file where there is none. In the place of one that was moved away for a
moment it would answer in its stead, and mix its own with what the other has left in its “-wal”.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.core.signals import request_started
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.signals import connection_created


def address(path):
    """Return the address by which SQLite opens a file that is there."""
    return f"file:{quote(str(Path(path).absolute()))}?mode=rw"


def follow():
    """Have this process open the file that is there, and the other one once it has been moved."""
    known = connections.settings[DEFAULT_DB_ALIAS]
    name = str(known["NAME"])
    if known["ENGINE"] != "django.db.backends.sqlite3" or name.startswith("file:"):
        return
    known["OPTIONS"]["database"] = address(name)
    connection_created.connect(note_file, dispatch_uid="studio.database_file")
    request_started.connect(let_go, dispatch_uid="studio.database_file")


def number_of(path):
    with suppress(OSError):
        return os.stat(path).st_ino
    return None


def note_file(sender, connection, **kwargs):
    if connection.alias == DEFAULT_DB_ALIAS:
        connection.opened_file = number_of(connection.settings_dict["NAME"])


def let_go(sender, **kwargs):
    """Close a connection to a file that has lost its name: nobody would find what it writes."""
    if connection.connection is None or connection.in_atomic_block:
        return
    opened = getattr(connection, "opened_file", None)
    if opened is None or opened != number_of(connection.settings_dict["NAME"]):
        connection.close()
