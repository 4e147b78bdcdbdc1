"""Mails on their way: written in the transaction of what they belong to, sent by the worker."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class MailKind(models.TextChoices):
    NOTICE = "notice", "To you, about an inquiry"
    ACKNOWLEDGEMENT = "receipt", "To the client: it has arrived"
    ANSWER = "answer", "Your answer"
    TEST = "test", "A test"
    ACCOUNT = "account", "To you, about signing in"
    NEW_PASSWORD = "password", "To you, to choose a new password"


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FILED = "filed", "Written to a file: no mail leaves the house"
    UNKNOWN = "unknown", "Perhaps sent"
    FAILED = "failed", "Not delivered"


class MailQuerySet(models.QuerySet):
    def due(self):
        """Those that may be tried now."""
        return self.filter(state=MailState.WAITING, next_attempt_at__lte=timezone.now())

    def delayed(self):
        """Those that were tried in vain and will be tried again."""
        return self.filter(state=MailState.WAITING, attempts__gt=0)

    def stranded(self):
        """Those that nobody tries again by itself: they failed, or may have arrived or not."""
        return self.filter(state__in=[MailState.FAILED, MailState.UNKNOWN])

    def undealt(self):
        """Stranded ones that nobody has put aside."""
        return self.stranded().filter(dismissed_at=None)

    def secret(self):
        """Those whose words are for the reader's eyes alone: they let somebody in."""
        return self.filter(kind=MailKind.NEW_PASSWORD)

    def forget_secrets(self):
        """Clear the words of secret ones that nobody tries to send any more."""
        over = self.secret().exclude(state__in=[MailState.WAITING, MailState.SENDING])
        return over.exclude(text="", html="").update(text="", html="")


class Mail(models.Model):
    """One mail to one person, and what became of it."""

    changes_pages = False

    kind = models.CharField(max_length=10, choices=MailKind, help_text="What it is.")
    to = models.EmailField(max_length=254, help_text="Who gets it.")
    reply_to = models.EmailField(max_length=254, blank=True, help_text="Where answers go.")
    subject = models.CharField(max_length=200, help_text="One line.")
    text = models.TextField(help_text="For mail programs that show plain text.")
    html = models.TextField(blank=True, help_text="For all others.")
    state = models.CharField(
        max_length=10, choices=MailState, default=MailState.WAITING, help_text="Where it is."
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was tried.")
    next_attempt_at = models.DateTimeField(
        default=timezone.now, null=True, help_text="When it is tried next; empty: not any more."
    )
    claimed_at = models.DateTimeField(null=True, help_text="When the last attempt began.")
    last_error = models.CharField(
        max_length=300, blank=True, help_text="What the mail server said last."
    )
    message_id = models.CharField(
        max_length=200, blank=True, help_text="The same for every attempt."
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True, help_text="When somebody put its failure aside.")

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="mail_kind"),
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state"),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_due")]

    def __str__(self):
        """Its number alone: this stands in logs, which outlive personal data."""
        return f"Mail {self.pk}"

    @property
    def is_secret(self):
        """Whether its words let somebody in: nobody else sees them, and it is sent only once."""
        return self.kind == MailKind.NEW_PASSWORD
