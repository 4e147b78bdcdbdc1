"""What a client can book."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Max, Min, Q, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone

from studio import publishing, redirects
from studio.prose import ProseField

from .photos import NOT_PRINTED, Photo
from .types import Framing, SessionType

RESERVED_SLUGS = {"compare"}


def validate_free_slug(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError("The site itself uses this address. Choose another one.")


class Visibility(models.TextChoices):
    PUBLIC = "public", "Public: listed and open to everyone"
    LINK = "link", "By link only: not listed, open to whoever has the address"
    PAUSED = "paused", "Not bookable now: listed, but cannot be asked for"


class Inclusion(models.Model):
    """Something that packages include. One row serves all packages, so they can be compared."""

    name = models.CharField(
        max_length=80,
        unique=True,
        help_text="As in a comparison table, such as “Hair and make-up”.",
        error_messages={"unique": "Another inclusion has this name."},
    )
    slug = models.SlugField(
        "short name",
        unique=True,
        help_text="For the software. Letters, digits and hyphens; it fills itself in.",
        error_messages={"unique": "Another inclusion has this short name."},
    )
    detail = models.CharField(
        max_length=240, blank=True, help_text="One sentence that explains it."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class PackageQuerySet(models.QuerySet):
    def published(self):
        return self.filter(publishing.now_published())

    def listed(self):
        return self.published().exclude(visibility=Visibility.LINK)

    def with_pictures(self):
        """Load the type and the pictures along: two queries, however many packages."""
        photos = PackagePhoto.objects.select_related("photo__release")
        photos = photos.defer(*(f"photo__{name}" for name in NOT_PRINTED))
        return self.select_related("session_type").prefetch_related(
            models.Prefetch("package_photos", photos)
        )

    def first_of_each_type(self, number):
        """The first of these of each session type."""
        order = [F("position"), F("pk")]
        place = Window(RowNumber(), partition_by="session_type", order_by=order)
        first = self.order_by().annotate(place=place).filter(place__lte=number)
        return Package.objects.filter(pk__in=first.values("pk"))

    def price_range(self):
        """(lowest, highest) of what these cost now; None where there are none."""
        has_begun = When(next_price_at__lte=timezone.now(), then="next_price")
        now = Case(has_begun, default="price")
        found = self.order_by().aggregate(lowest=Min(now), highest=Max(now))
        return None if found["lowest"] is None else (found["lowest"], found["highest"])


class Package(publishing.Published, models.Model):
    """Something a client can book: a type, a price and what it buys."""

    session_type = models.ForeignKey(
        SessionType,
        on_delete=models.PROTECT,
        related_name="packages",
        help_text="The kind of session it is; packages are listed by it.",
    )
    name = models.CharField(
        max_length=80,
        unique=True,
        help_text="As clients call it: “The Headshot Update”.",
        error_messages={"unique": "Another package has this name. Choose another one."},
    )
    slug = models.SlugField(
        "address",
        unique=True,
        validators=[validate_free_slug],
        help_text=(
            "The end of its address: …/sessions/headshot-update/. Letters, digits and hyphens. "
            "If you change it, the old address leads to the new one."
        ),
        error_messages={"unique": "Another package has this address. Choose another one."},
    )
    summary = models.CharField(max_length=200, help_text="One sentence, as on the cards.")
    description = ProseField(blank=True, help_text="What happens, and whom it is for.")
    price = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        help_text="What a client pays, all taxes and compulsory extras included.",
    )
    next_price = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="The price that follows. Leave empty if none is planned.",
    )
    next_price_at = models.DateTimeField(
        "next price from",
        null=True,
        blank=True,
        help_text="From this moment the next price stands on the site, by itself.",
    )
    extra_costs = models.CharField(
        "may cost extra",
        max_length=240,
        blank=True,
        help_text="What a client may choose to add, with its price.",
    )
    duration_minutes = models.PositiveSmallIntegerField("duration", help_text="In minutes.")
    looks = models.PositiveSmallIntegerField(
        default=1, help_text="Changes of clothes, the first included."
    )
    locations = models.PositiveSmallIntegerField(
        default=1, help_text="In how many locations we work, the studio included."
    )
    leaves_studio = models.BooleanField(
        "away from the studio",
        default=False,
        help_text="Whether we work at a location of the client’s, wholly or in part.",
    )
    people = models.PositiveSmallIntegerField(
        default=1, help_text="How many people are photographed at the most."
    )
    guide_places = models.PositiveSmallIntegerField(
        "enough for places",
        null=True,
        blank=True,
        help_text=(
            "For how many of the places where pictures live: the guide “Which one?” counts those "
            "that a client ticks and names the smallest package that is enough. Empty: for any "
            "number."
        ),
    )
    retouched_pictures = models.PositiveSmallIntegerField(help_text="Finished pictures included.")
    turnaround_days = models.PositiveSmallIntegerField(
        "turnaround", help_text="Working days from the choice to the finished pictures."
    )
    usage_rights = models.CharField(
        max_length=240, help_text="Where and how long the client may use the pictures."
    )
    inclusions = models.ManyToManyField(
        Inclusion, through="PackageInclusion", related_name="packages"
    )
    photos = models.ManyToManyField(Photo, through="PackagePhoto", related_name="packages")
    visibility = models.CharField(
        max_length=10,
        choices=Visibility,
        default=Visibility.PUBLIC,
        help_text="Who finds it, and whether it can be asked for, once it is published.",
    )
    published_at = publishing.published_at()
    unpublished_at = publishing.unpublished_at()
    is_featured = models.BooleanField(
        "featured", default=False, help_text="Stands on the home page."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["session_type__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0),
                name="package_price",
                violation_error_message="The price is nothing or more.",
            ),
            models.CheckConstraint(
                condition=Q(next_price=None, next_price_at=None)
                # A comparison with NULL is not false to a database, so NULL is ruled out.
                | Q(next_price__isnull=False, next_price_at__isnull=False, next_price__gte=0),
                name="package_next_price",
                violation_error_message=(
                    "The next price needs a price, nothing or more, and the moment it begins – "
                    "or leave both empty."
                ),
            ),
            publishing.in_order("package_published_in_order"),
            models.CheckConstraint(
                condition=Q(duration_minutes__gt=0),
                name="package_duration",
                violation_error_message="The duration is a minute at least.",
            ),
            models.CheckConstraint(
                condition=Q(guide_places=None) | Q(guide_places__gte=1),
                name="package_guide_places",
                violation_error_message="It is enough for one place at least, or for any number.",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="package_people",
                violation_error_message="At least one person is photographed.",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="package_visibility"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.settle_price()
        with redirects.kept(self):
            super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("sessions:package", args=[self.slug])

    @property
    def named_inclusions(self):
        return self.package_inclusions.select_related("inclusion")

    @property
    def named_photos(self):
        return self.package_photos.select_related("photo")

    def settle_price(self):
        """Make the next price the price, once its moment has come."""
        if self.next_price_at is not None and self.next_price_at <= timezone.now():
            self.price, self.next_price, self.next_price_at = self.next_price, None, None

    @property
    def current_price(self):
        """What it costs now: the next price, once its moment has come."""
        if self.next_price_at is not None and self.next_price_at <= timezone.now():
            return self.next_price
        return self.price

    @property
    def is_bookable(self):
        return self.visibility != Visibility.PAUSED

    @property
    def cover_photos(self):
        """The pictures of its card: those that may be shown, three at most."""
        return [photo for photo, _ in self.covers]

    @property
    def covers(self):
        """The same with the framing of each: [(photo, framing)]."""
        rows = [row for row in self.package_photos.all() if row.photo.is_public]
        return [(row.photo, row.framing or self.session_type.framing) for row in rows[:3]]


class PackageInclusion(models.Model):
    """That a package includes something, and how much of it."""

    package = models.ForeignKey(
        Package,
        on_delete=models.CASCADE,
        related_name="package_inclusions",
        help_text="What includes it.",
    )
    inclusion = models.ForeignKey(
        Inclusion,
        on_delete=models.PROTECT,
        related_name="package_inclusions",
        help_text="What is included.",
    )
    note = models.CharField(
        max_length=80, blank=True, help_text="How much of it, for example “up to 20 people”."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["inclusion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "inclusion"],
                name="inclusion_once_a_package",
                violation_error_message="This package includes that already.",
            ),
        ]

    def __str__(self):
        return f"{self.inclusion} ({self.note})" if self.note else str(self.inclusion)


class PackagePhoto(models.Model):
    """A picture of a package, in its place."""

    package = models.ForeignKey(
        Package,
        on_delete=models.CASCADE,
        related_name="package_photos",
        help_text="What it shows.",
    )
    photo = models.ForeignKey(
        Photo,
        on_delete=models.CASCADE,
        related_name="package_photos",
        help_text="A photo of the library; each one once a package.",
    )
    framing = models.CharField(
        "shown as",
        max_length=10,
        choices=Framing,
        blank=True,
        help_text="Empty: as the pictures of its session type.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "photo"],
                name="photo_once_a_package",
                violation_error_message="This package shows that photo already.",
            ),
            models.CheckConstraint(
                condition=Q(framing__in=["", *Framing.values]), name="package_photo_framing"
            ),
        ]

    def __str__(self):
        return str(self.photo)
