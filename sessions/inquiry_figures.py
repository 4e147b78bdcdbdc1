"""How many inquiries came in the last twelve weeks, about what, and from which page. Pure counting.

The drawing is worked out here too, in its own units: the template only writes the numbers down.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 12
MOST_KINDS = 4  # as many as can be told apart in a small picture
MOST_PAGES = 8
UNDECIDED, OTHERS = "Not chosen yet", "Other sessions"
UNKNOWN_PAGE, OTHER_PAGES = "Not known", "Other pages"
WEEK = timedelta(days=7)

# The picture: a slot a week, bars that stand on the base line, room for the numbers above them.
SLOT, BAR, TALLEST, BASE, WIDTH, HEIGHT = 30, 20, 88, 108, 360, 128
LABEL_EVERY = 3


@dataclass(frozen=True)
class Part:
    """The inquiries of a week about one kind of session. number: which of the kinds, from 1."""

    kind: str
    number: int
    count: int
    y: float = 0
    height: float = 0


@dataclass(frozen=True)
class Week:
    monday: date
    x: int
    parts: tuple[Part, ...]  # one for each kind
    total: int
    top: float  # where its bar ends
    is_labelled: bool

    @property
    def middle(self):
        return self.x + BAR / 2


@dataclass(frozen=True)
class Figures:
    """kinds: (name, count) in the order of the parts. pages: (path, count), most first."""

    kinds: tuple[tuple[str, int], ...]
    weeks: tuple[Week, ...]
    pages: tuple[tuple[str, int], ...]

    width, height, base = WIDTH, HEIGHT, BASE

    @property
    def total(self):
        return sum(count for _, count in self.kinds)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def first_monday(today: date) -> date:
    """Return the Monday with which the twelve weeks begin, the present one being the last."""
    return monday_of(today) - (WEEKS - 1) * WEEK


def count(inquiries: list[tuple[date, str | None, str]], today: date) -> Figures:
    """Return the figures of the last twelve weeks.

    inquiries: (day, name of the session type or None, path of the page) of each one.
    """
    first = first_monday(today)
    rows = [(monday_of(day), kind or UNDECIDED, page) for day, kind, page in inquiries]
    rows = [row for row in rows if first <= row[0] <= today]
    kinds = most(Counter(kind for _, kind, _ in rows), MOST_KINDS, OTHERS)
    names = {name for name, _ in kinds}
    counts = Counter((monday, kind if kind in names else OTHERS) for monday, kind, _ in rows)
    pages = Counter(page or UNKNOWN_PAGE for *_, page in rows)
    mondays = [first + number * WEEK for number in range(WEEKS)]
    totals = Counter(monday for monday, *_ in rows)
    return Figures(
        kinds=kinds,
        weeks=tuple(
            drawn(number, monday, kinds, counts, max(totals.values(), default=1))
            for number, monday in enumerate(mondays)
        ),
        pages=most(pages, MOST_PAGES, OTHER_PAGES),
    )


def most(counter, number, rest):
    """Return the (name, count) of the largest, the others added up under one name."""
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    if len(ordered) <= number:
        return tuple(ordered)
    left = sum(count for _, count in ordered[number - 1 :])
    return (*ordered[: number - 1], (rest, left))


def drawn(number, monday, kinds, counts, largest):
    """Return a Week with the places of its parts, stacked from the base line up."""
    parts, y = [], float(BASE)
    for place, (kind, _) in enumerate(kinds, 1):
        found = counts[monday, kind]
        height = found * TALLEST / largest
        y -= height
        parts.append(Part(kind, place, found, round(y, 2), round(height, 2)))
    return Week(
        monday=monday,
        x=number * SLOT + (SLOT - BAR) // 2,
        parts=tuple(parts),
        total=sum(part.count for part in parts),
        top=round(y, 2),
        is_labelled=number % LABEL_EVERY == 0,
    )
