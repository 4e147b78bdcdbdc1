"""manage.py prepare: bring the database and the static files up to date, for web and worker."""

from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.checks import Tags
from django.core.files import locks
from django.core.management import BaseCommand, call_command
from django.db import connection

from studio import collecting, owners
from studio.page_cache.writing import page_files

NUMBER = 8206_1839  # of the lock in PostgreSQL; nobody else’s
WAITING = "This is being done by another start already: waiting for it …"


class Command(BaseCommand):
    help = (
        "Bring the database up to date, load the starter content into an empty one, and collect "
        "the static files. Run it once before the new version serves; it may be run at any time."
    )

    def handle(self, **options):
        self.check(tags=[Tags.database], databases=["default"])
        with one_at_a_time(self.say):
            self.prepare()

    def prepare(self):
        self.say("Bringing the database up to date …")
        call_command("migrate", verbosity=0)
        owners.sync_group()
        call_command("starter", stdout=self.stdout)
        self.say("Collecting the static files …")
        collecting.collect()
        if settings.PAGE_FILES:  # what the web server before the site reads when it starts
            page_files().write_headers()

    def say(self, words):
        self.stdout.write(words)
        self.stdout.flush()


def one_at_a_time(say):
    """Wait, and say so, until nobody else prepares the same database; hold others up meanwhile."""
    return in_database(say) if connection.vendor == "postgresql" else in_folder(say)


@contextmanager
def in_database(say):
    """One at a time on all machines. The server frees the lock of a connection that ends."""
    own = connection.copy()  # migrations begin and end transactions on the other
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [NUMBER])
            if not cursor.fetchone()[0]:
                say(WAITING)
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER])
        yield
    finally:
        own.close()


@contextmanager
def in_folder(say):
    """One at a time on this machine. The kernel frees the lock of a process that dies."""
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "prepare", "a") as file:
        if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            say(WAITING)
            locks.lock(file, locks.LOCK_EX)
        yield
