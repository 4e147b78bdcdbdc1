"""Photographs of galleries: in rows, and one of them large."""

from collections import defaultdict
from dataclasses import dataclass, field

from django import template

from .. import rows
from ..looking import Looking
from .pictures import find_cut, largest, picture

register = template.Library()

WIDEST, NARROWEST = 9.999, 0.1
DIGITS = ("ones", "tenths", "hundredths", "thousandths")
FROM = {
    "widest": "(min-width: 105rem) ",
    "wide": "(min-width: 75rem) ",
    "middle": "(min-width: 40rem) ",
    "narrow": "",
}
WIDTH_OF_ROWS = 92  # of the window, in percent: the rest is margin
# A phone rather takes a file that is a fiftieth too small than one that is half too large.
LESS = {"narrow": 0.96}
STAGE = 82  # the height of the window that a large photograph may take, in percent


@dataclass
class Place:
    """An item in its rows: as wide as its shape says, in whichever row it stands.

    ends: the layouts in which a row ends behind it.
    """

    item: object
    shape: str
    sizes: str = ""
    ends: list[str] = field(default_factory=list)


@register.simple_tag
def in_rows(items):
    """Return the places of items, and (layout, shape) of the room behind the last of them."""
    shapes = [shape(item.photo) for item in items]
    parts, ends, rests = defaultdict(dict), defaultdict(list), []
    for name, layout in rows.LAYOUTS.items():
        for row in rows.rows(shapes, layout):
            for place in range(row.start, row.end):
                parts[place][name] = WIDTH_OF_ROWS * shapes[place] / row.full
            if row.end < len(shapes):
                ends[row.end - 1].append(name)
            elif row.rest:
                rests.append((name, shape_class(row.rest)))
    places = [
        Place(item, shape_class(shapes[at]), sizes(parts[at]), ends[at])
        for at, item in enumerate(items)
    ]
    return {"places": places, "rests": rests}


def shape(photo):
    return min(WIDEST, max(NARROWEST, round(photo.width / photo.height, 3)))


def shape_class(shape):
    """Return utility classes that say a shape digit by digit, such as "ones-1 tenths-5"."""
    digits = f"{round(shape * 1000):04d}"
    return " ".join(f"{name}-{n}" for name, n in zip(DIGITS, digits, strict=True) if n != "0")


def sizes(parts):
    """Return the attribute for parts of the window, in percent, by layout."""
    widths = [f"{round(parts[layout] * LESS.get(layout, 1))}vw" for layout in FROM]
    said = zip(FROM.values(), widths, [*widths[1:], None], strict=True)
    return ", ".join(start + width for start, width, below in said if width != below)


@register.simple_tag
def photo_address(item, framing, use=None):
    """Return the address of an item's photo page, as it is looked at here."""
    return item.get_absolute_url() + Looking(item.gallery, framing, use).query


@register.simple_tag
def large_picture(photo, cut, load="near"):
    """Write a cut of a photo as large as the window allows, without cropping it."""
    across, down = find_cut(photo, cut.framing, cut.ratio)["size"]
    most = f"min(100vw, {round(STAGE * across / down)}vh)"
    return picture(photo, cut.framing, cut.ratio, sizes=most, load=load)


@register.simple_tag
def largest_file(photo, cut):
    """Return width and height of the largest file of a cut."""
    return largest(find_cut(photo, cut.framing, cut.ratio))


@register.simple_tag
def crop_of(photo, cut):
    """Return where on the photo a cut lies: "left top right bottom", as fractions."""
    return " ".join(f"{n:g}" for n in find_cut(photo, cut.framing, cut.ratio)["crop"])


@register.simple_tag
def gallery_page(looking, number):
    """Return the address of a page of a gallery."""
    return looking.address(number)
