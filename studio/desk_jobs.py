"""Background jobs on the desk: what failed, trying it again, putting it aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Min, Q
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tasks.exceptions import InvalidTaskError
from django_tasks_db.models import DBTaskResult

PERMISSION = "django_tasks_database.delete_dbtaskresult"
SHOWN = 8
PATIENCE = timedelta(minutes=10)
GONE = "That job is no longer there: somebody has dealt with it already."


@dataclass(frozen=True)
class Troubles:
    """The newest failed jobs and how many there are; how many wait, and since when."""

    failed: list
    count: int
    waiting: int
    since: datetime | None


def troubles(today):
    """Return what went wrong with the background jobs; None where nothing did."""
    if not today.user.has_perm(PERMISSION):
        return None
    waits = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - PATIENCE)
    failed = DBTaskResult.objects.failed().order_by("-finished_at")
    shown = list(failed.defer("traceback", "return_value")[:SHOWN])
    found = DBTaskResult.objects.aggregate(
        failed=Count("pk", filter=Q(pk__in=failed.order_by().values("pk"))),
        waiting=Count("pk", filter=Q(pk__in=waits.order_by().values("pk"))),
        since=Min("enqueued_at", filter=Q(pk__in=waits.order_by().values("pk"))),
        begun=Count("pk", filter=Q(started_at__gt=timezone.now() - PATIENCE)),
    )
    if found["begun"]:  # the worker has much to do, and does it
        found["waiting"] = 0
    if not (shown or found["waiting"]):
        return None
    for row in shown:
        row.words = today.job_words(row.task_path, row.args_kwargs)
    return Troubles(shown, found["failed"], found["waiting"], found["since"])


def take(request, pk):
    """Take a failed job off the list and return it; None if it is no longer on it."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    job = DBTaskResult.objects.failed().filter(pk=pk).first()
    if job is None or not DBTaskResult.objects.failed().filter(pk=pk).delete()[0]:
        messages.warning(request, GONE)
        return None
    return job


@require_POST
@transaction.atomic
def try_again(request, pk):
    """Put a failed job into the queue once more."""
    job = take(request, pk)
    if job is not None:
        try:
            job.task.enqueue(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        except (ImportError, InvalidTaskError):
            messages.error(request, "This version of the software no longer knows that job.")
        else:
            messages.success(request, "It is being tried again. Look here in a minute.")
    return redirect("admin:index")


@require_POST
def dismiss(request, pk):
    """Take a failed job off the list for good."""
    if take(request, pk) is not None:
        messages.success(request, "The failed job is off the list.")
    return redirect("admin:index")
