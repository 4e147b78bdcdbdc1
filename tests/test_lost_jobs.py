"""Jobs of a worker that was killed: begun anew, once it is certain, and not for ever."""

import errno
import subprocess
import sys
from contextlib import nullcontext, suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sessions import picture_chores, tasks
from studio import lost_jobs
from studio.management.commands import worker

pytestmark = pytest.mark.django_db
PATHS = [tasks.make_renditions.module_path]
HOLD = (
    "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
    "print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def running():
    """Return a function that gives a running job of a worker."""

    def running(worker_id="w1", ago=timedelta(seconds=5), attempts=1):
        DBTaskResult.objects.all().delete()
        tasks.make_renditions.enqueue(4711)
        job = DBTaskResult.objects.get()
        for _ in range(attempts):
            job.claim(worker_id)
        DBTaskResult.objects.update(started_at=timezone.now() - ago)
        return job

    return running


def status():
    return DBTaskResult.objects.get().status


def test_the_job_of_a_killed_worker_is_begun_anew(running):
    running()
    path = lost_jobs.lock_path("w1")
    path.parent.mkdir()
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    other.stdout.readline()
    lost_jobs.resume(PATHS)
    assert status() == "RUNNING"

    other.kill()
    other.communicate()
    picture_chores.resume_picture_jobs()

    job = DBTaskResult.objects.get()
    assert (job.status, job.started_at) == ("READY", None)
    assert job in DBTaskResult.objects.ready()
    assert not path.exists()


def test_a_living_worker_keeps_its_job_however_long_it_takes(running):
    running(ago=timedelta(hours=5))

    with lost_jobs.sign_of_life("w1"):
        lost_jobs.resume(PATHS)

    assert status() == "RUNNING"


@pytest.mark.parametrize(("minutes", "expected"), [(29, "RUNNING"), (31, "READY")])
def test_a_worker_that_nothing_is_known_of_has_half_an_hour(running, minutes, expected):
    running(ago=timedelta(minutes=minutes))

    lost_jobs.resume(PATHS)

    assert status() == expected


def test_a_job_that_kills_every_worker_is_left_to_the_owner(running):
    running(ago=timedelta(hours=1), attempts=lost_jobs.MOST_ATTEMPTS)

    lost_jobs.resume(PATHS)

    job = DBTaskResult.objects.get()
    assert job.status == "FAILED"
    assert "killed 3 times" in job.traceback


def test_jobs_of_other_tasks_are_left_alone(running):
    running(ago=timedelta(hours=1))

    lost_jobs.resume(["studio.tasks.deliver"])

    assert status() == "RUNNING"


@pytest.mark.parametrize(("now", "more"), [(0, 10), (4, 6), (15, 0)])
def test_the_worker_lets_the_web_server_go_first(monkeypatch, now, more):
    steps = []
    monkeypatch.setattr(worker.os, "nice", lambda step: steps.append(step) or now)

    worker.step_back()

    assert steps == [0, more]


@pytest.mark.parametrize(
    ("ending", "is_left"), [(None, False), (SystemExit(0), False), (SystemExit(1), True)]
)
def test_a_worker_that_does_not_end_in_order_leaves_a_sign(ending, is_left):
    with suppress(SystemExit), lost_jobs.sign_of_life("w1"):
        if ending:
            raise ending

    assert lost_jobs.lock_path("w1").exists() == is_left
    assert lost_jobs.is_dead("w1") == (True if is_left else None)


def test_a_worker_in_trouble_goes_on_under_another_name(monkeypatch):
    names = []

    def handle(self, *, worker_id, **options):
        names.append(worker_id)
        if len(names) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(worker.db_worker.Command, "handle", handle)
    monkeypatch.setattr(worker, "SECONDS_AFTER_TROUBLE", 0)
    for each in ("chores_beside", "page_files_beside"):
        monkeypatch.setattr(worker, each, nullcontext)
    for each in (worker.database_file, "follow"), (worker, "step_back"):
        monkeypatch.setattr(*each, lambda: None)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)

    worker.Command().handle(batch=False, worker_id="first")

    assert names[0] == "first"
    assert len(set(names)) == 2
    assert lost_jobs.is_dead("first")


@pytest.mark.parametrize(
    ("error", "minutes", "attempts", "expected"),
    [
        ("django.db.utils.OperationalError", 3, 1, "READY"),
        ("django.db.utils.OperationalError", 1, 1, "FAILED"),
        ("django.db.utils.OperationalError", 3, 3, "FAILED"),
        ("builtins.ValueError", 3, 1, "FAILED"),
    ],
)
def test_a_job_that_the_database_failed_is_done_once_more(
    running, error, minutes, attempts, expected
):
    running(attempts=attempts)
    finished_at = timezone.now() - timedelta(minutes=minutes)
    DBTaskResult.objects.update(
        status="FAILED", finished_at=finished_at, exception_class_path=error
    )

    lost_jobs.resume(PATHS)

    assert status() == expected


def test_pictures_that_found_no_room_are_made_later(db, make_photo, monkeypatch):
    def full(photo):
        raise OSError(errno.ENOSPC, "No space left on device")

    photo = make_photo()
    monkeypatch.setattr("sessions.making.make", full)
    DBTaskResult.objects.all().delete()

    tasks.make_renditions.func(photo.pk)

    [job] = DBTaskResult.objects.all()
    assert job.args_kwargs["args"][0] == photo.pk
    assert job.run_after > timezone.now() + timedelta(minutes=4)
