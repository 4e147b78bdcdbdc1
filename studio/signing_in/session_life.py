"""How long somebody stays signed in, and ending it: after a pause, after some days, at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone

from ..models import SignIn

BEGAN, SEEN, SIGN_IN, SECOND_STEP = "began_at", "seen_at", "sign_in", "second_step"
RENEWED_EVERY = timedelta(minutes=5)  # a session is no row to write on every click


def idle():
    return timedelta(hours=settings.DESK_IDLE_HOURS)


def longest():
    return timedelta(days=settings.DESK_DAYS)


@receiver(user_logged_in)
def begin(request, user, **kwargs):
    """Start the clocks of a session."""
    request.session[BEGAN] = timezone.now().timestamp()
    prolong(request.session)


def prolong(session):
    """Let a session last for another pause, but not beyond its last day."""
    now = timezone.now()
    session[SEEN] = now.timestamp()
    session.set_expiry(min(now + idle(), moment(session[BEGAN]) + longest()))


def moment(seconds):
    return datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone())


def keep(request):
    """Prolong the session of somebody at the desk; end the one that is over."""
    session, now = request.session, timezone.now()
    if BEGAN not in session:  # from before there were clocks
        session[BEGAN] = session[SEEN] = now.timestamp()
        prolong(session)
    since_seen = now - moment(session[SEEN])
    if now - moment(session[BEGAN]) > longest() or since_seen > idle():
        logout(request)
    elif since_seen > RENEWED_EVERY:
        prolong(session)


@dataclass(frozen=True)
class Open:
    """A browser that somebody is signed in with."""

    sign_in: SignIn | None
    seen_at: datetime | None
    is_this: bool


def of(user, request):
    """Return where somebody is signed in: this browser first, then what was used last."""
    found = [(row.session_key, row.get_decoded()) for row in rows(user)]
    sign_ins = SignIn.objects.in_bulk([data.get(SIGN_IN) for _, data in found])
    sessions = [
        Open(
            sign_in=sign_ins.get(data.get(SIGN_IN)),
            seen_at=moment(data[SEEN]) if SEEN in data else None,
            is_this=key == request.session.session_key,
        )
        for key, data in found
    ]
    never = moment(0)
    return sorted(sessions, key=lambda each: (each.is_this, each.seen_at or never), reverse=True)


def rows(user):
    """Return the sessions of somebody; only people of the desk have any, so there are few."""
    running = Session.objects.filter(expire_date__gt=timezone.now())
    return [row for row in running if row.get_decoded().get(SESSION_KEY) == str(user.pk)]


def end_one(user, sign_in):
    """End what somebody signed in to at one time; say whether it was still running."""
    SignIn.objects.filter(user=user, pk=sign_in).update(device="")
    return end([row for row in rows(user) if row.get_decoded().get(SIGN_IN) == sign_in])


def end_others(user, request):
    """End every session of somebody but this one; no other browser is known any more."""
    here = request.session
    SignIn.objects.filter(user=user).exclude(pk=here.get(SIGN_IN)).update(device="")
    return end([row for row in rows(user) if row.session_key != here.session_key])


def end_all(user):
    """End every session of somebody; no browser is known any more."""
    SignIn.objects.filter(user=user).update(device="")
    return end(rows(user))


def end(sessions):
    keys = [row.session_key for row in sessions]
    return Session.objects.filter(session_key__in=keys).delete()[0]
