"""Packages that no answer of the guide leads to are named, and why, in plain words."""

import pytest

from sessions.guide import Catalogue, Kind, Offer, Tick
from sessions.unreached import unreached

pytestmark = pytest.mark.engine_free

KINDS = (Kind(1, "Headshot"), Kind(2, "Portrait"))
TICKS = (
    Tick("h", "Clean", frozenset({1})),
    Tick("p", "Broad", frozenset({2})),
    *(Tick(f"place-{number}", "Somewhere", frozenset({1}), is_place=True) for number in range(3)),
)


def offer(key, places, kind=1, **fields):
    return Offer(key, f"Package {key}", kind, places, **fields)


def words_about(*offers, ticks=TICKS):
    return unreached(Catalogue(KINDS, ticks, offers))


def test_packages_for_different_numbers_of_places_are_all_named():
    assert words_about(offer(1, 1), offer(2, 2), offer(3, None), offer(4, None, kind=2)) == {}


@pytest.mark.parametrize(
    ("places", "words"),
    [(1, "one place"), (2, "up to 2 places"), (None, "any number of places")],
)
def test_the_second_for_as_many_places_is_never_named(places, words):
    assert words_about(offer(1, places), offer(2, places)) == {
        2: f"The guide “Which one?” never names “Package 2”: it is for {words}, as “Package 1” is."
    }


def test_more_places_than_there_are_lead_nowhere():
    [words] = words_about(offer(1, 3), offer(2, 9)).values()

    assert words.endswith(
        "it is for up to 9 places, and “Package 1” is for up to 3 places. That is enough for every "
        "answer."
    )


def test_a_session_that_nothing_is_a_sign_of():
    [words] = words_about(offer(1, 1), offer(2, 1, kind=2), ticks=TICKS[:1]).values()

    assert words.endswith("“Package 2”: no answer leads to a portrait session.")


def test_packages_for_several_people_do_not_stand_in_the_way():
    assert words_about(offer(1, 1), offer(2, 1, people=10)) == {}


def test_without_session_types_there_is_nothing_to_say():
    assert unreached(Catalogue((), (), ())) == {}
