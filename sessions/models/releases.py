"""The sitters' consent."""

from functools import partial

from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import receiver
from django.utils import timezone

from .. import removing


class ReleaseScope(models.TextChoices):
    WEBSITE = "website", "This website"
    PROMOTION = "promotion", "Website, social media and print of the studio"
    EVERYTHING = "everything", "Everything, third parties too"


class ReleaseQuerySet(models.QuerySet):
    def valid(self):
        today = timezone.localdate()
        return self.filter(
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=today),
            Q(expires_on=None) | Q(expires_on__gte=today),
        )


class Release(models.Model):
    """The sitter's consent. One release may cover all the photos of a session."""

    sitter = models.CharField(max_length=120, help_text="Who gave it.")
    scope = models.CharField(
        max_length=10,
        choices=ReleaseScope,
        default=ReleaseScope.WEBSITE,
        help_text="Where the photos may be shown.",
    )
    signed_on = models.DateField(help_text="The date on the paper.")
    expires_on = models.DateField(
        null=True, blank=True, help_text="The last day it holds. Empty: without end."
    )
    withdrawn_on = models.DateField(
        null=True,
        blank=True,
        help_text="The day the sitter took it back: its photos leave the site.",
    )
    document = models.FileField(
        upload_to="releases/", blank=True, help_text="The signed paper. Never shown to visitors."
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "sitter"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=ReleaseScope.values), name="release_scope"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("signed_on")),
                name="release_withdrawn_after_signing",
                violation_error_message="It cannot be withdrawn before it was signed.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("signed_on")),
                name="release_expires_after_signing",
                violation_error_message="It cannot expire before it was signed.",
            ),
        ]

    def __str__(self):
        return f"{self.sitter}, {self.signed_on}"

    def save(self, **kwargs):
        former = Release.objects.filter(pk=self.pk).first()
        super().save(**kwargs)
        if former and former.document and former.document != self.document:
            removing.remove_when_committed(former.document)
        if not self.is_valid:
            remove = partial(removing.remove, *self.photos.all())
            transaction.on_commit(remove, robust=True)

    def take_back(self, former):
        """Be again what a former version was; its paper stays, and a withdrawal is not undone."""
        for name in ("sitter", "scope", "signed_on", "expires_on"):
            setattr(self, name, getattr(former, name))
        self.save()

    @property
    def is_valid(self):
        if self.withdrawn_on is None and self.expires_on is None:
            return True
        today = timezone.localdate()
        is_withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= today
        is_expired = self.expires_on is not None and self.expires_on < today
        return not (is_withdrawn or is_expired)


@receiver(models.signals.post_delete, sender=Release)
def remove_document(sender, instance, **kwargs):
    """Remove the signed paper. A signal: bulk deletes and cascades call no method."""
    if instance.document:
        removing.remove_when_committed(instance.document)
