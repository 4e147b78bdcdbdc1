"""The sections a page is made of: one model and one template of the same name each.

All blocks share the table of `Block`, so a page loads them in one query in their order
(`Block.objects.with_contents`), whatever their types.
"""

from content_editor.models import create_plugin_base
from django.db import models
from django.db.models import Q

from sessions.models import Gallery as PhotoGallery
from sessions.models import Photo, Ratio, SessionType
from sessions.models.galleries import Display
from studio.prose import ProseField

from .page import Page
from .questions import Topic

ITALICS = "Asterisks set words in italic."


def heading(**kwargs):
    return models.CharField(max_length=120, blank=True, help_text=ITALICS, **kwargs)


def intro():
    return models.TextField(blank=True, help_text="One to three sentences under the heading.")


def nouns(what):
    return models.CharField(max_length=120, help_text=f"{what}: a few nouns, no full stop.")


def photo(**kwargs):
    return models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+", **kwargs)


def session_type(**kwargs):
    return models.ForeignKey(SessionType, on_delete=models.PROTECT, related_name="+", **kwargs)


def known(field, choices, name):
    """Return the constraint that a field holds one of its choices."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


class Detail(models.TextChoices):
    SHORT = "short", "In short: tagline, goal and uses"
    FULL = "full", "Row by row: every aspect"


class GalleryLayout(models.TextChoices):
    ROWS = "rows", "Rows: each photograph in its own shape"
    SHEET = "sheet", "Contact sheet: one strip, equal heads"


class BlockQuerySet(models.QuerySet):
    def with_contents(self):
        """Load every block's own columns and photos along, in one query."""
        links = [model._meta.model_name for model in Block.__subclasses__()]
        photos = [f"{name}__photo__release" for name in links if has_photo(name)]
        targets = ["calltoaction__target", "gallery__source"]
        return self.select_related(*links, *photos, *targets)


def has_photo(model_name):
    model = next(m for m in Block.__subclasses__() if m._meta.model_name == model_name)
    return any(field.name == "photo" for field in model._meta.local_fields)


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
        return getattr(self, "heading", "") or str(self._meta.verbose_name)

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
        """Whether visitors see it: not where it has only a photo that they may not see."""
        return not self.needs_photo or self.photo.is_public

    @property
    def template_name(self):
        return f"pages/blocks/{self._meta.verbose_name.replace(' ', '_')}.html"


class Prose(Block):
    """Text."""

    text = ProseField()
    margin_note = models.CharField(
        max_length=240, blank=True, help_text="An aside, set in the margin."
    )

    class Meta:
        verbose_name = "prose"
        verbose_name_plural = "prose"


class SideBySide(Block):
    """Two session types beside each other."""

    heading = heading()
    intro = intro()
    left = session_type()
    right = session_type()
    detail = models.CharField(max_length=5, choices=Detail, default=Detail.SHORT)

    class Meta:
        verbose_name = "side by side"
        verbose_name_plural = "side by side"
        constraints = [
            models.CheckConstraint(
                condition=~Q(left=models.F("right")),
                name="side_by_side_differ",
                violation_error_message="Choose two different types.",
            ),
            known("detail", Detail, "side_by_side_detail"),
        ]

    @property
    def types(self):
        return [self.records.session_type(self.left_id), self.records.session_type(self.right_id)]

    @property
    def rows(self):
        """(aspect, words of the left type, words of the right type), for every shared aspect."""
        left, right = ({trait.aspect: trait.text for trait in t.traits.all()} for t in self.types)
        return [(aspect, left[aspect], right[aspect]) for aspect in left if aspect in right]


class Frames(Block):
    """One photograph with both frames drawn over it."""

    needs_photo = True

    heading = heading()
    intro = intro()
    photo = photo()
    portrait_ratio = models.CharField(
        max_length=5,
        choices=Ratio,
        default=Ratio.FOUR_FIVE,
        help_text="The shape of the portrait frame.",
    )
    headshot_kept = nouns("What the headshot keeps")
    headshot_given_up = nouns("What it gives up")
    portrait_kept = nouns("What the portrait keeps")
    portrait_given_up = nouns("What it gives up")

    class Meta:
        verbose_name = "frames"
        verbose_name_plural = "frames"
        constraints = [known("portrait_ratio", Ratio, "frames_portrait_ratio")]


class CropLines(Block):
    """One photograph with the lines at which photographers end a headshot."""

    heading = heading()
    text = ProseField()
    photo = photo()

    class Meta:
        verbose_name = "crop lines"
        verbose_name_plural = "crop lines"


class Definition(Block):
    """All that the records say about one session type."""

    heading = heading()
    session_type = session_type()
    shows_traits = models.BooleanField(
        "aspects too", default=True, help_text="Show its words for every aspect as a list."
    )

    class Meta:
        verbose_name = "definition"

    @property
    def type(self):
        return self.records.session_type(self.session_type_id)


class Uses(Block):
    """The places where pictures will live, each with the crop it asks for."""

    heading = heading()
    intro = intro()
    photo = photo()

    class Meta:
        verbose_name = "uses"
        verbose_name_plural = "uses"

    @property
    def uses(self):
        return self.records.uses


class Guide(Block):
    """The reasons that speak for each session type."""

    heading = heading()
    intro = intro()

    class Meta:
        verbose_name = "guide"

    @property
    def types(self):
        return self.records.session_types


class Packages(Block):
    """The packages of a type, or the featured ones."""

    heading = heading()
    intro = intro()
    session_type = session_type(
        null=True, blank=True, help_text="Empty: the featured packages of all types."
    )

    class Meta:
        verbose_name = "packages"
        verbose_name_plural = "packages"

    @property
    def packages(self):
        if self.session_type_id is None:
            return [package for package in self.records.packages if package.is_featured]
        return [p for p in self.records.packages if p.session_type_id == self.session_type_id]


class Gallery(Block):
    """Photos of a gallery."""

    heading = heading()
    intro = intro()
    source = models.ForeignKey(
        PhotoGallery, on_delete=models.PROTECT, related_name="+", verbose_name="gallery"
    )
    framing = models.CharField("shown as", max_length=10, choices=Display, default=Display.WHOLE)
    layout = models.CharField(max_length=5, choices=GalleryLayout, default=GalleryLayout.ROWS)
    limit = models.PositiveSmallIntegerField(
        default=6, help_text="How many photos at the most; 0 for all of them."
    )

    class Meta:
        verbose_name = "gallery"
        verbose_name_plural = "galleries"
        constraints = [
            known("framing", Display, "gallery_block_framing"),
            known("layout", GalleryLayout, "gallery_block_layout"),
        ]

    @property
    def items(self):
        items = self.records.gallery_items[self.source_id]
        if self.framing == Display.HEADSHOT:
            items = [item for item in items if item.photo.has_headshot]
        return items[: self.limit] if self.limit else items

    @property
    def total(self):
        return len(self.records.gallery_items[self.source_id])


class Photograph(Block):
    """One photograph across the page."""

    needs_photo = True

    photo = photo()
    framing = models.CharField("shown as", max_length=10, choices=Display, default=Display.WHOLE)
    caption = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "photograph"
        constraints = [known("framing", Display, "photograph_framing")]


class Questions(Block):
    """What clients ask, with the answers."""

    heading = heading()
    session_type = session_type(
        null=True, blank=True, help_text="Only those of this type. Empty: all."
    )
    limit = models.PositiveSmallIntegerField(default=0, help_text="0 for all of them.")

    class Meta:
        verbose_name = "questions"
        verbose_name_plural = "questions"

    @property
    def questions(self):
        questions = self.records.questions
        if self.session_type_id is not None:
            questions = [q for q in questions if q.session_type_id == self.session_type_id]
        if self.limit:
            questions = questions[: self.limit]
        return sorted(questions, key=lambda question: Topic.values.index(question.topic))


class Quote(Block):
    """A sentence, set large."""

    text = models.TextField()
    attribution = models.CharField(max_length=120, blank=True, help_text="Who said it.")

    class Meta:
        verbose_name = "quote"


class CallToAction(Block):
    """The one next step of a page."""

    heading = heading()
    text = models.TextField(blank=True)
    label = models.CharField(max_length=60, help_text="What the button does: “Compare sessions”.")
    target = models.ForeignKey(
        Page,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"draft_of": None},
        help_text="The page it leads to. Empty: a message to the studio.",
    )

    class Meta:
        verbose_name = "call to action"
        verbose_name_plural = "calls to action"
