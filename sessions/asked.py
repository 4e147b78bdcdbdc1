"""What an inquiry is about: the visitor's choices, looked up, shown, and kept as a snapshot."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from studio.models import Studio, money

from .catalogue import GuideRecords
from .chosen import Chosen
from .guide_result import Result
from .models import Package, Photo


@dataclass(frozen=True)
class Choice:
    """One thing that travels along: what it is, in words, and the choices without it."""

    label: str
    words: str
    without: Chosen
    url: str = ""
    price: str = ""

    @property
    def remove_address(self):
        return self.without.address(reverse("sessions:inquire"))


class Asked:
    """The records that the choices name; those that visitors may not see are passed over.

    shown: {number of the package: price in words} as this visitor saw them; the present prices
    stand in for what is missing.
    """

    def __init__(self, chosen, shown=None):
        self.chosen = chosen
        self.shown = shown or {}

    @cached_property
    def studio(self):
        return Studio.objects.current()

    @cached_property
    def packages(self):
        """{slug: package} of all that are named."""
        names = {self.chosen.package, *self.chosen.compared} - {""}
        if not names:
            return {}
        packages = Package.objects.published().select_related("session_type")
        return {package.slug: package for package in packages.filter(slug__in=names)}

    @property
    def package(self):
        return self.packages.get(self.chosen.package)

    @property
    def compared(self):
        return [self.packages[slug] for slug in self.chosen.compared if slug in self.packages]

    @cached_property
    def photo(self):
        """The photo that the visitor came from."""
        if not self.chosen.photo:
            return None
        photos = Photo.objects.public().select_related("release")
        return photos.filter(slug=self.chosen.photo).first()

    @cached_property
    def result(self):
        """What the guide said; None for who did not ask it."""
        if not self.chosen.has_answers:
            return None
        records = GuideRecords()
        result = Result(records, self.chosen) if records.types else None
        return result if result and (result.answer.counted or result.is_team) else None

    @property
    def session_type(self):
        if self.package:
            return self.package.session_type
        if self.result:
            return self.result.type
        types = {package.session_type for package in self.compared}
        return types.pop() if len(types) == 1 else None

    def price(self, package):
        """The price that this visitor was shown."""
        present = money(package.current_price, self.studio.currency)
        return self.shown.get(package.pk, present)

    @property
    def prices(self):
        """{number of the package: price in words} of all that is chosen."""
        return {package.pk: self.price(package) for package in self.packages.values()}

    @property
    def all_choices(self):
        return list(self.choices())

    def choices(self):
        """Yield everything that travels along, to be shown and taken away."""
        chosen = self.chosen
        if self.package:
            yield self.package_choice("Session", self.package, chosen.with_(package=""))
        if self.photo:
            words = f"One like “{self.photo.title}”"
            yield Choice("Photograph", words, chosen.with_(photo=""))
        for package in self.compared:
            if package != self.package:
                others = tuple(slug for slug in chosen.compared if slug != package.slug)
                yield self.package_choice("Compared", package, chosen.with_(compared=others))
        if self.result:
            url = chosen.address(reverse("sessions:guide"))
            words = f"The guide named {self.result.package or self.result.type}"
            yield Choice("Your answers", words, chosen.without_answers(), url)

    def package_choice(self, label, package, without):
        return Choice(label, package.name, without, package.get_absolute_url(), self.price(package))

    @property
    def snapshot(self):
        """The choices in words, with the prices as they were shown: models.Inquiry.chosen."""
        kept = {"address": self.chosen.query} if self.chosen.query else {}
        if self.package:
            kept["package"] = self.kept(self.package)
        if self.compared:
            kept["compared"] = [self.kept(package) for package in self.compared]
        if self.result:
            kept["guide"] = {
                "reasons": self.ticked(is_place=False),
                "uses": self.ticked(is_place=True),
                "people": "Several people" if self.result.is_team else "One person",
                "answer": self.result.words,
            }
        if self.photo:
            kept["photo"] = {"title": self.photo.title, "slug": self.photo.slug}
        return kept

    def kept(self, package):
        return {"name": package.name, "slug": package.slug, "price": self.price(package)}

    def ticked(self, is_place):
        counted = self.result.answer.counted
        return [tick.words for tick, _ in counted if tick.is_place == is_place]
