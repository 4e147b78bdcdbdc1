"""Small pictures in the admin."""

from django.conf import settings
from django.utils.html import format_html

THUMBNAIL = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'


def thumbnail(photo, framing="whole", height=72):
    """Return an <img> of a photo, or words where there is no picture to show."""
    pictures = photo.pictures if photo else {}
    cut = pictures.get("headshot 4:5" if framing == "headshot" else "whole")
    return cut_image(cut, photo.alt, height) if cut else "no picture"


def cut_image(cut, alt, height):
    width, full_height = cut["size"]
    source = f"{settings.MEDIA_URL}{cut['stem']}-{cut['widths'][0]}.jpg"
    return format_html(THUMBNAIL, source, alt, round(height * width / full_height), height)
