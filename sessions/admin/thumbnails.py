"""Small pictures in the admin."""

from django.conf import settings
from django.utils.html import format_html, format_html_join

THUMBNAIL = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
CAPTIONED = '<figure class="photo-crop">{}<figcaption>{}, {} × {} px</figcaption></figure>'


def thumbnail(photo, framing="whole", height=72):
    """Return an <img> of a photo, or words where there is no picture to show."""
    pictures = photo.pictures if photo else {}
    cut = pictures.get("headshot 4:5" if framing == "headshot" else "whole")
    return cut_image(cut, photo.alt, height) if cut else "no picture"


def cut_image(cut, alt, height):
    width, full_height = cut["size"]
    source = f"{settings.MEDIA_URL}{cut['stem']}-{cut['widths'][0]}.jpg"
    return format_html(THUMBNAIL, source, alt, round(height * width / full_height), height)


def all_cuts(photo, height=150):
    """Return every cut of a photo with its name and its size in pixels."""
    rows = ((cut_image(cut, "", height), key, *cut["size"]) for key, cut in photo.pictures.items())
    return format_html_join("", CAPTIONED, rows)
