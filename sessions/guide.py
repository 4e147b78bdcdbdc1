"""From ticked answers to a session type and a package, and why. Pure reasoning, no Django.

A tick speaks for the session types it is a sign of. Ticks for one type lead to that type; ticks
for several lead to the type that includes them all. So one more tick for the answer never leads
away from it, unless to a type that includes it. Inside the type, the number of places where the
pictures will live chooses the package.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from . import guide_words


@dataclass(frozen=True)
class Kind:
    """A session type. includes: the keys of the types that such a session covers too."""

    key: int
    name: str
    includes: frozenset[int] = frozenset()

    @property
    def session(self) -> str:
        """“a headshot session”."""
        name = guide_words.before_noun(self.name)
        return f"{'an' if name[:1] in 'aeiou' else 'a'} {name} session"


@dataclass(frozen=True)
class Tick:
    """Something to tick: a reason, or a place where pictures will live.

    kinds: the keys of the types it is a sign of; several mean that any of them would do.
    asks_for_location: whether its pictures are made at a location of the client's.
    """

    key: str
    words: str
    kinds: frozenset[int]
    is_place: bool = False
    asks_for_location: bool = False


@dataclass(frozen=True)
class Offer:
    """A package that can be booked. places: for how many places it is; None for any number."""

    key: int
    name: str
    kind: int
    places: int | None = None
    people: int = 1
    leaves_studio: bool = False

    @property
    def is_for_teams(self):
        return self.people > 1


@dataclass(frozen=True)
class Catalogue:
    """All that the guide knows, each in the studio's own order."""

    kinds: tuple[Kind, ...]
    ticks: tuple[Tick, ...]
    offers: tuple[Offer, ...]

    @cached_property
    def by_key(self) -> dict[int, Kind]:
        return {kind.key: kind for kind in self.kinds}

    def kind(self, key):
        return self.by_key[key]

    @cached_property
    def choices(self) -> dict[int, list[Offer]]:
        """{key of a type: the offers that tell answers apart}.

        Of those that are alike in all that counts the first is named; with a second one it is
        known that there are others. However many there are, so much has to be gone through.
        """
        alike, found = Counter(), {}
        for offer in self.offers:
            what = (offer.kind, offer.is_for_teams, offer.leaves_studio, offer.places)
            alike[what] += 1
            if alike[what] <= 2:
                found.setdefault(offer.kind, []).append(offer)
        return found

    @cached_property
    def signs(self) -> dict[frozenset[int], int | None]:
        return {tick.kinds: self.sign(tick.kinds) for tick in self.ticks}

    def sign_of(self, tick) -> int | None:
        """Return the type that a tick speaks for; None where it tells nothing apart."""
        if tick.kinds not in self.signs:
            self.signs[tick.kinds] = self.sign(tick.kinds)
        return self.signs[tick.kinds]

    def sign(self, keys) -> int | None:
        """Return the type that all of these together are a sign of, if it is one.

        A place that headshots and branding sessions serve is a sign of headshots: a type that
        includes others is only meant where none of those would do.
        """
        known = [self.by_key[key] for key in keys if key in self.by_key]
        simple = [kind for kind in known if not kind.includes & keys]
        return simple[0].key if len(simple) == 1 else None

    def serves(self, kind, tick) -> bool:
        """Whether the pictures of a type may live in a place."""
        return bool(tick.kinds & (kind.includes | {kind.key}))


@dataclass(frozen=True)
class Wish:
    """What a package has to do: for how many places it is, and whether a team comes."""

    places: int
    is_team: bool
    asks_for_location: bool


@dataclass(frozen=True)
class Change:
    """Another answer, and the ticks of which each, set or taken back alone, would lead there.

    given_up: ticks that would have to be taken back together. by_people: whether it would also
    come if several people came instead of one, or one instead of several.
    """

    kind: Kind
    offer: Offer | None
    added: tuple[Tick, ...] = ()
    removed: tuple[Tick, ...] = ()
    given_up: tuple[Tick, ...] = ()
    by_people: bool = False


@dataclass(frozen=True)
class Answer:
    """What the guide says.

    because: sentences, one at least. counted: every tick with the type it spoke for, or None.
    runner_up, runner_up_offer: what came second; None where nothing did.
    """

    kind: Kind
    offer: Offer | None
    because: tuple[str, ...]
    counted: tuple[tuple[Tick, Kind | None], ...]
    runner_up: Kind | None
    runner_up_offer: Offer | None
    runner_up_because: str
    changes: tuple[Change, ...] = ()

    @property
    def is_told_apart(self) -> bool:
        """Whether any tick spoke for a type; without one the first type is only a beginning."""
        return any(kind for _, kind in self.counted)

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
    other = decide(catalogue, ticked, not is_team)
    by_people = [] if other.led_to(found) else [(other.kind, other.offer)]
    changes = tuple(
        Change(
            *where,
            *(tuple(side.get(where, ())) for side in (added, removed, given_up)),
            by_people=where in by_people,
        )
        for where in dict.fromkeys([*removed, *added, *given_up, *by_people])
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

    def offer_of(each):
        served = [tick for tick in chosen if catalogue.serves(each, tick)]
        places = sum(tick.is_place for tick in served)
        wish = Wish(places, is_team, any(tick.asks_for_location for tick in served))
        return decide_offer(catalogue, each, wish)

    offer, offer_because = offer_of(kind)
    runner_up, runner_up_offer, why_second = second(catalogue, kind, offer, votes, offer_of)
    return Answer(
        kind=kind,
        offer=offer,
        because=(*because, *offer_because),
        counted=tuple((tick, key and catalogue.kind(key)) for tick, key in counted),
        runner_up=runner_up,
        runner_up_offer=runner_up_offer,
        runner_up_because=why_second,
    )


def decide_kind(catalogue, votes, counted):
    """Return the type and the sentences that say why."""
    if not votes:
        kind = catalogue.kinds[0]
        return kind, [guide_words.nothing_to_go_by(kind, counted)]
    if len(votes) == 1:
        kind = catalogue.kind(next(iter(votes)))
        return kind, [guide_words.one_side(kind, votes[kind.key])]
    kind = covering(catalogue, set(votes))
    if kind is not None:
        return kind, guide_words.both_sides(catalogue, kind, votes, counted)
    kind = max(catalogue.kinds, key=lambda each: votes[each.key])
    return kind, [guide_words.too_much_for_one(kind, votes)]


def covering(catalogue, keys):
    """Return the type that is or includes all of these, the one with the least besides."""
    able = [kind for kind in catalogue.kinds if keys <= kind.includes | {kind.key}]
    return min(able, key=lambda kind: len(kind.includes), default=None)


def decide_offer(catalogue, kind, wish):
    """Return the package and the sentences that say why; None where there is none to book."""
    offers = catalogue.choices.get(kind.key)
    if not offers:
        return None, ["No such session can be booked at the moment. Ask me when one will be."]
    fitting, sentences = narrowed(kind, offers, wish)
    offer = min(fitting, key=lambda each: room(each, wish.places))
    if wish.is_team and offer.is_for_teams:
        return offer, [*sentences, guide_words.team_words(offer)]
    is_only = len(fitting) == 1
    return offer, [*sentences, guide_words.places_words(offer, wish.places, is_only)]


def narrowed(kind, offers, wish):
    """Return the packages that suit the people and the location, as far as there are any."""
    sentences = []
    fitting = [offer for offer in offers if offer.is_for_teams == wish.is_team]
    if wish.is_team and not fitting:
        sentences.append(guide_words.no_team_package(kind))
    fitting = fitting or offers
    outside = [offer for offer in fitting if offer.leaves_studio]
    if wish.asks_for_location and outside and len(outside) < len(fitting):
        sentences.append(
            "You want a location of yours in the picture, so I pass over what stays in the studio."
        )
        fitting = outside
    return fitting, sentences


def room(offer, places):
    """Order packages: those that are enough, the smallest first, then the others, largest first."""
    if offer.places is None:
        return (0, float("inf"))
    return (0, offer.places) if offer.places >= places else (1, -offer.places)


def second(catalogue, kind, offer, votes, offer_of):
    """Return the type and package that came second, and why they did not come first.

    offer_of: returns the package of a type for the same wish.
    """
    others = [each for each in catalogue.kinds if each != kind]
    voted = [each for each in others if votes[each.key]]
    if voted:
        runner_up = max(voted, key=lambda each: votes[each.key])
        words = guide_words.second_words(votes[runner_up.key])
        return runner_up, offer_of(runner_up)[0], words
    if larger := next_larger(catalogue, offer):
        return kind, larger, "One size larger."
    for each in others:
        wider = offer_of(each)[0] if kind.key in each.includes else None
        if wider and offer and wider.is_for_teams == offer.is_for_teams:
            words = f"It includes {kind.session}, and is more than you ticked."
            return each, wider, words
    return None, None, ""


def next_larger(catalogue, offer):
    """Return the package of the same type that is for the next more places."""
    if offer is None or offer.places is None:
        return None
    larger = [
        other
        for other in catalogue.choices.get(offer.kind, ())
        if other.is_for_teams == offer.is_for_teams
        and (other.places is None or other.places > offer.places)
    ]
    return min(larger, key=lambda each: room(each, offer.places), default=None)
