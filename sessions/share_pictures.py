"""The picture that networks show where somebody shares a page: its photograph and its title.

A card is known by its record; its file is called
s/<what it is about>-<number of the photo>-<hash>.jpg, with one hash of everything that shapes it.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from django.core.files.storage import storages
from imagekit.registry import generator_registry
from PIL import Image

from . import lettering, metadata, pencil, removing, renditions
from .cachefile_backend import Rendition
from .models import Photo

SIZE = (1200, 630)
FOLDER = "s"
NAME = re.compile(
    r"(?P<about>(?P<kind>[a-z]+)(?:-(?P<slug>[-\w]+))?)-(?P<photo>\d{1,18})-[0-9a-f]{12}\.jpg",
    re.ASCII,
)
# Goes into every hash: move it on when the same card is to be drawn otherwise.
RECIPE = 1
PHOTO_CUT, FRAME_CUT, WIDE_CUT = "portrait 4:5", "headshot 4:5", "portrait 16:9"
PHOTO_BOX = (696, 0, 1200, 630)  # 4:5 of the full height, at the right edge
TEXT_LEFT, TEXT_TOP, TEXT_WIDTH, TEXT_HEIGHT = 64, 58, 580, 442
NAME_BASELINE, NAME_SIZE = 572, 36
SIZES = (140, 126, 114, 104, 96, 88, 80, 74, 68, 62, 56, 50)
INSET = 30  # of the frame where no head is
OPTIONS = {"quality": 84, "progressive": True, "optimize": True, "subsampling": "4:2:0"}


@dataclass(frozen=True)
class Card:
    """What one share picture shows.

    about: kind and slug of the record, as in the file's name. words: the headline, with *asterisks*
    around italics. studio: its name. photo: a Photo, or None.
    """

    about: str
    words: str
    studio: str
    photo: Photo | None = None

    @cached_property
    def name(self):
        return f"{FOLDER}/{self.about}-{self.photo.pk if self.photo else 0}-{self.hash}.jpg"

    @property
    def hash(self):
        # The stem of a cut holds a hash of the photo, the crop and the words written into files.
        cuts = [self.cut(key) for key in (PHOTO_CUT, FRAME_CUT, WIDE_CUT, "whole")]
        stems = [cut and cut["stem"] for cut in cuts]
        shaping = json.dumps([RECIPE, self.words, self.studio, stems])
        return hashlib.sha256(shaping.encode()).hexdigest()[:12]

    @property
    def alt(self):
        """What is to be seen on it."""
        words = lettering.ITALICS.sub(r"\1", self.words)
        return f"“{words}”. {self.photo.alt}" if self.photo and self.photo.alt else words

    def cut(self, key):
        return self.photo.pictures.get(key) if self.photo else None

    @property
    def file(self):
        """Its file, made or not, as imagekit's registry has it."""
        return Rendition(generator_registry.get("sessions:share", card=self))

    def encoded(self):
        content = BytesIO()
        options = metadata.save_options(self.photo) if self.photo else {}
        self.draw().save(content, "JPEG", **OPTIONS, **options)
        content.seek(0)
        return content

    def draw(self):
        """Return the finished picture. Raises OSError where the photo's master is broken."""
        image = Image.new("RGB", SIZE, lettering.PAPER)
        master = renditions.open_master(self.photo.master).convert("RGB") if self.photo else None
        if not lettering.can_write(self.words):  # a script that the typeface does not have
            return self.draw_without_words(image, master)
        width = TEXT_WIDTH
        if master:
            self.put(image, master, PHOTO_CUT, PHOTO_BOX)
        else:
            self.draw_frame(image, (INSET, INSET, SIZE[0] - INSET, SIZE[1] - INSET))
            width = SIZE[0] - 2 * TEXT_LEFT - INSET
        place = (TEXT_LEFT if master else TEXT_LEFT + INSET, TEXT_TOP if master else TEXT_TOP + 24)
        size, lines = lettering.fit(self.words, width, TEXT_HEIGHT, SIZES)
        lettering.write(image, lines, place, size)
        if lettering.can_write(self.studio):
            foot = (place[0], NAME_BASELINE - 0.76 * NAME_SIZE - (0 if master else 16))
            _, lines = lettering.fit(self.studio, width, 2 * NAME_SIZE, (NAME_SIZE,), 1)
            lettering.write(image, lines, foot, NAME_SIZE, lettering.QUIET)
        return image

    def draw_without_words(self, image, master):
        if master:
            # A strip of the 16:9 cut: what is lost lies at its foot, and the head at its top.
            self.put(image, master, WIDE_CUT, (0, 0, SIZE[0], round(SIZE[0] * 9 / 16)))
        else:
            self.draw_frame(image, (INSET, INSET, SIZE[0] - INSET, SIZE[1] - INSET))
        return image

    def put(self, image, master, key, box):
        """Put a cut of the photo into a box of the picture, and the pencil's frame over it."""
        picture = self.cut(key) or self.cut("whole")
        crop = renditions.box(picture, master.size)
        size = (box[2] - box[0], box[3] - box[1])
        cut = covering(master, crop, size)
        image.paste(cut, box[:2])
        self.draw_frame(image, self.frame_in(picture, box) or inset(box))

    def frame_in(self, picture, box):
        """Return where the headshot's frame lies in a box that shows a cut; None if not inside."""
        headshot = self.cut(FRAME_CUT)
        if headshot is None:
            return None
        left, top, right, bottom = picture["crop"]
        across, down = (box[2] - box[0]) / (right - left), (box[3] - box[1]) / (bottom - top)
        frame = (
            box[0] + (headshot["crop"][0] - left) * across,
            box[1] + (headshot["crop"][1] - top) * down,
            box[0] + (headshot["crop"][2] - left) * across,
            box[1] + (headshot["crop"][3] - top) * down,
        )
        room = 14
        is_inside = (
            frame[0] >= box[0] + room
            and frame[1] >= box[1] + room
            and frame[2] <= min(box[2], SIZE[0]) - room
            and frame[3] <= min(box[3], SIZE[1]) - room
        )
        return frame if is_inside else None

    def draw_frame(self, image, rectangle):
        scale = SIZE[0] / pencil.WIDTH
        left, top, right, bottom = (side / scale for side in rectangle)
        frame = pencil.Frame(left, top, right, bottom, SIZE[1] / scale)
        lettering.draw_strokes(image, frame.strokes, scale, halo=13 if self.photo else 0)


def inset(box):
    left, top, right, bottom = box
    return left + INSET, top + INSET, min(right, SIZE[0]) - INSET, min(bottom, SIZE[1]) - INSET


def covering(master, crop, size):
    """Return a crop of a master in a size; where the shapes differ, its middle and top stay."""
    left, top, right, bottom = crop
    ratio = size[0] / size[1]
    across, down = right - left, bottom - top
    if across / down > ratio:
        spare = across - down * ratio
        left, right = left + spare / 2, right - spare / 2
    else:
        bottom = top + across / ratio
    return master.resize(size, Image.Resampling.LANCZOS, box=(left, top, right, bottom))


def stored():
    """Yield (match of NAME, name) of every share picture in the storage."""
    try:
        _, names = storages["renditions"].listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        if match := NAME.fullmatch(name):
            yield match, f"{FOLDER}/{name}"


def remove(*photos):
    """Remove all share pictures that show one of the photos."""
    numbers = {str(photo.pk) for photo in photos}
    removing.remove_names([name for match, name in stored() if match["photo"] in numbers])


def remove_others(card):
    """Remove former share pictures of what a card is about."""
    about = [(match["about"], name) for match, name in stored()]
    removing.remove_names([n for each, n in about if each == card.about and n != card.name])
