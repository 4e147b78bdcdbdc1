"""Packages side by side: the same rows and units for all. Pure reasoning, no Django."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

FEWEST, MOST = 2, 4
WHOLE = Decimal(1)


@dataclass(frozen=True)
class Offer:
    """What is compared of a package.

    price: in the studio's currency, what a client pays in all. minutes: above 0. places: for how
    many places the pictures are enough, None for any number.
    inclusions: {name: how much of it, or ""}, of what it includes.
    """

    price: Decimal
    minutes: int
    people: int
    looks: int
    locations: int
    pictures: int
    places: int | None
    turnaround_days: int
    usage_rights: str
    extra_costs: str = ""
    inclusions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One attribute of all packages.

    unit: what the values are: "money", "minutes", "number", "days", "words", "places" (None for any
    number) or "included" (None for what is not included, else how much of it). A money value may be
    None, too.
    """

    label: str
    unit: str
    values: tuple
    note: str = ""

    @property
    def differs(self) -> bool:
        return any(value != self.values[0] for value in self.values)


def per_picture(offer) -> Decimal | None:
    return whole(offer.price / offer.pictures) if offer.pictures else None


def per_hour(offer) -> Decimal:
    return whole(offer.price * 60 / offer.minutes)


def per_person(offer) -> Decimal:
    return whole(offer.price / offer.people)


def whole(amount):
    return amount.quantize(WHOLE, ROUND_HALF_UP)


ROUNDED = "rounded"
# label, unit, value, note
ATTRIBUTES: list[tuple[str, str, Callable, str]] = [
    ("Total price", "money", lambda offer: offer.price, ""),
    ("May cost extra", "words", lambda offer: offer.extra_costs, ""),
    ("Price per retouched picture", "money", per_picture, ROUNDED),
    ("Price per hour", "money", per_hour, ROUNDED),
    ("Price per person", "money", per_person, ROUNDED),
    ("Duration", "minutes", lambda offer: offer.minutes, ""),
    ("People", "number", lambda offer: offer.people, "at the most"),
    ("Looks", "number", lambda offer: offer.looks, "sets of clothes"),
    ("Locations", "number", lambda offer: offer.locations, "where we work"),
    ("Retouched pictures", "number", lambda offer: offer.pictures, ""),
    ("Enough for", "places", lambda offer: offer.places, "where pictures live"),
    ("Finished in", "days", lambda offer: offer.turnaround_days, "working days"),
    ("Usage rights", "words", lambda offer: offer.usage_rights, ""),
]
ONLY_FOR_TEAMS = {"Price per person", "People"}


def compare(offers: list[Offer], inclusions: list[str], only_differences: bool = False):
    """Return the rows of a comparison, the total price first.

    inclusions: names in the studio's order; those that no package includes are left out, and so
    are the rows about several people where every package is for one.
    only_differences: leave out the rows in which all packages are alike.
    """
    is_for_teams = any(offer.people > 1 for offer in offers)
    rows = [
        Row(label, unit, tuple(map(value, offers)), note)
        for label, unit, value, note in ATTRIBUTES
        if is_for_teams or label not in ONLY_FOR_TEAMS
    ]
    rows += [
        Row(name, "included", tuple(offer.inclusions.get(name) for offer in offers))
        for name in inclusions
        if any(name in offer.inclusions for offer in offers)
    ]
    return [row for row in rows if row.differs or not only_differences]
