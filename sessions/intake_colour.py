"""Any picture Pillow can open -> 8-bit sRGB. No Django in here: runs in the intake child."""

import struct
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms
from PIL.ExifTags import IFD

from .intake_facts import exif_value

# CIE xy of red, green, blue; all of these have the white point D65.
PRIMARIES = {
    "Display P3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    "Adobe RGB (1998)": ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060)),
}
# Tone curves as ICC parametric types 3 (sRGB) and 0 (a plain power).
CURVES = {
    "Display P3": (3, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)),
    "Adobe RGB (1998)": (0, (563 / 256,)),
}
D65 = np.array([0.95047, 1.0, 1.08883])
D50 = np.array([0.9642, 1.0, 0.8249])
BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
P3_IN_NCLX = 12  # ITU-T H.273, colour_primaries
SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
BAND = 1024


@cache
def icc_profile(name):
    """Return the ICC profile (v4, matrix and curve) of a named RGB colour space as bytes.

    Phones and cameras often name their colour space without embedding its profile.
    """
    kind, numbers = CURVES[name]
    curve = b"para" + bytes(4) + struct.pack(">HH", kind, 0) + fixed(*numbers)
    columns = colorants(PRIMARIES[name])
    tags = {b"desc": text(name), b"cprt": text("No copyright"), b"wtpt": xyz(D50)}
    tags |= dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(xyz, columns.T), strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)

    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4sI4s4s4s", offset + len(body), bytes(4), 0x04300000, *HEADER_WORDS)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(*D50)
    return header.ljust(128, b"\0") + table + body


HEADER_WORDS = (b"mntr", b"RGB ", b"XYZ ")


def colorants(primaries):
    """Return the matrix from linear RGB to XYZ under D50 (Bradford), as ICC profiles want it."""
    columns = np.array([[x / y, 1, (1 - x - y) / y] for x, y in primaries]).T
    matrix = columns * np.linalg.solve(columns, D65)
    gain = np.diag((BRADFORD @ D50) / (BRADFORD @ D65))
    return np.linalg.inv(BRADFORD) @ gain @ BRADFORD @ matrix


def fixed(*numbers):
    return struct.pack(f">{len(numbers)}i", *(round(float(n) * 65536) for n in numbers))


def xyz(numbers):
    return b"XYZ " + bytes(4) + fixed(*numbers)


def text(words):
    data = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(data), 28) + data


def profile_of(image):
    """Return (profile, its name): embedded, or named by the metadata; (None, "") for neither."""
    if data := image.info.get("icc_profile"):
        try:
            profile = ImageCms.ImageCmsProfile(BytesIO(data))
            return profile, ImageCms.getProfileDescription(profile).strip()
        except (OSError, ImageCms.PyCMSError):
            return None, "unreadable"
    if name := named_space(image):
        return ImageCms.ImageCmsProfile(BytesIO(icc_profile(name))), name
    return None, ""


def named_space(image):
    nclx = image.info.get("nclx_profile") or {}
    if nclx.get("color_primaries") == P3_IN_NCLX:
        return "Display P3"
    # "R03" is how cameras say Adobe RGB: DCF 2.0, optional colour space.
    interoperability = exif_value(image, 1, IFD.Interop)
    return "Adobe RGB (1998)" if interoperability == "R03" else ""


def to_eight_bits(image):
    """Return the picture as L, RGB, CMYK or LAB with 8 bits a channel, transparency on white."""
    if image.mode.startswith("I;16"):
        # convert("L") alone clips: every value over 255 of 65,535 would come out white.
        wide = image if image.mode == "I;16" else image.convert("I")
        return wide.point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return on_white(image)
    if image.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        # Pillow takes every CMYK JPEG for Adobe's, who store them inverted and say so.
        return image.point(lambda value: 255 - value)
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in SPACES else image.convert("RGB")


def on_white(image):
    """Return the picture on white paper, band by band: whole copies would take too much memory."""
    paper = Image.new("RGB", image.size, "white")
    for top in range(0, image.height, BAND):
        box = (0, top, image.width, min(top + BAND, image.height))
        band = image.crop(box).convert("RGBA")
        paper.paste(band, box, band)
    return paper


def to_srgb(image, profile):
    """Return an 8-bit picture in sRGB, converted from its profile where that fits the picture."""
    space = profile.profile.xcolor_space.strip() if profile else ""
    if image.mode == "L" and space == "RGB":
        image = image.convert("RGB")
    if image.mode == "LAB" and space != "Lab":
        profile, space = ImageCms.createProfile("LAB"), "Lab"
    if space != SPACES[image.mode]:
        return image.convert("RGB")
    try:
        return ImageCms.profileToProfile(
            image,
            profile,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except ImageCms.PyCMSError:
        return image.convert("RGB")
