"""Which picture files a photo needs, what they are called, making and removing them.

A cut is a framing with a ratio: "headshot 4:5", "portrait" (in the photo's own shape), "whole".
`photo.pictures` says for each cut what there is; its files are called
r/<slug>-<framing>-<hash>-<width>.avif or .jpg, with one hash of everything that shapes the bytes.
"""

import hashlib
import json
import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from django.core.files.storage import storages
from django.utils import timezone
from imagekit.registry import generator_registry
from PIL import Image

from . import framing
from .cachefile_backend import UNFINISHED, Rendition

logger = logging.getLogger("sessions.pictures")

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
FOLDER = "r"
NAME = re.compile(
    r"(?P<stem>(?P<slug>[-\w]+)-(?:headshot|portrait|whole)-[0-9a-f]{8})"
    r"-(?P<width>[1-9]\d{0,3})\.(?P<extension>avif|jpg)",
    re.ASCII,
)
# Goes into every hash: move it on when the same crop is to be cut, scaled or encoded otherwise,
# then run `manage.py pictures`, which writes the new names into every photo.
RECIPE = 2
THREADS = 2
LEFT_BEHIND = timedelta(hours=1)


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


def file_name(picture, width, format):
    return f"{picture['stem']}-{width}.{EXTENSIONS[format]}"


def all_names(photo):
    """Return the names of all files that may be asked for."""
    return {
        file_name(picture, width, format)
        for picture in photo.pictures.values()
        for width in picture["widths"]
        for format in EXTENSIONS
    }


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


def open_master(master):
    """Return the decoded master. Raises OSError where it is missing, empty or broken."""
    with master.storage.open(master.name) as file, Image.open(file, formats=["JPEG"]) as image:
        image.load()
    return image


def make(photo, cuts=STANDARD_CUTS):
    """Make the missing files of a photo's cuts after one decode, from large to small."""
    master, made, started = None, 0, time.monotonic()
    for cut in cuts:
        rows = missing_files(photo, cut)
        if not rows:
            continue
        if master is None:
            master = open_master(photo.master)
        largest = rows[0][0].generator.processors[0].process(master)
        with ThreadPoolExecutor(THREADS) as pool:
            made += sum(pool.map(partial(make_width, largest), rows))
    if made:
        logger.info("Made %s files of %s in %.1f s.", made, photo.slug, time.monotonic() - started)


def missing_files(photo, cut):
    """Return the files of a cut that are not stored, as a list for each width, widest first."""
    rows = []
    for width in reversed(photo.pictures.get(cut, {}).get("widths", [])):
        files = [rendition(photo, cut, width, format) for format in EXTENSIONS]
        rows.append([file for file in files if not file.storage.exists(file.name)])
    return [row for row in rows if row]


def make_width(largest, files):
    """Make the formats of one width; return how many there were to make.

    One after the other: two threads that save one Pillow image swap their options.
    """
    image = files[0].generator.processors[1].process(largest)
    return sum(file.keep_once(partial(file.generator.encode, image)) for file in files)


def may_be_stored(photo):
    """Whether files of this photo may lie about: not when the sitter's release has ended."""
    return photo.release is None or photo.release.is_valid


def stored():
    """Yield (slug, name) of every rendition in the storage; (None, name) for what is none."""
    try:
        _, names = storages["renditions"].listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        match = NAME.fullmatch(name)
        yield match and match["slug"], f"{FOLDER}/{name}"


def sweep(photo):
    """Remove files of the photo that its record no longer names, and those of no photo at all."""
    storage, keep = storages["renditions"], all_names(photo)
    slugs = set(type(photo).objects.values_list("slug", flat=True))
    for slug, name in stored():
        is_old = name not in keep if slug == photo.slug else slug and slug not in slugs
        if is_old or (slug is None and is_left_behind(storage, name)):
            storage.delete(name)


def is_left_behind(storage, name):
    """Whether a file was begun by a process that did not live to finish it."""
    try:
        age = timezone.now() - storage.get_modified_time(name)
    except FileNotFoundError:  # finished meanwhile
        return False
    return name.startswith(f"{FOLDER}/{UNFINISHED}") and age > LEFT_BEHIND


def remove(*photos):
    """Remove all renditions of photos, share pictures too; masters and originals stay."""
    from . import share_pictures  # which is built on this module

    share_pictures.remove(*photos)
    slugs = {photo.slug for photo in photos}
    for slug, name in stored():
        if slug in slugs:
            storages["renditions"].delete(name)


def sources(photo):
    """Return [(storage, name)] of the files that a photo's pictures are made from."""
    return [(file.storage, file.name) for file in (photo.master, photo.original) if file]


def remove_sources(files):
    for storage, name in files:
        storage.delete(name)


def remove_files(photo):
    """Remove every file of a photo that is deleted."""
    remove(photo)
    remove_sources(sources(photo))
