"""What a picture's metadata says about it. No Django in here: runs in the intake child.

Only what is listed here is read. Of a place (GPS) about a kilometre is kept, and of a serial
number only that there is one: enough to tell the owner what the original gives away.
"""

import re
from contextlib import suppress
from datetime import datetime
from xml.etree import ElementTree

from PIL import IptcImagePlugin
from PIL.ExifTags import GPS, IFD, Base

LONGEST = {
    "creator": 120,
    "credit": 120,
    "copyright_notice": 160,
    "caption": 500,
    "title": 120,
    "headline": 120,
    "alt": 250,
}
LONGEST_OTHER = 80
LARGEST_XMP = 1_000_000
ANY_LANGUAGE = "x-default"

DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

XMP_NAMES = {
    "creator": f"{DC}creator",
    "copyright_notice": f"{DC}rights",
    "credit": f"{PHOTOSHOP}Credit",
    "caption": f"{DC}description",
    "title": f"{DC}title",
    "headline": f"{PHOTOSHOP}Headline",
    "alt": f"{IPTC_CORE}AltTextAccessibility",
}
IPTC_NAMES = {
    "creator": (2, 80),
    "copyright_notice": (2, 116),
    "credit": (2, 110),
    "caption": (2, 120),
    "title": (2, 5),
    "headline": (2, 105),
}
EXIF_NAMES = {
    "creator": Base.Artist,
    "copyright_notice": Base.Copyright,
    "caption": Base.ImageDescription,
    "camera_make": Base.Make,
    "camera_model": Base.Model,
}
SERIAL_NUMBERS = (Base.BodySerialNumber, Base.LensSerialNumber)


def read_facts(image):
    """Return {name: text} of what EXIF, XMP and IPTC say; where they differ, XMP, then EXIF."""
    facts = {}
    for read in (from_xmp, from_exif, from_iptc):
        try:
            found = read(image)
        except Exception:  # metadata is broken in endless ways; the picture is what counts
            continue
        for name, value in found.items():
            if text := clean(value, LONGEST.get(name, LONGEST_OTHER)):
                facts.setdefault(name, text)
    return facts


def exif_value(image, tag, ifd=None):
    """Return one value of the EXIF data, None where it is absent or broken."""
    try:
        exif = image.getexif()
        return (exif.get_ifd(ifd) if ifd else exif).get(tag)
    except Exception:  # as above
        return None


def from_exif(image):
    exif = image.getexif()
    details = exif.get_ifd(IFD.Exif)
    found = {name: exif.get(tag) for name, tag in EXIF_NAMES.items()}
    found["lens"] = details.get(Base.LensModel)
    found["taken_at"] = moment(details)
    found["position"] = position(exif.get_ifd(IFD.GPSInfo))
    if any(details.get(tag) for tag in SERIAL_NUMBERS):
        found["serial_number"] = "yes"
    return found


def position(gps):
    """Return latitude and longitude in degrees, to two decimals; "" for none."""
    with suppress(KeyError, TypeError, ValueError, ZeroDivisionError):
        latitude = degrees(gps[GPS.GPSLatitude], gps.get(GPS.GPSLatitudeRef), "S")
        longitude = degrees(gps[GPS.GPSLongitude], gps.get(GPS.GPSLongitudeRef), "W")
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return f"{latitude:.2f}, {longitude:.2f}"
    return ""


def degrees(parts, reference, negative):
    """Return degrees, minutes and seconds as one number; negative to the south or west."""
    whole, minutes, seconds = map(float, parts)
    value = whole + minutes / 60 + seconds / 3600
    return -value if clean(reference, 1) == negative else value


def moment(details):
    """Return when it was taken as ISO 8601; with the offset from UTC if the camera knew it."""
    taken, offset = (
        clean(details.get(tag), LONGEST_OTHER)
        for tag in (Base.DateTimeOriginal, Base.OffsetTimeOriginal)
    )
    try:
        iso = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S").isoformat()
    except ValueError:
        return ""
    return iso + offset if re.fullmatch(r"[+-]\d\d:\d\d", offset) else iso


def from_xmp(image):
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, str):
        packet = packet.encode()
    # XMP has no use for a document type; entities in one can grow without end.
    if not packet or len(packet) > LARGEST_XMP or b"<!" in packet:
        return {}
    root = ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))
    return {name: xmp_value(root, tag) for name, tag in XMP_NAMES.items()}


def xmp_value(root, tag):
    """Return a property, written as an attribute, as plain text or as a list of items."""
    for description in root.iter(f"{RDF}Description"):
        if tag in description.attrib:
            return description.attrib[tag]
        if (element := description.find(tag)) is not None:
            if (languages := element.find(f"{RDF}Alt")) is not None:
                return in_one_language(languages)
            items = [item.text or "" for item in element.iter(f"{RDF}li")]
            return ", ".join(items) or element.text
    return ""


def in_one_language(languages):
    """Return a text that is there in several languages in the usual one, or the first."""
    texts = {item.get(XML_LANG, ANY_LANGUAGE): item.text for item in languages}
    return texts.get(ANY_LANGUAGE) or next(filter(None, texts.values()), "")


def from_iptc(image):
    data = IptcImagePlugin.getiptcinfo(image) or {}
    return {name: data.get(key) for name, key in IPTC_NAMES.items()}


def clean(value, longest):
    """Return a metadata value as one line of text, "" for none."""
    if isinstance(value, (list, tuple)):
        return clean(b", ".join(v for v in value if isinstance(v, bytes)), longest)
    if isinstance(value, str):
        # Pillow hands EXIF over as Latin-1; most of what is written today is UTF-8.
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            value = value.encode("utf-8", "ignore")
    if not isinstance(value, bytes):
        return ""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    # EXIF copyright has two parts, photographer and editor, with a NUL between them.
    text = ", ".join(part.strip() for part in text.split("\0") if part.strip())
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:longest].strip()
