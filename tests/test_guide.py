"""The guide: from ticks to a session type and a package. No database."""

from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.guide import Catalogue, Kind, Offer, Tick, answer, decide
from sessions.guide_reach import reachable
from sessions.guide_words import before_noun

pytestmark = pytest.mark.engine_free

HEADSHOT, PORTRAIT, BRANDING = (
    Kind(1, "Headshot"),
    Kind(2, "Portrait"),
    Kind(3, "Personal branding", frozenset({1, 2})),
)


def reason(key, *kinds):
    return Tick(key, f"Reason {key}.", frozenset(kinds))


def place(key, *kinds):
    return Tick(key, f"Place {key}", frozenset(kinds), is_place=True)


TICKS = (
    *(reason("h1", 1), reason("h2", 1), reason("p1", 2), reason("p2", 2), reason("b1", 3)),
    *(place("h", 1, 3), place("h'", 1), place("p", 2, 3), place("p'", 2), place("b", 3)),
    place("any", 1, 2, 3),
)
OFFERS = (
    *(Offer(10, "Short", 1, places=1), Offer(11, "Hour", 1, places=3)),
    Offer(12, "Team", 1, places=2, people=20),
    *(Offer(20, "Sitting", 2, places=2), Offer(21, "Story", 2, leaves_studio=True)),
    *(Offer(30, "Morning", 3, places=2), Offer(31, "Day", 3, places=5)),
)
STUDIO = Catalogue((HEADSHOT, PORTRAIT, BRANDING), TICKS, OFFERS)
KEYS = [tick.key for tick in TICKS]
EVERY_ANSWER = [
    frozenset(keys)
    for keys in chain.from_iterable(combinations(KEYS, n) for n in range(len(KEYS) + 1))
]


def kind_of(*ticked, studio=STUDIO):
    return decide(studio, frozenset(ticked), False).kind


def test_every_combination_of_answers_has_a_type_a_package_and_a_reason():
    for ticked, is_team in product(EVERY_ANSWER, [False, True]):
        found = decide(STUDIO, ticked, is_team)
        assert found.kind in STUDIO.kinds
        assert found.offer.kind == found.kind.key
        assert found.because
        assert all(found.because)
        assert (found.runner_up, found.runner_up_offer) != (found.kind, found.offer)
        assert [tick.key for tick, _ in found.counted] == [key for key in KEYS if key in ticked]


def test_one_more_tick_for_the_answer_never_leads_away_from_it():
    for ticked in EVERY_ANSWER:
        kind = decide(STUDIO, ticked, False).kind
        for tick in TICKS:
            if STUDIO.sign_of(tick) == kind.key:
                after = decide(STUDIO, ticked | {tick.key}, False).kind
                assert after == kind or kind.key in after.includes, (ticked, tick)


@pytest.mark.parametrize("more", ["h1", "h2", "h", "h'"])
def test_one_more_headshot_tick_leads_to_headshot_or_branding(more):
    for ticked in EVERY_ANSWER:
        if kind_of(*ticked) == HEADSHOT:
            assert kind_of(*ticked, more) in (HEADSHOT, BRANDING)
        assert kind_of(*ticked, more) != PORTRAIT


def test_both_sides_lead_to_branding():
    for ticked in EVERY_ANSWER:
        sides = {STUDIO.sign_of(tick) for tick in TICKS if tick.key in ticked}
        if {1, 2} <= sides:
            assert kind_of(*ticked) == BRANDING


def test_a_place_that_several_types_serve_tells_nothing_apart():
    assert STUDIO.sign_of(place("any", 1, 2, 3)) is None
    assert STUDIO.sign_of(place("h", 1, 3)) == 1
    assert STUDIO.sign_of(place("b", 3)) == 3
    assert STUDIO.sign_of(place("none")) is None
    assert kind_of("p1", "any") == PORTRAIT


def test_nothing_ticked_begins_with_the_first_type_and_says_so():
    found = answer(STUDIO, frozenset())

    assert (found.kind, found.offer.name) == (HEADSHOT, "Short")
    assert "ticked no place and no reason" in found.because[0]


def test_the_name_of_a_type_takes_hyphens_before_a_noun():
    assert BRANDING.session == "a personal-branding session"
    assert HEADSHOT.session == "a headshot session"
    assert before_noun("LinkedIn  portrait") == "linkedIn-portrait"
    assert before_noun("Black & white") == "black & white"


def test_only_ticks_that_tell_types_apart_make_it_an_answer():
    assert not answer(STUDIO, frozenset()).is_told_apart
    assert not answer(STUDIO, frozenset({"any"})).is_told_apart
    assert answer(STUDIO, frozenset({"any", "p1"})).is_told_apart


def test_everything_ticked_leaves_nothing_out():
    found = answer(STUDIO, frozenset(KEYS))

    assert found.kind == BRANDING
    assert "everything there is" in found.because[0]


def test_contradicting_reasons_are_named():
    found = answer(STUDIO, frozenset({"h1", "p2"}))

    assert found.kind == BRANDING
    assert any(
        "“Reason h1” and “Reason p2” do not fit into one picture" in w for w in found.because
    )


@pytest.mark.parametrize(
    ("ticked", "package", "words"),
    [
        (["h"], "Short", "the smallest that is enough, for one place"),
        (["h", "h'"], "Hour", "up to three places"),
        (["h1"], "Short", "so I begin with the smallest, Short"),
        (["p", "p'", "any"], "Story", "as many as you like"),
        (["h", "h'", "p", "p'", "b", "any"], "Day", "is made for five. Ask me about the rest"),
    ],
)
def test_the_number_of_places_chooses_the_package(ticked, package, words):
    found = answer(STUDIO, frozenset(ticked))

    assert found.offer.name == package
    assert words in " ".join(found.because)


def test_a_team_gets_the_package_for_several_people_where_there_is_one():
    team = answer(STUDIO, frozenset({"h1"}), is_team=True)
    assert team.offer.name == "Team"
    assert team.because[-1] == "Several people come: Team is for up to 20."
    alone = answer(STUDIO, frozenset({"p1"}), is_team=True)
    assert alone.offer.name == "Sitting"
    assert "no portrait package for several people" in alone.because[-2]


def test_a_wish_for_a_location_passes_over_what_stays_in_the_studio():
    ticks = (Tick("out", "Out of the studio.", frozenset({2}), asks_for_location=True), *TICKS)
    studio = Catalogue(STUDIO.kinds, ticks, OFFERS)

    assert answer(studio, frozenset({"p1"})).offer.name == "Sitting"
    found = answer(studio, frozenset({"out"}))
    assert found.offer.name == "Story"
    assert any("location of yours" in words for words in found.because)


def test_it_says_what_would_change_the_answer():
    found = answer(STUDIO, frozenset({"h1", "h", "h'"}))

    by_name = {(c.kind.name, c.offer.name): c for c in found.changes}
    assert {t.key for t in by_name["Personal branding", "Day"].added} >= {"p", "b"}
    assert {t.key for t in by_name["Personal branding", "Morning"].added} >= {"p1", "b1"}
    assert [t.key for t in by_name["Headshot", "Short"].removed] == ["h", "h'"]
    assert by_name["Headshot", "Team"].by_people
    for change in found.changes:
        for tick in (*change.added, *change.removed):
            other = decide(STUDIO, frozenset({"h1", "h", "h'"}) ^ {tick.key}, False)
            assert (other.kind, other.offer) == (change.kind, change.offer)


def test_naming_a_place_never_leads_to_a_smaller_package():
    places = [tick for tick in TICKS if tick.is_place]
    for ticked in EVERY_ANSWER:
        before = decide(STUDIO, ticked, False)
        for tick in places:
            after = decide(STUDIO, ticked | {tick.key}, False)
            if after.kind == before.kind:
                assert STUDIO.offers.index(after.offer) >= STUDIO.offers.index(before.offer)


def test_the_runner_up_is_named_with_its_reason():
    one_size_up = answer(STUDIO, frozenset({"h1"}))
    assert (one_size_up.runner_up, one_size_up.runner_up_offer.name) == (HEADSHOT, "Hour")
    largest = answer(STUDIO, frozenset({"p1", "p", "p'", "any"}))
    assert (largest.runner_up, largest.runner_up_offer.name) == (BRANDING, "Day")
    both = answer(STUDIO, frozenset({"h1", "h2", "p1"}))
    assert both.runner_up == HEADSHOT
    assert both.runner_up_because.startswith("Two ticks speak for it")


def test_without_a_type_for_both_the_side_with_more_ticks_wins():
    two = Catalogue((HEADSHOT, PORTRAIT), TICKS, OFFERS)

    assert kind_of("h1", "p1", "p2", studio=two) == PORTRAIT
    found = answer(two, frozenset({"h1", "p1", "p2"}))
    assert "No single session covers" in found.because[0]


def test_a_type_without_packages_is_still_an_answer():
    bare = Catalogue(STUDIO.kinds, TICKS, ())

    found = answer(bare, frozenset({"h1"}))

    assert (found.kind, found.offer) == (HEADSHOT, None)
    assert "can be booked" in found.because[-1]


def test_a_catalogue_without_types_is_refused():
    with pytest.raises(ValueError, match="session type"):
        answer(Catalogue((), (), ()), frozenset())


def every_offer(studio):
    found = set()
    keys = [tick.key for tick in studio.ticks]
    for number in range(len(keys) + 1):
        for ticked in combinations(keys, number):
            for is_team in (False, True):
                offer = decide(studio, frozenset(ticked), is_team).offer
                found |= {offer.key} if offer else set()
    return found


def test_the_packages_that_no_answer_reaches_are_known():
    hidden = Offer(40, "Never", 1, places=1)
    studio = Catalogue(STUDIO.kinds, TICKS, (*OFFERS, hidden))

    assert reachable(studio) == every_offer(studio)
    assert 40 not in reachable(studio)


@st.composite
def studios(draw):
    simple, count = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    numbers = st.integers(1, max(simple, count))
    included = st.frozensets(st.integers(1, simple), min_size=1)
    kinds = tuple(
        Kind(key, f"Kind {key}", draw(included) if key > simple else frozenset())
        for key in range(1, max(simple, count) + 1)
    )
    ticks = []
    for n in range(draw(st.integers(0, 6))):
        is_place = draw(st.booleans())
        several = st.frozensets(numbers, max_size=3)
        kinds_of_it = draw(several if is_place else st.builds(lambda n: frozenset([n]), numbers))
        ticks.append(Tick(str(n), f"Tick {n}", kinds_of_it, is_place, draw(st.booleans())))
    offers = tuple(
        Offer(
            n,
            f"Offer {n}",
            draw(numbers),
            draw(st.none() | st.integers(1, 4)),
            draw(st.sampled_from([1, 1, 5])),
            draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 5)))
    )
    return Catalogue(kinds, tuple(ticks), offers)


@given(studios(), st.data())
def test_whatever_the_studio_sells_there_is_an_answer(studio, data):
    ticked = data.draw(st.frozensets(st.sampled_from([*map(str, range(7)), "unknown"])))

    found = answer(studio, ticked)

    assert found.kind in studio.kinds
    assert found.because
    assert found.offer is None or found.offer.kind == found.kind.key


@given(studios())
def test_no_package_that_an_answer_names_is_called_unreachable(studio):
    assert reachable(studio) == every_offer(studio)


def test_it_says_which_side_to_give_up():
    found = answer(STUDIO, frozenset({"h1", "h", "p1", "p2"}))

    given_up = {change.kind: {t.key for t in change.given_up} for change in found.changes}
    assert given_up[PORTRAIT] == {"h1", "h"}
    assert given_up[HEADSHOT] == {"p1", "p2"}
