"""Photographs in templates: printed from what is stored with the photo.

No tag here asks imagekit, a storage or the database.
"""

import re
from functools import lru_cache
from types import SimpleNamespace

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from .. import framing as rules
from .. import pencil
from ..renditions import JPEG_WIDTH

register = template.Library()

# Where a cut is not to be had, the next best one is shown.
FALLBACKS = {
    "headshot": ["headshot 4:5", "portrait", "whole"],
    "portrait": ["portrait", "whole"],
    "whole": ["whole"],
}

PICTURE = (
    '<span class="picture"><svg class="picture-tone" width="{width}" height="{height}" '
    'aria-hidden="true" focusable="false">'
    '<rect width="100%" height="100%" fill="{tone}"/></svg>'
    '<picture><source type="image/avif" srcset="{avif}" sizes="{sizes}">'
    '<img src="{src}" width="{width}" height="{height}" alt="{alt}" {priority}>'
    "</picture></span>"
)
PLACEHOLDER = (
    '<svg class="picture picture-missing" {label} viewBox="0 0 {width} '
    '{height}"><rect width="100%" height="100%"/><path d="M0 0 {width} {height}M{width} 0 0 '
    '{height}"/></svg>'
)
HIDDEN = mark_safe('aria-hidden="true"')
LOADING = {
    "near": mark_safe('loading="lazy" decoding="async"'),
    "first": mark_safe('fetchpriority="high"'),
    "after": mark_safe('fetchpriority="low"'),
}
LAID_OUT = re.compile(
    r"(?:\(min-width: (?P<above>\d+)rem\) )?"
    r"(?:min\()?(?P<number>\d+)(?P<unit>px|rem|vw)(?:, \d+vw\))?"
)
REM = 16
# The screens that files are offered for: pixels of a layout across, and of the screen for each.
WIDEST_WINDOW, DENSE = 2560, 2
WIDEST_PHONE, DENSEST = 480, 3
ALWAYS_ROOM = 140  # pixels that half of the smallest screen has
FIRST_SCREEN = 4  # pictures of a gallery that may be seen before scrolling


def find_cut(photo, framing, ratio=""):
    """Return what is stored about a photo's cut, or the next best one; None for none."""
    if photo is None or not photo.is_public:
        return None
    for key in [f"{framing} {ratio}".strip(), *FALLBACKS[framing]]:
        if key in photo.pictures:
            return photo.pictures[key]
    return None


@register.simple_tag
def picture(photo, framing="whole", ratio="", sizes="100vw", alt=None, load="near"):
    """Write a <picture> of a photo in a framing and ratio.

    sizes: the CSS width at which it is laid out, as in HTML. It is offered no larger files than
    any screen needs there. Browsers that know no AVIF get one file.
    alt: replaces the photo's own alternative text; "" where words beside it say the same.
    load: "near" waits until the picture comes near the screen; "first" is for the page's main
    picture, one a page; "after" for others on the first screen.
    """
    text = (photo.alt if photo else "") if alt is None else alt
    cut = find_cut(photo, framing, ratio)
    if cut is None:
        across, up = map(int, (ratio or "4:5").split(":"))
        label = format_html('role="img" aria-label="{}"', text) if text else HIDDEN
        return format_html(PLACEHOLDER, label=label, width=across * 100, height=up * 100)
    stem, widths = settings.MEDIA_URL + cut["stem"], wide_enough(cut["widths"], sizes)
    width, height = largest(cut, widths)
    return format_html(
        PICTURE,
        tone=photo.tone,
        avif=", ".join(f"{stem}-{width}.avif {width}w" for width in widths),
        src=f"{stem}-{middle(widths)}.jpg",
        sizes=sizes,
        width=width,
        height=height,
        alt=text,
        priority=LOADING[load],
    )


@register.filter
def loads(number, is_opening=True):
    """Return when the picture of this number, from 1, loads in a row that opens a page."""
    if not is_opening or number > FIRST_SCREEN:
        return "near"
    return "first" if number == 1 else "after"


@register.simple_tag
def card_loads(card, number):
    """Return when a picture of a card loads: two cards stand side by side on the first screen."""
    if card > 2:
        return "near"
    return "first" if card == number == 1 else "after"


@register.filter
def beside(load):
    """When the pictures beside another one load: right after the page's main picture."""
    return "after" if load == "first" else load


@register.filter
def true_size(px):
    """The `sizes` of a picture that is drawn this many pixels wide, where the screen has room."""
    return f"{px}px" if px <= ALWAYS_ROOM else f"min({px}px, 44vw)"


def wide_enough(widths, sizes):
    """Leave out the files that no screen needs in a place of these `sizes`."""
    needed = most_pixels(sizes)
    if needed is None:
        return widths
    most = next((width for width in widths if width >= needed), widths[-1])
    return [width for width in widths if width <= most]


@lru_cache(maxsize=1000)
def most_pixels(sizes):
    """Return the pixels across of the widest file that a screen needs for `sizes`, as in HTML.

    None for as many as there are: where the width depends on the window's height.
    """
    needed, below = [], WIDEST_WINDOW
    for part in re.split(r", (?=\(min)|, (?=\w+$)", sizes):
        match = LAID_OUT.fullmatch(part)
        if match is None:
            return None
        above = REM * int(match["above"] or 0)
        for window, density in ((below, DENSE), (min(below, WIDEST_PHONE), DENSEST)):
            unit = {"px": 1, "rem": REM, "vw": window / 100}[match["unit"]]
            if window > above:
                needed.append(density * unit * int(match["number"]))
        below = above
    return max(needed)


def largest(cut, widths=None):
    """Return width and height of the largest file of a cut, or of those of some widths."""
    width, (crop_width, crop_height) = (widths or cut["widths"])[-1], cut["size"]
    return width, round(width * crop_height / crop_width)


def middle(widths):
    """The file for browsers that know no AVIF: the smallest of JPEG_WIDTH pixels or more."""
    return next((width for width in widths if width >= JPEG_WIDTH), widths[-1])


@register.simple_tag
def both_frames(photo, portrait_ratio="4:5"):
    """Return the drawing of headshot and portrait over a photo; None where there is none.

    Its numbers are those that cut the files: the crops stored with the photo.
    """
    headshot = find_cut(photo, "headshot", "4:5")
    portrait = find_cut(photo, "portrait", portrait_ratio)
    if headshot is None or not photo.has_headshot:
        return None
    return SimpleNamespace(
        view_box=view_box(photo),
        headshot=pencil.frame(headshot["crop"], photo.size),
        portrait=pencil.frame(portrait["crop"], photo.size),
        alt=with_drawing(photo, "A tight frame over it is the headshot, a wider one the portrait."),
    )


@register.simple_tag
def session_frames(photo, kind, records):
    """Return the drawing of what a type of session delivers, over a photo; None for nothing.

    One frame; both, the wide one first, for a type that includes others.
    """
    if photo is None or not photo.is_public:
        return None
    framings = ["portrait", "headshot"] if records.includes(kind) else [kind.framing]
    cuts = [(name, photo.pictures.get(f"{name} 4:5")) for name in framings]
    frames = [(name, pencil.frame(cut["crop"], photo.size)) for name, cut in cuts if cut]
    if not frames:
        return None
    drawn = " and the ".join(name for name, _ in frames)
    return SimpleNamespace(
        view_box=view_box(photo),
        frames=frames,
        widest=frames[0][1],
        alt=with_drawing(photo, f"Drawn over it: the {drawn}."),
    )


def with_drawing(photo, words):
    """Return the alternative text of a photo that something is drawn over to explain it."""
    return f"{photo.alt} {words}".strip()


def view_box(photo):
    return f"0 0 {pencil.WIDTH} {pencil.units(pencil.height(photo.size))}"


@register.simple_tag
def crop_lines(photo):
    """Return the drawing of the lines at which a headshot may end; None without a head."""
    if photo is None or not photo.is_public or photo.head is None:
        return None
    ends = rules.headshot_ends(photo.head)
    tall = pencil.height(photo.size)
    lines = [
        SimpleNamespace(
            name=name.replace("_", " "),
            stroke=pencil.line(y, photo.size),
            y=pencil.units(y * tall - 10),
        )
        for name, y in ends.items()
        if y < 1
    ]
    names = ", ".join(line.name for line in lines)
    return SimpleNamespace(
        view_box=view_box(photo),
        lines=lines,
        alt=with_drawing(photo, f"Lines where a headshot may end: {names}."),
    )
