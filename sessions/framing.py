"""From a head box and a use to a crop: the one rule for every picture and every drawn frame.

Places are fractions of the upright photo, 0 to 1 from its top left. A head is measured from the
top of the hair (or hat) to the chin; shares of a crop are shares of its height.
"""

from dataclasses import dataclass
from itertools import product

from .boxes import (
    Box,
    around,
    between,
    checked_ratio,
    checked_size,
    fits,
    in_pixels,
    overlap,
    require_fractions,
    with_margin,
)

HEADSHOT_RATIOS = ((4, 5), (1, 1))
PORTRAIT_RATIOS = ((3, 2), (2, 3), (4, 5))
FACING = ("front", "left", "right")

# Below 240 px a headshot looks soft even in a small circle; with the head at its usual share of
# the crop, that is a head of about 107 px.
LEAST_CROP_PX = 240
LEAST_HEAD_PX = 107

# ratio -> (head share, eye line from the top). The air above the hair follows from the two:
# about 0.10, because the eyes lie at half the head.
HEADSHOT_AIMS = (
    (9 / 16, 0.34, 0.29),
    (2 / 3, 0.39, 0.31),
    (4 / 5, 0.45, 0.33),
    (1 / 1, 0.53, 0.365),
    (3 / 2, 0.61, 0.405),
    (16 / 9, 0.64, 0.42),
)
HEADSHOT_AIR = (0.078, 0.118)  # hats and bald heads leave the common eye line rather than this
TIGHT_AIR = 0.03  # of photos that end close around the head
# Least and most below the chin, in heads: upright crops, then square and wide ones.
CHEST = ((0.38, 1.06), (0.18, 0.8))
TIGHTEST = 1.25  # times the usual head share, to keep a neighbour out or a low head framed
LOOKING_ROOM = 0.06  # how far a turned head moves from the middle, as a share of the width

PORTRAIT_EYE_LINE = 0.36
PORTRAIT_HEAD = 0.31  # largest head share: chest and arms belong to a portrait
NEAR_LIMITS = (0.40, 0.185)  # lowest eye line, most air
FAR_LIMITS = (0.42, 0.34)  # full length and surroundings may have more above the head
FAR_HEAD = 0.14
SMALLEST_HEAD = 0.09

# A person whose head is under half as high stands in the background: not one of the sitters.
SITTER = 0.5


@dataclass(frozen=True)
class Crop:
    """A rectangle on a photo, in fractions of the upright photo."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self):
        require_fractions(self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True)
class Head:
    """A head box (crown with hair to chin, ear to ear) and the eye line, in fractions.

    facing: "front", "left" or "right", the way the sitter looks as seen on the photo.
    """

    left: float
    top: float
    right: float
    bottom: float
    eye_line: float
    facing: str = "front"

    def __post_init__(self):
        require_fractions(self.left, self.top, self.right, self.bottom, self.eye_line)
        if self.facing not in FACING:
            raise ValueError(f"facing must be one of {FACING}, not {self.facing!r}")


def natural_ratio(size: tuple[int, int], head: Head | None = None) -> tuple[int, int]:
    """Return the portrait ratio, as (width, height), that suits a photo.

    size: (width, height) of the upright photo in pixels, both above 0.
    head: with a head box, a photo that is tight around the head keeps its height.

    Returns the ratio of PORTRAIT_RATIOS that loses the smallest part of the photo.
    Raises ValueError for another size.
    """
    width, height = checked_size(size)
    own = width / height
    nearest = min(PORTRAIT_RATIOS, key=lambda r: max(own * r[1] / r[0], r[0] / (own * r[1])))
    box = in_pixels(head, width, height)
    if box and box.height > PORTRAIT_HEAD * width * nearest[1] / nearest[0]:
        upright = [pair for pair in PORTRAIT_RATIOS if pair[0] / pair[1] <= own]
        return max(upright, key=lambda pair: pair[0] / pair[1], default=(2, 3))
    return nearest


def cut(framing, size, ratio, head, others=()) -> Crop | None:
    """Return the crop of a framing, "headshot" or "portrait"; see the two functions."""
    if framing == "headshot":
        return headshot(size, head, others, ratio)
    if framing == "portrait":
        return portrait(size, head, others, ratio)
    raise ValueError(f"framing must be headshot or portrait, not {framing!r}")


def headshot(
    size: tuple[int, int],
    head: Head | None,
    others: tuple[Head, ...] = (),
    ratio: float | tuple[int, int] = 4 / 5,
) -> Crop | None:
    """Return the tight, chest-up crop of one person, or None where the photo has none.

    size: (width, height) of the upright photo in pixels, both above 0.
    head: the sitter's head box; None or an empty box declines.
    others: further heads; those of sitters stay out of the crop.
    ratio: width / height, or a pair, from 1:4 to 4:1.

    Every photo with room around the head gets the same head share and eye line. None also
    stands for a head under 107 px, a head that is larger than any crop of the ratio, and two
    people who cannot be separated.
    Raises ValueError for a size or ratio out of those ranges.
    Source: eyes on the upper third, head about half the picture, from the crown to the
    mid-chest; two thirds of the room lie in front of a turned face.
    """
    width, height = checked_size(size)
    ratio = checked_ratio(ratio)
    box = in_pixels(head, width, height)
    if box is None or box.height < LEAST_HEAD_PX:
        return None
    tallest = min(height, width / ratio)
    if box.height > tallest or box.width > tallest * ratio:
        return None
    share, eye_line = _aims(ratio)
    neighbours = _sitters(others, box, width, height)
    shift = {"left": LOOKING_ROOM, "right": -LOOKING_ROOM}.get(head.facing, 0.0)
    wanted = _headshot_height(box, share, eye_line, ratio, height)
    # The second and later tries only serve to keep a neighbour out.
    for tighter, aside in product((1.0, 1.1, TIGHTEST), (0.0, -0.05, 0.05, -0.08, 0.08)):
        crop_height = max(min(wanted, box.height / (share * tighter)), LEAST_CROP_PX)
        crop_height = min(crop_height, tallest)
        top = box.top - _headshot_air(box, crop_height, eye_line, ratio) * crop_height
        middle = 0.5 + shift + (aside if aside * shift <= 0 else aside / 4)
        left = box.middle - middle * crop_height * ratio
        crop = _placed(left, top, crop_height, ratio, width, height, box)
        if not any(overlap(crop, neighbour) > 0.15 for neighbour in neighbours):
            return _in_fractions(crop, width, height)
    return None


def portrait(
    size: tuple[int, int],
    head: Head | None,
    others: tuple[Head, ...] = (),
    ratio: float | tuple[int, int] | None = None,
) -> Crop:
    """Return the wide crop: the person and the surroundings, everyone in.

    size: (width, height) of the upright photo in pixels, both above 0.
    head: the main sitter's head box; without one the upper part of the photo is kept.
    others: further heads; those of sitters stay in the crop.
    ratio: width / height, or a pair, from 1:4 to 4:1; None for the photo's natural ratio.

    Contains the sitter's headshots where the ratio and the photo have room for them.
    Raises ValueError for a size or ratio out of those ranges.
    Source: eyes on or above the upper third line, the crown never cut; as much of the
    photographer's own picture as keeps the head from getting lost in it.
    """
    width, height = checked_size(size)
    ratio = checked_ratio(natural_ratio(size, head) if ratio is None else ratio)
    tallest = min(height, width / ratio)
    box = in_pixels(head, width, height)
    if box is None:
        left = (width - tallest * ratio) / 2
        return _in_fractions(Box(left, 0, left + tallest * ratio, tallest), width, height)
    people = [box, *_sitters(others, box, width, height)]
    everyone = around([with_margin(person, width, height) for person in people])
    tight = _headshots(size, head, others, box, width, height)
    keep = [part for part in (around([everyone, *tight]), everyone) if fits(part, tallest, ratio)]
    keep = keep[0] if keep else with_margin(box, width, height)

    crop_height, air = _portrait_height(box, height, tallest)
    crop_height = max(crop_height, keep.height, keep.width / ratio, LEAST_CROP_PX)
    crop_height = min(crop_height, tallest)
    top = max(box.eyes - PORTRAIT_EYE_LINE * crop_height, box.top - air * crop_height)
    top = between(top, keep.bottom - crop_height, keep.top)
    middle = 0.5 + {"left": 0.08, "right": -0.08}.get(head.facing, 0.0) * (len(people) == 1)
    crop_width = crop_height * ratio
    left = between(everyone.middle - middle * crop_width, keep.right - crop_width, keep.left)
    crop = _placed(left, top, crop_height, ratio, width, height, box)
    return _in_fractions(crop, width, height)


def pixels(
    crop: Crop, size: tuple[int, int], ratio: float | tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return a crop as (left, top, right, bottom) in whole pixels, inside the photo.

    Width and height follow the ratio within a pixel; both are at least 1.
    size: (width, height) of the upright photo in pixels, both above 0.
    Raises ValueError for a size or ratio out of range.
    """
    width, height = checked_size(size)
    ratio = checked_ratio(ratio)
    crop_width = max(1, min(width, round((crop.right - crop.left) * width)))
    crop_height = max(1, min(height, round(crop_width / ratio)))
    crop_width = max(1, min(width, round(crop_height * ratio)))
    left = min(max(0, round(crop.left * width)), width - crop_width)
    top = min(max(0, round(crop.top * height)), height - crop_height)
    return left, top, left + crop_width, top + crop_height


def headshot_ends(head: Head) -> dict[str, float]:
    """Return where photographers end a headshot, as y fractions (above 1: below the photo).

    In heads below the chin: shoulders 0.35 (the acromion), sternum 0.7 (the middle of the
    bone, whose top notch lies level with the shoulders), mid-chest 1.0 (the nipple line).
    Source: the artists' canon of seven and a half heads, in which the second head ends at the
    nipples; the shoulders agree with the marked starter photographs (0.32 to 0.39).
    """
    length = max(0.0, head.bottom - head.top)
    below = {"shoulders": 0.35, "sternum": 0.7, "mid-chest": 1.0}
    return {name: head.bottom + heads * length for name, heads in below.items()}


def _aims(ratio):
    """Return (head share, eye line) of a headshot, between the nearest ratios of the table."""
    lower = max((row for row in HEADSHOT_AIMS if row[0] <= ratio), default=HEADSHOT_AIMS[0])
    upper = min((row for row in HEADSHOT_AIMS if row[0] >= ratio), default=HEADSHOT_AIMS[-1])
    if upper[0] == lower[0]:
        return lower[1:]
    part = between((ratio - lower[0]) / (upper[0] - lower[0]), 0, 1)
    return tuple(low + part * (up - low) for low, up in zip(lower[1:], upper[1:], strict=True))


def _headshot_height(head, share, eye_line, ratio, height):
    """Return the usual height, less where the photo ends soon above the hair or below the eyes."""
    usual = head.height / share
    below_eyes = (height - head.eyes) / (1 - eye_line)
    to_mid_chest = head.top + head.height * (1 + CHEST[ratio > 0.9][1])
    return max(min(usual, below_eyes, to_mid_chest), usual / TIGHTEST)


def _headshot_air(head, crop_height, eye_line, ratio):
    """Return the air above the hair that puts the eyes on their line, as far as it fits."""
    air = between(eye_line - (head.eyes - head.top) / crop_height, *HEADSHOT_AIR)
    spare = 1 - head.height / crop_height * (1 + CHEST[ratio > 0.9][0])
    return max(min(air, spare), TIGHT_AIR)


def _portrait_height(head, height, tallest):
    """Return the largest height that neither loses the head nor hangs it low, and its air."""
    for eye_line, air in (NEAR_LIMITS, FAR_LIMITS):
        crop_height = min(
            tallest, (height - head.eyes) / (1 - eye_line), (height - head.top) / (1 - air)
        )
        if head.height / crop_height >= FAR_HEAD:
            break
    crop_height = min(crop_height, head.height / SMALLEST_HEAD)
    return max(crop_height, head.height / PORTRAIT_HEAD), air


def _headshots(size, head, others, box, width, height):
    crops = [headshot(size, head, others, pair[0] / pair[1]) for pair in HEADSHOT_RATIOS]
    return [in_pixels(crop, width, height, box.eyes) for crop in crops if crop]


def _sitters(others, head, width, height):
    boxes = [in_pixels(other, width, height) for other in others]
    return [box for box in boxes if box and box.height >= SITTER * head.height]


def _placed(left, top, crop_height, ratio, width, height, head):
    """Return the crop moved, as little as needed, into the photo and over the crown."""
    crop_width = crop_height * ratio
    top = min(top, head.top)
    left = between(left, head.right - crop_width, head.left)
    left = between(left, 0, width - crop_width)
    top = between(top, 0, height - crop_height)
    return Box(left, top, left + crop_width, top + crop_height)


def _in_fractions(box, width, height):
    return Crop(
        max(0.0, box.left / width),
        max(0.0, box.top / height),
        min(1.0, box.right / width),
        min(1.0, box.bottom / height),
    )
