"""Who signed in to the desk, with what, and how often somebody tried in vain."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SignInWay(models.TextChoices):
    PASSWORD = "password", "With the password alone"
    PHONE = "phone", "With the password and a code from the phone"
    RECOVERY = "recovery", "With the password and a recovery code"


class SignIn(models.Model):
    """One time that somebody signed in."""

    changes_pages = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins"
    )
    at = models.DateTimeField(default=timezone.now)
    way = models.CharField(max_length=10, choices=SignInWay, default=SignInWay.PASSWORD)
    address = models.GenericIPAddressField(
        null=True, blank=True, help_text="The network address it came from, where that is known."
    )
    browser = models.CharField(max_length=60, help_text="For example “Firefox on Windows”.")
    device = models.CharField(
        max_length=32,
        blank=True,
        help_text="The number in the browser’s cookie; empty when it is no longer trusted.",
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "device"], name="sign_in_device")]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=SignInWay.values), name="sign_in_way")
        ]

    def __str__(self):
        """Its number alone: this stands in logs, which outlive personal data."""
        return f"Sign-in {self.pk}"


class SecondStep(models.Model):
    """The phone whose codes somebody signs in with, after the password."""

    changes_pages = False

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_step"
    )
    key = models.CharField(max_length=64, help_text="What phone and site share, in base 32.")
    last_counter = models.BigIntegerField(
        default=0, help_text="The half minute of the last code: no code is taken twice."
    )
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"Second step {self.pk}"


class RecoveryCodeQuerySet(models.QuerySet):
    def unused(self):
        return self.filter(used_at=None)


class RecoveryCode(models.Model):
    """A code that stands in for the phone, once. The code itself is on the owner's paper only."""

    changes_pages = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64, help_text="Its SHA-256.")
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self):
        return f"Recovery code {self.pk}"


class Brake(models.Model):
    """How often somebody guessed wrong about one thing, and until when no more guesses count."""

    changes_pages = False

    key = models.CharField(max_length=64, unique=True, help_text="A keyed hash of what it is for.")
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField(null=True)

    def __str__(self):
        return f"Brake {self.pk}"
