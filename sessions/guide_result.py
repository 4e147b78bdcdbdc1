"""The guide's answer as a page shows it: with the records, the ways onward and the brief."""

from dataclasses import dataclass
from functools import cached_property

from . import guide
from .chosen import TEAM
from .models import Framing, Use

NAMED_TICKS = 3  # ticks that are named where many would change the answer alike
DENSITY = 2  # pixels of a file for one of a layout, for sharp screens


@dataclass(frozen=True)
class Brief:
    """What one place asks of its picture, for whoever has to order or place it."""

    use: Use
    width_px: int
    height_px: int

    @classmethod
    def of(cls, use):
        across, down = map(int, use.ratio.split(":"))
        width = DENSITY * (use.largest_px or use.smallest_px)
        return cls(use, width, round(width * down / across))


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
        return self.records.first_package(self.answer.runner_up)

    @property
    def changes(self):
        """[(session type, package, words for the ticks to set, for those of which to take one
        back, for those to take back together)]."""
        return [
            (
                self.records.type(change.kind),
                self.records.package(change.offer),
                named(change.added),
                named(change.removed),
                named(change.given_up, "and"),
            )
            for change in self.answer.changes
        ]

    @cached_property
    def briefs(self):
        """What each place asks for: the ticked ones that the session serves, or all it serves."""
        types = [self.type, *self.type.includes.all()]
        served = {use.pk for each in self.records.types if each in types for use in each.uses.all()}
        uses = [use for use in self.records.uses if use.pk in served]
        ticked = [use for use in uses if use.slug in self.chosen.uses]
        return [Brief.of(use) for use in ticked or uses]

    @property
    def framings(self):
        """The framings that the places ask for, in words."""
        asked = {brief.use.framing for brief in self.briefs}
        return [label for value, label in Framing.choices if value in asked]

    @cached_property
    def to_compare(self):
        """The package beside the first of the runner-up; None where there are not both."""
        if not (self.package and self.runner_up_package):
            return None
        slugs = (self.package.slug, self.runner_up_package.slug)
        return self.chosen.with_(compared=slugs, package="")


def named(ticks, word="or"):
    """“a”, “b” or two others."""
    if not ticks:
        return ""
    names = [f"“{guide.plain(tick)}”" for tick in ticks]
    rest = len(names) - NAMED_TICKS
    if rest > 0:
        names = [*names[:NAMED_TICKS], f"{rest} others" if rest > 1 else "one other"]
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
