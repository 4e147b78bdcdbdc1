"""The studio's profile: the one row of facts about the business."""

from babel import Locale
from babel.numbers import format_currency, list_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import translation

from ..prepared import Prepared

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def opening_time():
    words = "When you open that day, such as 09:00."
    return models.TimeField(null=True, blank=True, help_text=words)


def closing_time():
    words = "When you close that day, such as 17:30."
    return models.TimeField(null=True, blank=True, help_text=words)


def validate_currency(code):
    if code not in list_currencies():
        raise ValidationError("This is not a currency code. Three letters, such as USD or EUR.")


def money(amount, currency):
    """Return an amount as people write it, never rounded: $290, $290.50.

    amount: Decimal, in whole units of the currency.
    currency: ISO 4217 code.
    """
    locale = Locale.parse(translation.to_locale(settings.LANGUAGE_CODE))
    pattern = locale.currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)


def validate_address(text):
    """Raise ValidationError for what is neither an address of this site nor a whole one."""
    if text.startswith("/") and not text.startswith("//") and not set(text) & set(' <>"'):
        return
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise ValidationError(
            "Write an address of this site, such as /using-pictures/, or a whole one that begins "
            "with https://."
        ) from None


def degrees(limit, words):
    return models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-limit), MaxValueValidator(limit)],
        help_text=words,
    )


def parse_links(text):
    """Return the links of a text, a label and an address a line: [(label, address)].

    Raises ValidationError naming the first line that is not of that form.
    """
    links = []
    for line in filter(None, map(str.strip, text.splitlines())):
        label, _, url = line.rpartition(" ")
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError:
            url = ""
        if not (label.strip() and url):
            raise ValidationError(
                f"“{line}”: write a name, a space and the whole address, such as "
                "“Instagram https://www.instagram.com/your-name”."
            )
        links.append((label.strip(), url))
    return links


PROFILE = Prepared(
    lambda key, moment: Studio.objects.select_related("share_photo__release").order_by("pk")[:1]
)


class StudioManager(models.Manager):
    def current(self):
        """Return the profile; an unsaved one where there is none yet."""
        return next(iter(PROFILE.rows()), None) or Studio(name="Studio")


class Studio(models.Model):
    """The profile. Its words stand in the header, the footer and in search engines' data."""

    name = models.CharField(max_length=80, help_text="As it stands at the top of every page.")
    photographer = models.CharField(
        max_length=80, help_text="Your own name: the author of the articles."
    )
    job_title = models.CharField(max_length=80, blank=True, help_text="For example “Photographer”.")
    tagline = models.CharField(
        max_length=160, blank=True, help_text="One line under the name, in the footer."
    )
    about = models.TextField(
        blank=True, help_text="A short paragraph about the studio, for search engines."
    )
    email = models.EmailField(help_text="Where clients write to. Shown on the site.")
    telephone = models.CharField(
        max_length=40, blank=True, help_text="With the code of the country: +1 503-555-0142."
    )
    street_address = models.CharField(
        max_length=120,
        blank=True,
        help_text="Street and number. Leave it empty if clients do not come to you.",
    )
    postal_code = models.CharField(
        "postcode", max_length=20, blank=True, help_text="As on a letter."
    )
    locality = models.CharField("town", max_length=80, blank=True, help_text="Where the studio is.")
    region = models.CharField(
        "state or region",
        max_length=80,
        blank=True,
        help_text="If addresses in your country have one.",
    )
    country = models.CharField(
        max_length=2, blank=True, help_text="Two letters, such as US, GB or DE."
    )
    area_served = models.CharField(
        max_length=160, blank=True, help_text="Where you travel to, if you do."
    )
    latitude = degrees(
        90, "For maps, such as 45.51223. Press long on your door in a map, and it shows both."
    )
    longitude = degrees(180, "West of Greenwich with a minus, such as -122.65871.")
    arrival_note = models.CharField(
        max_length=200, blank=True, help_text="What a client should know on arriving."
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[validate_currency],
        help_text="The currency of all prices: three letters, such as USD or EUR.",
    )
    answer_note = models.CharField(
        "how soon you answer",
        max_length=160,
        blank=True,
        help_text=(
            "A sentence beside the inquiry form and in the mail that confirms an inquiry: “I "
            "answer within two working days.”"
        ),
    )
    keep_inquiries_months = models.PositiveSmallIntegerField(
        "keep inquiries for",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=(
            "In months. After that the names, addresses and words of an inquiry are erased by "
            "themselves; that it came, and what about, stays in your figures."
        ),
    )
    tax_note = models.CharField(
        max_length=160,
        blank=True,
        help_text="Stands beside the prices, for example “Prices include sales tax”.",
    )
    hours_note = models.CharField(
        max_length=160, blank=True, help_text="Stands under the opening hours."
    )
    credit = models.CharField(
        max_length=120,
        blank=True,
        help_text="The credit line of photos that name no other, for example “Photo: Lena Marsh”.",
    )
    copyright_notice = models.CharField(
        max_length=160,
        blank=True,
        help_text="Written into every picture that names no other, for example “© Lena Marsh”.",
    )
    license_address = models.CharField(
        "where the rights are explained",
        max_length=200,
        blank=True,
        validators=[validate_address],
        help_text=(
            "The page that says how your pictures may be used, such as /using-pictures/. Search "
            "engines link to it beside a picture. Empty: they say nothing about it."
        ),
    )
    acquire_address = models.CharField(
        "where to ask for a picture",
        max_length=200,
        blank=True,
        validators=[validate_address],
        help_text=(
            "The page for whoever wants to use one of your pictures. Empty: the inquiry form."
        ),
    )
    machines_may_train = models.BooleanField(
        "machines may be trained on these pictures",
        default=False,
        help_text=(
            "Without the tick, the site says no wherever machines look for it: in robots.txt, in "
            "the reservation that European law asks for, and in every picture file, which are made "
            "anew after a change. Search engines still show the pictures. Who keeps to it is up to "
            "them; nobody can say that they were not told."
        ),
    )
    share_photo = models.ForeignKey(
        "photo_sessions.Photo",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="share picture",
        help_text="Shown where somebody shares a page of yours that has no picture of its own.",
    )
    requires_second_step = models.BooleanField(
        "everybody needs a second step to sign in",
        default=False,
        help_text=(
            "A code from the phone, after the password. With the tick, whoever has none yet is "
            "asked to set it up before anything else, you included."
        ),
    )
    elsewhere = models.TextField(
        "links",
        blank=True,
        validators=[parse_links],
        help_text="Where else you are found. A line each: a name, a space and the address.",
    )
    monday_opens, monday_closes = opening_time(), closing_time()
    tuesday_opens, tuesday_closes = opening_time(), closing_time()
    wednesday_opens, wednesday_closes = opening_time(), closing_time()
    thursday_opens, thursday_closes = opening_time(), closing_time()
    friday_opens, friday_closes = opening_time(), closing_time()
    saturday_opens, saturday_closes = opening_time(), closing_time()
    sunday_opens, sunday_closes = opening_time(), closing_time()
    updated_at = models.DateTimeField(auto_now=True)

    objects = StudioManager()

    class Meta:
        verbose_name = "studio profile"
        verbose_name_plural = "studio profile"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="studio_only_one",
                violation_error_message="There is one studio profile. Change that one.",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                # A comparison with NULL is not false to a database, so NULL is ruled out.
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="studio_place",
                violation_error_message=(
                    "Give both, latitude (-90 to 90) and longitude (-180 to 180), or neither."
                ),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{day}_opens": None, f"{day}_closes": None})
                    # A comparison with NULL is not false to a database, so NULL is ruled out.
                    | Q(
                        **{
                            f"{day}_opens__isnull": False,
                            f"{day}_closes__isnull": False,
                            f"{day}_closes__gt": models.F(f"{day}_opens"),
                        }
                    ),
                    name=f"studio_{day}_hours",
                    violation_error_message=(
                        f"{day.capitalize()}: give both times, closing after opening, or none."
                    ),
                )
                for day in WEEKDAYS
            ],
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)

    @property
    def hours(self):
        """Opening hours, days of the same hours together: [("Tuesday – Friday", opens, closes)]."""
        spans = []
        for day in WEEKDAYS:
            times = getattr(self, f"{day}_opens"), getattr(self, f"{day}_closes")
            if None in times:
                spans.append(None)
            elif spans and spans[-1] and spans[-1][2] == times:
                spans[-1] = (spans[-1][0], day, times)
            else:
                spans.append((day, day, times))
        return [
            (
                first.capitalize()
                if first == last
                else f"{first.capitalize()} – {last.capitalize()}",
                *times,
            )
            for first, last, times in filter(None, spans)
        ]

    @property
    def links(self):
        """[(label, address)] of the places elsewhere."""
        return parse_links(self.elsewhere)

    @property
    def telephone_url(self):
        return "tel:" + "".join(c for c in self.telephone if c.isdigit() or c == "+")

    @property
    def has_address(self):
        return bool(self.street_address and self.locality)
