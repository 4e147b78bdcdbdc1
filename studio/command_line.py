"""What all commands of manage.py have in common: whom they refuse, and how they end in trouble."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility

from . import data_folder

# They write nothing into the data folder, and root looks after the machine.
READING = {"check", "diffsettings", "makemigrations", "showmigrations", "test"}


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
