"""What possible clients ask, and what they had chosen on the way to asking."""

import re
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from studio import mailing
from studio.models import Mail

from .types import SessionType

MOST_NAMES = 5
NOT_IN_NAMES = re.compile(r"[\d/@:$€£!?]|\.\w")
PERSONAL = ("name", "email", "telephone", "wished_for", "message", "notes", "sender")
PATIENCE = timedelta(hours=24)  # how long a client waits for an answer before the desk says so


class InquiryState(models.TextChoices):
    NEW = "new", "New"
    ANSWERED = "answered", "Answered"
    BOOKED = "booked", "Booked"
    DECLINED = "declined", "Declined"
    SPAM = "spam", "Spam"


class InquiryQuerySet(models.QuerySet):
    def unanswered(self):
        """Those that wait for the owner. Nobody can answer one that was erased."""
        return self.with_personal_data().filter(state=InquiryState.NEW)

    def overdue(self):
        """Those that have waited for longer than a day."""
        return self.unanswered().filter(created_at__lt=timezone.now() - PATIENCE)

    def held(self):
        """Those that look like spam and that nobody has looked at yet."""
        return self.with_personal_data().filter(state=InquiryState.SPAM).exclude(held_because="")

    def wanted(self):
        """All but spam: those that count."""
        return self.exclude(state=InquiryState.SPAM)

    def with_personal_data(self):
        return self.filter(erased_at=None)

    def erase(self):
        """Empty what tells who asked, and delete the mails; return how many were erased.

        What it was about, its state, where it began and when stay: the figures need them.
        """
        with transaction.atomic():
            rows = self.with_personal_data().select_for_update(of=["self"])
            rows = self.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
            rows.delete_mails()
            return rows.update(erased_at=timezone.now(), **dict.fromkeys(PERSONAL, ""))

    def delete_mails(self):
        mailing.delete(Mail.objects.filter(inquiries__in=list(self.values_list("pk", flat=True))))

    def delete(self):
        """Delete them with their mails, which hold addresses and words, too."""
        with transaction.atomic():
            self.delete_mails()
            return super().delete()

    erase.alters_data = delete_mails.alters_data = delete.alters_data = True
    delete.queryset_only = True


class Inquiry(models.Model):
    """A message of a possible client. `chosen` is a snapshot: it stays what the client saw.

    chosen: {"address": the choices as a query string, "package": {"name", "slug", "price"},
    "compared": [the same], "guide": {"reasons": [words], "uses": [names], "people": words,
    "answer": words}, "photo": {"title", "slug"}}, each only where the client chose something;
    prices in words, as they were shown.
    """

    changes_pages = False

    name = models.CharField(max_length=120, blank=True, help_text="As the client wrote it.")
    email = models.EmailField("mail", blank=True, help_text="Where the answer goes.")
    telephone = models.CharField(max_length=40, blank=True, help_text="If the client gave one.")
    wished_for = models.CharField(
        "wished-for date",
        max_length=120,
        blank=True,
        help_text="When the client would like to come, or by when the pictures are needed.",
    )
    message = models.TextField(blank=True, help_text="As the client wrote it.")
    chosen = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="What the client had chosen on the way, with the prices as they were shown.",
    )
    session_type = models.ForeignKey(
        SessionType,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inquiries",
        help_text="The kind of session it is about, if the client chose one.",
    )
    began_on = models.CharField(
        "began on",
        max_length=200,
        blank=True,
        editable=False,
        help_text="The page from which the client came to ask.",
    )
    state = models.CharField(
        max_length=10,
        choices=InquiryState,
        default=InquiryState.NEW,
        help_text="How far you are with it.",
    )
    held_because = models.CharField(
        max_length=200,
        blank=True,
        editable=False,
        help_text="Why it looked like spam. It was kept, and no mail was sent.",
    )
    notes = models.TextField(blank=True, help_text="For you. The client never sees them.")
    mails = models.ManyToManyField(
        Mail, blank=True, editable=False, related_name="inquiries", help_text="What was sent."
    )
    sender = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        db_index=True,
        help_text="Hash of the network address, to stop floods. Erased after a day.",
    )
    fingerprint = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text="Hash of the form and of what was written: the same one is stored once.",
    )
    created_at = models.DateTimeField(
        "came in", default=timezone.now, editable=False, db_index=True
    )
    answered_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was first answered."
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its personal data were erased."
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "inquiries"
        indexes = [models.Index(fields=["state", "-created_at"], name="inquiry_states")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InquiryState.values), name="inquiry_state"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(name="", email="", telephone="", wished_for="", message="", notes=""),
                name="inquiry_erased_is_empty",
            ),
        ]

    def __str__(self):
        """Its number alone: this stands in Django's own log, which outlives personal data."""
        return f"Inquiry {self.pk}"

    def delete(self, **kwargs):
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).delete_mails()
            return super().delete(**kwargs)

    def erase(self):
        type(self).objects.filter(pk=self.pk).erase()
        self.refresh_from_db()

    @property
    def greeting(self):
        """The name, if it looks like one: nobody is to send words of theirs to strangers by it."""
        is_name = len(self.name.split()) <= MOST_NAMES and not NOT_IN_NAMES.search(self.name)
        return self.name if is_name else ""

    @property
    def about(self):
        """What it is about, in a few words."""
        if package := self.chosen.get("package"):
            return package["name"]
        if self.session_type:
            return f"{self.session_type.before_noun} pictures"
        return "a session"

    @property
    def told(self):
        """[(what, in words)] of everything that was chosen on the way."""
        chosen, lines = self.chosen, []
        if package := chosen.get("package"):
            lines.append(("Session", named(package)))
        if photo := chosen.get("photo"):
            lines.append(("Photograph", f"One like “{photo['title']}”"))
        compared = [each for each in chosen.get("compared", []) if each != package]
        if compared:
            lines.append(("Compared with" if package else "Compared", listed(compared)))
        if guide := chosen.get("guide"):
            lines.append(("The guide named", guide["answer"]))
            lines.append(("True for the client", " ".join(guide["reasons"])))
            lines.append(("Places", "; ".join(guide["uses"])))
            lines.append(("Who comes", guide["people"]))
        return [(label, words) for label, words in lines if words.strip()]

    @property
    def telephone_url(self):
        """What a telephone dials; "" where no number is in it."""
        digits = "".join(c for c in self.telephone if c in "0123456789+")
        return f"tel:{digits}" if digits else ""

    @property
    def is_held(self):
        return self.state == InquiryState.SPAM and self.held_because != ""

    @property
    def is_overdue(self):
        is_old = self.created_at < timezone.now() - PATIENCE
        return self.state == InquiryState.NEW and is_old


def listed(packages):
    return "; ".join(map(named, packages))


def named(package):
    """“The Headshot Hour, $290”, as it was shown."""
    return f"{package['name']}, {package['price']}"
