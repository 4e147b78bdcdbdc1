"""Backups: those that were asked for, how far they are, and what became of them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..moments import CLOCKS_DIFFER

GONE_QUIET = timedelta(minutes=3)  # a worker says more often that it is still at it


class BackupKind(models.TextChoices):
    SCHEDULED = "scheduled", "By itself"
    BY_HAND = "by-hand", "Asked for"
    EXPORT = "export", "Export to be read"


class BackupState(models.TextChoices):
    WAITING = "waiting", "Waits to begin"
    RUNNING = "running", "Being made"
    GOOD = "good", "Made and checked"
    FAILED = "failed", "Failed"


class BackupQuerySet(models.QuerySet):
    def backups(self):
        """All but exports."""
        return self.exclude(kind=BackupKind.EXPORT)

    def exports(self):
        return self.filter(kind=BackupKind.EXPORT)

    def good(self):
        return self.filter(state=BackupState.GOOD)

    def unfinished(self):
        """Those that wait or are being made."""
        return self.filter(state__in=[BackupState.WAITING, BackupState.RUNNING])

    def abandoned(self):
        """Those whose worker has not been heard of for a while: it was killed."""
        now = timezone.now()
        is_quiet = Q(heard_of_at__lt=now - GONE_QUIET) | Q(heard_of_at__gt=now + CLOCKS_DIFFER)
        return self.filter(is_quiet, state=BackupState.RUNNING)


class Backup(models.Model):
    """One backup or export, made by a worker."""

    changes_pages = False

    kind = models.CharField(max_length=10, choices=BackupKind, help_text="Why it was made.")
    state = models.CharField(
        max_length=10, choices=BackupState, default=BackupState.WAITING, help_text="Where it is."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who asked for it; empty: nobody.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True)
    heard_of_at = models.DateTimeField(null=True, help_text="When its worker last said something.")
    finished_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=100, blank=True, help_text="What is being done.")
    done = models.BigIntegerField(default=0, help_text="Of that, in bytes.")
    total = models.BigIntegerField(default=0, help_text="In bytes; 0 while nobody knows.")
    name = models.CharField(max_length=60, blank=True, help_text="Of its file.")
    machine = models.CharField(max_length=100, blank=True, help_text="Where it was made.")
    size = models.BigIntegerField(default=0, help_text="Of its file, in bytes.")
    missing = models.JSONField(default=dict, help_text="Files that the site itself lacks, and why.")
    copied_to = models.CharField(max_length=200, blank=True, help_text="The bucket with a copy.")
    copy_error = models.CharField(max_length=300, blank=True, help_text="Why there is no copy.")
    error = models.CharField(max_length=500, blank=True, help_text="Why it failed.")

    objects = BackupQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BackupKind.values), name="backup_kind"),
            models.CheckConstraint(condition=Q(state__in=BackupState.values), name="backup_state"),
        ]

    def __str__(self):
        return self.name or f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_unfinished(self):
        return self.state in (BackupState.WAITING, BackupState.RUNNING)

    @property
    def percent(self):
        return 100 * self.done // self.total if self.total else None


class Restoration(models.Model):
    """That this database was brought up from a backup. Written together with its rows."""

    changes_pages = False

    token = models.CharField(
        max_length=32, unique=True, help_text="Names the files that go with it."
    )
    backup = models.CharField(max_length=100, help_text="The name of the backup.")
    made_at = models.DateTimeField(null=True, help_text="When the backup was made.")
    restored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-restored_at", "-pk"]

    def __str__(self):
        return self.backup
