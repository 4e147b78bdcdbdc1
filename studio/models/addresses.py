"""Addresses that records had before, and who is sent on from them."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Redirect(models.Model):
    """A former address of a record. It leads to wherever the record is now.

    Because it names the record and no second address, redirects cannot chain or loop.
    """

    old_path = models.CharField(
        "old address",
        max_length=200,
        unique=True,
        help_text="Who asks for this address is sent on.",
    )
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    created_at = models.DateTimeField("made", auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "old address"
        verbose_name_plural = "old addresses"
        indexes = [models.Index(fields=["content_type", "object_id"], name="redirect_target")]

    def __str__(self):
        return self.old_path
