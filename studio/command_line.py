"""What all commands of manage.py have in common: whom they refuse, and how they end in trouble."""

import signal
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from . import data_folder, trouble

# They write nothing into the data folder, and root looks after the machine.
READING = {"check", "diffsettings", "makemigrations", "showmigrations", "test"}
# They make the tables themselves.
PREPARING = {"migrate", "prepare", "restore", "serve"}
NOT_PREPARED = (
    "The tables of the database are not there yet, or not all of them: run `manage.py prepare` "
    "(or `make serve`) first."
)


class Utility(ManagementUtility):
    """Django's, for which root is nobody who writes into a folder of somebody else."""

    def fetch_command(self, subcommand):
        asks_for_help = not {"help", "-h", "--help"}.isdisjoint(self.argv[1:])
        is_writing = subcommand not in READING and not asks_for_help
        if settings.configured and is_writing:
            refuse_root()
        return super().fetch_command(subcommand)


def refuse_root():
    if words := data_folder.of_another(settings.DATA_DIR):
        sys.exit(words)


def run(arguments):
    """Run a command; what is wrong with the machine ends it in a sentence, and with code 1."""
    try:
        Utility(arguments).execute()
    except ImproperlyConfigured as error:
        if settings.configured:
            raise
        sys.exit(f"A setting is wrong. {error}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except (DatabaseError, InterfaceError) as error:
        words = in_words(error, arguments[1])
        if words is None or "--traceback" in arguments:
            raise
        sys.exit(words)


def in_words(error, command):
    """Say what is wrong with the database; None for a mistake of the software."""
    found = trouble.found(error)
    if found is trouble.Trouble.AWAY:
        return trouble.no_answer(error)
    if found is not None:
        return f"{found.owners_words}: {error}"
    return NOT_PREPARED if command not in PREPARING and lacks_tables() else None


def lacks_tables():
    """Whether the database is not yet that of this version."""
    connection.close()
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False
