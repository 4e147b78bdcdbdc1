"""The database as it is at one moment, read while others write."""

from contextlib import contextmanager
from copy import deepcopy

from django.db import connections, transaction

ALIAS = "snapshot"


@contextmanager
def snapshot():
    """Give the alias of a connection of its own that sees one moment of the database.

    SQLite in WAL mode and PostgreSQL's REPEATABLE READ both give a transaction that only reads
    the state at its first query, and make no writer wait.
    """
    usual = connections["default"]
    connections[ALIAS] = type(usual)(still(usual), ALIAS)
    try:
        with transaction.atomic(using=ALIAS):
            connections[ALIAS].introspection.table_names()  # the moment
            yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]


def still(connection):
    """Return the settings of a connection whose transactions see one moment and lock nothing."""
    found = deepcopy(connection.settings_dict)
    options = found.setdefault("OPTIONS", {})
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
    if connection.vendor == "postgresql":
        from psycopg import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    return found


def size(connection):
    """Return about how many bytes the database has."""
    if connection.vendor == "postgresql":
        query = "SELECT pg_database_size(current_database())"
    else:
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
