"""Packages that no answer of the guide leads to, and why. Pure reasoning, no Django."""

from collections.abc import Mapping

from .guide import Catalogue, Offer
from .guide_reach import reachable
from .guide_words import listed

MOST_NAMED = 3


def unreached(catalogue: Catalogue) -> Mapping[int, str]:
    """Return {key of the package: why no answer leads to it}, in the studio's own order."""
    if not catalogue.kinds:
        return {}
    found = reachable(catalogue)
    left_out = (offer for offer in catalogue.offers if offer.key not in found)
    return Reasons(catalogue, found, {offer.key: offer for offer in left_out})


class Reasons(Mapping):
    """{key of the package: why}; the words are found when somebody wants them."""

    def __init__(self, catalogue, found, left_out):
        self.catalogue, self.found, self.left_out = catalogue, found, left_out

    def __getitem__(self, key):
        return why(self.catalogue, self.left_out[key], self.found)

    def __iter__(self):
        return iter(self.left_out)

    def __len__(self):
        return len(self.left_out)


def why(catalogue: Catalogue, offer: Offer, found: set[int]) -> str:
    """Say why a package is never named: for how many places it is, and beside which others."""
    never = f"The guide “Which one?” never names “{offer.name}”"
    beside = [
        each
        for each in catalogue.offers
        if each.kind == offer.kind and each != offer and (each.people > 1) == (offer.people > 1)
    ]
    if not any(each.kind == offer.kind and each.key in found for each in catalogue.offers):
        return f"{never}: no answer leads to {catalogue.kind(offer.kind).session}."
    same = [each for each in beside if each.places == offer.places]
    if same:
        others = listed([f"“{each.name}”" for each in same[:MOST_NAMED]])
        verb = "is" if len(same) == 1 else "are"
        return f"{never}: it is for {places(offer)}, as {others} {verb}."
    others = listed([f"“{each.name}” is for {places(each)}" for each in beside[:MOST_NAMED]])
    return f"{never}: it is for {places(offer)}, and {others}. That is enough for every answer."


def places(offer: Offer) -> str:
    """“up to 3 places”."""
    if offer.places is None:
        return "any number of places"
    return "one place" if offer.places == 1 else f"up to {offer.places} places"
