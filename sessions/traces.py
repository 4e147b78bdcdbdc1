"""What strangers can read in a photograph's file: as it came, and as it is delivered."""

import logging
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageCms

from . import intake_facts, media, renditions

logger = logging.getLogger("sessions.pictures")

# The cut that is looked at: the first of these that the photo has, in its smallest file.
CUTS = ("headshot 4:5", "portrait", "whole")
LABELS = {
    "camera": "Camera",
    "lens": "Lens",
    "taken_at": "When it was taken",
    "position": "Where it was taken",
    "serial_number": "Serial number",
    "creator": "Creator",
    "credit": "Credit line",
    "copyright_notice": "Copyright",
    "caption": "Caption",
    "profile": "Colour profile",
    "size": "Size",
    "other": "Anything else",
}
PERSONAL = ("position", "serial_number")
# Parts of a JPEG that say how to show it, and those that are read by name above.
KNOWN_PARTS = (b"JFIF", b"Exif", b"http://ns.adobe.com/xap/", b"ICC_PROFILE", b"Adobe")
KNOWN_TAGS = {
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
    ExifTags.Base.Make,
    ExifTags.Base.Model,
    ExifTags.Base.ImageDescription,
    ExifTags.IFD.Exif,
    ExifTags.IFD.GPSInfo,
}


@dataclass(frozen=True)
class Row:
    """One kind of trace: its words in the original and in the delivered file, "" for none."""

    label: str
    original: str
    delivered: str
    is_personal: bool


@dataclass(frozen=True)
class Delivered:
    """A delivered file as it was found, or a sentence why there is none."""

    facts: dict
    name: str = ""
    trouble: str = ""

    @property
    def short_name(self):
        return self.name.removeprefix(f"{renditions.FOLDER}/")


def rows(photo, delivered):
    """Return a Row for each kind of trace that either of the files may hold."""
    original = in_words(photo.facts)
    found = in_words(delivered.facts)
    return [
        Row(label, original.get(name, ""), found.get(name, ""), name in PERSONAL)
        for name, label in LABELS.items()
        if name != "other" or found.get(name)
    ]


def in_words(facts):
    """Return facts as they are shown: the camera on one line, a real minus, a readable time."""
    words = {name: str(value) for name, value in facts.items()}
    camera = dict.fromkeys(filter(None, (facts.get("camera_make"), facts.get("camera_model"))))
    words["camera"] = " ".join(camera)
    if position := words.get("position"):
        words["position"] = f"yes – {position.replace('-', '−')}"
    words["taken_at"] = words.get("taken_at", "").replace("T", ", ")
    if size := words.get("size"):
        words["size"] = " ".join(filter(None, (words.get("format"), f"{size} px")))
    return words


def delivered(photo):
    """Read the smallest delivered file of a photo; it is made if it is missing."""
    cut = next((cut for cut in CUTS if cut in photo.pictures), None)
    if cut is None:
        return Delivered({}, trouble="There is no delivered picture yet.")
    file = renditions.rendition(photo, cut, photo.pictures[cut]["widths"][0], "JPEG")
    try:
        with media.open_content(photo, file) as content:
            data = content.read()
        return Delivered(read(data), name=file.name)
    except Exception as error:  # files are missing or broken in endless ways; the page stands
        logger.warning("Traces in %s cannot be read: %s", file.name, error)
        return Delivered({}, trouble="The delivered picture cannot be read: its file is broken.")


def read(data):
    """Return what the bytes of a delivered JPEG say. Raises what Pillow raises."""
    with Image.open(BytesIO(data), formats=["JPEG"]) as image:
        image.load()
        facts = intake_facts.read_facts(image)
        facts |= {"format": image.format, "size": "{} × {}".format(*image.size)}
        if profile := image.info.get("icc_profile"):
            facts["profile"] = profile_name(profile)
        if other := other_parts(image):
            facts["other"] = ", ".join(other)
    return facts


def profile_name(profile):
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (OSError, ImageCms.PyCMSError):
        return "unreadable"
    return name.strip()


def other_parts(image):
    """Return the names of all metadata that is not shown by name: tags, segments, comments."""
    tags = [tag for tag in image.getexif() if tag not in KNOWN_TAGS]
    segments = [name for name, data in image.applist if not data.startswith(KNOWN_PARTS)]
    return [ExifTags.TAGS.get(tag, f"EXIF {tag:#06x}") for tag in tags] + segments
