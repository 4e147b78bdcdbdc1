"""The sections a page is made of: one model and one template of the same name each.

All blocks share the table of `Block`, so a page loads them in one query in their order
(`Block.objects.with_contents`), whatever their types. The types are in word_blocks.py,
framing_blocks.py, offer_blocks.py and picture_blocks.py.
"""

from html import unescape

from content_editor.models import create_plugin_base
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.utils.html import strip_tags
from django.utils.text import Truncator

from sessions.models import GalleryPhoto, Photo
from sessions.models.photos import NOT_PRINTED, may_be_seen

from .page import Page


class BlockQuerySet(models.QuerySet):
    def with_contents(self):
        """Load every block's own columns and photos along, in one query."""
        models = {model._meta.model_name: model for model in Block.__subclasses__()}
        photos = [
            f"{name}__{field}__release"
            for name, model in models.items()
            for field in photo_fields(model)
        ]
        targets = ["calltoaction__target", "gallery__source", "ownphoto__use", "uses__colleagues"]
        fields = [photo.removesuffix("release") + name for photo in photos for name in NOT_PRINTED]
        return self.select_related(*models, *photos, *targets).defer(*fields)

    def with_totals(self, moment=None):
        """Say of every block that shows a gallery how many photos visitors see there."""
        from .picture_blocks import Gallery  # which is built on Block

        items = GalleryPhoto.objects.filter(
            may_be_seen("photo__", moment), gallery=OuterRef("source")
        )
        total = items.order_by().values("gallery").annotate(total=Count("pk")).values("total")
        mine = Gallery.objects.filter(pk=OuterRef("pk")).annotate(total=Subquery(total))
        return self.annotate(total=Subquery(mine.values("total")))


def photo_fields(model):
    """Return the names of a block's own fields that hold a photo."""
    return [field.name for field in model._meta.local_fields if field.related_model is Photo]


class Block(create_plugin_base(Page)):
    """What all blocks have: a page and a place on it."""

    origin = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="On the draft of a published page: the block that it was copied from.",
    )

    needs_photo = False

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["ordering", "pk"]

    def __str__(self):
        """What stands in its folded heading: the first words there are, or its photo’s title."""
        for name in ("heading", "text", "caption"):
            if words := unescape(strip_tags(getattr(self, name, ""))).replace("*", "").strip():
                return Truncator(words).words(8)
        if getattr(self, "photo_id", None):
            return str(self.photo)
        return str(self._meta.verbose_name)

    @property
    def content(self):
        """This block as its own type. Load with `with_contents`, or it costs queries."""
        for model in Block.__subclasses__():
            content = getattr(self, model._meta.model_name, None)
            if content is not None:
                return content
        raise LookupError(f"Block {self.pk} has no contents.")

    @property
    def is_shown(self):
        """Whether visitors see it: not where it lives by a photo that they may not see."""
        if not self.needs_photo:
            return True
        return all(getattr(self, name).is_public for name in photo_fields(type(self)))

    @property
    def is_empty(self):
        """Whether there is nothing to show below its heading. It has its records already."""
        return False

    @property
    def template_name(self):
        return f"pages/blocks/{self._meta.verbose_name.replace(' ', '_')}.html"
