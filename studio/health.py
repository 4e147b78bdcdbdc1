"""Whether the site is well: `/healthz` for the process, `/readyz` for what it needs.

/readyz answers 503 where the site cannot do its work: its database is away, its files cannot be
written, its static files were not collected, its disk is full. What somebody has to see to soon
(jobs that wait, a disk that fills up, an old backup, a Redis that is away), and what is the same on
all machines while pages are still shown (a silent bucket), is a warning and leaves it at 200, so
that no machine is taken out of service for it; `/readyz?strict=1`, for whatever calls people, makes
those 503 as well.
"""

import functools
import shutil
import time
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from threading import Lock

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.models import Min
from django.http import HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from . import redis_client, static_files, visitors
from .backups import keeper, keeping
from .bucket_address import BucketError
from .models import Backup
from .moments import since

KEPT_S = 5  # an answer serves all who ask within that time: asking costs nothing
LATE = timedelta(minutes=15)  # a job should not wait that long
MB = 1024 * 1024
FULL, TIGHT = 100 * MB, 1024 * MB
OK, WARNING, FAILING = "ok", "warning", "failing"
WORDS = {OK: "ready", WARNING: "ready, with warnings", FAILING: "not ready"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, in a word and in a sentence."""

    state: str
    words: str


PATHS = {"/healthz", "/readyz"}


class AnyHostMiddleware:
    """Answer machines that watch, whatever host they ask for: they know an address, and no name.

    Nothing in these answers depends on the host.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in PATHS:
            allowed = [host for host in settings.ALLOWED_HOSTS if "*" not in host]
            request.META["HTTP_HOST"] = allowed[0].lstrip(".") if allowed else "localhost"
        return self.get_response(request)


@require_safe
@never_cache
def healthz(request):
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """Say whether the site can do its work; to those who may know, each thing in words."""
    findings = look()
    states = {finding.state for finding in findings.values()}
    state = next((each for each in (FAILING, WARNING) if each in states), OK)
    is_refused = state == FAILING or (state == WARNING and "strict" in request.GET)
    answer = {"status": WORDS[state]}
    if may_know(request):
        answer["checks"] = {
            name: {"state": finding.state, "words": finding.words}
            for name, finding in findings.items()
        }
    response = JsonResponse(answer, status=503 if is_refused else 200)
    response._has_been_logged = True  # or Django would call each 503 an error, and mail it
    return response


def may_know(request):
    """Whether somebody gets details: from this machine itself, from HEALTH_FROM, or the staff."""
    address = visitors.parsed(visitors.client_address(request))
    if address is not None and any(address in network for network in networks()):
        return True
    # Behind a proxy on this machine, all the world seems to come from here.
    is_direct = not (settings.BEHIND_PROXY or request.META.get("HTTP_X_FORWARDED_FOR"))
    if address is not None and address.is_loopback and is_direct:
        return True
    try:
        return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff
    except DatabaseError:
        return False


def networks():
    """Return the networks of HEALTH_FROM. Raises ValueError, which studio/checks.py says."""
    return [ip_network(each, strict=False) for each in settings.HEALTH_FROM]


class Kept:
    """What was found last, for all who ask at the same time."""

    lock, findings, until = Lock(), None, 0.0


def look():
    """Return {name: Finding} of everything, at most a few seconds old."""
    with Kept.lock:
        if Kept.findings is None or time.monotonic() >= Kept.until:
            Kept.findings, Kept.until = looked(), time.monotonic() + KEPT_S
        return Kept.findings


def looked():
    findings = {
        "database": database(),
        "storage": storage(),
        "static": static(),
        "disk": disk(),
    }
    if settings.CACHE_URL:
        findings["cache"] = cache()
    if findings["database"].state == OK:
        findings |= {"queue": asked(queue), "backup": asked(backup)}
    return findings


def asked(function):
    """Call a function that asks the database."""
    try:
        return function()
    except DatabaseError as error:
        return Finding(FAILING, f"The database does not answer that: {kind(error)}.")


def database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        connection.close()
        return Finding(FAILING, f"The database does not answer: {kind(error)}.")
    return Finding(OK, "The database answers.")


def kind(error):
    """Name an error without its words, which may hold addresses."""
    return type(error).__name__


def storage():
    """Write a small file where photographs are kept, and remove it."""
    name = f".readyz-{get_random_string(12)}"
    try:
        name = default_storage.save(name, ContentFile(b"ready"))
        default_storage.delete(name)
    except BucketError as error:
        return Finding(WARNING, f"Photographs cannot be stored, nor pictures shown: {error}.")
    except Exception as error:
        reason = getattr(error, "strerror", None) or kind(error)
        return Finding(FAILING, f"Photographs cannot be stored: {reason}.")
    return Finding(OK, "Photographs can be stored.")


def static():
    if static_files.are_missing():
        return Finding(FAILING, static_files.NOT_COLLECTED)
    return Finding(OK, "The static files are there.")


def disk():
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError as error:
        return Finding(FAILING, f"The data folder cannot be looked at: {error.strerror}.")
    words = f"{filesizeformat(free)} are free".replace("\xa0", " ")
    if free < FULL:
        return Finding(FAILING, f"The disk is full: {words}.")
    if free < TIGHT:
        return Finding(WARNING, f"The disk is nearly full: {words}.")
    return Finding(OK, f"{words}.")


def cache():
    """Find out whether Redis takes something; without it the site is slower, and works."""
    if not redis_client.is_installed():
        return Finding(WARNING, f"{redis_client.NO_PACKAGE}.")
    try:
        redis_client.try_out(redis())
    except redis_client.failures() as error:
        return Finding(
            WARNING, f"Redis does not answer: {kind(error)}. Each machine keeps its pages itself."
        )
    return Finding(OK, "Redis answers.")


@functools.cache
def redis():
    return redis_client.connect(settings.CACHE_URL)


def queue():
    """Find out whether jobs wait that nobody is at."""
    waiting, long_ago = DBTaskResult.objects.ready(), timezone.now() - LATE
    oldest = waiting.aggregate(oldest=Min("enqueued_at"))["oldest"]
    if oldest is None:
        return Finding(OK, "No background job waits.")
    minutes = int((timezone.now() - oldest).total_seconds() // 60)
    words = f"The oldest of {waiting.count()} background jobs has waited for {minutes} minutes"
    if oldest < long_ago and not DBTaskResult.objects.filter(started_at__gte=long_ago).exists():
        return Finding(WARNING, f"{words}: the worker seems to have stopped.")
    return Finding(OK, f"{words}; the worker is at them.")


def backup():
    last = Backup.objects.backups().good().first()
    if last is not None:
        is_old = timezone.now() - last.began_at > keeping.TOO_OLD
        words = f"The last good backup was made {since(last.began_at)}."
        return Finding(WARNING if is_old else OK, words)
    born = keeper.born()
    if born is None or timezone.now() - born > keeping.TOO_OLD:
        return Finding(WARNING, "There is no backup.")
    return Finding(OK, "There is no backup yet: the site is young.")
