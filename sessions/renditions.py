"""Which picture files a photo needs, and what they are called.

A cut is a framing with a ratio: "headshot 4:5", "portrait" (in the photo's own shape), "whole".
`photo.pictures` says for each cut what there is; its files are called
r/<slug>-<framing>-<hash>-<width>.avif or .jpg, with one hash of everything that shapes the
picture. making.py makes them, slimming.py makes them smaller, removing.py removes them.
"""

import hashlib
import json
import re

from imagekit.registry import generator_registry
from PIL import Image

from . import framing
from .cachefile_backend import Rendition

# Made for every photo after upload. Other cuts are made when a page first shows them.
STANDARD_CUTS = (
    "headshot 4:5",
    "headshot 1:1",
    "portrait",
    "portrait 3:2",
    "portrait 4:5",
    "whole",
)
# What search engines want of the picture of an article.
ARTICLE_CUTS = ("portrait 1:1", "portrait 4:3", "portrait 16:9")
WIDTHS = (320, 480, 640, 960, 1280, 1920, 2560)
EXTENSIONS = {"AVIF": "avif", "JPEG": "jpg"}
# Browsers that know no AVIF, and machines, get one JPEG: of this width where there is one.
JPEG_WIDTH = 960
FOLDER = "r"
NAME = re.compile(
    r"(?P<stem>(?P<slug>[-\w]+)-(?:headshot|portrait|whole)-[0-9a-f]{8})"
    r"-(?P<width>[1-9]\d{0,3})\.(?P<extension>avif|jpg)",
    re.ASCII,
)
# Goes into every hash: move it on when the same crop is to be cut, scaled or encoded otherwise,
# then run `manage.py pictures`, which writes the new names into every photo.
RECIPE = 3
REDUCTIONS = (8, 4, 2)  # of what a JPEG decoder can leave out while it decodes


def known_cuts():
    """Return the keys of all cuts a page may show: every framing in every ratio a use may have."""
    from .models.types import Framing, Ratio  # the models import this module

    every = (f"{frame} {ratio}" for frame in Framing.values for ratio in Ratio.values)
    return list(dict.fromkeys([*STANDARD_CUTS, *ARTICLE_CUTS, *every]))


def describe(photo, cuts, may_train=False):
    """Return {cut: {stem, size, widths, crop}} from the photo's fields alone.

    size: of the cut in pixels of the master; crop: its fractions of the master. A cut that
    cannot be had (no headshot without a head) is left out. may_train: what the files say about
    training machines on them; where they may, each picture has that, too.
    """
    if not (photo.width and photo.height):
        return {}
    described = ((cut, describe_cut(photo, cut, may_train)) for cut in cuts)
    return {cut: picture for cut, picture in described if picture}


def describe_cut(photo, cut, may_train):
    frame, _, words = cut.partition(" ")
    ratio = (
        tuple(map(int, words.split(":")))
        if words
        else framing.natural_ratio(photo.size, photo.head)
    )
    pixels = cut_box(photo, cut, ratio)
    if pixels is None:
        return None
    left, top, right, bottom = pixels
    across, down = photo.size
    permission = {"may_train": True} if may_train else {}
    return permission | {
        "stem": f"{FOLDER}/{photo.slug}-{frame}-{fingerprint(photo, pixels, ratio, may_train)}",
        "size": [right - left, bottom - top],
        "widths": widths(right - left),
        "crop": [round(n, 6) for n in (left / across, top / down, right / across, bottom / down)],
    }


def cut_box(photo, cut, ratio):
    """Return a cut as (left, top, right, bottom) in pixels of the master; None if declined."""
    frame = cut.partition(" ")[0]
    if frame == "whole":
        return 0, 0, *photo.size
    if by_hand := photo.hand_crops.get(cut):
        return framing.pixels(framing.Crop(*by_hand), photo.size, ratio)
    if frame == "headshot" and not has_clear_head(photo):
        return None
    crop = framing.cut(frame, photo.size, ratio, photo.head, other_heads(photo))
    return crop and framing.pixels(crop, photo.size, ratio)


def has_clear_head(photo):
    """Whether the head box is good for a headshot: confirmed, or of a face nothing hides."""
    if photo.head is None or photo.head_confirmed_at:
        return photo.head is not None
    return all(face.get("is_clear", True) for face in photo.faces if is_at(face, photo.head))


def other_heads(photo):
    """Return the heads on a photo that are not its sitter's."""
    names = ("left", "top", "right", "bottom", "eye_line", "facing")
    return tuple(
        framing.Head(**{name: face[name] for name in names})
        for face in photo.faces
        if photo.head is None or not is_at(face, photo.head)
    )


def is_at(face, head):
    """Whether the middle of a found face lies in the head box: the same person's."""
    across, down = (face["left"] + face["right"]) / 2, (face["top"] + face["bottom"]) / 2
    return head.left <= across <= head.right and head.top <= down <= head.bottom


def fingerprint(photo, pixels, ratio, may_train):
    credits = (photo.creator, photo.copyright_notice, photo.credit, may_train)
    shaping = json.dumps([RECIPE, photo.digest, pixels, ratio, credits])
    return hashlib.sha256(shaping.encode()).hexdigest()[:8]


def widths(most):
    """Return the widths of a cut's files: the steps that need no enlarging, and its own width
    where that is the only one or more than a tenth beyond the last of them."""
    steps = [width for width in WIDTHS if width <= most]
    if not steps or (most < WIDTHS[-1] and most > steps[-1] * 1.1):
        steps.append(most)
    return steps


def size_at(picture, width):
    across, down = picture["size"]
    return width, max(1, round(width * down / across))


def box(picture, size):
    """Return the crop of a picture in pixels of a master of this size."""
    return tuple(round(part * side) for part, side in zip(picture["crop"], size * 2, strict=True))


def reduction(picture, width):
    """Return to which part (a half: 2) a master may be decoded and still has all the pixels that a
    file of this width needs."""
    spare = picture["size"][0] / width
    return next((part for part in REDUCTIONS if part <= spare), 1)


def file_name(picture, width, format):
    return f"{picture['stem']}-{width}.{EXTENSIONS[format]}"


def formats(width):
    """Return the formats in which a file is made before anybody asks for it."""
    return ("AVIF", "JPEG") if width <= JPEG_WIDTH else ("AVIF",)


def all_names(photo):
    """Return the names of all files that may be asked for."""
    return names_of({picture["stem"]: picture["widths"] for picture in photo.pictures.values()})


def names_of(stems):
    """Return the names of all files of {stem: widths}."""
    return {
        file_name({"stem": stem}, width, format)
        for stem, widths in stems.items()
        for width in widths
        for format in EXTENSIONS
    }


def gone(before, now):
    """Return {stem: widths} of the cuts in a former `pictures` that are called otherwise now."""
    kept = {picture["stem"] for picture in now.values()}
    former = {picture["stem"]: picture["widths"] for picture in before.values()}
    return {stem: widths for stem, widths in former.items() if stem not in kept}


def rendition(photo, cut, width, format):
    """Return the file of a cut, made or not, as imagekit's registry has it."""
    spec = generator_registry.get(
        f"sessions:{cut.partition(' ')[0]}",
        source=photo.master,
        cut=cut,
        width=width,
        format=format,
    )
    return Rendition(spec)


def find(photo, name):
    """Return the rendition of a file name below r/; None if the photo has none of that name."""
    match = NAME.fullmatch(name)
    if match is None:
        return None
    stem, width = f"{FOLDER}/{match['stem']}", int(match["width"])
    format = next(name for name, end in EXTENSIONS.items() if end == match["extension"])
    for cut, picture in photo.pictures.items():
        if picture["stem"] == stem and width in picture["widths"]:
            return rendition(photo, cut, width, format)
    return None


def open_master(master, reduced=1):
    """Return the decoded master. Raises OSError where it is missing, empty or broken.

    reduced: to which part of its width and height, see `reduction`.
    """
    with master.storage.open(master.name) as file, Image.open(file, formats=["JPEG"]) as image:
        if reduced > 1:
            image.draft(None, (image.width // reduced, image.height // reduced))
        image.load()
    return image


def may_be_stored(photo):
    """Whether files of this photo may lie about: not when the sitter's release has ended."""
    return photo.release is None or photo.release.is_valid
