"""manage.py worker: run the background jobs, and beside them the chores."""

import logging
import os
import time
from contextlib import contextmanager, suppress
from threading import Event, Thread

from django.db import DatabaseError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from studio import chores, database_file, lost_jobs, trouble
from studio.backups import keeper
from studio.models import Chore
from studio.page_cache.writing import page_files_beside

logger = logging.getLogger("studio.worker")

SECONDS_BETWEEN = 20
SECONDS_BETWEEN_BACKUPS = 3
SECONDS_AFTER_TROUBLE = 5
SECONDS_TO_END = 5
NICE = 10  # the worker may take every processor that visitors do not need


class Command(db_worker.Command):
    help = "Run the background jobs and the chores until Ctrl-C."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(reload=False)  # the reloader ends a job in its middle

    def handle(self, *, batch, worker_id, **options):
        options["batch"] = batch
        if batch:
            Chore.objects.exists()  # a database without tables ends it here, in one sentence
            with lost_jobs.sign_of_life(worker_id):
                chores.run_due()
                super().handle(worker_id=worker_id, **options)
            return
        database_file.follow()
        step_back()
        with chores_beside(), page_files_beside():
            while not self.works(worker_id, options):
                connections.close_all()
                time.sleep(SECONDS_AFTER_TROUBLE)
                worker_id = get_random_string(32)

    def works(self, worker_id, options):
        """Run jobs; return whether that came to its end, and not to trouble with the database.

        The job at hand may be noted as running then. Its worker is counted as dead, and goes on
        under another name.
        """
        try:
            with lost_jobs.sign_of_life(worker_id):
                super().handle(worker_id=worker_id, **options)
        except (DatabaseError, OSError) as error:
            if trouble.found(error) is None:
                raise
            logger.error("The worker stops for a moment: %s", error)
            return False
        return True


def step_back():
    """Let the web server go first wherever both want a processor."""
    with suppress(OSError):
        os.nice(max(0, NICE - os.nice(0)))


@contextmanager
def chores_beside():
    """Run due chores, and make backups, in threads until the end of the block, however it comes."""
    ending = Event()
    # Daemons: a chore that hangs does not keep a process alive that was told to end.
    threads = [
        Thread(target=repeat, args=[*each, ending], name=each[0], daemon=True)
        for each in [
            ("chores", chores.run_due, SECONDS_BETWEEN),
            ("backups", keeper.work, SECONDS_BETWEEN_BACKUPS),
        ]
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        for thread in threads:
            thread.join(SECONDS_TO_END / len(threads))


def repeat(name, function, seconds, ending):
    """Call a function again and again; what goes wrong in it is logged."""
    while True:
        try:
            function()
        except Exception:
            logger.exception("The round of %s failed.", name)
        connections.close_all()  # this thread’s own: each round begins with a fresh one
        if ending.wait(seconds):
            return
