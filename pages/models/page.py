"""Pages: an address, a headline and an ordered list of blocks."""

from content_editor.models import Region
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from sessions.models import Photo, SessionType
from studio import publishing, redirects

# First parts of addresses that are not pages.
RESERVED_SLUGS = {
    "admin",
    "feed",
    "healthz",
    "inquire",
    "media",
    "preview",
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
    def published(self, moment=None):
        return self.filter(publishing.now_published(moment), draft_of=None)

    def originals(self):
        """Pages themselves, without the drafts of published ones."""
        return self.filter(draft_of=None)


class Page(publishing.Published, models.Model):
    kind = models.CharField(
        max_length=10,
        choices=Kind,
        default=Kind.PLAIN,
        help_text="How it is laid out. There is one home page and one page of each list.",
    )
    title = models.CharField(
        max_length=80, help_text="In the navigation, in the browser’s tab and in search results."
    )
    slug = models.SlugField(
        "address",
        blank=True,
        help_text=(
            "The end of its address: …/about/. Letters, digits and hyphens; empty for the home "
            "page only. If you change it, the old address leads to the new one."
        ),
    )
    navigation = models.CharField(
        "link to it",
        max_length=10,
        choices=Navigation,
        blank=True,
        help_text="Where a link to it stands.",
    )
    navigation_label = models.CharField(
        "words of the link", max_length=40, blank=True, help_text="Empty: the title of the page."
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Its place in the navigation. Smaller comes first."
    )
    kicker = models.CharField(
        "line above", max_length=80, blank=True, help_text="A short line over the headline."
    )
    headline = models.CharField(
        max_length=120,
        help_text="Asterisks set words in italic: How do you want *to be seen?*",
    )
    lead = models.TextField(
        "opening", blank=True, help_text="One to three sentences under the headline."
    )
    description = models.CharField(
        "in search results",
        max_length=200,
        blank=True,
        help_text="What search engines show of it: 120 to 155 characters.",
    )
    hero_photo = models.ForeignKey(
        Photo,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="hero_of",
        verbose_name="photo",
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
    published_at = publishing.published_at()
    unpublished_at = publishing.unpublished_at()
    draft_of = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="draft",
        help_text="The published page that this draft will take the place of.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
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
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(draft_of=None),
                name="page_slug",
                violation_error_message="Another page has this address. Choose another one.",
            ),
            models.CheckConstraint(
                condition=Q(draft_of=None) | Q(published_at=None),
                name="page_draft_is_not_published",
            ),
            publishing.in_order("page_published_in_order"),
            *[
                models.UniqueConstraint(
                    fields=["kind"],
                    condition=Q(kind=kind, draft_of=None),
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

    def save(self, **kwargs):
        with redirects.kept(self):
            super().save(**kwargs)

    def get_absolute_url(self):
        if self.kind == Kind.HOME:
            return reverse("pages:home")
        return reverse("pages:page", args=[self.slug])

    def put_in_place(self):
        """Let a draft take the place of its page; return the page that visitors will see."""
        if not self.draft_of_id:
            return self
        from .. import drafts

        page = self.draft_of
        drafts.settle(self)
        return page

    @property
    def blocks(self):
        """Its blocks in order, each with its contents: one query."""
        from .blocks import Block  # which is built on Page

        return Block.objects.filter(parent=self).with_contents()

    def clean(self):
        errors = {}
        fixed = FIXED_SLUGS.get(self.kind)
        # Not left to the constraints: a form does not check those that name a field it lacks.
        others = Page.objects.originals().exclude(pk__in=[self.pk, self.draft_of_id])
        is_always_there = self.is_published and self.unpublished_at is None
        if fixed is not None and not self.draft_of_id and not is_always_there:
            words = "The page “{}” is always published: others lead to it."
            errors["published_at"] = words.format(self.get_kind_display())
        if fixed is not None and others.filter(kind=self.kind).exists():
            errors["kind"] = "There is such a page already."
        if fixed is not None and self.slug != fixed:
            errors["slug"] = f"A page of the kind “{self.get_kind_display()}” lives at /{fixed}."
        elif fixed is None and self.slug and self.slug in {*RESERVED_SLUGS, *FIXED_SLUGS.values()}:
            errors["slug"] = "The site itself uses this address. Choose another one."
        elif fixed is None and not self.slug:
            errors["slug"] = "This page needs an address."
        elif fixed is None and others.filter(slug=self.slug).exists():
            errors["slug"] = "Another page has this address. Choose another one."
        if errors:
            raise ValidationError(errors)

    @property
    def link_text(self):
        return self.navigation_label or self.title
