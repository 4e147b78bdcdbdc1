"""A clock that was wrong and is put right: nobody waits until it is that late again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions import inquiring
from studio import chores, delivery, mail_chores, mailing
from studio.backups import keeper
from studio.models import (
    Backup,
    BackupKind,
    BackupState,
    Brake,
    Chore,
    Mail,
    MailKind,
    MailState,
)
from studio.signing_in import brakes

A_YEAR = timedelta(days=365)
pytestmark = pytest.mark.django_db


def ahead():
    return timezone.now() + A_YEAR


def test_a_chore_that_ran_in_a_year_is_due(monkeypatch):
    Chore.objects.create(name="sweep", last_run_at=ahead())

    claims = [chores.claim("sweep", timedelta(days=1)) for _ in range(3)]

    assert claims == [True, False, False]


def test_a_clock_that_differs_a_little_runs_nothing_twice():
    Chore.objects.create(name="sweep", last_run_at=timezone.now() + timedelta(seconds=90))

    assert not chores.claim("sweep", timedelta(days=1))


@pytest.mark.parametrize("attempts", [0, 1, 8])
def test_a_mail_of_a_year_ahead_is_sent_now(attempts):
    mail = mailing.queue(MailKind.NOTICE, "lena@example.com", "Somebody asks", "Good morning")
    Mail.objects.update(next_attempt_at=ahead(), attempts=attempts)

    mail_chores.enqueue_overdue_mails()

    assert list(Mail.objects.due()) == [mail]


def test_a_mail_waits_as_long_as_it_is_to():
    mailing.queue(MailKind.NOTICE, "lena@example.com", "Somebody asks", "Good morning")
    later = timezone.now() + delivery.DELAYS[3]
    Mail.objects.update(next_attempt_at=later, attempts=4)

    mail_chores.enqueue_overdue_mails()

    assert Mail.objects.get().next_attempt_at == later


def test_a_mail_that_was_claimed_in_a_year_is_left_to_the_owner():
    mail = mailing.queue(MailKind.NOTICE, "lena@example.com", "Somebody asks", "Good morning")
    delivery.claim(mail.pk)
    Mail.objects.update(claimed_at=ahead())

    mail_chores.give_up_stuck_mails()

    assert Mail.objects.get().state == MailState.UNKNOWN


def test_a_wait_that_ends_in_a_year_is_none():
    limits = {"key": brakes.ACCOUNT}
    Brake.objects.create(key="key", failures=9, last_failed_at=ahead(), held_until=ahead())

    with brakes.on(limits):
        pass

    assert not Brake.objects.exists()


def test_messages_of_a_year_ahead_hold_up_no_other(make_inquiry):
    for _ in range(inquiring.MOST_AN_HOUR):
        make_inquiry(ago=-A_YEAR, sender="sender")
    assert not inquiring.has_sent_too_many("sender")

    for _ in range(inquiring.MOST_AN_HOUR):
        make_inquiry(sender="sender")
    assert inquiring.has_sent_too_many("sender")


def test_a_backup_of_a_year_ahead_replaces_none_of_tonight(monkeypatch):
    monkeypatch.setattr(keeper, "born", lambda: timezone.now() - A_YEAR)
    Backup.objects.create(
        kind=BackupKind.SCHEDULED, state=BackupState.GOOD, created_at=ahead(), began_at=ahead()
    )

    keeper.ask_for_due_backup()

    assert Backup.objects.unfinished().count() == 1


def test_a_backup_that_was_heard_of_in_a_year_is_given_up():
    Backup.objects.create(kind=BackupKind.SCHEDULED, state=BackupState.RUNNING, heard_of_at=ahead())

    keeper.give_up_abandoned()

    assert Backup.objects.get().state == BackupState.FAILED
