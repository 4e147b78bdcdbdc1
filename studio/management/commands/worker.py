"""manage.py worker: run the background jobs, and beside them the chores."""

import logging
import os
from contextlib import contextmanager, suppress
from threading import Event, Thread

from django.db import connections
from django_tasks_db.management.commands import db_worker

from studio import chores, database_file, lost_jobs
from studio.backups import keeper
from studio.page_cache.writing import page_files_beside

logger = logging.getLogger("studio.worker")

SECONDS_BETWEEN = 20
SECONDS_BETWEEN_BACKUPS = 3
SECONDS_TO_END = 5
NICE = 10  # the worker may take every processor that visitors do not need


class Command(db_worker.Command):
    help = "Run the background jobs and the chores until Ctrl-C."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(reload=False)  # the reloader ends a job in its middle

    def handle(self, *, batch, worker_id, **options):
        options |= {"batch": batch, "worker_id": worker_id}
        with lost_jobs.sign_of_life(worker_id):
            if batch:
                chores.run_due()
                super().handle(**options)
                return
            database_file.follow()
            step_back()
            with chores_beside(), page_files_beside():
                super().handle(**options)


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
