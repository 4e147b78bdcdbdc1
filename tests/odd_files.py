"""Picture files as cameras, phones, designers and attackers hand them in, made in memory."""

import struct
import zlib
from io import BytesIO

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from sessions.intake_colour import icc_profile


def photo(size=(480, 320)):
    """Return a picture in which every part differs: colours across, detail all over."""
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    detail = np.random.default_rng(1).normal(0, 12, (height, width))
    bands = [x + detail, y + detail, 128 + detail]
    return Image.fromarray(np.stack(bands, -1).clip(0, 255).astype(np.uint8))


def plain(colour, mode="RGB", size=(64, 48)):
    return Image.new(mode, size, colour)


def saved(image, kind="JPEG", **options):
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def heic(image):
    file = BytesIO()
    pillow_heif.from_pillow(image).save(file, quality=90)
    return file.getvalue()


def sixteen_bits(value, extension=".png", size=(48, 64)):
    """Return a file with 16 bits a channel; grey for a number, colour for (red, green, blue)."""
    channels = value[::-1] if isinstance(value, tuple) else value
    shape = (*size, 3) if isinstance(value, tuple) else size
    _, data = cv2.imencode(extension, np.full(shape, channels, np.uint16))
    return data.tobytes()


def in_space(name, colour):
    """Return a PNG of one colour whose numbers are meant in a named RGB colour space."""
    return saved(plain(colour), "PNG", icc_profile=icc_profile(name))


def corners():
    """Return a picture that tells all eight orientations apart by the colours of its corners."""
    image = plain("grey", size=(96, 64))
    for place, colour in {(0, 0): "red", (64, 0): "lime", (0, 32): "blue"}.items():
        image.paste(colour, (*place, place[0] + 32, place[1] + 32))
    return image


def turned(orientation, kind="JPEG"):
    """Return the corners as a file that a camera held in one of eight ways has stored."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = corners()
    if orientation in undo:
        image = image.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    return saved(image, kind, quality=95, exif=exif.tobytes())


def cmyk_profile(paper_lab, ink_lab):
    """Return a CMYK profile: bare paper is one colour (L, a, b), full cyan another, rest black."""
    grid = [(0, 0, 0)] * 16
    grid[0], grid[8] = paper_lab, ink_lab  # cyan is the first of the four, so the slowest
    cells = b"".join(bytes([round(L * 2.55), a + 128, b + 128]) for L, a, b in grid)
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * (n % 4 == 0) for n in range(9)))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + ramp * 4 + cells + ramp * 3
    words = b"desc" + bytes(4) + struct.pack(">I", 8) + b"Ink set\0" + bytes(78)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    return profile(b"prtr", b"CMYK", b"Lab ", {b"desc": words, b"A2B0": table, b"wtpt": white})


def profile(kind, space, connection, tags):
    offset, table, body = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4sI", offset + len(body), b"", 0x02400000) + kind + space + connection
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + body


def without_adobe_marker(jpeg):
    """Return a CMYK JPEG without the marker by which Adobe says that it stores the negative."""
    start = jpeg.index(b"\xff\xee")
    length = struct.unpack_from(">H", jpeg, start + 2)[0]
    return jpeg[:start] + jpeg[start + 2 + length :]


def claiming(width, height):
    """Return a small JPEG whose header claims another size."""
    data = bytearray(saved(photo((64, 64))))
    start = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, start + 5, height, width)
    return bytes(data)


def tiny_webp(width=13_000, height=13_000):
    """Return 34 bytes that claim to be a lossless WebP of that size."""
    bits = struct.pack("<I", (width - 1) | (height - 1) << 14)
    chunk = b"\x2f" + bits + bytes(9)
    body = b"WEBPVP8L" + struct.pack("<I", len(chunk)) + chunk
    return (b"RIFF" + struct.pack("<I", len(body)) + body).ljust(34, b"\0")


def many_scans(count=3000, size=(300, 200)):
    """Return a progressive JPEG that repeats its last scan: as many walks over the picture."""
    data = saved(photo(size), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def strip_png(width=1, height=20_000):
    return saved(plain("white", size=(width, height)), "PNG")


def huge_png(width, height):
    """Return a PNG of one colour whose pixels pack to next to nothing."""
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + width * 3)) for _ in range(height)) + rows.flush()
    header = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def tiff_with_broken_page():
    """Return a TIFF whose first page is whole and whose second is said to lie in the pixels."""
    data = bytearray(saved(plain("black", size=(64, 64)), "TIFF"))
    directory = struct.unpack_from("<I", data, 4)[0]
    entries = struct.unpack_from("<H", data, directory)[0]
    struct.pack_into("<I", data, directory + 2 + 12 * entries, len(data) - 1024)
    return bytes(data)


def animated(kind):
    frames = [plain(colour) for colour in ("red", "blue", "lime")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def with_metadata(image):
    """Return a JPEG with credits in EXIF, XMP and IPTC, a position and a serial number."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Nikon\0", "Z 8"
    exif[0x013B], exif[0x8298] = "Exif", "© Exif".encode()
    exif.get_ifd(0x8769).update(
        {
            0x9003: "2026:05:04 03:02:01",
            0x9011: "+02:00",
            0xA431: "SERIAL-4711",
            0xA434: "85mm f/1.8",
        }
    )
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 12.0), 3: "E", 4: (11.0, 34.0, 0.0)})
    xmp = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Studio Xmp">
        <dc:creator><rdf:Seq><rdf:li>Ann Xmp</rdf:li><rdf:li>Bo Xmp</rdf:li></rdf:Seq></dc:creator>
        </rdf:Description></rdf:RDF></x:xmpmeta>"""
    data = saved(image, exif=exif, xmp=xmp)
    fields = {80: b"Cy Iptc", 110: b"Iptc", 116: b"Iptc", 120: b"Caf\xe9 portrait\0"}
    iptc = b"".join(b"\x1c\x02" + struct.pack(">BH", k, len(v)) + v for k, v in fields.items())
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + data[2:]
