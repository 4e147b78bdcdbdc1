"""imagekit's specs of our renditions: how a master becomes one file of a cut.

imagekit finds this module by its name. `generate` makes one file alone (first request of a
missing one); renditions.make runs the same steps for all files of a photo after one decode.
"""

from io import BytesIO

from imagekit import ImageSpec, register
from imagekit.processors import ProcessorPipeline
from imagekit.specs import BaseImageSpec
from imagekit.utils import get_field_info
from PIL import Image, ImageFilter

from . import metadata, renditions

# AVIF at speed 8 takes a third of the time of speed 6, for 8 % more bytes of the same quality.
# The encoder's bytes depend on its number of threads, so that is not left to the machine.
OPTIONS = {
    "AVIF": {"quality": 60, "subsampling": "4:2:0", "speed": 8, "max_threads": 1},
    "JPEG": {"quality": 78, "progressive": True, "optimize": True},
}
SHARPENED_UP_TO = 640


class CutOut:
    """The box of a picture, no larger than its largest file."""

    def __init__(self, box, size):
        self.box, self.size = box, size

    def process(self, image):
        if self.box != (0, 0, *image.size):
            image = image.crop(self.box)
        return shrink(image, self.size)


class Shrink:
    """From the largest file of a cut to a smaller one, sharpened where that shows."""

    def __init__(self, size):
        self.size = size

    def process(self, image):
        image = shrink(image, self.size)
        if self.size[0] <= SHARPENED_UP_TO:
            return image.filter(ImageFilter.UnsharpMask(radius=0.6, percent=60, threshold=0))
        return image


def shrink(image, size):
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


class Picture(ImageSpec):
    """One file of a cut: what `photo.pictures` says, in one width and format."""

    def __init__(self, source, cut, width, format):
        photo, _ = get_field_info(source)
        picture = photo.pictures[cut]
        largest = renditions.size_at(picture, picture["widths"][-1])
        self.processors = [
            CutOut(renditions.box(picture, photo.size), largest),
            Shrink(renditions.size_at(picture, width)),
        ]
        self.format = format
        self.options = OPTIONS[format] | metadata.save_options(photo)
        self.name = renditions.file_name(picture, width, format)
        super().__init__(source)

    @property
    def cachefile_name(self):
        return self.name

    def generate(self):
        """Return the file's content. Not by pilkit, which mutes stderr in a way threads break."""
        image = ProcessorPipeline(self.processors).process(renditions.open_master(self.source))
        return self.encode(image)

    def encode(self, image):
        content = BytesIO()
        image.save(content, self.format, **self.options)
        content.seek(0)
        return content


@register.generator("sessions:headshot")
class Headshot(Picture):
    """Tight, chest-up."""


@register.generator("sessions:portrait")
class Portrait(Picture):
    """Wide: the person and the surroundings."""


@register.generator("sessions:whole")
class Whole(Picture):
    """The photograph as it was taken."""


@register.generator("sessions:share")
class Share(BaseImageSpec):
    """What networks show of a page: see share_pictures.py. It may do without a photograph."""

    def __init__(self, card):
        self.card = card
        super().__init__()

    @property
    def cachefile_name(self):
        return self.card.name

    def generate(self):
        return self.card.encoded()


@register.generator("sessions:icon")
class MarkIcon(BaseImageSpec):
    """The studio's mark in one size: see icons.py."""

    def __init__(self, icon):
        self.icon = icon
        super().__init__()

    @property
    def cachefile_name(self):
        return self.icon.name

    def generate(self):
        return self.icon.encoded()
