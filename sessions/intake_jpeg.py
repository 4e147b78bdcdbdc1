"""What a JPEG file tells before Pillow decodes it. No Django in here: runs in the intake child."""

import mmap
import os
import re
import struct
import sys
import tempfile

import cv2
import numpy as np

# Cameras and editors write 1 to 12 scans; each is a walk over the whole picture.
MOST_SCANS = 40
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
SCAN, END = 0xDA, 0xD9
# Compressed data holds 0xFF only before a zero or a restart marker (0xD0 to 0xD7).
MARKER = re.compile(rb"\xff+[\xc0-\xcf\xd9-\xfe]")
BEFORE_THE_END = re.compile(rb": (\d+) extraneous bytes before marker 0xd9")
PADDING = 64


def measure(path):
    """Return (scans, bytes): the rounds of decoding, and what is held between them."""
    scans, held, components, is_progressive = 0, 0, 0, False
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for marker, content in segments(data):
            if marker in FRAMES:
                components, held = content[5], coefficient_bytes(content)
                is_progressive = marker in PROGRESSIVE
            elif marker == SCAN:
                scans += 1
                if not is_progressive and content[0] == components:
                    return 1, 0
                if scans > MOST_SCANS:
                    break
    return scans, held


def segments(data):
    """Yield (marker, content) of the first picture in the data, up to its end marker."""
    position = 2
    while found := MARKER.search(data, position):
        marker, position = found[0][-1], found.end()
        if marker == END or position + 2 > len(data):
            return
        length = struct.unpack_from(">H", data, position)[0]
        yield marker, data[position + 2 : position + length]
        position += length


def coefficient_bytes(frame):
    """Return the bytes of all coefficients, two each: what many scans are collected in."""
    height, width, count = struct.unpack_from(">HHB", frame, 1)
    samplings = [divmod(frame[7 + 3 * number], 16) for number in range(count)]
    finest = max(h for h, _ in samplings) * max(v for _, v in samplings)
    return 2 * width * height * sum(h * v for h, v in samplings) // max(finest, 1)


def is_damaged(path):
    """Whether the compressed data is broken inside.

    libjpeg goes on behind such a place, in grey or in wrong colours, and only warns; Pillow keeps
    the warning to itself, OpenCV lets it through to standard error. A grey picture of an eighth
    of the size costs little more than the walk over the data.
    """
    data = np.fromfile(path, np.uint8)
    with tempfile.TemporaryFile() as heard:
        sys.stderr.flush()
        real = os.dup(2)
        os.dup2(heard.fileno(), 2)
        try:
            cv2.imdecode(data, cv2.IMREAD_REDUCED_GRAYSCALE_8)
        finally:
            os.dup2(real, 2)
            os.close(real)
        heard.seek(0)
        warning = heard.read()
    if harmless := BEFORE_THE_END.search(warning):  # cameras pad with a few bytes
        return int(harmless[1]) > PADDING
    return b"Corrupt JPEG data" in warning
