"""What the worker looks after: no mail is lost with a worker, none is kept for ever."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from . import chores, mail_errors, mailing, tasks
from .models import Mail, MailState, Studio

OVERDUE = timedelta(minutes=2)
TOO_LONG = timedelta(minutes=15)  # no attempt takes that long: its worker is gone


@chores.every(timedelta(minutes=1))
def enqueue_overdue_mails():
    """Give a new job to every mail that waits and has none: its worker was killed with it."""
    with transaction.atomic():
        overdue = Mail.objects.due().filter(next_attempt_at__lt=timezone.now() - OVERDUE)
        # Jobs that are still in the queue are late, not lost: the worker is busy.
        jobs = DBTaskResult.objects.ready().filter(task_path=tasks.deliver.module_path)
        queued = {job["args"][0] for job in jobs.values_list("args_kwargs", flat=True)}
        for key in overdue.exclude(pk__in=queued).values_list("pk", flat=True):
            tasks.deliver.enqueue(key)


@chores.every(timedelta(minutes=1))
def give_up_stuck_mails():
    """Leave to the owner what was being sent when its worker was killed: it may have arrived."""
    stuck = Mail.objects.filter(state=MailState.SENDING, claimed_at__lt=timezone.now() - TOO_LONG)
    stuck.update(state=MailState.UNKNOWN, last_error=mail_errors.GIVEN_UP)


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
