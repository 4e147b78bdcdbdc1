"""The sections a page is made of: one model and one template of the same name each.

All blocks share the table of `Block`, so a page loads them in one query in their order
(`Block.objects.with_contents`), whatever their types.
"""

from content_editor.models import create_plugin_base
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator

from sessions import places
from sessions.models import Framing, GalleryPhoto, Photo, Ratio, SessionType, Use
from sessions.models import Gallery as PhotoGallery
from sessions.models.galleries import Display
from sessions.models.photos import NOT_PRINTED, may_be_seen
from studio.prose import ProseField

from .page import Page
from .questions import Topic

MOST_PHOTOS = 48  # of a gallery in a block; a link beside it leads to all of them
ITALICS = "Asterisks set words in italic."


def heading(**kwargs):
    words = f"Over the block; empty for none. {ITALICS}"
    return models.CharField(max_length=120, blank=True, help_text=words, **kwargs)


def intro():
    words = "One to three sentences under the heading."
    return models.TextField("opening", blank=True, help_text=words)


def nouns(label, what):
    words = f"{what}: a few nouns, no full stop."
    return models.CharField(label, max_length=120, help_text=words)


def photo(**kwargs):
    options = {"help_text": "A photo of the library.", **kwargs}
    return models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+", **options)


def session_type(**kwargs):
    options = {"help_text": "Its words come from the session type itself.", **kwargs}
    return models.ForeignKey(SessionType, on_delete=models.PROTECT, related_name="+", **options)


def shown_as():
    words = "Whole, or cut by the head box."
    options = {"choices": Display, "default": Display.WHOLE, "help_text": words}
    return models.CharField("shown as", max_length=10, **options)


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
        """What stands in its folded heading: the first words there are."""
        for name in ("heading", "text", "caption"):
            if words := strip_tags(getattr(self, name, "")).replace("*", "").strip():
                return Truncator(words).words(8)
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
    def template_name(self):
        return f"pages/blocks/{self._meta.verbose_name.replace(' ', '_')}.html"


class Prose(Block):
    """Text with headings, lists and links."""

    text = ProseField(help_text="Select words to make them bold, italic or a link.")
    margin_note = models.CharField(
        max_length=240, blank=True, help_text="An aside, set in the margin of wide screens."
    )
    photo = photo(
        null=True,
        blank=True,
        verbose_name="picture beside it",
        help_text="A photo that shows what the text speaks of. Empty: none.",
    )
    framing = shown_as()

    class Meta:
        verbose_name = "prose"
        verbose_name_plural = "prose"
        constraints = [known("framing", Display, "prose_framing")]

    @property
    def picture(self):
        """Its photo, if visitors may see it."""
        return self.photo if self.photo and self.photo.is_public else None


class SideBySide(Block):
    """Two session types beside each other."""

    heading = heading()
    intro = intro()
    left = session_type(help_text="The type that comes first.")
    right = session_type(help_text="The type beside it: another one.")
    detail = models.CharField(
        max_length=5,
        choices=Detail,
        default=Detail.SHORT,
        help_text="How much of the two types is compared.",
    )

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
    photo = photo(help_text="A wide one, with a confirmed head box and room around the head.")
    portrait_ratio = models.CharField(
        max_length=5,
        choices=Ratio,
        default=Ratio.FOUR_FIVE,
        help_text="The shape of the portrait frame.",
    )
    headshot_kept = nouns("headshot keeps", "What the headshot shows")
    headshot_given_up = nouns("headshot gives up", "What is lost in it")
    portrait_kept = nouns("portrait keeps", "What the portrait shows")
    portrait_given_up = nouns("portrait gives up", "What is lost in it")

    class Meta:
        verbose_name = "frames"
        verbose_name_plural = "frames"
        constraints = [known("portrait_ratio", Ratio, "frames_portrait_ratio")]


class CropLines(Block):
    """One photograph with the lines at which photographers end a headshot."""

    heading = heading()
    text = ProseField(help_text="What the lines mean, in a few sentences.")
    photo = photo(help_text="One that shows head and chest, with a confirmed head box.")

    class Meta:
        verbose_name = "crop lines"
        verbose_name_plural = "crop lines"


class Definition(Block):
    """What one session type is, in the words of the type itself."""

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
    """One person in the places where pictures will live: headshot, portrait, and which to take."""

    heading = heading()
    intro = intro()
    photo = photo(help_text="Both crops of every place are cut from this one.")
    session_type = session_type(
        null=True, blank=True, help_text="Only the places of this type. Empty: all places."
    )
    colleagues = models.ForeignKey(
        PhotoGallery,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose photos stand beside it where there is a team. Empty: nobody’s.",
    )
    draws_each_setting_once = models.BooleanField(
        "one of each kind",
        default=True,
        help_text="Draw one place of each kind, and name those that are like it beside it.",
    )

    class Meta:
        verbose_name = "uses"
        verbose_name_plural = "uses"

    @property
    def uses(self):
        if self.session_type_id is None:
            return self.records.uses
        return self.records.session_type(self.session_type_id).uses.all()

    @cached_property
    def colleague_photos(self):
        items = self.records.gallery_items[self.colleagues_id] if self.colleagues_id else []
        return places.beside(self.photo, items)

    @cached_property
    def places(self):
        """Its photo in each of the places; none where visitors may not see the photo."""
        if not self.photo.is_public:
            return []
        beside, once = self.colleague_photos, self.draws_each_setting_once
        return places.places(self.photo, self.uses, beside, once)


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
        return self.records.packages_for(self.session_type_id)

    @property
    def more(self):
        """The session type of which there are more than it shows; None where it shows all."""
        return self.records.more_for(self.session_type_id)


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


class Photograph(Block):
    """One photograph across the page."""

    needs_photo = True

    photo = photo()
    framing = shown_as()
    caption = models.CharField(max_length=200, blank=True, help_text="Stands under the photo.")

    class Meta:
        verbose_name = "photograph"
        constraints = [known("framing", Display, "photograph_framing")]


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


class OwnPhoto(Block):
    """Both frames over a photo of the visitor’s own, which never leaves the visitor’s device."""

    heading = heading()
    intro = intro()
    use = models.ForeignKey(
        Use,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"framing": Framing.HEADSHOT},
        verbose_name="place of the headshot",
        help_text="The headshot is shown as it looks there; a small, round place teaches most.",
    )

    class Meta:
        verbose_name = "own photo"


class Questions(Block):
    """What clients ask, with the answers from the list of questions."""

    heading = heading()
    session_type = session_type(
        null=True, blank=True, help_text="Only those of this type. Empty: all."
    )
    limit = models.PositiveSmallIntegerField(
        "how many", default=0, help_text="How many questions at the most; 0 for all of them."
    )

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

    text = models.TextField(help_text="The sentence itself. It is set in large letters.")
    attribution = models.CharField(max_length=120, blank=True, help_text="Who said it.")

    class Meta:
        verbose_name = "quote"


class CallToAction(Block):
    """The one next step of a page: a button."""

    heading = heading()
    text = models.TextField(blank=True, help_text="A sentence or two over the button.")
    label = models.CharField(
        "words of the button", max_length=60, help_text="What the button does: “Compare sessions”."
    )
    target = models.ForeignKey(
        Page,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"draft_of": None},
        verbose_name="leads to",
        help_text="The page it leads to. Empty: a message to the studio.",
    )

    class Meta:
        verbose_name = "call to action"
        verbose_name_plural = "calls to action"
