"""Photos in an order, to be looked at."""

from django.db import models
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from studio import publishing, redirects

from .photos import NOT_PRINTED, Photo, may_be_seen
from .types import SessionType


class Display(models.TextChoices):
    WHOLE = "whole", "Whole photograph"
    HEADSHOT = "headshot", "Headshot crop"
    PORTRAIT = "portrait", "Portrait crop"


CARD_PHOTOS = 3
HAS_HEADSHOT = Q(photo__can_be_headshot=True)


class GalleryQuerySet(models.QuerySet):
    def published(self):
        return self.filter(publishing.now_published())

    def cards(self):
        """Return these with the first photos for their cards, and how many photos there are."""
        shown = Count("items", filter=may_be_seen("items__photo__"))
        galleries = list(self.annotate(photo_count=shown))
        items = GalleryPhoto.objects.filter(gallery__in=galleries).first_of_each(CARD_PHOTOS)
        for gallery in galleries:
            gallery.card_items = [item for item in items if item.gallery_id == gallery.pk]
        return galleries


class Gallery(publishing.Published, models.Model):
    title = models.CharField(
        max_length=80,
        unique=True,
        help_text="The heading over its pictures, such as “Team pages”.",
        error_messages={"unique": "Another gallery has this title. Choose another one."},
    )
    slug = models.SlugField(
        "address",
        unique=True,
        help_text=(
            "The end of its address: …/galleries/team-pages/. Letters, digits and hyphens. "
            "If you change it, the old address leads to the new one."
        ),
        error_messages={"unique": "Another gallery has this address. Choose another one."},
    )
    lead = models.TextField(
        "opening", blank=True, help_text="One to three sentences above the pictures."
    )
    session_type = models.ForeignKey(
        SessionType,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="galleries",
        help_text="The type it shows, if it shows one.",
    )
    framing = models.CharField(
        "shown as",
        max_length=10,
        choices=Display,
        default=Display.WHOLE,
        help_text="How the pictures are shown until a visitor chooses another framing.",
    )
    published_at = publishing.published_at()
    unpublished_at = publishing.unpublished_at()
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)
    photos = models.ManyToManyField(Photo, through="GalleryPhoto", related_name="galleries")

    objects = GalleryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "galleries"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(framing__in=Display.values), name="gallery_framing"),
            publishing.in_order("gallery_published_in_order"),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        with redirects.kept(self):
            super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("sessions:gallery", args=[self.slug])

    @property
    def named_items(self):
        """Its items with what their names are made of."""
        return self.items.select_related("photo")

    @property
    def card_framing(self):
        """The framing of the small pictures that stand for it: all of one shape."""
        return self.framing if self.framing == Display.HEADSHOT else Display.PORTRAIT


class GalleryPhotoQuerySet(models.QuerySet):
    def shown(self):
        """The items that visitors see, with all that is needed to show them."""
        items = self.filter(may_be_seen("photo__")).select_related("photo__release")
        return items.defer(*(f"photo__{name}" for name in NOT_PRINTED))

    def first_of_each(self, number, headshots=0):
        """The first items of each gallery that visitors see, and the first with a headshot.

        They are found by their numbers alone: only what is shown is loaded with its pictures.
        """
        order = [F("position"), F("pk")]
        places = {
            "place": Window(RowNumber(), partition_by="gallery", order_by=order),
            "place_among_alike": Window(
                RowNumber(), partition_by=["gallery", "photo__can_be_headshot"], order_by=order
            ),
        }
        wanted = Q(place__lte=number)
        if headshots:
            wanted |= HAS_HEADSHOT & Q(place_among_alike__lte=headshots)
        rows = self.filter(may_be_seen("photo__")).order_by().annotate(**places).filter(wanted)
        return GalleryPhoto.objects.shown().filter(pk__in=rows.values("pk"))

    def in_framing(self, framing):
        """The items that can be shown so: a headshot takes a head."""
        return self.filter(HAS_HEADSHOT) if framing == Display.HEADSHOT else self


class GalleryPhoto(models.Model):
    """A photo in its place in a gallery."""

    gallery = models.ForeignKey(
        Gallery, on_delete=models.CASCADE, related_name="items", help_text="Where it is shown."
    )
    photo = models.ForeignKey(
        Photo,
        on_delete=models.CASCADE,
        related_name="gallery_items",
        help_text="A photo of the library; each one once a gallery.",
    )
    caption = models.CharField(
        max_length=240,
        blank=True,
        help_text="A caption stands under the picture in this gallery only. It may be empty.",
    )
    position = models.PositiveIntegerField(default=0, help_text="Smaller comes first.")
    batch = models.CharField(
        max_length=40,
        blank=True,
        db_default="",
        default="",
        editable=False,
        help_text="The upload that it came with.",
    )
    place_in_batch = models.PositiveIntegerField(
        null=True, editable=False, help_text="Where its file stood in the list of that upload."
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = GalleryPhotoQuerySet.as_manager()

    class Meta:
        ordering = ["gallery", "position", "pk"]
        indexes = [models.Index(fields=["gallery", "position", "id"], name="gallery_photo_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["gallery", "photo"],
                name="photo_once_a_gallery",
                violation_error_message="This gallery shows that photo already.",
            ),
        ]

    def __str__(self):
        return f"{self.gallery}: {self.photo}"

    def get_absolute_url(self):
        return self.path_at(self.photo.slug)

    def path_at(self, slug):
        """The address of its page while the photo has this slug."""
        return reverse("sessions:gallery_photo", args=[self.gallery.slug, slug])

    @property
    def is_published(self):
        return self.gallery.is_published and self.photo.is_public

    @property
    def addressed(self):
        """The record whose slug is the end of its address."""
        return self.photo
