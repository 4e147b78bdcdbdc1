"""imagekit's specs of our renditions: how a master becomes one file of a cut.

imagekit finds this module by its name. `generate` makes one file alone (first request of a
missing one); making.make runs the same steps for all files of a photo after one decode.
"""

from tempfile import TemporaryFile

from imagekit import ImageSpec, register
from imagekit.processors import ProcessorPipeline
from imagekit.specs import BaseImageSpec
from imagekit.utils import get_field_info
from PIL import Image, ImageFilter

from . import encoding, metadata, renditions

SHARPENED_UP_TO = 640
# 60 % of what a picture loses when it is blurred a little: an unsharp mask, in one step.
BITE = ImageFilter.Kernel((3, 3), [-3, -6, -3, -6, 116, -6, -3, -6, -3], scale=80)


class CutOut:
    """A box of a photograph in one size.

    box: in pixels of the whole photograph, whose size is `whole`. It may come decoded at a half, a
    quarter or an eighth of that.
    """

    def __init__(self, box, whole, size):
        self.box, self.whole, self.size = box, whole, size

    def process(self, image):
        left, top, right, bottom = self.box
        if image.size == self.whole and (right - left, bottom - top) == self.size:
            return image.crop(self.box)
        reduced = max(1, round(self.whole[0] / image.width))
        return shrink(image, self.size, tuple(side / reduced for side in self.box))


class Sharpen:
    """Small files lose their bite when they are shrunk; large ones show every edge."""

    def process(self, image):
        return image.filter(BITE) if image.width <= SHARPENED_UP_TO else image


def shrink(image, size, box=None):
    # Lanczos takes half as long again, and at the same bytes AVIF files come out no better.
    return image.resize(size, Image.Resampling.BICUBIC, box=box, reducing_gap=3)


class Picture(ImageSpec):
    """One file of a cut: what `photo.pictures` says, in one width and format."""

    def __init__(self, source, cut, width, format):
        photo, _ = get_field_info(source)
        picture = photo.pictures[cut]
        self.size = renditions.size_at(picture, width)
        self.reduction = renditions.reduction(picture, width)
        box = renditions.box(picture, photo.size)
        self.cut_out, self.finish = CutOut(box, photo.size, self.size), Sharpen()
        self.processors = [self.cut_out, self.finish]
        self.format = format
        self.options = encoding.OPTIONS[format] | metadata.save_options(photo)
        self.name = renditions.file_name(picture, width, format)
        super().__init__(source)

    @property
    def cachefile_name(self):
        return self.name

    def generate(self):
        """Return the file's content. Not by pilkit, which mutes stderr in a way threads break."""
        master = renditions.open_master(self.source, self.reduction)
        return self.encode(ProcessorPipeline(self.processors).process(master))

    def encode(self, image, **options):
        # A file: into memory, Pillow encodes JPEG without letting other threads run.
        content = TemporaryFile()  # noqa: SIM115  (whoever called closes it)
        image.save(content, self.format, **self.options | options)
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
