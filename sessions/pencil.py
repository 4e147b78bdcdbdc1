"""Frames and lines as a soft pencil draws them, as SVG path data. Pure arithmetic.

Drawings have a view box 1000 units wide, so fractions of a photograph become units with
one decimal: a tenth of a pixel on a photograph shown 1,000 pixels wide.
"""

import random
from dataclasses import dataclass

WIDTH = 1000


def units(value):
    """Return a number as SVG likes it: 12.54 becomes 12.5, 12.00 becomes 12."""
    return f"{value:.1f}".removesuffix(".0")


def stroke(start, end, hand):
    """Return one stroke from start to end: slightly bent, slightly too long at both ends.

    start, end: (x, y) in units. hand: a random.Random, so that a drawing is always the same.
    """
    (x0, y0), (x1, y1) = start, end
    length = max(abs(x1 - x0), abs(y1 - y0)) or 1
    along = ((x1 - x0) / length, (y1 - y0) / length)
    across = (-along[1], along[0])

    def place(share, beyond, aside):
        return (
            x0 + (x1 - x0) * share + along[0] * beyond + across[0] * aside,
            y0 + (y1 - y0) * share + along[1] * beyond + across[1] * aside,
        )

    points = [
        place(0, -hand.uniform(3, 10), hand.uniform(-1.6, 1.6)),
        place(0.33, 0, hand.uniform(-2.6, 2.6)),
        place(0.66, 0, hand.uniform(-2.6, 2.6)),
        place(1, hand.uniform(3, 10), hand.uniform(-1.6, 1.6)),
    ]
    first, *rest = (f"{units(x)} {units(y)}" for x, y in points)
    return f"M{first}C{' '.join(rest)}"


@dataclass(frozen=True)
class Frame:
    """A frame over a photograph: the exact rectangle, and the strokes around it.

    left, top, right, bottom: units of the drawing.
    """

    left: float
    top: float
    right: float
    bottom: float
    height: float

    @property
    def strokes(self):
        hand = random.Random(f"{self.left:.1f} {self.top:.1f} {self.right:.1f}")
        corners = [
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        ]
        sides = zip(corners, [*corners[1:], corners[0]], strict=True)
        return "".join(stroke(start, end, hand) for start, end in sides)

    @property
    def veil(self):
        """Everything outside the frame: the whole photograph with the frame as a hole."""
        left, top, right, bottom = map(units, (self.left, self.top, self.right, self.bottom))
        outside = f"M0 0H{WIDTH}V{units(self.height)}H0Z"
        return f"{outside}M{left} {top}V{bottom}H{right}V{top}Z"

    @property
    def label_x(self):
        return units(self.left + 10)

    @property
    def label_y(self):
        return units(self.bottom - 12)


def height(size):
    """Return the height of the drawing over a photograph of a size (width, height)."""
    return WIDTH * size[1] / size[0]


def frame(crop, size):
    """Return the frame that shows a crop.

    crop: (left, top, right, bottom) as fractions of the photograph.
    size: (width, height) of the photograph in pixels.
    """
    left, top, right, bottom = crop
    tall = height(size)
    return Frame(left * WIDTH, top * tall, right * WIDTH, bottom * tall, tall)


def line(y, size):
    """Return a stroke straight across a photograph at y, a fraction of its height."""
    at = y * height(size)
    return stroke((0, at), (WIDTH, at), random.Random(f"{at:.1f}"))
