"""Jobs that a worker had in its hands when it was killed.

django-tasks leaves such a job “running” for ever: it does not know which workers live. A worker of
ours holds the lock of a file, which the kernel frees with its process, however that ends.
"""

import logging
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("studio.chores")

MOST_ATTEMPTS = 3
# After that a job of a worker that we know nothing of is lost, too: it ran on another machine.
TOO_LONG = timedelta(minutes=30)
A_WHILE = timedelta(minutes=2)
READY = "READY"
# What a database raises that is busy, full or away.
TROUBLE = ("django.db.utils.OperationalError", "django.db.utils.InterfaceError")


class WorkerKilled(Exception):
    """A job whose worker was killed each time it was tried."""


def lock_path(worker_id):
    return Path(settings.DATA_DIR) / "locks" / f"worker-{worker_id}"


@contextmanager
def sign_of_life(worker_id):
    """Let others see that a worker lives, until the end of the block or of the process.

    Who does not end in order leaves the file behind: its job is lost, too.
    """
    path = lock_path(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as file:
        locks.lock(file, locks.LOCK_EX)
        try:
            yield
        except SystemExit as ending:
            if not ending.code:
                path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)


def is_dead(worker_id):
    """Whether a worker was killed on this machine; None where nothing is known of it."""
    try:
        with open(lock_path(worker_id)) as file:
            return bool(locks.lock(file, locks.LOCK_EX | locks.LOCK_NB))
    except FileNotFoundError:
        return None


def resume(task_paths):
    """Put lost jobs of these tasks, which may be done twice, into the queue again.

    So are those that failed because the database was in trouble, after a while.
    """
    dead, jobs = set(), DBTaskResult.objects.filter(task_path__in=[*task_paths])
    for job in jobs.failed().filter(exception_class_path__in=TROUBLE):
        is_over = job.finished_at < timezone.now() - A_WHILE
        if is_over and len(job.worker_ids) < MOST_ATTEMPTS:
            job.status, job.started_at, job.finished_at = READY, None, None
            job.save(update_fields=["status", "started_at", "finished_at"])
            logger.warning("The database was in trouble; %s is done once more.", job.task_path)
    for job in jobs.running():
        worker_id = job.worker_ids[-1]
        if is_lost(job, worker_id):
            dead.add(worker_id)
            put_back(job)
    for worker_id in dead:
        with suppress(FileNotFoundError):
            lock_path(worker_id).unlink()


def is_lost(job, worker_id):
    its_worker_is_dead = is_dead(worker_id)
    if its_worker_is_dead is None:
        return job.started_at < timezone.now() - TOO_LONG
    return its_worker_is_dead


def put_back(job):
    if len(job.worker_ids) >= MOST_ATTEMPTS:  # perhaps it is this job that kills them
        job.set_failed(WorkerKilled(f"The worker was killed {len(job.worker_ids)} times."))
        return
    same = DBTaskResult.objects.running().filter(pk=job.pk, started_at=job.started_at)
    if same.update(status=READY, started_at=None):
        logger.warning("A worker was killed; %s is done once more.", job.task_path)
