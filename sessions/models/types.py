"""What can be photographed and where it will live: session types and uses."""

from django.db import models
from django.db.models import Q

from ..guide_words import before_noun


class Framing(models.TextChoices):
    HEADSHOT = "headshot", "Headshot"
    PORTRAIT = "portrait", "Portrait"


class Shape(models.TextChoices):
    RECTANGLE = "rectangle", "Rectangle"
    CIRCLE = "circle", "Circle"


class Ratio(models.TextChoices):
    """Width to height of a picture, as photographers and layouts name it."""

    SQUARE = "1:1", "1:1 square"
    FOUR_FIVE = "4:5", "4:5 upright"
    THREE_FOUR = "3:4", "3:4 upright"
    TWO_THREE = "2:3", "2:3 upright"
    THREE_TWO = "3:2", "3:2 across"
    SIXTEEN_NINE = "16:9", "16:9 wide"


class Setting(models.TextChoices):
    """How a place looks around its picture; one template each in templates/sessions/settings/."""

    PROFILE = "profile", "Profile: a small picture in a list, larger on its own page"
    SIGNATURE = "signature", "Signature: beside a few lines at the end of a mail"
    TEAM = "team", "Team page: one tile among those of others"
    SPEAKER = "speaker", "Speaker card: beside a name and the title of a talk"
    PRESS = "press", "Press: in a column of text"
    HERO = "hero", "Top of a website: wide, with a headline over it"
    PAGE = "page", "A page about one person: beside text"
    POST = "post", "Post: across the whole width of a phone"
    PRINT = "print", "Print: on a sheet of paper, or a jacket"


def asks_for_location():
    """Return the field that says whether such pictures are made where the client is at home."""
    words = (
        "Tick it if the picture needs a location of the client’s. The guide then passes over "
        "packages that stay in the studio."
    )
    return models.BooleanField("asks for a location", default=False, help_text=words)


class Use(models.Model):
    """A place where a picture will live; what it asks of the picture."""

    name = models.CharField(
        max_length=60,
        unique=True,
        help_text="For example “LinkedIn profile”.",
        error_messages={"unique": "Another use has this name."},
    )
    slug = models.SlugField(
        "short name",
        unique=True,
        help_text="Its name in addresses: …/sessions/?use=linkedin. Letters, digits and hyphens.",
        error_messages={"unique": "Another use has this short name."},
    )
    framing = models.CharField(
        max_length=10, choices=Framing, help_text="The framing that serves this place."
    )
    ratio = models.CharField(
        max_length=5, choices=Ratio, help_text="Width to height of the picture there."
    )
    shape = models.CharField(
        max_length=10,
        choices=Shape,
        default=Shape.RECTANGLE,
        help_text="Whether the picture is seen whole there, or in a circle.",
    )
    smallest_px = models.PositiveSmallIntegerField(
        "smallest width",
        help_text="The width, in pixels on a screen, at which people see it when it is smallest.",
    )
    largest_px = models.PositiveSmallIntegerField(
        "largest width",
        null=True,
        blank=True,
        help_text="If it is also seen larger: that width in pixels, as on a profile’s own page.",
    )
    setting = models.CharField(
        "surroundings",
        max_length=10,
        choices=Setting,
        default=Setting.PAGE,
        help_text="What is drawn around the picture where the site shows this place.",
    )
    note = models.CharField(
        max_length=240, blank=True, help_text="One sentence: what matters in this place."
    )
    asks_for_location = asks_for_location()
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(framing__in=Framing.values), name="use_framing"),
            models.CheckConstraint(condition=Q(ratio__in=Ratio.values), name="use_ratio"),
            models.CheckConstraint(condition=Q(shape__in=Shape.values), name="use_shape"),
            models.CheckConstraint(
                condition=Q(smallest_px__gte=16),
                name="use_smallest_px",
                violation_error_message="The smallest width is 16 pixels at least.",
            ),
            models.CheckConstraint(
                condition=Q(largest_px=None) | Q(largest_px__gt=models.F("smallest_px")),
                name="use_largest_px",
                violation_error_message="The largest width is more than the smallest one.",
            ),
            models.CheckConstraint(condition=Q(setting__in=Setting.values), name="use_setting"),
            models.CheckConstraint(
                condition=~Q(shape=Shape.CIRCLE) | Q(ratio=Ratio.SQUARE),
                name="use_circle_is_square",
                violation_error_message="A circle needs the ratio 1:1.",
            ),
        ]

    def __str__(self):
        return self.name


class SessionTypeQuerySet(models.QuerySet):
    def with_details(self):
        """Load all that belongs to a type along: five queries, however many types."""
        return self.select_related("photo__release").prefetch_related(
            models.Prefetch("traits", Trait.objects.select_related("aspect")),
            "reasons",
            "uses",
            "includes",
        )


class SessionType(models.Model):
    """Headshot, portrait or personal branding: what it is, what for, when to choose it."""

    name = models.CharField(
        max_length=60,
        unique=True,
        help_text="One of them: “Headshot”.",
        error_messages={"unique": "Another session type has this name."},
    )
    plural = models.CharField(max_length=60, help_text="Several of them: “Headshots”.")
    slug = models.SlugField(
        "short name",
        unique=True,
        help_text="Its name in addresses and links. Letters, digits and hyphens.",
        error_messages={"unique": "Another session type has this short name."},
    )
    tagline = models.CharField(
        max_length=120,
        help_text="Its headline. Asterisks set words in italic: A headshot *identifies*.",
    )
    definition = models.TextField(help_text="What it is, in two to four sentences.")
    goal = models.CharField(max_length=200, help_text="What it is for, in one sentence.")
    framing = models.CharField(
        max_length=10, choices=Framing, help_text="The framing in which its pictures are shown."
    )
    photo = models.ForeignKey(
        "Photo",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="A typical picture of this type.",
    )
    includes = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="included_in",
        help_text="Other types that a session of this type covers too.",
    )
    uses = models.ManyToManyField(
        Use, blank=True, related_name="session_types", help_text="Where its pictures will live."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = SessionTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(framing__in=Framing.values), name="session_type_framing"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def before_noun(self):
        """“personal-branding”, as its name stands before “session”."""
        return before_noun(self.name)

    @property
    def named_traits(self):
        return self.traits.select_related("aspect")


class Aspect(models.Model):
    """Something in which session types differ: crop, background, gaze."""

    name = models.CharField(
        max_length=40,
        unique=True,
        help_text="In what the session types differ: “Crop”, “Background”, “Gaze”.",
        error_messages={"unique": "Another aspect has this name."},
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Trait(models.Model):
    """What a session type looks like in one aspect."""

    session_type = models.ForeignKey(
        SessionType,
        on_delete=models.CASCADE,
        related_name="traits",
        help_text="The type that it is about.",
    )
    aspect = models.ForeignKey(
        Aspect,
        on_delete=models.PROTECT,
        related_name="traits",
        help_text="What is described. Each aspect once a type.",
    )
    text = models.CharField(
        "words",
        max_length=240,
        help_text="What this type is like there: “Cropped from the chest up.”",
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["session_type", "aspect__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session_type", "aspect"],
                name="trait_once_an_aspect",
                violation_error_message="This type has words for that aspect already.",
            ),
        ]

    def __str__(self):
        return f"{self.aspect}: {self.text}"


class Reason(models.Model):
    """A statement that speaks for a session type: “Choose it if …”."""

    session_type = models.ForeignKey(
        SessionType,
        on_delete=models.CASCADE,
        related_name="reasons",
        help_text="The type that it speaks for.",
    )
    text = models.CharField(
        "words", max_length=200, help_text="A whole sentence: “Your profile photo is out of date.”"
    )
    asks_for_location = asks_for_location()
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["session_type", "position", "pk"]

    def __str__(self):
        return self.text
