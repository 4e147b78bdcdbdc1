"""Which crop a place takes, and whether the words say what was measured."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import framing
from sessions.crop_checks import LEAST_RECOGNISED_PX
from sessions.framing import Head
from sessions.measures import LEAST_IDENTIFIED_PX, Place, measure
from sessions.models import Setting
from sessions.verdicts import verdict

from .test_framing import photos_with_heads

pytestmark = pytest.mark.engine_free

SIZE = (2400, 1600)
HEAD = Head(0.27, 0.2, 0.42, 0.525, 0.37)  # 520 pixels tall, left of the middle
FAR = Head(0.48, 0.3, 0.52, 0.4, 0.35)  # 160 pixels tall, in the middle
CLOSE = Head(0.35, 0.1, 0.7, 0.85, 0.45)  # as good as the whole photo
FOUR_FIVE, SQUARE, WIDE, TALL = (4, 5), (1, 1), (16, 9), (2, 3)


def crops_of(ratio, head=HEAD, size=SIZE):
    cuts = {each: framing.cut(each, size, ratio, head) for each in ("headshot", "portrait")}
    return {each: cut and framing.pixels(cut, size, ratio) for each, cut in cuts.items()}


def judged(place, ratio, head=HEAD, size=SIZE, **options):
    return verdict(place, crops_of(ratio, head, size), size, head, **options)


def test_a_small_circle_takes_the_face_that_friends_know():
    found = judged(Place("profile", "headshot", 56, 400, is_round=True), SQUARE)

    assert found.framing == "headshot"
    assert found.words == "Take the headshot."
    assert found.reason == (
        "At 56 pixels the head in the portrait is 18 pixels tall, in the headshot 29. "
        "A friend needs about 27 to recognize a face."
    )
    assert found.captions == {
        "headshot": "the head is 29 pixels tall; at 400 pixels, 212",
        "portrait": "the head is 18 pixels tall; at 400 pixels, 130",
    }


def test_strangers_need_a_larger_face_than_friends():
    found = judged(Place("speaker", "headshot", 120, is_round=True), SQUARE)

    assert found.takes("headshot")
    assert not found.takes("portrait")
    assert found.reason == (
        "Its head is 63 pixels tall, the portrait’s is 39. "
        f"A stranger needs about {LEAST_IDENTIFIED_PX}."
    )


def test_a_team_page_takes_the_head_that_is_as_tall_as_the_others():
    place = Place("team", "headshot", 140)

    beside = judged(place, FOUR_FIVE, beside=(77, 78, 90))
    alone = judged(place, FOUR_FIVE)

    assert beside.reason == (
        "The heads beside it are 78 pixels tall. Yours is 78 in the headshot, 56 in the portrait."
    )
    assert "beside" not in alone.reason
    assert beside.framing == alone.framing == "headshot"


def test_a_team_of_small_heads_takes_the_portrait_and_says_why():
    found = judged(Place("team", "headshot", 140), FOUR_FIVE, beside=(57, 57))

    assert found.framing == "portrait"
    assert "The heads beside it are 57 pixels tall." in found.reason
    assert found.reason.endswith("A place for headshots as a rule, but not with this photograph.")


def test_a_headline_takes_the_picture_with_room():
    found = judged(Place("hero", "portrait", 390, 1440), WIDE)

    assert found.framing == "portrait"
    assert found.reason == "43% of its width is free for your headline; the headshot leaves 13%."
    assert found.free_sides["portrait"] == "right"
    assert found.captions["headshot"] == "13% of the width is free"


def test_a_headline_without_room_anywhere_is_told_so():
    found = judged(Place("hero", "portrait", 390), WIDE, CLOSE)

    assert "where a headline wants a third" in found.reason


@pytest.mark.parametrize("setting", ["page", "post", "press"])
def test_a_large_place_takes_the_picture_that_shows_a_body(setting):
    found = judged(Place(setting, "portrait", 320), FOUR_FIVE)

    assert found.framing == "portrait"
    assert (
        found.reason
        == "It reaches lower, 1.5 head heights below the chin; the headshot stops at 1.0."
    )


def test_a_place_for_headshots_in_which_both_are_clear_takes_the_larger_face():
    found = judged(Place("press", "headshot", 200), FOUR_FIVE)

    assert found.framing == "headshot"
    assert found.reason == ("Both are clear. Its head is 112 pixels tall, the portrait’s is 81.")


def test_a_place_for_portraits_in_which_both_show_a_body_takes_the_portrait():
    crops = {"headshot": (300, 100, 1300, 1600), "portrait": (0, 0, 1900, 1600)}

    found = verdict(Place("page", "portrait", 400), crops, SIZE, HEAD)

    assert found.framing == "portrait"
    assert "below the chin" in found.reason


def test_a_portrait_in_which_the_head_gets_lost_gives_way_to_the_headshot():
    found = judged(Place("page", "portrait", 160), (3, 2), FAR)

    assert found.framing == "headshot"
    assert "the head in the portrait is 10 pixels tall, in the headshot 65" in found.reason
    assert found.reason.endswith("A place for portraits as a rule, but not with this photograph.")


def test_paper_takes_the_crop_with_enough_pixels():
    found = judged(Place("print", "portrait", 300), TALL)

    assert found.framing == "portrait"
    assert found.reason.startswith(
        "Printed 3.1 inches wide it takes 938: the portrait has 1,067 pixels across, the headshot "
    )
    assert found.captions["portrait"] == "1,067 pixels across, 341 to the inch"


def test_paper_that_is_too_large_is_told_how_coarse_it_prints():
    found = judged(Place("print", "portrait", 600), FOUR_FIVE)

    assert found.framing == "portrait"
    assert found.reason.endswith("At that size it prints with 204 dots an inch, not 300.")


def test_a_screen_takes_the_crop_with_enough_pixels_where_nothing_else_decides():
    crops = {"headshot": (500, 200, 1300, 1000), "portrait": (300, 100, 1400, 1200)}

    found = verdict(Place("profile", "headshot", 450), crops, SIZE, HEAD)

    assert found.framing == "portrait"
    assert "It has 1,100 pixels across, the headshot 800, and 900 are needed." in found.reason
    assert "as a rule" in found.reason


def test_a_photo_that_is_too_small_is_told_so():
    size = (480, 320)

    found = judged(Place("page", "portrait", 320, 640), (3, 2), size=size)

    assert found.reason.endswith("It has 480 of the 640 pixels that look sharp there.")


def test_heads_too_small_in_both_are_told_so():
    found = judged(Place("profile", "headshot", 32, is_round=True), SQUARE)

    assert found.framing == "headshot"
    assert found.reason == (
        "Its head is 16 pixels tall, the portrait’s is 10. "
        "Still, its head is only 16 pixels tall: too small for a face."
    )


def test_two_crops_that_hardly_differ_both_do():
    crops = {"headshot": (400, 200, 1400, 1200), "portrait": (390, 190, 1410, 1210)}

    found = verdict(Place("press", "headshot", 300), crops, SIZE, HEAD)

    assert found.framing == "both"
    assert found.words == "Either will do."
    assert found.takes("headshot")
    assert found.takes("portrait")
    assert "156 pixels tall in the headshot, 152 in the portrait" in found.reason


def test_a_crop_set_by_hand_that_cuts_the_head_loses():
    crops = crops_of(SQUARE) | {"headshot": (500, 500, 1300, 1300)}

    found = verdict(Place("profile", "headshot", 160), crops, SIZE, HEAD)

    assert found.framing == "portrait"
    assert found.reason.startswith("The headshot cuts the head.")


def test_a_head_that_every_crop_cuts_is_told():
    crops = dict.fromkeys(("headshot", "portrait"), (500, 500, 1300, 1300))

    found = verdict(Place("profile", "headshot", 160), crops, SIZE, HEAD)

    assert found.reason.endswith("Its own head is cut.")


def test_a_crop_beside_the_head_has_no_head():
    crops = crops_of(SQUARE) | {"headshot": (1400, 0, 2200, 800)}

    found = verdict(Place("profile", "headshot", 160), crops, SIZE, HEAD)

    assert found.captions["headshot"] == "the head is 0 pixels tall"
    assert found.framing == "portrait"


def test_a_photo_without_a_head_box_has_no_headshot():
    found = judged(Place("page", "portrait", 320), FOUR_FIVE, head=None)

    assert found.framing == "portrait"
    assert found.reason == "No headshot can be cut from this photograph."
    assert found.captions == {"portrait": "1,280 pixels across"}


def test_a_hand_crop_without_a_head_box_follows_the_place():
    crops = {"headshot": (0, 0, 800, 800), "portrait": (0, 0, 1600, 1600)}

    found = verdict(Place("hero", "headshot", 56), crops, SIZE, None)

    assert found.framing == "headshot"
    assert found.reason == ("No head is marked on this photograph: what is usual here decides.")


def test_a_photo_whose_head_is_too_small_for_a_headshot_is_told_so():
    tiny = Head(0.49, 0.5, 0.51, 0.55, 0.52)  # 80 pixels tall

    found = judged(Place("profile", "headshot", 56), SQUARE, head=tiny)

    assert found.framing == "portrait"
    assert found.reason == (
        "No headshot can be cut from this photograph. "
        "Still, its head is only 5 pixels tall: too small for a face."
    )


places = st.builds(
    Place,
    st.sampled_from(Setting.values),
    st.sampled_from(["headshot", "portrait"]),
    st.integers(16, 800),
    st.none() | st.integers(801, 2000),
    st.booleans(),
)


@given(
    photo=photos_with_heads(),
    place=places,
    ratio=st.sampled_from([SQUARE, FOUR_FIVE, (3, 4), TALL, (3, 2), WIDE]),
    beside=st.lists(st.integers(1, 200), max_size=4),
)
def test_a_verdict_takes_no_unknown_face_and_says_what_is_measured(photo, place, ratio, beside):
    size, (head,) = photo
    crops = crops_of(ratio, head, size)
    box = framing.in_pixels(head, *size)
    measured = {
        each: measure(each, framing.Box(*crop), box, place) for each, crop in crops.items() if crop
    }

    found = verdict(place, crops, size, head, tuple(beside))

    known = {each for each, one in measured.items() if one.head_px >= LEAST_RECOGNISED_PX}
    taken = {each for each in measured if found.takes(each)}
    assert taken
    assert not known or taken <= known
    assert set(found.captions) == set(measured)
    words = " ".join([found.reason, *found.captions.values()])
    said = {float(n.rstrip(".").replace(",", "")) for n in re.findall(r"\d[\d.,]*", words)}
    numbers = {27, 58, 300, place.smallest_px, place.largest_px, place.needed, *beside}
    numbers.add(float(f"{place.printed_px / 96:.1f}"))
    for one in measured.values():
        numbers |= {one.width, one.head_px, one.large_head_px, one.body, one.free}
        numbers.add(one.width * 96 // place.printed_px)
    assert said <= numbers
