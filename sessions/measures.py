"""What a crop is in a place, in numbers: the height of its head, its room, its pixels.

Pure arithmetic. Lengths named `…_px` are pixels of a layout, those of a crop pixels of the
photograph. Numbers are cut off, not rounded: they never say more than there is.
"""

from dataclasses import dataclass
from math import ceil

from .boxes import overlap
from .crop_checks import SHARP_SCREENS, what_is_cut

# Surveillance planners allow 250 pixels a metre to identify a stranger, and half of that to
# recognise somebody known (EN 62676-4:2015): for a head of 0.23 m, crown to chin, 58 and 29 pixels.
LEAST_IDENTIFIED_PX = 58
# The shoulders are two heads wide in the artists' canon; in the marked starter photographs,
# clothes included, 1.5 to 1.85 heads.
SHOULDERS = 2.0
FREE_FOR_WORDS = 33  # per cent of the width: a headline of two or three words a line
# Headshots end 1.25 heads below the chin at the latest; what shows more shows a body.
BODY_HEADS = 1.3
PRINT_DPI = 300
SCREEN_DPI = 96  # pixels of a layout to the inch, as CSS has it


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
    def is_printed(self):
        return self.setting == "print"

    @property
    def printed_px(self):
        return self.largest_px or self.smallest_px

    @property
    def needed(self):
        """The pixels across that a crop needs to look sharp there."""
        if self.is_printed:
            return ceil(self.printed_px * PRINT_DPI / SCREEN_DPI)
        return max(SHARP_SCREENS * self.smallest_px, self.largest_px or 0)


@dataclass(frozen=True)
class Measured:
    """A crop in a place.

    width: of the crop. head_px, large_head_px: height of the head at the smallest and the
    largest width. body: what shows below the chin, in heads. free, free_side: per cent of the
    width beside the person, where there is more of it. has_head: whether there is a head box;
    without one the width is all that is known.
    """

    framing: str
    width: int
    has_head: bool = False
    head_px: int = 0
    large_head_px: int | None = None
    is_whole: bool = True
    body: float = 0.0
    free: int = 0
    free_side: str = "right"


def measure(framing, crop, head, place):
    """Return what there is to know of a crop, both boxes in pixels; the head may be None."""
    if head is None:
        return Measured(framing, int(crop.width))
    shown = shown_height(crop, head)
    shoulder = head.height * SHOULDERS / 2
    free = {
        "left": per_cent(head.middle - shoulder - crop.left, crop.width),
        "right": per_cent(crop.right - head.middle - shoulder, crop.width),
    }
    side = max(free, key=free.get)
    return Measured(
        framing,
        int(crop.width),
        has_head=True,
        head_px=laid_out(shown, crop, place.smallest_px),
        large_head_px=place.largest_px and laid_out(shown, crop, place.largest_px),
        is_whole=not what_is_cut(crop, head, place),
        body=round(max(0, crop.bottom - head.bottom) / head.height, 1),
        free=free[side],
        free_side=side,
    )


def shown_height(crop, head):
    """Return how much of a head's height lies in the crop."""
    if overlap(crop, head) == 0:
        return 0
    return min(crop.bottom, head.bottom) - max(crop.top, head.top)


def laid_out(length, crop, width_px):
    """Return a length of the photo in whole pixels of a layout that shows the crop."""
    return whole(length * width_px / crop.width)


def per_cent(length, width):
    return max(0, whole(100 * length / width))


def whole(number):
    return int(number + 1e-6)  # 27 may come out of a division as 26.9999999
