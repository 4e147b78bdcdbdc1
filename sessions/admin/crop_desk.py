"""What the crop desk shows of a photo: every crop that the site uses, by where it is used."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from .. import crop_checks, hand_crops, renditions
from ..models import Photo, Shape, Use
from .photo_form import face_names

# Where the templates show a cut; shown where no use has the same one.
ON_SITE = {
    "headshot 4:5": "Galleries and package cards",
    "portrait 4:5": "Galleries, cards and the two frames",
    "portrait 3:2": "One photograph across a page",
    "portrait": "Instead of a headshot that cannot be cut",
}
PROXY_WIDTH = 1280
NBSP = "\N{NO-BREAK SPACE}"
WIDE = 1.6  # ratio from which a crop gets the room of two


@dataclass
class Entry:
    """One crop: a name, a cut, and what the place asks."""

    photo: Photo
    name: str
    cut: str
    smallest_px: int | None = None
    is_round: bool = False

    @property
    def framing(self):
        return self.cut.partition(" ")[0]

    @cached_property
    def ratio(self):
        return hand_crops.ratio_of(self.cut, self.photo.size, self.photo.head)

    @property
    def shape(self):
        return "round" if self.is_round else ":".join(map(str, self.ratio))

    @property
    def is_wide(self):
        return self.ratio[0] / self.ratio[1] > WIDE

    @property
    def drawing_size(self):
        """Width and height of the drawing: its shape, and more than any room for it."""
        return [side * 400 for side in self.ratio]

    @property
    def is_by_hand(self):
        return self.cut in self.photo.hand_crops

    @cached_property
    def pixels(self):
        """(left, top, right, bottom) in pixels of the master; None where nothing can be cut."""
        picture = self.photo.pictures.get(self.cut)
        return picture and renditions.box(picture, self.photo.size)

    @property
    def view_box(self):
        left, top, right, bottom = self.pixels
        return f"{left} {top} {right - left} {bottom - top}"

    @property
    def size_words(self):
        left, top, right, bottom = self.pixels
        if self.ratio[0] == self.ratio[1]:
            return f"{right - left}{NBSP}px"
        return NBSP.join((str(right - left), "×", str(bottom - top), "px"))

    @property
    def findings(self):
        photo = self.photo
        if self.pixels is None:
            is_clear = renditions.has_clear_head(photo)
            return [crop_checks.reason_for_none(self.ratio, photo.size, photo.head, is_clear)]
        place = crop_checks.Place(self.framing, self.smallest_px, self.is_round)
        others = renditions.other_heads(photo)
        return crop_checks.findings(self.pixels, place, photo.size, photo.head, others)

    def as_data(self):
        return {
            "name": self.name,
            "cut": self.cut,
            "framing": self.framing,
            "isRound": self.is_round,
            "smallestPx": self.smallest_px,
        }


class Desk:
    """All that the templates of the crop desk ask for."""

    def __init__(self, photo):
        self.photo = photo
        self.uses = [
            Entry(
                photo,
                use.name,
                f"{use.framing} {use.ratio}",
                use.smallest_px,
                use.shape == Shape.CIRCLE,
            )
            for use in Use.objects.all()
        ]
        covered = {entry.cut for entry in self.uses}
        elsewhere = ON_SITE | {
            cut: cut.capitalize() for cut in photo.hand_crops if cut not in ON_SITE
        }
        self.on_site = [
            Entry(photo, name, cut) for cut, name in elsewhere.items() if cut not in covered
        ]

    @property
    def proxy(self):
        """(address, width, height) of the small picture that stands for the photograph."""
        whole = self.photo.pictures.get("whole")
        if whole is None:
            return None
        widths = whole["widths"]
        width = next((width for width in widths if width >= PROXY_WIDTH), widths[-1])
        address = f"{settings.MEDIA_URL}{renditions.file_name(whole, width, 'JPEG')}"
        return address, *renditions.size_at(whole, width)

    @property
    def head_lines(self):
        """(left, top, right, bottom, eyes) of the head box in pixels; None without one."""
        head, (width, height) = self.photo.head, self.photo.size
        if head is None:
            return None
        places = (head.left * width, head.top * height, head.right * width, head.bottom * height)
        return [round(place, 1) for place in (*places, head.eye_line * height)]

    @property
    def data(self):
        photo = self.photo
        names = face_names(photo.faces)
        return {
            "size": photo.size,
            "faces": [
                {key: value for key, value in face.items() if key != "landmarks"} | {"name": name}
                for face, name in zip(photo.faces, names, strict=True)
            ],
            "isConfirmed": photo.head_confirmed_at is not None,
            "facing": photo.facing,
            "handCrops": photo.hand_crops,
            "places": [entry.as_data() for entry in (*self.uses, *self.on_site)],
        }
