"""The studio's mark as icons: its first letter in the serif, inside the pencil's frame."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from django.conf import settings
from django.core.files.storage import storages
from imagekit.registry import generator_registry
from PIL import Image, ImageDraw

from . import lettering, pencil
from .cachefile_backend import Rendition

FOLDER = "s"
NAME = re.compile(r"icon-(?P<size>\d+)(?P<mask>m?)-[0-9a-f]{12}\.(?P<end>png|ico)", re.ASCII)
# Goes into every hash: move it on when the same icon is to be drawn otherwise.
RECIPE = 1
# Of telephones: 180 (Apple), 192 and 512; browsers' oldest kind of icon holds three sizes in one.
SIZES = (180, 192, 512)
OLD_SIZES = (16, 32, 48)
GROUND, PENCIL, LETTER = "#1d1916", "#f0664f", "#f5f1ea"  # those of static/icon.svg
TYPES = {"png": "image/png", "ico": "image/x-icon"}


@dataclass(frozen=True)
class Icon:
    """One icon. is_mask: with room around it, for telephones that cut icons to a shape."""

    size: int
    studio: str
    is_mask: bool = False

    @property
    def end(self):
        return "ico" if self.size in OLD_SIZES else "png"

    @property
    def name(self):
        mask = "m" if self.is_mask else ""
        return f"{FOLDER}/icon-{self.size}{mask}-{print_of(letter_of(self.studio))}.{self.end}"

    @property
    def path(self):
        return settings.MEDIA_URL + self.name

    @property
    def file(self):
        return Rendition(generator_registry.get("sessions:icon", icon=self))

    def encoded(self):
        content = BytesIO()
        image = draw(self.size, letter_of(self.studio), self.is_mask)
        if self.end == "ico":
            smaller = [draw(size, letter_of(self.studio), False) for size in OLD_SIZES[:-1]]
            sizes = [(size, size) for size in OLD_SIZES]
            image.save(content, "ICO", sizes=sizes, append_images=smaller)
        else:
            image.save(content, "PNG", optimize=True)
        content.seek(0)
        return content


def all_icons(studio):
    """Return every icon of a studio of this name."""
    icons = [Icon(size, studio) for size in (*SIZES, OLD_SIZES[-1])]
    return [*icons, Icon(512, studio, is_mask=True)]


def letter_of(studio):
    """Return the first letter of a name that the typeface has; "" where it has none."""
    letters = (letter.upper() for letter in studio if letter.isalnum())
    return next((letter for letter in letters if lettering.can_write(letter)), "")


@lru_cache
def print_of(letter):
    return hashlib.sha256(json.dumps([RECIPE, letter]).encode()).hexdigest()[:12]


def draw(size, letter, is_mask):
    """Return the mark in a size, square and without transparency."""
    image = Image.new("RGB", (size, size), GROUND)
    edge, across = (0.26, 0.52) if is_mask else (0.16, 0.74)
    units = 220  # of the whole side: the hand trembles as much as on a small photograph
    frame = pencil.Frame(*(units * part for part in (edge, edge, 1 - edge, 1 - edge)), units)
    thickness = size * (0.036 if is_mask else 0.05)
    lettering.draw_strokes(
        image, frame.strokes, size / units, width=thickness, halo=0, colour=PENCIL
    )
    if letter:
        face = lettering.font(lettering.subset_of(letter), "normal", round(size * across))
        left, top, right, bottom = face.getbbox(letter, anchor="ls")
        place = (size / 2 - (left + right) / 2, size / 2 - (top + bottom) / 2)
        ImageDraw.Draw(image).text(place, letter, font=face, fill=LETTER, anchor="ls")
    return image


def sweep(studio):
    """Remove icons of former names and recipes."""
    keep = {icon.name for icon in all_icons(studio)}
    try:
        _, names = storages["renditions"].listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        if NAME.fullmatch(name) and f"{FOLDER}/{name}" not in keep:
            storages["renditions"].delete(f"{FOLDER}/{name}")
