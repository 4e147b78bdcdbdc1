"""Small pictures in the admin."""

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from .. import pencil

THUMBNAIL = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
HEAD = (
    '<figure class="photo-crop"><span class="photo-head">{0}'
    '<svg viewBox="0 0 1000 {1}" aria-hidden="true">'
    '<path d="M{2} {3}H{4}V{5}H{2}Z" /><path d="M{2} {6}H{4}" /></svg></span>'
    "<figcaption>head box and eye line, as saved</figcaption></figure>"
)
CAPTIONED = '<figure class="photo-crop">{}<figcaption>{}, {} × {} px</figcaption></figure>'


def thumbnail(photo, framing="whole", height=72, alt=None):
    """Return an <img> of a photo, or words where there is no picture to show.

    alt: "" where the photo is named beside it; its own alternative text unless told otherwise.
    """
    pictures = photo.pictures if photo else {}
    cut = pictures.get("headshot 4:5" if framing == "headshot" else "whole")
    return cut_image(cut, photo.alt if alt is None else alt, height) if cut else "no picture"


def wide_thumbnail(photo, width):
    """Return an <img> of a whole photo of this width, to be described beside it."""
    cut = photo.pictures.get("whole")
    return cut_image(cut, "", round(width * photo.height / photo.width)) if cut else "no picture"


def cut_image(cut, alt, height):
    width, full_height = cut["size"]
    source = f"{settings.MEDIA_URL}{cut['stem']}-{cut['widths'][0]}.jpg"
    return format_html(THUMBNAIL, source, alt, round(height * width / full_height), height)


def head_drawing(photo, height=300):
    """Return the whole photo with its head box and eye line drawn over it."""
    cut, head = photo.pictures.get("whole"), photo.head
    if cut is None or head is None:
        return mark_safe("")
    image = cut_image(cut, "", height)
    tall = pencil.height(photo.size)
    left, right = head.left * pencil.WIDTH, head.right * pencil.WIDTH
    top, bottom, eyes = head.top * tall, head.bottom * tall, head.eye_line * tall
    return format_html(
        HEAD, image, f"{tall:.0f}", *(f"{n:.1f}" for n in (left, top, right, bottom, eyes))
    )


def all_cuts(photo, height=150):
    """Return every cut of a photo with its name and its size in pixels."""
    rows = ((cut_image(cut, "", height), key, *cut["size"]) for key, cut in photo.pictures.items())
    return format_html_join("", CAPTIONED, rows)
