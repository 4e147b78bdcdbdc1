"""What has to be done every so often: by one worker, in time, whatever else fails."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studio import chores, delivery, mail_chores, mailing, tasks
from studio.models import Chore, Mail, MailKind, MailState

HOUR = timedelta(hours=1)


@pytest.fixture
def registered(db, monkeypatch):
    """Return a function that registers a chore; no others are there. It returns a list of runs."""
    monkeypatch.setattr(chores, "REGISTERED", {})

    def registered(name, fails=False):
        runs = []

        def chore():
            runs.append(timezone.now())
            if fails:
                raise OSError("The disk is full")

        chore.__name__ = name
        chores.every(HOUR)(chore)
        return runs

    return registered


def let_pass(time):
    for chore in Chore.objects.all():
        chore.last_run_at -= time
        chore.save()


def test_a_chore_runs_once_in_its_interval(registered):
    runs = registered("sweep")

    for _ in range(3):
        chores.run_due()
    assert len(runs) == 1

    let_pass(HOUR)
    for _ in range(3):
        chores.run_due()
    assert len(runs) == 2


def test_of_two_workers_one_gets_a_chore(registered, monkeypatch):
    registered("sweep")
    [name] = chores.REGISTERED
    assert chores.claim(name, HOUR)
    let_pass(HOUR)

    assert [chores.claim(name, HOUR) for _ in range(2)] == [True, False]


def test_of_two_workers_one_gets_a_chore_that_is_new(registered, monkeypatch):
    """The second asks in the moment before the first has written the chore down."""
    registered("sweep")
    [name] = chores.REGISTERED
    create = Chore.objects.create

    def late(**fields):
        create(**fields)
        return create(**fields)

    monkeypatch.setattr(Chore.objects, "create", late)

    assert not chores.claim(name, HOUR)


def test_a_chore_that_fails_is_logged_and_stops_no_other(registered, caplog):
    failing, other = registered("failing", fails=True), registered("other")

    chores.run_due()
    chores.run_due()

    assert (len(failing), len(other)) == (1, 1)
    assert "failing failed" in caplog.text
    assert "The disk is full" in caplog.text


def test_the_chores_of_mail_are_registered_by_names_that_fit():
    names = list(chores.REGISTERED)

    assert "studio.mail_chores.enqueue_overdue_mails" in names
    assert max(map(len, names)) <= Chore._meta.get_field("name").max_length


# Mails whose worker was killed


@pytest.fixture
def mail(db):
    return mailing.queue(MailKind.NOTICE, "lena@example.com", "Somebody asks", "Good morning")


def jobs():
    return DBTaskResult.objects.filter(task_path=tasks.deliver.module_path)


def age(mail, **fields):
    Mail.objects.filter(pk=mail.pk).update(**fields)


def test_a_mail_that_lost_its_job_gets_another(mail):
    jobs().update(status="RUNNING")  # by a worker that was killed before it had claimed the mail
    age(mail, next_attempt_at=timezone.now() - timedelta(minutes=3))

    mail_chores.enqueue_overdue_mails()
    mail_chores.enqueue_overdue_mails()

    assert [job.args_kwargs["args"] for job in jobs().ready()] == [[mail.pk]]


@pytest.mark.parametrize("minutes", [1, -1])
def test_a_mail_that_is_hardly_late_is_left_alone(mail, minutes):
    jobs().delete()
    age(mail, next_attempt_at=timezone.now() - timedelta(minutes=minutes))

    mail_chores.enqueue_overdue_mails()

    assert not jobs().exists()


def test_a_mail_whose_worker_was_killed_is_seen_and_not_sent_again(mail, settings):
    claimed = delivery.claim(mail.pk)
    age(mail, claimed_at=timezone.now() - timedelta(minutes=16))

    mail_chores.give_up_stuck_mails()
    mail_chores.enqueue_overdue_mails()
    tasks.deliver.func(mail.pk)

    mail.refresh_from_db()
    assert claimed is not None
    assert mail.state == MailState.UNKNOWN
    assert mail.last_error == "The worker ended while the mail was being sent."
    assert list(Mail.objects.undealt()) == [mail]


def test_a_mail_that_is_being_sent_has_time(mail):
    delivery.claim(mail.pk)
    age(mail, claimed_at=timezone.now() - timedelta(minutes=14))

    mail_chores.give_up_stuck_mails()

    mail.refresh_from_db()
    assert mail.state == MailState.SENDING


# The worker


@pytest.fixture
def signals():
    """Keep the handlers of the tests’ own process."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, 3)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_the_worker_does_jobs_and_chores(mail, signals, mailoutbox):
    DBTaskResult.objects.exclude(task_path=tasks.deliver.module_path).delete()

    call_command("worker", batch=True, startup_delay=False, verbosity=0)

    assert [each.subject for each in mailoutbox] == ["Somebody asks"]
    assert Chore.objects.filter(name="studio.mail_chores.give_up_stuck_mails").exists()


WATCHED_WORKER = """
import django, signal, threading, time
django.setup()
from django.core.management import call_command
from studio import chores
chores.REGISTERED.clear()
@chores.every(chores.timedelta(days=1))
def sweep():
    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:  # the worker has not begun yet
        time.sleep(0.01)
    print("swept", threading.current_thread().name, flush=True)
call_command("worker", startup_delay=False, interval=0.05, verbosity=0)
"""


def test_the_worker_ends_in_order_when_it_is_told(site):
    worker = subprocess.Popen(
        [sys.executable, "-c", WATCHED_WORKER],
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)

        assert line == "swept chores\n"
        assert worker.wait(20) == 0
    finally:
        worker.kill()
