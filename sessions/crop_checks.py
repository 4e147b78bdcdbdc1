"""What may be wrong with one crop in one place, in the owner's words. Pure arithmetic.

static/js/crop-checks.js says the same, word for word; a test in the browser compares them.
"""

from dataclasses import dataclass
from typing import NamedTuple

from .boxes import Box, in_pixels, overlap
from .framing import LEAST_HEAD_PX, SITTER, Head

# A crop ends at whole pixels: its edge may lie this much beside the computed place.
TOLERANCE_PX = 2
# People recognise faces they know best from 27 rows of pixels on (Sinha et al., "Face recognition
# by humans: nineteen results", 2006, result 1).
LEAST_RECOGNISED_PX = 27
SHARP_SCREENS = 2  # pixels of a sharp screen for each pixel of a layout
# How far behind the middle the head of somebody who looks aside may lie, as a share of the width.
BEHIND_MIDDLE = {"headshot": 0.08, "portrait": 0.12}
NEIGHBOUR = 0.15  # share of another head that may lie in a headshot


class Finding(NamedTuple):
    """Something to know about a crop: a name for programs, a sentence for people."""

    name: str
    words: str


@dataclass(frozen=True)
class Place:
    """What a place asks of a picture.

    smallest_px: the width in layout pixels at which it is smallest; None where nothing is asked.
    """

    framing: str
    smallest_px: int | None = None
    is_round: bool = False


def findings(
    crop: tuple[int, int, int, int],
    place: Place,
    size: tuple[int, int],
    head: Head | None,
    others: tuple[Head, ...] = (),
) -> list[Finding]:
    """Return what may be wrong with a crop in a place, worst first.

    crop: (left, top, right, bottom) in pixels of the photo, not empty.
    size: (width, height) of the photo in pixels.
    head: the sitter's head box; without one only the size of the crop is judged.
    others: further heads on the photo.
    """
    crop, box = Box(*crop), in_pixels(head, *size)
    found = []
    if box:
        found = what_is_cut(crop, box, place)
        if not (found and found[0].name == "head-outside"):
            found += what_is_small(crop, box, place)
            found += what_is_around(crop, box, place, head.facing)
            found += who_else_is_there(crop, box, place, [in_pixels(o, *size) for o in others])
    return found + what_is_enlarged(crop, place)


def reason_for_none(
    ratio: tuple[int, int],
    size: tuple[int, int],
    head: Head | None,
    is_clear: bool,
) -> Finding:
    """Say why framing.headshot declined a photo.

    is_clear: whether the head box is confirmed, or of a face that nothing hides.
    """
    width, height = size
    box = in_pixels(head, width, height)
    across, down = ratio
    tallest = min(height, width * down / across)
    if box is None:
        words = "there is no head box."
    elif not is_clear:
        words = "something seems to hide the face. Say that the head box is right to have one."
    elif box.height < LEAST_HEAD_PX:
        words = f"the head is {round(box.height)} pixels tall, it needs {LEAST_HEAD_PX}."
    elif box.height > tallest or box.width > tallest * across / down:
        words = f"the head does not fit into {across}:{down}."
    else:
        words = "another face is too close."
    return Finding("no-headshot", f"No headshot: {words}")


def what_is_cut(crop, head, place):
    if overlap(crop, head) == 0:
        return [Finding("head-outside", "The head is not in the picture.")]
    found = []
    if crop.top > head.top + TOLERANCE_PX:
        found.append(Finding("crown-cut", "The crown is cut."))
    elif place.is_round and is_beyond_circle(crop, head):
        found.append(Finding("crown-cut", "The circle cuts the crown."))
    if crop.bottom < head.bottom - TOLERANCE_PX:
        found.append(Finding("chin-cut", "The chin is cut."))
    if crop.left > head.left + TOLERANCE_PX or crop.right < head.right - TOLERANCE_PX:
        found.append(Finding("side-cut", "The head is cut at the side."))
    return found


def is_beyond_circle(crop, head):
    """Whether the middle of the crown lies outside the circle that fills a square crop."""
    radius = crop.width / 2 + TOLERANCE_PX
    across, down = head.middle - crop.middle, head.top - (crop.top + crop.bottom) / 2
    return across * across + down * down > radius * radius


def what_is_small(crop, head, place):
    if place.smallest_px is None:
        return []
    tall = head.height * place.smallest_px / crop.width
    if tall >= LEAST_RECOGNISED_PX:
        return []
    words = f"At {place.smallest_px} pixels the head is {round(tall)} pixels tall: "
    return [Finding("face-small", f"{words}too small to be recognised.")]


def what_is_enlarged(crop, place):
    needed = SHARP_SCREENS * (place.smallest_px or 0)
    if crop.width >= needed:
        return []
    words = f"It would be enlarged: {needed} pixels across are needed, it has {round(crop.width)}."
    return [Finding("enlarged", words)]


def what_is_around(crop, head, place, facing):
    behind = (head.middle - crop.left) / crop.width - 0.5
    if facing == "left":
        behind = -behind
    if facing == "front" or behind <= BEHIND_MIDDLE[place.framing]:
        return []
    return [Finding("little-room", "Little room on the side the sitter looks to.")]


def who_else_is_there(crop, head, place, others):
    """Say that a second sitter is in a headshot; people in the background may be."""
    sitters = [other for other in others if other and other.height >= SITTER * head.height]
    if place.framing != "headshot" or all(overlap(crop, one) <= NEIGHBOUR for one in sitters):
        return []
    return [Finding("neighbour", "Another face is in the picture.")]
