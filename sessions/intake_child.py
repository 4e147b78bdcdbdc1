"""Examine one uploaded picture and make its master, in a process of its own with limits.

No Django in here. Run as `python -m sessions.intake_child UPLOAD FOLDER`: leaves master.jpg and
result.json in the folder; result.json holds {"refused": sentence} or what was found. A file that
is made to exhaust the machine ends this process and nothing else.
"""

import json
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageFile

from . import intake_colour, intake_jpeg, intake_limits
from .intake_facts import exif_value, read_facts
from .likeness import likeness

MEMORY = 585_000_000  # bytes at most, whatever the file says
MASTER_LONG_EDGE = 6000
LONGEST_SIDE = 30_000
SIDE_RATIO = 12
SMALL = 1920  # the long edge on which heads are looked for
# Megapixels that fit into MEMORY: large JPEGs are decoded at half size, WebP makes three copies.
MOST_MEGAPIXELS = {"JPEG": 210, "PNG": 50, "TIFF": 50, "HEIC": 50, "AVIF": 40, "WEBP": 26}
HALVED_ABOVE = 50_000_000
PILLOW_NAMES = {"HEIC": "HEIF"}
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
TOO_MUCH_MEMORY = (
    "This picture takes too much memory to open. Export it as an ordinary JPEG, with a long edge "
    "of 6,000 pixels or less."
)
HEIC_ADVICE = (
    "On an iPhone, choose Settings > Camera > Formats > Most Compatible, or export it as JPEG."
)
OTHER_KINDS = {
    b"GIF8": "a GIF picture",
    b"BM": "a BMP picture",
    b"8BPS": "a Photoshop document",
    b"%PDF": "a PDF document",
    b"<svg": "an SVG drawing",
    b"<?xml": "an XML or SVG file",
    b"\0\0\0\x0cJXL ": "a JPEG XL picture",
    b"\xff\x0a": "a JPEG XL picture",
    b"\0\0\0\x0cjP  ": "a JPEG 2000 picture",
    b"PK": "a ZIP archive",
}


class Refused(Exception):
    """The picture is not taken; the message tells its owner why and what to do."""


def kind_of(head):
    """Return the format that a file's first bytes stand for. Raises Refused for others."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "TIFF"
    if head[4:8] == b"ftyp":
        return "AVIF" if head[8:12] in (b"avif", b"avis") else "HEIC"
    for start, name in OTHER_KINDS.items():
        if head.startswith(start):
            raise Refused(f"This is {name}, not a photograph the site can use. Export it as JPEG.")
    raise Refused(
        "This file is not a picture, whatever its name says. Export the photograph as JPEG again."
    )


def examine(path, folder):
    """Make the master of an upload in the folder; return what is known about the picture."""
    with open(path, "rb") as file:
        kind = kind_of(file.read(32))
    with open_header(path, kind) as image:
        check_header(image, kind)
        size = image.size
    del image  # a WebP decoder keeps two canvases
    if kind == "JPEG":
        check_jpeg(path)
    master, facts = make_master(path, kind)

    master.save(Path(folder, "master.jpg"), "JPEG", quality=95, subsampling=0)
    small = master.copy()
    small.thumbnail((SMALL, SMALL), reducing_gap=2)
    is_turned = (size[0] > size[1]) != (master.width > master.height)
    return {
        "format": kind,
        "width": master.width,
        "height": master.height,
        "original_size": size[::-1] if is_turned else size,
        "facts": facts,
        "tone": "#{:02x}{:02x}{:02x}".format(*average(small)),
        "likeness": likeness(small),
        "faces": find_faces(small),
    }


def open_header(path, kind):
    most = MOST_MEGAPIXELS[kind] * 1_000_000
    # Pillow raises from twice this number on, before a decoder (WebP's) can take memory.
    Image.MAX_IMAGE_PIXELS = most // 2 + 1
    try:
        return Image.open(path, formats=[PILLOW_NAMES.get(kind, kind)])
    except Image.DecompressionBombError:
        raise Refused(too_large(kind)) from None
    except MemoryError:
        raise
    except Exception:  # broken headers raise whatever their decoder met first
        raise Refused(unreadable(kind)) from None


def check_header(image, kind):
    """Refuse what would take too long or too much memory, before anything is decoded."""
    width, height = image.size
    if width * height > MOST_MEGAPIXELS[kind] * 1_000_000 or max(width, height) > LONGEST_SIDE:
        raise Refused(f"This picture has {width:,} x {height:,} pixels. {too_large(kind)}")
    if max(width, height) > SIDE_RATIO * min(width, height):
        raise Refused(
            f"This picture is a strip of {width:,} x {height:,} pixels. A picture may be at most "
            f"{SIDE_RATIO} times as long as it is wide: crop it and upload it again."
        )
    # The further pictures in a phone's JPEG (MPO) and HEIC are depth, brightness or bursts.
    if kind in ("PNG", "WEBP", "AVIF") and getattr(image, "n_frames", 1) > 1:
        raise Refused("This picture is animated. Export one still frame of it as JPEG or PNG.")
    if kind == "TIFF" and has_pages(image):
        raise Refused("This TIFF file holds several pages. Export the one you want as JPEG.")
    if image.mode in ("I", "F"):
        raise Refused(
            "This picture has 32 bits per channel. Export it with 8 or 16 bits, or as JPEG."
        )


def has_pages(image, most=16):
    """Whether a TIFF holds further pictures that are no thumbnails (NewSubfileType, bit 0)."""
    pages = 0
    try:
        for number in range(most):
            image.seek(number)
            pages += not image.tag_v2.get(254, 0) & 1
    except EOFError:
        pages = max(pages, 1)
    image.seek(0)
    return pages > 1


def check_jpeg(path):
    """Refuse a JPEG that takes too many rounds, too much memory, or is damaged inside."""
    scans, held_bytes = intake_jpeg.measure(path)
    if scans > intake_jpeg.MOST_SCANS or held_bytes > MEMORY * 0.6:
        raise Refused(
            "This JPEG is saved in a way that takes too long to open (progressive, too large). "
            "Export it again as an ordinary (baseline) JPEG."
        )
    if intake_jpeg.is_damaged(path):
        raise Refused(unreadable("JPEG"))


def make_master(path, kind):
    """Return the picture as 8-bit sRGB, not too large and upright; and what its metadata says.

    One name for every step: a former one that is still held would break the memory limit.
    """
    image = decode(path, kind)
    facts = read_facts(image)  # only now: before decoding, Pillow may not have met them yet
    profile, profile_name = intake_colour.profile_of(image)
    if profile_name:
        facts["profile"] = profile_name[:80]
    # Pillow turns TIFF, and libheif HEIC, upright while decoding.
    turn = None if kind in ("TIFF", "HEIC") else UPRIGHT.get(exif_value(image, ORIENTATION))
    image = intake_colour.to_eight_bits(image)
    if max(image.size) > MASTER_LONG_EDGE:
        scale = MASTER_LONG_EDGE / max(image.size)
        size = tuple(max(1, round(side * scale)) for side in image.size)
        image = image.resize(size, Image.Resampling.LANCZOS)
    image = intake_colour.to_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    image.info = {}  # what stays here, Pillow would write into the master
    return image, facts


def decode(path, kind):
    """Return the picture decoded to its last byte. Raises Refused for a damaged file."""
    try:
        if kind == "PNG":  # decoding alone would not look at the checksums
            with open_header(path, kind) as image:
                image.verify()
        image = open_header(path, kind)
        if kind == "JPEG" and image.width * image.height > HALVED_ABOVE:
            image.draft(None, (image.width // 2, image.height // 2))
        image.load()
    except MemoryError:
        raise
    except Exception:  # damaged files raise whatever their decoder met first
        raise Refused(unreadable(kind)) from None
    return image


def average(image):
    return image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))


def find_faces(image):
    """Return the heads as plain dicts, best first; none where the detector itself fails."""
    try:
        from . import heads

        found = [plain(face) for face in heads.find_heads(image)]
    except Exception:  # a photo without a suggestion is better than no photo
        logging.exception("Heads could not be looked for.")
        return []
    return [face for face in found if face["top"] < face["eye_line"] < face["bottom"]]


def plain(face):
    """Return a heads.Face as what JSON can hold, rounded to 1/10,000 of the photo."""
    head = {name: getattr(face.head, name) for name in ("left", "top", "right", "bottom")}
    head["eye_line"] = face.head.eye_line
    return {name: round(float(value), 4) for name, value in head.items()} | {
        "facing": str(face.head.facing),
        "score": round(float(face.score), 3),
        "is_clear": bool(face.is_clear),
        "landmarks": np.round(np.asarray(face.landmarks, float), 4).tolist(),
    }


def unreadable(kind):
    if kind == "HEIC":
        return f"This is a HEIC picture that could not be read. {HEIC_ADVICE}"
    return (
        f"This {kind} file is damaged or incomplete. Copy it again from the camera or phone, "
        "or export it again."
    )


def too_large(kind):
    return (
        f"A {kind} picture may have {MOST_MEGAPIXELS[kind]} megapixels at most: export it smaller"
        + (". A long edge of 6,000 pixels is plenty." if kind == "JPEG" else ", or as JPEG.")
    )


def main(path, folder):
    warnings.simplefilter("ignore")  # Pillow's, about odd metadata and large pictures
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    cv2.setNumThreads(1)
    pillow_heif.register_heif_opener(thumbnails=False, aux_images=False, depth_images=False)
    intake_limits.set_limits(MEMORY)
    try:
        result = examine(path, folder)
    except Refused as refusal:
        result = {"refused": str(refusal)}
    except MemoryError:
        result = {"refused": TOO_MUCH_MEMORY}
    except Exception:  # the owner gets a sentence, the log the cause
        logging.exception("A picture could not be examined.")
        result = {"refused": unreadable("picture")}
    result["peak_mb"] = intake_limits.peak_mb()
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        json.dump(result, file)
    os.replace(file.name, Path(folder, "result.json"))


if __name__ == "__main__":
    main(*sys.argv[1:])
