"""What a visitor has chosen on the way to asking, as it travels in addresses.

The site keeps nothing about visitors: ticks, compared packages, the package or photo they came
from and the page they began on are part of every link onward. So each step has an address that can
be sent to a colleague.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from .comparison import MOST

TEAM = "team"
PATH = re.compile(r"/(?!/)[\w./-]*")  # nothing that a browser takes for another site
# What `Chosen` reads from an address.
PARAMETERS = frozenset({"package", "p", "reason", "use", "people", "photo", "from"})
MOST_TICKS = 60
LONGEST = 200


@dataclass(frozen=True)
class Chosen:
    """The choices, as names of records; a name may be of a record that is not there any more.

    began_on: the path of a page of this site.
    """

    package: str = ""
    compared: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    people: str = ""
    photo: str = ""
    began_on: str = ""

    @classmethod
    def from_query(cls, query):
        """Read a QueryDict; what is too much, twice, or no name is passed over."""
        began_on = clean(query.get("from", ""))
        return cls(
            package=clean(query.get("package", "")),
            compared=several(query, "p", MOST),
            reasons=several(query, "reason", MOST_TICKS),
            uses=several(query, "use", MOST_TICKS),
            people=TEAM if query.get("people") == TEAM else "",
            photo=clean(query.get("photo", "")),
            began_on=began_on if PATH.fullmatch(began_on) else "",
        )

    def with_(self, **changes):
        return replace(self, **changes)

    def without_answers(self):
        return replace(self, reasons=(), uses=(), people="")

    @property
    def has_answers(self):
        return bool(self.reasons or self.uses or self.people)

    @property
    def ticked(self):
        """The keys of its ticks, as the guide knows them."""
        return frozenset([*(f"reason-{r}" for r in self.reasons), *(f"use-{u}" for u in self.uses)])

    @property
    def pairs(self):
        """The choices as (name, value), as in a query string or in hidden fields."""
        pairs = [
            ("package", self.package),
            *(("p", slug) for slug in self.compared),
            *(("reason", number) for number in self.reasons),
            *(("use", slug) for slug in self.uses),
            ("people", self.people),
            ("photo", self.photo),
            ("from", self.began_on),
        ]
        return [pair for pair in pairs if pair[1]]

    @property
    def query(self):
        return urlencode(self.pairs, safe="/")

    def address(self, path):
        """Return a path with the choices behind it."""
        return f"{path}?{self.query}" if self.query else path


def clean(text):
    """Return a name as it may stand in an address: printable, not too long; else ""."""
    return text if text.isprintable() and len(text) <= LONGEST else ""


def several(query, name, most):
    values = dict.fromkeys(clean(value) for value in query.getlist(name))
    return tuple(value for value in values if value)[:most]
