"""Which packages the guide can lead to at all. Pure reasoning, no Django."""

from functools import lru_cache
from itertools import chain, combinations, product

from .guide import Catalogue, decide

SIDES_AT_ONCE = 3  # types that are ticked together when all answers are gone through


@lru_cache(maxsize=8)
def reachable(catalogue: Catalogue) -> frozenset[int]:
    """Return the keys of the packages that some answer leads to.

    Goes through the types that may be ticked together, by reasons, by places or by both, those that
    ask for a location first or last, and every number of places: the answer depends on little else.
    What came out is kept: the desk asks again and again about the same catalogue.
    """
    found = set()
    for is_outside_first in (False, True):
        ticks = sorted(catalogue.ticks, key=lambda t: t.asks_for_location != is_outside_first)
        rank = {tick: place for place, tick in enumerate(ticks)}
        signs = {}
        for tick in ticks:
            signs.setdefault(catalogue.sign_of(tick), []).append(tick)
        sides = [key for key in signs if key is not None]
        choices = (combinations(sides, number) for number in range(SIDES_AT_ONCE + 1))
        for chosen in chain.from_iterable(choices):
            for favourite, by_places in product((None, *chosen), (False, True)):
                found |= reached(catalogue, signs, rank, chosen, favourite, by_places)
    return frozenset(found)


def reached(catalogue, signs, rank, sides, favourite, by_places):
    """Return the packages that ticks for these types alone lead to.

    signs: {type: its ticks}. rank: {tick: its turn}. favourite: the type with all of its reasons
    ticked; every other one has a single one, or a place instead, if by_places and there is one.
    """
    base, firsts = set(), []
    for key in sides:
        reasons = [tick.key for tick in signs[key] if not tick.is_place]
        places = [tick for tick in signs[key] if tick.is_place]
        if places and (by_places and key != favourite or not reasons):
            firsts.append(places[0])
        else:
            base.update(reasons if key == favourite else reasons[:1])
    # A place that no type serves changes nothing.
    others = [
        tick
        for key in (*sides, None)
        for tick in signs.get(key, [])
        if tick.is_place and tick.kinds
    ]
    order = list(dict.fromkeys(t.key for t in (*firsts, *sorted(others, key=rank.get))))
    offers = (
        decide(catalogue, base | set(order[:number]), is_team).offer
        for number, is_team in product(range(len(order) + 1), (False, True))
    )
    return {offer.key for offer in offers if offer}
