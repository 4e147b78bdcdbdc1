"""When visitors see something: from one moment on, and until another.

What is due is worked out whenever somebody asks, so nothing has to run at that minute.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import formats, timezone


def published_at(**kwargs):
    """Return the field of the moment from which visitors see a record."""
    words = "Empty: a draft that only you see. A time to come: it appears by itself then."
    options = {"null": True, "blank": True, "help_text": words}
    return models.DateTimeField("published from", **options | kwargs)


def unpublished_at(**kwargs):
    """Return the field of the moment from which visitors no longer see a record."""
    words = "Empty: for as long as you like. Otherwise it leaves the site by itself then."
    options = {"null": True, "blank": True, "help_text": words}
    return models.DateTimeField("published until", **options | kwargs)


def now_published(moment=None):
    """Return the condition that visitors see a row at a moment; now, unless told otherwise."""
    now = moment or timezone.now()
    return Q(published_at__lte=now) & (Q(unpublished_at=None) | Q(unpublished_at__gt=now))


def has_plans():
    """Return the condition that something of a row is still to come: it is a draft, or dated."""
    now = timezone.now()
    return Q(published_at=None) | Q(published_at__gt=now) | Q(unpublished_at__gt=now)


def in_order(name):
    """Return the constraint that publishing ends after it began."""
    return models.CheckConstraint(
        condition=Q(unpublished_at=None)
        # A comparison with NULL is not false to a database, so NULL is ruled out.
        | Q(published_at__isnull=False, unpublished_at__gt=F("published_at")),
        name=name,
        violation_error_message="“Published until” comes after “published from”.",
    )


class Published:
    """What a record with the two moments can say about itself."""

    @property
    def is_published(self):
        """Whether visitors see it now."""
        now = timezone.now()
        has_begun = self.published_at is not None and self.published_at <= now
        return has_begun and (self.unpublished_at is None or self.unpublished_at > now)

    @property
    def publishing_state(self):
        """One of "draft", "scheduled", "published", "ending" and "ended"."""
        if self.published_at is None:
            return "draft"
        if self.published_at > timezone.now():
            return "scheduled"
        if not self.is_published:
            return "ended"
        return "ending" if self.unpublished_at else "published"


def state_words(row):
    """Say in a sentence whether visitors see a record."""
    if row.published_at is None:
        return "A draft: only you see it."
    if row.published_at > timezone.now():
        return f"Visitors will see it from {moment(row.published_at)}."
    if not row.is_published:
        return f"It left the site on {moment(row.unpublished_at)}."
    if not getattr(row, "has_consent", True):
        return "Visitors do not see it: the person on it has not agreed, or not any more."
    if getattr(row, "unpublished_at", None):
        return f"On the site until {moment(row.unpublished_at)}."
    return "On the site."


def moment(when):
    return formats.date_format(timezone.localtime(when), "DATETIME_FORMAT")
