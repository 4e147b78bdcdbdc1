"""Which crop of a photograph to take in a place, and why, in words. Pure arithmetic."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from .boxes import Box, in_pixels
from .crop_checks import LEAST_RECOGNISED_PX
from .framing import Head
from .measures import (
    BODY_HEADS,
    FREE_FOR_WORDS,
    LEAST_IDENTIFIED_PX,
    PRINT_DPI,
    SCREEN_DPI,
    Measured,
    Place,
    measure,
    whole,
)

SAME_HEAD = 0.1  # heads that differ by less look equally large


@dataclass(frozen=True)
class Verdict:
    """framing: "headshot", "portrait" or "both". captions, free_sides: by framing."""

    framing: str
    reason: str
    captions: dict[str, str]
    free_sides: dict[str, str]

    @property
    def words(self):
        return "Either will do." if self.framing == "both" else f"Take the {self.framing}."

    def takes(self, framing):
        return self.framing in (framing, "both")


class Question(NamedTuple):
    """Something a place asks: whether a crop answers it, and what to say if only one does."""

    answers: Callable[[Measured], bool]
    words: Callable[[Measured, Measured], str]


def verdict(
    place: Place,
    crops: dict[str, tuple[float, float, float, float] | None],
    size: tuple[int, int],
    head: Head | None,
    beside: tuple[int, ...] = (),
) -> Verdict:
    """Return which crop to take in a place.

    crops: {"headshot": …, "portrait": …}, (left, top, right, bottom) in pixels of the photo;
    the headshot may be None.
    size: (width, height) of the photo in pixels.
    head: the sitter's head box; without one nothing but pixels is measured.
    beside: heights of the heads beside it in layout pixels, on a team page.

    The first question that only one of the two answers decides; where none does, the place's
    own framing. A head that cannot be recognised never wins over one that can.
    """
    box = in_pixels(head, *size)
    found = {
        framing: measure(framing, Box(*crop), box, place) for framing, crop in crops.items() if crop
    }
    framing, reason = decide(place, found, beside)
    taken = found[place.framing if framing == "both" else framing]
    return Verdict(
        framing,
        " ".join([reason, *what_it_lacks(place, taken)]),
        {name: caption(place, one) for name, one in found.items()},
        {name: one.free_side for name, one in found.items()},
    )


def decide(place, found, beside):
    """Return the framing to take and the reason."""
    if "headshot" not in found:
        return "portrait", "No headshot can be cut from this photograph."
    headshot, portrait = found["headshot"], found["portrait"]
    if not portrait.has_head:
        return place.framing, "No head is marked on this photograph: what is usual here decides."
    for question in questions(place, beside):
        if question.answers(headshot) != question.answers(portrait):
            pair = (headshot, portrait)
            taken, left = pair if question.answers(headshot) else pair[::-1]
            return taken.framing, question.words(taken, left) + against_the_rule(place, taken)
    return on_balance(place, headshot, portrait)


def on_balance(place, headshot, portrait):
    """Decide where both answer the same questions."""
    if is_same(headshot.head_px, portrait.head_px):
        tall = f"{headshot.head_px} pixels tall in the headshot, {portrait.head_px} in the portrait"
        return "both", f"The two hardly differ: the head is {tall}."
    if max(headshot.head_px, portrait.head_px) < LEAST_RECOGNISED_PX:
        pair = (headshot, portrait)
        taken, left = pair if headshot.head_px > portrait.head_px else pair[::-1]
        return taken.framing, head_words(taken, left) + against_the_rule(place, taken)
    if place.framing == "headshot":
        return "headshot", f"Both are clear. {head_words(headshot, portrait)}"
    return "portrait", body_words(portrait, headshot)


def questions(place, beside):
    """Return what a place asks, the most important first."""
    sharp = Question(lambda one: one.width >= place.needed, partial(sharp_words, place))
    asked = [
        Question(lambda one: one.head_px >= LEAST_RECOGNISED_PX, partial(known_words, place)),
        Question(lambda one: one.is_whole, cut_words),
    ]
    if place.is_printed:
        asked.append(sharp)
    if place.setting == "hero":
        asked.append(Question(lambda one: one.free >= FREE_FOR_WORDS, free_words))
    if place.setting == "team" and beside:
        usual = sorted(beside)[len(beside) // 2]
        asked.append(
            Question(lambda one: is_same(one.head_px, usual), partial(beside_words, usual))
        )
    if place.framing == "headshot":
        asked.append(Question(lambda one: one.head_px >= LEAST_IDENTIFIED_PX, stranger_words))
    else:
        asked.append(Question(lambda one: one.body >= BODY_HEADS, body_words))
    return [*asked, sharp]


def is_same(one, other):
    return abs(one - other) <= SAME_HEAD * max(one, other)


def against_the_rule(place, taken):
    if taken.framing == place.framing:
        return ""
    return f" A place for {place.framing}s as a rule, but not with this photograph."


def known_words(place, taken, left):
    small = f"At {place.smallest_px} pixels the head in the {left.framing} is {left.head_px}"
    friends = f"A friend needs about {LEAST_RECOGNISED_PX} to recognize a face."
    return f"{small} pixels tall, in the {taken.framing} {taken.head_px}. {friends}"


def head_words(taken, left):
    return f"Its head is {taken.head_px} pixels tall, the {left.framing}’s is {left.head_px}."


def stranger_words(taken, left):
    return f"{head_words(taken, left)} A stranger needs about {LEAST_IDENTIFIED_PX}."


def beside_words(usual, taken, left):
    yours = f"Yours is {taken.head_px} in the {taken.framing}, {left.head_px} in the {left.framing}"
    return f"The heads beside it are {usual} pixels tall. {yours}."


def cut_words(taken, left):
    return f"The {left.framing} cuts the head."


def free_words(taken, left):
    free = f"{taken.free}% of its width is free for your headline"
    return f"{free}; the {left.framing} leaves {left.free}%."


def body_words(taken, left):
    shown = f"It reaches lower, {taken.body} head heights below the chin"
    return f"{shown}; the {left.framing} stops at {left.body}."


def sharp_words(place, taken, left):
    has = f"has {taken.width:,} pixels across, the {left.framing} {left.width:,}"
    if place.is_printed:
        inches = f"Printed {place.printed_px / SCREEN_DPI:.1f} inches wide"
        return f"{inches} it takes {place.needed:,}: the {taken.framing} {has}."
    return f"It {has}, and {place.needed:,} are needed."


def what_it_lacks(place, one):
    """Return the sentences on what even the crop that is taken does not do."""
    lacks = []
    if one.has_head and one.head_px < LEAST_RECOGNISED_PX:
        lacks.append(f"Still, its head is only {one.head_px} pixels tall: too small for a face.")
    if not one.is_whole:
        lacks.append("Its own head is cut.")
    if one.has_head and place.setting == "hero" and one.free < FREE_FOR_WORDS:
        lacks.append(f"It leaves {one.free}% for words, where a headline wants a third.")
    if one.width < place.needed and place.is_printed:
        dots = f"prints with {dpi(place, one)} dots an inch"
        lacks.append(f"At that size it {dots}, not {PRINT_DPI}.")
    elif one.width < place.needed:
        lacks.append(f"It has {one.width:,} of the {place.needed:,} pixels that look sharp there.")
    return lacks


def dpi(place, one):
    return whole(one.width * SCREEN_DPI / place.printed_px)


def caption(place, one):
    """Return what is measured on one crop: a few words without a full stop."""
    if place.is_printed:
        return f"{one.width:,} pixels across, {dpi(place, one)} to the inch"
    if not one.has_head:
        return f"{one.width:,} pixels across"
    if place.setting == "hero":
        return f"{one.free}% of the width is free"
    tall = f"the head is {one.head_px} pixels tall"
    if one.large_head_px:
        tall += f"; at {place.largest_px} pixels, {one.large_head_px}"
    return tall
