"""Blocks of photographs: one, a gallery, before and after retouching."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sessions.models import Gallery as PhotoGallery
from sessions.models.galleries import Display

from .block_fields import heading, intro, known, photo, shown_as
from .blocks import Block

MOST_PHOTOS = 48  # of a gallery in a block; a link beside it leads to all of them


class GalleryLayout(models.TextChoices):
    ROWS = "rows", "Rows: each photograph in its own shape"
    SHEET = "sheet", "Contact sheet: one strip, equal heads"


class Photograph(Block):
    """One photograph across the page."""

    needs_photo = True

    photo = photo()
    framing = shown_as()
    caption = models.CharField(max_length=200, blank=True, help_text="Stands under the photo.")

    class Meta:
        verbose_name = "photograph"
        constraints = [known("framing", Display, "photograph_framing")]


class Gallery(Block):
    """Some or all photos of a gallery."""

    heading = heading()
    intro = intro()
    source = models.ForeignKey(
        PhotoGallery,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="gallery",
        help_text="Its photos come in its own order.",
    )
    framing = shown_as()
    layout = models.CharField(
        max_length=5,
        choices=GalleryLayout,
        default=GalleryLayout.ROWS,
        help_text="How the photos stand on the page.",
    )
    limit = models.PositiveSmallIntegerField(
        "how many",
        default=6,
        help_text="How many photos at the most, up to 48; 0 for as many as that.",
    )

    class Meta:
        verbose_name = "gallery"
        verbose_name_plural = "galleries"
        constraints = [
            known("framing", Display, "gallery_block_framing"),
            known("layout", GalleryLayout, "gallery_block_layout"),
        ]

    @property
    def most(self):
        """How many photos it shows at the most."""
        return min(self.limit or MOST_PHOTOS, MOST_PHOTOS)

    @property
    def items(self):
        items = self.records.gallery_items[self.source_id]
        if self.framing == Display.HEADSHOT:
            items = [item for item in items if item.photo.has_headshot]
        return items[: self.most]

    @property
    def total(self):
        """How many photos its gallery shows to visitors."""
        return self.records.totals[self.pk]


class Retouching(Block):
    """One photograph before and after retouching, to be compared by a line that moves."""

    needs_photo = True

    heading = heading()
    text = models.TextField(
        blank=True, help_text="What retouching takes out, and what it leaves alone."
    )
    before = photo(help_text="As it came from the camera.")
    after = photo(help_text="The same picture, finished, in the same shape.")
    framing = shown_as()
    caption = models.CharField(
        max_length=240,
        help_text="What was done, how long it took, what was left alone. Nothing but the truth.",
    )

    class Meta:
        verbose_name = "retouching"
        verbose_name_plural = "retouching"
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=models.F("after")),
                name="retouching_differ",
                violation_error_message="Before and after are the same photo. Choose two.",
            ),
            known("framing", Display, "retouching_framing"),
        ]

    def clean(self):
        if None in (self.before_id, self.after_id) or self.before_id == self.after_id:
            return
        if not is_same_shape(self.before, self.after):
            sizes = " and ".join(f"{p.width} × {p.height}" for p in (self.before, self.after))
            words = f"Before and after need one shape to lie on each other; these have {sizes}."
            raise ValidationError({"after": f"{words} Crop neither of them while retouching."})
        if self.framing != self.shown_framing:
            words = "The two are not cut alike. Give both the same head box, or show them whole."
            raise ValidationError({"framing": words})

    @property
    def shown_framing(self):
        """Its framing; the whole photos where their cuts would not lie on each other."""
        cuts = [cut_of(photo, self.framing) for photo in (self.before, self.after)]
        return self.framing if is_same_place(*cuts) else Display.WHOLE


def cut_of(photo, framing):
    """Return what is stored about the cut that a photo is shown in, or None."""
    return photo.pictures.get({Display.HEADSHOT: "headshot 4:5"}.get(framing, framing))


def is_same_shape(one, other):
    """Whether two photos, laid out equally wide, are equally tall to a thousandth."""
    return abs(one.height * other.width / (other.height * one.width) - 1) <= 0.001


def is_same_place(one, other):
    """Whether two cuts show the same part of their photos, to a pixel of a picture 500 wide."""
    if one is None or other is None:
        return False
    return all(abs(a - b) <= 0.002 for a, b in zip(one["crop"], other["crop"], strict=True))
