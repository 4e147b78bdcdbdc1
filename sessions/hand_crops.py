"""Crops set by hand: what may be stored. Pure arithmetic."""

from math import isfinite

from .framing import natural_ratio

LEAST_PX = 16


class Unusable(ValueError):
    """A crop set by hand that cannot be cut; the message tells the owner why."""


def checked(crops, known, saved, size, head):
    """Return crops set by hand, ready to be stored.

    crops: {cut: [left, top, right, bottom]} as it came, of any shape.
    known: the cuts that may be set by hand.
    saved: those stored already. They pass: whoever corrects the head box need not mend them.
    size, head: of the photo.

    Raises Unusable.
    """
    if not isinstance(crops, dict):
        raise Unusable("The crops set by hand could not be read. Load this page again.")
    for cut, places in crops.items():
        if saved.get(cut) == places:
            continue
        if cut not in known:
            raise Unusable(f"There is no crop called “{cut[:40]}”.")
        check_places(cut, places, size, ratio_of(cut, size, head))
    return crops


def ratio_of(cut, size, head):
    """Return the ratio of a cut's key as a pair; a portrait without one has the photo's own."""
    words = cut.partition(" ")[2]
    return tuple(map(int, words.split(":"))) if words else natural_ratio(size, head)


def check_places(cut, places, size, ratio):
    """Raise Unusable for anything but four places of the right shape."""
    if not isinstance(places, list) or [is_place(n) for n in places] != [True] * 4:
        raise Unusable(f"The crop “{cut}” set by hand does not lie on the photograph.")
    left, top, right, bottom = places
    width, height = (right - left) * size[0], (bottom - top) * size[1]
    if min(width, height) < LEAST_PX:
        raise Unusable(f"The crop “{cut}” set by hand is under {LEAST_PX} pixels: make it larger.")
    across, down = ratio
    if abs(width - height * across / down) > max(1, across / down):
        raise Unusable(f"The crop “{cut}” set by hand is not {across} to {down}: set it again.")


def is_place(number):
    return type(number) in (int, float) and isfinite(number) and 0 <= number <= 1
