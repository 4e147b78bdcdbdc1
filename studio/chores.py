"""What has to be done every so often, by whichever worker comes first.

An app keeps its chores in a module `chores`, which is found by its name, as `desk` modules are:

    @chores.every(timedelta(days=1))
    def erase_old_inquiries(): ...

The worker looks every few seconds what is due (`manage.py worker`). A chore whose worker dies, or
that fails, runs again after its interval: let it find what is left to do, whenever it runs.
"""

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from .models import Chore
from .moments import CLOCKS_DIFFER

logger = logging.getLogger("studio.chores")

REGISTERED = {}


def every(interval: timedelta):
    """Register a function that takes nothing, to run once in each interval."""

    def register(function):
        name = f"{function.__module__}.{function.__name__}"
        REGISTERED[name] = (function, interval)
        return function

    return register


def run_due():
    """Run every chore that is due; one that fails is logged and stops no other."""
    for name, (function, interval) in REGISTERED.items():
        try:
            if claim(name, interval):
                function()
        except Exception:
            logger.exception("The chore %s failed.", name)


def claim(name, interval):
    """Whether a chore is due and nobody else runs it; from then on it is ours."""
    now = timezone.now()
    known = Chore.objects.filter(name=name)
    # What ran later than now ran by a clock that was put back since.
    is_due = Q(last_run_at__lte=now - interval) | Q(last_run_at__gt=now + CLOCKS_DIFFER)
    if known.filter(is_due).update(last_run_at=now):
        return True
    if known.exists():
        return False
    try:
        with transaction.atomic():
            Chore.objects.create(name=name, last_run_at=now)
    except IntegrityError:  # another worker has been quicker
        return False
    return True
