"""Small pictures in the admin."""

from django.conf import settings
from django.utils.html import format_html

THUMBNAIL = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'


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
