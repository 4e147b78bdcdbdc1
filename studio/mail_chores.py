"""What the worker looks after: no mail is lost with a worker, none is kept for ever."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from . import chores, delivery, lost_jobs, mail_errors, mailing, tasks
from .models import Mail, MailState, Studio
from .moments import CLOCKS_DIFFER

OVERDUE = timedelta(minutes=2)
TOO_LONG = timedelta(minutes=15)  # no attempt takes that long: its worker is gone


@chores.every(timedelta(minutes=1))
def resume_mail_jobs():
    """Begin anew what a killed worker had in its hands; a mail that was claimed stays claimed."""
    lost_jobs.resume(each.module_path for each in (tasks.deliver, tasks.write_password_mails))


@chores.every(timedelta(minutes=1))
def enqueue_overdue_mails():
    """Give a new job to every mail that waits and has none: its worker was killed with it."""
    with transaction.atomic():
        put_back_moments()
        overdue = Mail.objects.due().filter(next_attempt_at__lte=timezone.now() - OVERDUE)
        # Jobs that are still in the queue are late, not lost: the worker is busy.
        jobs = DBTaskResult.objects.ready().filter(task_path=tasks.deliver.module_path)
        queued = {job["args"][0] for job in jobs.values_list("args_kwargs", flat=True)}
        for key in overdue.exclude(pk__in=queued).values_list("pk", flat=True):
            tasks.deliver.enqueue(key)


def put_back_moments():
    """Have nobody wait for a moment that is further away than any mail ever waits: it was noted
    before the clock was put back."""
    now = timezone.now()
    for attempts, delay in enumerate([timedelta(0), *delivery.DELAYS]):
        late = now + delay + CLOCKS_DIFFER
        waiting = Mail.objects.filter(state=MailState.WAITING, attempts=attempts)
        waiting.filter(next_attempt_at__gt=late).update(next_attempt_at=now - OVERDUE)


@chores.every(timedelta(minutes=1))
def give_up_stuck_mails():
    """Leave to the owner what was being sent when its worker was killed: it may have arrived."""
    now = timezone.now()
    since_long = Q(claimed_at__lt=now - TOO_LONG) | Q(claimed_at__gt=now + CLOCKS_DIFFER)
    stuck = Mail.objects.filter(since_long, state=MailState.SENDING)
    stuck.update(state=MailState.UNKNOWN, last_error=mail_errors.GIVEN_UP)
    Mail.objects.forget_secrets()


@chores.every(timedelta(days=1))
def remove_old_mail_files():
    """Keep mails that were only written to files no longer than what they are about."""
    months = Studio.objects.current().keep_inquiries_months
    oldest = (timezone.now() - timedelta(days=31 * months)).timestamp()
    for path in Path(settings.EMAIL_FILE_PATH or ".").glob("*.log"):
        if not mailing.leaves_the_house() and path.stat().st_mtime < oldest:
            path.unlink()


@chores.every(timedelta(days=1))
def remove_finished_jobs():
    call_command("prune_db_task_results", verbosity=0)
