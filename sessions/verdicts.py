"""Which crop of a photograph suits a place, and why: measured, then said in words. Pure arithmetic.

Lengths named `…_px` are pixels of a layout; those of a crop are pixels of the photograph.
Measured numbers are cut off, not rounded: what the words say is never more than there is.
"""

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from .boxes import Box, in_pixels, overlap
from .crop_checks import LEAST_RECOGNISED_PX, SHARP_SCREENS, what_is_cut
from .framing import Head

# Surveillance planners allow 250 pixels a metre to identify a stranger, and half of that to
# recognise somebody known (EN 62676-4): for a head of 0.23 m, crown to chin, 58 and 29 pixels.
LEAST_IDENTIFIED_PX = 58
# The shoulders are two heads wide in the artists' canon; in the marked starter photographs,
# clothes included, 1.5 to 1.85 heads.
SHOULDERS = 2.0
FREE_FOR_WORDS = 33  # per cent of the width: a headline of two or three words a line
# Headshots end 1.25 heads below the chin at the latest; what shows more shows a body.
BODY_HEADS = 1.3
SAME_HEAD = 0.1  # heads that differ by less look equally large
PRINT_DPI = 300
SCREEN_DPI = 96  # pixels of a layout to the inch, as CSS has it

USUAL = {
    "headshot": "A place for headshots, as a rule, but not with this photograph.",
    "portrait": "A place for portraits, as a rule, but not with this photograph.",
}


@dataclass(frozen=True)
class Place:
    """What a place asks of a picture.

    setting: how it looks around the picture: a value of models.Setting.
    framing: "headshot" or "portrait", what usually serves it.
    smallest_px, largest_px: the widths at which people see it; the second may be None.
    """

    setting: str
    framing: str
    smallest_px: int
    largest_px: int | None = None
    is_round: bool = False

    @property
    def printed_px(self):
        return self.largest_px or self.smallest_px

    @property
    def needed(self):
        """The pixels across that a crop needs to look sharp there."""
        if self.setting == "print":
            return ceil(self.printed_px * PRINT_DPI / SCREEN_DPI)
        return max(SHARP_SCREENS * self.smallest_px, self.largest_px or 0)


@dataclass(frozen=True)
class Measured:
    """A crop in a place.

    width: of the crop. head_px, large_head_px: height of the head at the smallest and the
    largest width. body: what shows below the chin, in heads. free, free_side: per cent of the
    width beside the person, where there is more of it.
    """

    framing: str
    width: int
    head_px: int = 0
    large_head_px: int | None = None
    is_whole: bool = True
    body: float = 0.0
    free: int = 0
    free_side: str = "right"


@dataclass(frozen=True)
class Verdict:
    """framing: "headshot", "portrait" or "both"; captions, free_sides: by framing."""

    framing: str
    words: str
    reason: str
    captions: dict[str, str]
    free_sides: dict[str, str]

    def takes(self, framing):
        return self.framing in (framing, "both")


class Question(NamedTuple):
    """Something a place asks: whether a crop answers it, and how to say that only one does."""

    answers: callable
    words: callable


def verdict(
    place: Place,
    crops: dict[str, tuple[float, float, float, float] | None],
    size: tuple[int, int],
    head: Head | None,
    beside: tuple[int, ...] = (),
) -> Verdict:
    """Return which crop to take in a place.

    crops: by framing, (left, top, right, bottom) in pixels of the photo; a portrait at least.
    size: (width, height) of the photo in pixels.
    head: the sitter's head box; without one nothing but pixels is measured.
    beside: heights of the heads beside it in layout pixels, on a team page.

    The first question that only one of the two answers decides; where none does, the place's
    own framing. A head that cannot be recognised never wins over one that can.
    """
    box = in_pixels(head, *size)
    found = {
        framing: measure(framing, Box(*crop), box, place)
        for framing, crop in crops.items()
        if crop
    }
    framing, reason = decide(place, found, box is not None, beside)
    return Verdict(
        framing,
        "Either will do." if framing == "both" else f"Take the {framing}.",
        reason,
        {name: caption(place, one, box is not None) for name, one in found.items()},
        {name: one.free_side for name, one in found.items()},
    )


def measure(framing, crop, head, place):
    """Return what there is to know of a crop, both boxes in pixels; the head may be None."""
    if head is None:
        return Measured(framing, int(crop.width))
    # A head that is cut counts with the part that shows.
    shown = max(0, min(crop.bottom, head.bottom) - max(crop.top, head.top))
    if overlap(crop, head) == 0:
        shown = 0
    half = head.height * SHOULDERS / 2
    sides = {
        "left": per_cent(head.middle - half - crop.left, crop.width),
        "right": per_cent(crop.right - head.middle - half, crop.width),
    }
    side = max(sides, key=sides.get)
    return Measured(
        framing,
        int(crop.width),
        laid_out(shown, crop, place.smallest_px),
        place.largest_px and laid_out(shown, crop, place.largest_px),
        not what_is_cut(crop, head, place),
        round(max(0, crop.bottom - head.bottom) / head.height, 1),
        sides[side],
        side,
    )


def laid_out(length, crop, width_px):
    """Return a length of the photo in whole pixels of a layout that shows the crop."""
    return int(length * width_px / crop.width + 1e-6)


def per_cent(length, whole):
    return max(0, int(100 * length / whole + 1e-6))


def decide(place, found, is_measured, beside):
    """Return the framing to take and the reason, in words."""
    if len(found) == 1:
        (only,) = found.values()
        other = "portrait" if only.framing == "headshot" else "headshot"
        reason = [f"No {other} can be cut from this photograph."]
        return only.framing, joined(reason, what_it_lacks(place, only, is_measured))
    if not is_measured:
        taken = found[place.framing]
        reason = ["No head is marked on this photograph: what is usual here decides."]
        return taken.framing, joined(reason, what_it_lacks(place, taken, is_measured))
    for question in questions(place, beside):
        answering = [one for one in found.values() if question.answers(one)]
        if len(answering) == 1:
            (taken,) = answering
            (left,) = (one for one in found.values() if one is not taken)
            usual = [] if taken.framing == place.framing else [USUAL[place.framing]]
            reason = [question.words(taken, left), *usual]
            return taken.framing, joined(reason, what_it_lacks(place, taken))
    return on_balance(place, found)


def on_balance(place, found):
    """Decide where both answer the same questions."""
    taken = found[place.framing]
    (left,) = (one for one in found.values() if one is not taken)
    if is_same(taken.head_px, left.head_px):
        same = f"the head is {taken.head_px} pixels tall in one, {left.head_px} in the other."
        reason = [f"The two hardly differ: {same}"]
        return "both", joined(reason, what_it_lacks(place, taken))
    if min(taken.head_px, left.head_px) < LEAST_RECOGNISED_PX:
        taken, left = sorted(found.values(), key=lambda one: -one.head_px)
    if taken.framing == "headshot":
        words = f"Its head is {taken.head_px} pixels tall, that of the portrait {left.head_px}."
    else:
        words = body_words(taken, left)
    usual = [] if taken.framing == place.framing else [USUAL[place.framing]]
    return taken.framing, joined([words, *usual], what_it_lacks(place, taken))


def questions(place, beside):
    """Return what a place asks, the most important first."""
    asked = [
        Question(lambda one: one.head_px >= LEAST_RECOGNISED_PX, recognised_words(place)),
        Question(lambda one: one.is_whole, lambda taken, left: cut_words(left)),
    ]
    sharp = Question(lambda one: one.width >= place.needed, sharp_words(place))
    if place.setting == "print":
        asked.append(sharp)
    if place.setting == "hero":
        asked.append(Question(lambda one: one.free >= FREE_FOR_WORDS, free_words))
    if place.setting == "team" and beside:
        usual = sorted(beside)[len(beside) // 2]
        asked.append(Question(lambda one: is_same(one.head_px, usual), beside_words(usual)))
    if place.framing == "headshot":
        asked.append(Question(lambda one: one.head_px >= LEAST_IDENTIFIED_PX, identified_words))
    else:
        asked.append(Question(lambda one: one.body >= BODY_HEADS, body_words))
    return [*asked, sharp]


def is_same(one, other):
    return abs(one - other) <= SAME_HEAD * max(one, other)


def recognised_words(place):
    def words(taken, left):
        small = f"At {place.smallest_px} pixels the head in the {left.framing} is {left.head_px}"
        return (
            f"{small} pixels tall, in the {taken.framing} {taken.head_px}. "
            f"Friends know a face from {LEAST_RECOGNISED_PX} pixels on."
        )

    return words


def identified_words(taken, left):
    return (
        f"Its head is {taken.head_px} pixels tall, that of the {left.framing} {left.head_px}. "
        f"To know a stranger by it takes {LEAST_IDENTIFIED_PX}."
    )


def beside_words(usual):
    def words(taken, left):
        return (
            f"The heads beside it are {usual} pixels tall. Yours is {taken.head_px} in the "
            f"{taken.framing}, {left.head_px} in the {left.framing}."
        )

    return words


def free_words(taken, left):
    free = f"{taken.free}% of its width is free for your headline"
    return f"{free}; the {left.framing} leaves {left.free}%."


def body_words(taken, left):
    below = f"Below the chin it shows {taken.body} heads’ height of you"
    return f"{below}, the {left.framing} {left.body}."


def cut_words(left):
    return f"The {left.framing} cuts the head."


def sharp_words(place):
    def words(taken, left):
        across = f"has {taken.width:,} pixels across, the {left.framing} {left.width:,}"
        if place.setting == "print":
            inches = f"Printed {place.printed_px / SCREEN_DPI:.1f} inches wide"
            return f"{inches} it takes {place.needed:,}: the {taken.framing} {across}."
        return f"It {across}, and {place.needed:,} are needed."

    return words


def what_it_lacks(place, one, is_measured=True):
    """Return the sentences on what even the crop that is taken does not do."""
    lacks = []
    if is_measured and one.head_px < LEAST_RECOGNISED_PX:
        lacks.append(f"Still, its head is only {one.head_px} pixels tall: too small for a face.")
    if not one.is_whole:
        lacks.append("Its own head is cut.")
    if is_measured and place.setting == "hero" and one.free < FREE_FOR_WORDS:
        lacks.append(f"It leaves {one.free}% for words, where a headline wants a third.")
    if one.width < place.needed and place.setting == "print":
        lacks.append(f"At that size it prints with {dpi(place, one)} dots an inch, not {PRINT_DPI}.")
    elif one.width < place.needed:
        lacks.append(f"It has {one.width:,} of the {place.needed:,} pixels that look sharp there.")
    return lacks


def joined(reason, lacks):
    return " ".join([*reason, *lacks])


def dpi(place, one):
    return int(one.width * SCREEN_DPI / place.printed_px)


def caption(place, one, is_measured):
    """Return what is measured on one crop, a few words without a full stop."""
    if place.setting == "print":
        return f"{one.width:,} pixels across, {dpi(place, one)} to the inch"
    if not is_measured:
        return f"{one.width:,} pixels across"
    if place.setting == "hero":
        return f"{one.free}% of the width is free"
    tall = f"the head is {one.head_px} pixels tall"
    if one.large_head_px:
        tall += f", at {place.largest_px} pixels {one.large_head_px}"
    return tall
