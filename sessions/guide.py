"""From ticked answers to a session type and a package, and why. Pure reasoning, no Django.

A tick speaks for the session types it is a sign of. Ticks for one type lead to that type; ticks
for several lead to the type that includes them all. So one more tick for the answer never leads
away from it, unless to a type that includes it. Inside the type, the number of places where the
pictures will live chooses the package.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import chain, combinations

SIDES_AT_ONCE = 3  # types that are ticked together when all answers are gone through


@dataclass(frozen=True)
class Kind:
    """A session type. includes: the keys of the types that such a session covers too."""

    key: int
    name: str
    includes: frozenset[int] = frozenset()

    @property
    def session(self) -> str:
        """“a headshot session”."""
        name = self.name[:1].lower() + self.name[1:]
        return f"{'an' if name[:1] in 'aeiou' else 'a'} {name} session"


@dataclass(frozen=True)
class Tick:
    """Something to tick: a reason, or a place where pictures will live.

    kinds: the keys of the types it is a sign of; several mean that any of them would do.
    """

    key: str
    words: str
    kinds: frozenset[int]
    is_place: bool = False


@dataclass(frozen=True)
class Offer:
    """A package that can be booked. places: for how many places it is; None for any number."""

    key: int
    name: str
    kind: int
    places: int | None = None
    people: int = 1
    is_featured: bool = False


@dataclass(frozen=True)
class Catalogue:
    """All that the guide knows, each in the studio's own order."""

    kinds: tuple[Kind, ...]
    ticks: tuple[Tick, ...]
    offers: tuple[Offer, ...]

    def kind(self, key):
        return next(kind for kind in self.kinds if kind.key == key)

    def sign_of(self, tick) -> int | None:
        """Return the type that a tick speaks for; None where it tells nothing apart.

        A place that headshots and branding sessions serve is a sign of headshots: a type that
        includes others is only meant where none of those would do.
        """
        known = [self.kind(key) for key in tick.kinds if key in {k.key for k in self.kinds}]
        simple = [kind for kind in known if not kind.includes & tick.kinds]
        return simple[0].key if len(simple) == 1 else None

    def serves(self, kind, tick) -> bool:
        """Whether the pictures of a type may live in a place."""
        return bool(tick.kinds & (kind.includes | {kind.key}))


@dataclass(frozen=True)
class Change:
    """Another answer, and the ticks of which each, set or taken back alone, would lead there.

    given_up: ticks that would have to be taken back together.
    """

    kind: Kind
    offer: Offer | None
    added: tuple[Tick, ...] = ()
    removed: tuple[Tick, ...] = ()
    given_up: tuple[Tick, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the guide says.

    because: sentences, one at least. counted: every tick with the type it spoke for, or None.
    runner_up: the type that came second, None where there is only one.
    """

    kind: Kind
    offer: Offer | None
    because: tuple[str, ...]
    counted: tuple[tuple[Tick, Kind | None], ...]
    runner_up: Kind | None
    runner_up_because: str
    changes: tuple[Change, ...] = ()

    def led_to(self, other) -> bool:
        return (self.kind, self.offer) == (other.kind, other.offer)


def answer(catalogue: Catalogue, ticked: frozenset[str], is_team: bool = False) -> Answer:
    """Return the answer to ticks, with what one tick more or less would change.

    ticked: keys of ticks; unknown ones are passed over. is_team: several people come.
    Raises ValueError for a catalogue without any type.
    """
    found = decide(catalogue, ticked, is_team)
    added, removed, given_up = {}, {}, {}
    for tick in catalogue.ticks:
        other = decide(catalogue, ticked ^ {tick.key}, is_team)
        if not other.led_to(found):
            side = removed if tick.key in ticked else added
            side.setdefault((other.kind, other.offer), []).append(tick)
    for side in sides_of(found):
        other = decide(catalogue, ticked - {tick.key for tick in side}, is_team)
        if other.kind != found.kind:
            given_up.setdefault((other.kind, other.offer), side)
    changes = tuple(
        Change(*where, *(tuple(side.get(where, ())) for side in (added, removed, given_up)))
        for where in dict.fromkeys([*removed, *added, *given_up])
    )
    return Answer(**{**vars(found), "changes": changes})


def sides_of(found):
    """Return the ticks for each type besides that of the answer, where there are several."""
    sides = {}
    for tick, kind in found.counted:
        if kind not in (None, found.kind):
            sides.setdefault(kind, []).append(tick)
    return [ticks for ticks in sides.values() if len(ticks) > 1]


def decide(catalogue, ticked, is_team):
    """Return the answer without its changes."""
    if not catalogue.kinds:
        raise ValueError("a guide needs a session type at least")
    chosen = [tick for tick in catalogue.ticks if tick.key in ticked]
    counted = [(tick, catalogue.sign_of(tick)) for tick in chosen]
    votes = Counter(key for _, key in counted if key is not None)
    kind, because = decide_kind(catalogue, votes, counted)
    places = sum(tick.is_place and catalogue.serves(kind, tick) for tick in chosen)
    offer, offer_because = decide_offer(catalogue, kind, places, is_team)
    runner_up, why_second = second(catalogue, kind, votes)
    return Answer(
        kind=kind,
        offer=offer,
        because=(*because, *offer_because),
        counted=tuple((tick, key and catalogue.kind(key)) for tick, key in counted),
        runner_up=runner_up,
        runner_up_because=why_second,
    )


def decide_kind(catalogue, votes, counted):
    """Return the type and the sentences that say why."""
    if not votes:
        kind = catalogue.kinds[0]
        return kind, [nothing_to_go_by(kind, counted)]
    if len(votes) == 1:
        kind = catalogue.kind(next(iter(votes)))
        return kind, [one_side(kind, votes[kind.key])]
    kind = covering(catalogue, set(votes))
    if kind is not None:
        return kind, both_sides(catalogue, kind, votes, counted)
    kind = max(catalogue.kinds, key=lambda each: votes[each.key])
    words = (
        f"No single session covers everything you ticked. Most of it, {votes[kind.key]} of "
        f"{votes.total()}, speaks for {kind.session}."
    )
    return kind, [words]


def covering(catalogue, keys):
    """Return the type that is or includes all of these, the one with the least besides."""
    able = [kind for kind in catalogue.kinds if keys <= kind.includes | {kind.key}]
    return min(able, key=lambda kind: len(kind.includes), default=None)


def nothing_to_go_by(kind, counted):
    said = "Any session would do for what you ticked" if counted else "You have ticked nothing yet"
    return (
        f"{said}. With nothing to tell the sessions apart, begin with {kind.session}: you can "
        "always add to it."
    )


def one_side(kind, votes):
    if votes == 1:
        return f"The one thing you ticked speaks for {kind.session}, and nothing against it."
    return f"All {votes} things that you ticked speak for {kind.session}."


def both_sides(catalogue, kind, votes, counted):
    """Say why ticks of several types lead to the one that includes them."""
    sides = [each for each in catalogue.kinds if votes[each.key] and each != kind]
    if all(tick.key in {t.key for t, _ in counted} for tick in catalogue.ticks):
        return [
            f"You ticked everything there is. Then nothing may be left out, and {kind.session} "
            "leaves nothing out."
        ]
    told = [f"{votes[each.key]} for {each.session}" for each in sides]
    if len(sides) > 1:
        words = f"What you ticked points more than one way: {listed(told)}."
        sentences = [f"{words} {capital(kind.session)} includes both, so neither is left out."]
    else:
        sentences = [f"{capital(kind.session)} includes what you ticked beside it: {told[0]}."]
    if votes[kind.key]:
        number = "One thing" if votes[kind.key] == 1 else f"{votes[kind.key]} things"
        asks = "asks" if votes[kind.key] == 1 else "ask"
        sentences.append(f"{number} that you ticked {asks} for {kind.session} outright.")
    first = [next((t for t, k in counted if k == each.key and not t.is_place), 0) for each in sides]
    if len(sides) > 1 and all(first):
        sentences.append(
            f"“{plain(first[0])}” and “{plain(first[1])}” do not fit into one picture. They fit "
            "into one session, as two pictures."
        )
    return sentences


def decide_offer(catalogue, kind, places, is_team):
    """Return the package and the sentences that say why; None where there is none to book."""
    offers = [offer for offer in catalogue.offers if offer.kind == kind.key]
    if not offers:
        return None, ["No such session can be booked at the moment. Ask me when one will be."]
    fitting = [offer for offer in offers if (offer.people > 1) == is_team]
    sentences = []
    if is_team and not fitting:
        sentences.append(
            f"There is no package of {kind.session} for several people. Its price is for one "
            "person; ask me about yours."
        )
    fitting = fitting or offers
    if not places:
        offer = next((offer for offer in fitting if offer.is_featured), fitting[0])
        sentences.append(f"You named no place for the pictures, so I begin with {offer.name}.")
        return offer, sentences
    offer = min(fitting, key=lambda each: room(each, places))
    return offer, [*sentences, places_words(offer, places)]


def room(offer, places):
    """Order packages: those that are enough, the smallest first, then the others, largest first."""
    if offer.places is None:
        return (0, float("inf"))
    return (0, offer.places) if offer.places >= places else (1, -offer.places)


def places_words(offer, places):
    named = "one place" if places == 1 else f"{places} places"
    if offer.places is None:
        return f"You named {named}; {offer.name} is for as many as you like."
    if offer.places < places:
        return (
            f"You named {named}; {offer.name}, the largest, is made for {offer.places}. Ask me "
            "about the rest."
        )
    upto = "one place" if offer.places == 1 else f"up to {offer.places} places"
    return f"You named {named}; {offer.name} is the smallest that is enough, for {upto}."


def second(catalogue, kind, votes):
    """Return the type that came second, and why it did not come first."""
    others = [each for each in catalogue.kinds if each != kind]
    if not others:
        return None, ""
    voted = [each for each in others if votes[each.key]]
    if voted:
        runner_up = max(voted, key=lambda each: votes[each.key])
        number = votes[runner_up.key]
        spoke = "one tick speaks" if number == 1 else f"{number} ticks speak"
        return runner_up, f"{capital(spoke)} for it. It would leave the rest out."
    larger = [each for each in others if kind.key in each.includes]
    if larger:
        return larger[0], f"It includes {kind.session}, and is more than you ticked."
    return others[0], "Nothing that you ticked speaks for it."


def reachable(catalogue: Catalogue) -> set[int]:
    """Return the keys of the packages that some answer leads to.

    Goes through the types that may be ticked together, few or many reasons for each, and every
    number of places: the answer depends on little else.
    """
    signs = {}
    for tick in catalogue.ticks:
        signs.setdefault(catalogue.sign_of(tick), []).append(tick)
    sides = [key for key in signs if key is not None]
    choices = (combinations(sides, number) for number in range(SIDES_AT_ONCE + 1))
    found = set()
    for chosen in chain.from_iterable(choices):
        for favourite in (None, *chosen):
            found |= reached(catalogue, signs, chosen, favourite)
    return found


def reached(catalogue, signs, sides, favourite):
    """Return the packages that ticks for these types alone lead to.

    favourite: the type with all of its reasons ticked; every other one has a single one.
    """
    base, needed = set(), []
    for key in sides:
        reasons = [tick.key for tick in signs[key] if not tick.is_place]
        base.update(reasons if key == favourite else reasons[:1])
        needed += [] if reasons else [key]
    places = [t for key in (*needed, *sides, None) for t in signs.get(key, []) if t.is_place]
    firsts = [next(t for t in signs[key] if t.is_place) for key in needed]
    order = list(dict.fromkeys(tick.key for tick in (*firsts, *places)))
    offers = (
        decide(catalogue, base | set(order[:number]), is_team).offer
        for number in range(len(order) + 1)
        for is_team in (False, True)
    )
    return {offer.key for offer in offers if offer}


def listed(words):
    """“a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def capital(words):
    return words[:1].upper() + words[1:]


def plain(tick):
    """A statement without its full stop, to stand inside a sentence."""
    return tick.words.rstrip(" .")
