"""Pages: an address, a headline and an ordered list of blocks."""

from content_editor.models import Region
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from sessions.models import Photo, SessionType

# First parts of addresses that are not pages.
RESERVED_SLUGS = {
    "admin",
    "healthz",
    "inquire",
    "media",
    "readyz",
    "static",
    "which-one",
}
# Pages of these kinds carry a list that other addresses hang from, so they stay where they are.
FIXED_SLUGS = {"home": "", "packages": "sessions", "galleries": "galleries"}


class Kind(models.TextChoices):
    HOME = "home", "Home"
    ARTICLE = "article", "Article"
    SERVICE = "service", "Service"
    PACKAGES = "packages", "All packages"
    GALLERIES = "galleries", "All galleries"
    PLAIN = "plain", "Plain page"


class Navigation(models.TextChoices):
    HEADER = "header", "At the top of every page"
    FOOTER = "footer", "At the foot of every page"


class PageQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__lte=timezone.now())


class Page(models.Model):
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLAIN)
    title = models.CharField(
        max_length=80, help_text="In the navigation, in the browser’s tab and in search results."
    )
    slug = models.SlugField(
        "address",
        unique=True,
        blank=True,
        help_text="The end of its address: /…/. Empty for the home page only.",
    )
    navigation = models.CharField(
        max_length=10, choices=Navigation, blank=True, help_text="Where a link to it stands."
    )
    navigation_label = models.CharField(
        max_length=40, blank=True, help_text="The words of that link, if not the title."
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Its place in the navigation. Smaller comes first."
    )
    kicker = models.CharField(
        max_length=80, blank=True, help_text="A short line over the headline."
    )
    headline = models.CharField(
        max_length=120,
        help_text="Asterisks set words in italic: How do you want *to be seen?*",
    )
    lead = models.TextField(blank=True, help_text="One to three sentences under the headline.")
    description = models.CharField(
        max_length=200, blank=True, help_text="For search engines: 120 to 155 characters."
    )
    hero_photo = models.ForeignKey(
        Photo,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="hero_of",
        help_text="The picture at the top.",
    )
    session_type = models.ForeignKey(
        SessionType,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="pages",
        help_text="Service pages: the type that the page is about.",
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty for a draft; a future time schedules."
    )
    updated_at = models.DateTimeField(auto_now=True)

    regions = [Region(key="main", title="Blocks")]

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="page_kind"),
            models.CheckConstraint(
                condition=Q(navigation__in=["", *Navigation.values]), name="page_navigation"
            ),
            *[
                models.UniqueConstraint(
                    fields=["kind"],
                    condition=Q(kind=kind),
                    name=f"page_one_{kind}",
                    violation_error_message="There is such a page already.",
                )
                for kind in FIXED_SLUGS
            ],
            models.CheckConstraint(
                condition=Q(slug="", kind=Kind.HOME) | (~Q(slug="") & ~Q(kind=Kind.HOME)),
                name="page_home_has_no_slug",
                violation_error_message="The home page has no address; every other page has one.",
            ),
            models.CheckConstraint(
                condition=Q(session_type=None) | Q(kind=Kind.SERVICE),
                name="page_session_type_is_service",
                violation_error_message="Only a service page is about a session type.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if self.kind == Kind.HOME:
            return reverse("pages:home")
        return reverse("pages:page", args=[self.slug])

    def clean(self):
        fixed = FIXED_SLUGS.get(self.kind)
        if self.kind == Kind.HOME and not self.is_published:
            raise ValidationError({"published_at": "The home page is always published."})
        if fixed is not None and self.slug != fixed:
            raise ValidationError(
                {"slug": f"A page of the kind “{self.get_kind_display()}” lives at /{fixed}."}
            )
        if self.slug in RESERVED_SLUGS or (
            fixed is None and self.slug in FIXED_SLUGS.values() and self.slug
        ):
            raise ValidationError(
                {"slug": "The site itself uses this address. Choose another one."}
            )

    @property
    def is_published(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def link_text(self):
        return self.navigation_label or self.title
