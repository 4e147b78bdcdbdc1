"""Rectangles on a photo in pixels, and the checks of what comes in. Pure arithmetic."""

from math import isfinite
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels, and the eye line where it is a head."""

    left: float
    top: float
    right: float
    bottom: float
    eyes: float = 0.0

    @property
    def width(self):
        return self.right - self.left

    @property
    def height(self):
        return self.bottom - self.top

    @property
    def middle(self):
        return (self.left + self.right) / 2


def with_margin(box, width, height):
    """Return a head with a little air, for the errors of an estimated head box."""
    air = 0.08 * box.height
    return Box(
        max(0, box.left - air),
        max(0, box.top - air),
        min(width, box.right + air),
        min(height, box.bottom + air),
    )


def around(boxes):
    lefts, tops, rights, bottoms, _ = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def fits(box, tallest, ratio):
    return box.height <= tallest and box.width <= tallest * ratio


def overlap(crop, head):
    """Return the share of a head that lies inside a crop."""
    across = min(crop.right, head.right) - max(crop.left, head.left)
    down = min(crop.bottom, head.bottom) - max(crop.top, head.top)
    return max(0, across) * max(0, down) / (head.width * head.height)


def in_pixels(box, width, height, eyes=None):
    """Return a head or crop in pixels; None for one that is missing or empty."""
    if box is None or box.right <= box.left or box.bottom <= box.top:
        return None
    eyes = between(box.eye_line, box.top, box.bottom) * height if eyes is None else eyes
    return Box(box.left * width, box.top * height, box.right * width, box.bottom * height, eyes)


def between(value, low, high):
    return max(low, min(value, high))


def require_fractions(*values):
    if not all(isfinite(value) and 0 <= value <= 1 for value in values):
        raise ValueError(f"places on a photo are fractions from 0 to 1, not {values}")


def checked_size(size):
    width, height = size
    if not (isfinite(width) and isfinite(height) and width > 0 and height > 0):
        raise ValueError(f"a photo's width and height are above 0, not {size}")
    return width, height


def checked_ratio(ratio):
    value = ratio[0] / ratio[1] if isinstance(ratio, tuple) else float(ratio)
    if not (isfinite(value) and 1 / 4 <= value <= 4):
        raise ValueError(f"a crop's ratio lies between 1:4 and 4:1, not {ratio}")
    return value
