"""The guide's answer as a page shows it: with the records, the ways onward and the brief."""

from dataclasses import dataclass
from functools import cached_property

from . import guide, guide_words
from .chosen import TEAM
from .measures import SCREEN_DPI
from .models import Use
from .places import place_asked

NAMED_TICKS = 3  # ticks that are named where many would change the answer alike


@dataclass(frozen=True)
class Brief:
    """What one place asks of its picture, for whoever has to order or place it.

    inches: how wide it is printed there, None on a screen. is_example: whether nobody ticked it.
    """

    use: Use
    width_px: int
    height_px: int
    inches: float | None
    is_example: bool = False

    @classmethod
    def of(cls, use, is_example=False):
        place = place_asked(use)
        across, down = map(int, use.ratio.split(":"))
        inches = round(place.printed_px / SCREEN_DPI, 1) if place.is_printed else None
        height = round(place.needed * down / across)
        return cls(use, place.needed, height, inches, is_example)


class Result:
    """A session type and a package for what a visitor chose, and why."""

    def __init__(self, records, chosen):
        self.records, self.chosen = records, chosen
        self.is_team = chosen.people == TEAM
        self.answer = guide.answer(records.catalogue, chosen.ticked, self.is_team)

    @cached_property
    def type(self):
        return self.records.type(self.answer.kind)

    @cached_property
    def package(self):
        return self.records.package(self.answer.offer)

    @property
    def words(self):
        """The answer in a few words, as it is kept with an inquiry."""
        return f"{self.type}: {self.package}" if self.package else str(self.type)

    @cached_property
    def sides(self):
        """[(session type, or None for those that tell nothing apart, its ticks)]."""
        ticks = {}
        for tick, kind in self.answer.counted:
            ticks.setdefault(kind, []).append(tick)
        order = {kind: place for place, kind in enumerate(self.records.catalogue.kinds)}
        kinds = sorted(ticks, key=lambda kind: order.get(kind, len(order)))
        return [(self.records.type(kind), ticks[kind]) for kind in kinds]

    @cached_property
    def runner_up(self):
        return self.records.type(self.answer.runner_up)

    @cached_property
    def runner_up_package(self):
        return self.records.package(self.answer.runner_up_offer)

    @property
    def changes(self):
        """[(session type, package, what would lead there, in words)]."""
        return [
            (
                self.records.type(change.kind),
                self.records.package(change.offer),
                " or ".join(self.conditions(change)),
            )
            for change in self.answer.changes
        ]

    def conditions(self, change):
        """Yield what would have to be different, each beginning with “if”."""
        if change.by_people:
            yield "if one person came" if self.is_team else "if several people came"
        if change.added:
            yield f"if you also ticked {named(change.added)}"
        if change.removed:
            yield f"if you took back {named(change.removed)}"
        elif change.given_up:
            yield f"if you took back all of {named(change.given_up, 'and')}"

    @cached_property
    def briefs(self):
        """What the ticked places ask for, and an example of every included type that has none.

        Where no place is ticked: all places that such a session serves.
        """
        included = {each.pk for each in self.type.includes.all()}
        parts = [each for each in self.records.types if each.pk in included]
        served = {use for each in [self.type, *parts] for use in each.uses.all()}
        uses = [use for use in self.records.uses if use in served]
        ticked = [use for use in uses if use.slug in self.chosen.uses]
        if not ticked:
            return [Brief.of(use) for use in uses]
        places = [set(part.uses.all()) for part in parts]
        examples = [
            next(use for use in uses if use in own) for own in places if own and not own & {*ticked}
        ]
        return [*map(Brief.of, ticked), *(Brief.of(use, is_example=True) for use in examples)]

    @property
    def both_packages(self):
        return [self.package, self.runner_up_package]

    @cached_property
    def to_compare(self):
        """The package beside the runner-up; None where there are not both."""
        if None in self.both_packages:
            return None
        slugs = tuple(package.slug for package in self.both_packages)
        return self.chosen.with_(compared=slugs, package="")


def named(ticks, word="or"):
    """“a”, “b” or two others."""
    if not ticks:
        return ""
    names = [f"“{guide_words.plain(tick)}”" for tick in ticks]
    rest = len(names) - NAMED_TICKS
    if rest > 0:
        names = [*names[:NAMED_TICKS], f"{rest} others" if rest > 1 else "one other"]
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
