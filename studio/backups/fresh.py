"""A new database that takes the place of the former one in one step, or not at all."""

import os
import sqlite3
import time
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

from django.apps import apps
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from . import BackupError, tables

PATIENCE_S = 30
# What a database may hold and count as empty: Django fills these itself, or nobody misses them.
BY_ITSELF = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "django_tasks_database_dbtaskresult",
    "studio_chore",
    "studio_contentversion",
}


def content():
    """Return the names of the tables of "default" that hold something; [] for an empty database."""
    connection = connections["default"]
    if connection.vendor == "sqlite" and is_missing(connection):
        return []
    found = []
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - BY_ITSELF):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
            if cursor.fetchone():
                found.append(table)
    return found


def is_missing(connection):
    name = str(connection.settings_dict["NAME"])
    return not name.startswith("file:") and not os.path.exists(name)


@contextmanager
def fresh_database():
    """Have "default" be an empty database for the block. At its end that becomes the site's.

    SQLite: a file beside the former one, copied over it by SQLite's own backup, which is one
    transaction. PostgreSQL: everything is one transaction of the same database. Processes that
    serve the site meanwhile see the former database, then the new one.
    """
    former = connections["default"]
    former.close()
    way = {"sqlite": beside, "postgresql": within}[former.vendor]
    try:
        with way(former):
            yield
    finally:
        connections["default"] = former


@contextmanager
def beside(former):
    path = Path(former.settings_dict["NAME"])
    new = path.with_name(f"{path.name}.restoring")
    remove(new)
    found = {**deepcopy(former.settings_dict), "NAME": str(new)}
    # Nobody needs this file after a crash.
    found["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
    connections["default"] = type(former)(found, "default")
    try:
        try:
            yield
        finally:
            connections["default"].close()
        copy_over(new, path)
    finally:
        remove(new)


def remove(path):
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def copy_over(new, path):
    deadline = time.monotonic() + PATIENCE_S

    def give_up(status, remaining, total):
        if time.monotonic() > deadline:
            raise BackupError(
                "Somebody keeps writing to the database. End the site, then try again."
            )

    source, target = sqlite3.connect(new), sqlite3.connect(path, timeout=5)
    try:
        source.backup(target, progress=give_up, sleep=0.1)
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be put in its place: {error}.") from error
    finally:
        target.close()
        source.close()


@contextmanager
def within(former):
    connections["default"] = connection = type(former)(deepcopy(former.settings_dict), "default")
    try:
        with transaction.atomic():
            drop_all(connection)
            yield
    finally:
        connection.close()


def drop_all(connection):
    """Drop every table of this software, of whatever version; others are left alone."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {
        MigrationRecorder(connection).migration_qs.model._meta.db_table,
        *tables.LEFT_OUT,
    }
    loader = tables.loader_of()
    known = {key for key in loader.applied_migrations if key in loader.disk_migrations}
    if known:
        ours |= set(tables.models_at(loader, known))
    with connection.cursor() as cursor:
        for table in ours & set(connection.introspection.table_names(cursor)):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
