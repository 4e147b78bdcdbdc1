"""Brakes on guessing: after a few wrong guesses, each further one has to wait longer.

A guess is counted before it is looked at, so that a hundred at the same moment are a hundred.
Nobody is locked out for good: the longest wait is short, and a browser in which the owner has
signed in before has a count of its own, which strangers cannot use up (OWASP: device cookies).
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import Brake
from ..visitors import sender_hash
from . import devices

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many guesses are free; the first wait after them, doubled each time, and the longest."""

    free: int
    longest: timedelta
    first: timedelta = timedelta(seconds=30)


ACCOUNT = Limit(free=5, longest=timedelta(minutes=15))
ADDRESS = Limit(free=30, longest=timedelta(hours=1))  # an office shares one
CODE = Limit(free=5, longest=timedelta(hours=1))
MAIL = Limit(free=3, longest=timedelta(hours=12), first=timedelta(minutes=10))
MAILS = Limit(free=10, longest=timedelta(hours=12), first=timedelta(minutes=10))


class Held(Exception):
    """No guess is taken before `until`."""

    def __init__(self, until):
        super().__init__("Too many wrong guesses.")
        self.until = until

    @property
    def seconds(self):
        return max(1, round((self.until - timezone.now()).total_seconds()))

    @property
    def words(self):
        """“in 40 seconds”, “in 4 minutes”."""
        if self.seconds < 60:
            return f"in {self.seconds} second{'s' if self.seconds != 1 else ''}"
        minutes = -(-self.seconds // 60)
        return f"in {minutes} minute{'s' if minutes != 1 else ''}"


def password_limits(request, username):
    """Return what a guess at a password is counted by: {key: Limit}."""
    name = username.strip().casefold()
    if device := devices.known(request, name):
        return {key_of("password on a device", name, device): ACCOUNT}
    return {key_of("password", name): ACCOUNT} | address_limit(request, "passwords")


def code_limits(request, user):
    """Return what a guess at a code from the phone is counted by."""
    if device := devices.known(request, user.get_username().casefold()):
        return {key_of("code on a device", user.pk, device): CODE}
    return {key_of("code", user.pk): CODE}


def mail_limits(request, address):
    """Return what asking for a mail with a new password is counted by."""
    limit = {key_of("mail", address.strip().casefold()): MAIL}
    return limit | address_limit(request, "mails", MAILS)


def address_limit(request, what, limit=ADDRESS):
    sender = sender_hash(request)
    return {key_of(what, sender): limit} if sender else {}


def key_of(*parts):
    return salted_hmac("studio.brakes", "\n".join(map(str, parts)), algorithm="sha256").hexdigest()


@contextmanager
def on(limits):
    """Count a guess; take it back when the block ends without an exception. Raises Held."""
    take(limits)
    yield
    give_back(limits)


def take(limits):
    """Count a guess by all of the limits, unless one of them holds it back: Held."""
    now = timezone.now()
    with transaction.atomic():
        Brake.objects.bulk_create([Brake(key=key) for key in limits], ignore_conflicts=True)
        found = Brake.objects.select_for_update().filter(key__in=limits).order_by("key")
        brakes = list(found)
        # Further away than any wait: noted before the clock was put back.
        if held := [
            each.held_until
            for each in brakes
            if each.held_until and now < each.held_until <= now + limits[each.key].longest
        ]:
            raise Held(max(held))
        for brake in brakes:
            is_old = brake.last_failed_at < now - FORGOTTEN_AFTER
            brake.failures = 1 if is_old else brake.failures + 1
            brake.last_failed_at = now
            brake.held_until = held_until(now, brake.failures, limits[brake.key])
            brake.save()


def held_until(now, failures, limit):
    """Return until when the next guess has to wait; None as long as guesses are free."""
    if failures < limit.free:
        return None
    doubled = min(failures - limit.free, 20)  # far beyond the longest
    return now + min(limit.first * 2**doubled, limit.longest)


def give_back(limits):
    """Forget what was counted for something that was right; of an address, this guess alone."""
    own = [key for key, limit in limits.items() if limit != ADDRESS]
    shared = [key for key in limits if key not in own]
    Brake.objects.filter(key__in=own).delete()
    Brake.objects.filter(key__in=shared, failures__gt=0).update(
        failures=F("failures") - 1, held_until=None
    )


def was_reached(limits):
    """Whether the last of the free guesses has just been wrong."""
    found = Brake.objects.filter(key__in=limits)
    return any(brake.failures == limits[brake.key].free for brake in found)


def forget(username):
    """Let somebody guess anew: the machine's own command gave the account a new password."""
    Brake.objects.filter(key=key_of("password", username.strip().casefold())).delete()


def remove_old():
    Brake.objects.filter(last_failed_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
