"""Takes page files away when content changes: every write through Django is seen here."""

import re

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.signals import connection_created

from .page_files import withdraw
from .triggers import tables

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE", "WITH")


class Withdrawing:
    """Wraps the statements of one connection."""

    def __init__(self):
        self.content = re.compile(f'"(?:{"|".join(tables())})"')

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.lstrip()[:8].upper().startswith(WRITES) and self.content.search(sql):
            withdraw()  # before anybody can see the change …
            transaction.on_commit(withdraw)  # … and after, if they were put back meanwhile
        return result


def watch(sender, connection, **kwargs):
    if connection.alias == DEFAULT_DB_ALIAS:
        wrappers = connection.execute_wrappers
        if not any(isinstance(wrapper, Withdrawing) for wrapper in wrappers):
            wrappers.append(Withdrawing())


def connect():
    """Watch all connections from now on, where page files are wanted."""
    if settings.PAGE_FILES:
        connection_created.connect(watch, dispatch_uid="studio.page_files")
