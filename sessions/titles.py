"""What to call an upload: titles and addresses from its own words, its shoot or its date."""

import re
import unicodedata
from datetime import datetime
from itertools import count

from django.utils.text import slugify

TITLE_LONGEST, SLUG_LONGEST = 120, 80
# What cameras, phones and messengers put before their numbers.
CAMERAS = {
    *("dsc", "dscn", "dscf", "dsct", "img", "imgp", "mg", "pict", "pxl", "mvimg", "mvi", "sam"),
    *("gopr", "gp", "dji", "cimg", "hpim", "sdc", "kif", "dcim", "wa", "mp", "p", "r", "l", "sta"),
}
# What programs write where nobody wrote anything.
NO_WORDS = {
    *("edit", "edited", "copy", "kopie", "copie", "final", "export", "exported", "web", "hires"),
    *("lowres", "small", "large", "crop", "cropped", "retouched", "hdr", "pano", "jpg", "jpeg"),
    *("image", "photo", "picture", "untitled", "unnamed", "unbenannt", "download", "scan", "raw"),
    *("heic", "heif", "png", "tif", "tiff", "webp", "avif"),
    *("fullsizerender", "fullsize", "screenshot", "whatsapp", "signal", "at", "pm", "am", "of"),
    *("kodak", "olympus", "digital", "camera", "default", "portrait", "burst", "cover", "version"),
}
# Letters that do not fall apart into a Latin one and its accent.
LATIN = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i"}
)
SEPARATOR = re.compile(r"[_+~()\[\]{},;]+|(?<!\d)[-.]+|[-.]+(?!\d)")
DATE = re.compile(r"(?<!\d)(?:19|20)\d\d[-.]?[01]\d[-.]?[0-3]\d(?!\d)")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# DSC_4821; and 5D3A1234, _R5A0042 from bodies that sign with letters and digits.
CAMERA_NUMBER = re.compile(
    rf"(?<![^\W_])(?:(?i:{'|'.join(sorted(CAMERAS, key=len, reverse=True))})[ _-]?|"
    r"(?=[A-Z]*\d[A-Z0-9]*[A-Z])[A-Z0-9]{2,4})(\d{4,})(?!\d)"
)
# 3f2504e0: the key of some program.
KEY = re.compile(r"(?=.*[a-f])(?=(?:.*\d){3})[0-9a-f]{8,}", re.IGNORECASE)


def title_of(file_name, facts, shoot=""):
    """Return a title: the file's own, words of its name, or its shoot or date and its number."""
    for own in (facts.get("title"), facts.get("headline")):
        if own and has_words(own):
            return own[:TITLE_LONGEST].strip()
    stem = without_ending(file_name)
    number = number_of(stem)
    if has_words(stem):
        named, coded = CAMERA_NUMBER.subn(" ", stem)
        title = sentence(words(named))[: TITLE_LONGEST - 12]
        return f"{title} {number}" if coded else title
    if shoot:
        return f"{shoot[: TITLE_LONGEST - 12]} {number}".strip()
    if day := day_of(facts.get("taken_at", "")):
        return f"{day}, {number}" if number else day
    return f"Photo {number}".strip()


def without_ending(file_name):
    name = unicodedata.normalize("NFC", file_name)
    stem, dot, ending = name.rpartition(".")
    return stem if dot and stem else name


def words(stem):
    """Return the words and numbers that a file name is made of."""
    text = SEPARATOR.sub(" ", "".join(c if c.isprintable() else " " for c in stem))
    text = re.sub(r"(?<=[^\W\d_]{3})(?=\d)", " ", text)
    text = re.sub(r"(?<!\bMc)(?<!\bMac)(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", text)
    return text.split()


def has_words(stem):
    """Whether somebody named the file, and not a camera or a program."""
    chunks = SEPARATOR.sub(" ", CAMERA_NUMBER.sub(" ", UUID.sub(" ", stem))).split()
    named = (
        chunk for chunk in chunks if chunk.lower() not in NO_WORDS and not KEY.fullmatch(chunk)
    )
    return any(map(is_word, words(" ".join(named))))


def is_word(token):
    letters = "".join(c for c in token if c.isalpha())
    if letters.lower() in CAMERAS | NO_WORDS:
        return False
    if not letters.isascii():  # two signs are a whole name in many scripts
        return len(letters) > 1 or len(token) == 1
    return len(letters) > 2 or (len(letters) == 2 and letters != letters.upper())


def sentence(tokens):
    text = " ".join(tokens)
    if text == text.upper():
        text = text.lower()
    return text[:1].upper() + text[1:]


def number_of(stem):
    """Return the number that a camera gave, "" for none: not the date, not that of a copy."""
    rest = DATE.sub(" ", UUID.sub(" ", stem))
    runs = re.findall(r"\d{3,}", rest) or re.findall(r"\d+", rest) or [""]
    coded = CAMERA_NUMBER.search(rest)
    number = coded[1] if coded else runs[-1]
    return number if len(number) <= 8 else number[:6]  # hours, minutes and seconds


def day_of(taken_at):
    """Return the day of an ISO moment in words, "" for none."""
    try:
        moment = datetime.fromisoformat(taken_at)
    except ValueError:
        return ""
    return f"{moment.day} {moment:%B %Y}"


def numbered(title, taken):
    """Return the title, with a number behind it where the library has it already."""
    if title not in taken:
        return title
    short = title[: TITLE_LONGEST - 6]
    return next(name for n in count(2) if (name := f"{short} ({n})") not in taken)


def slug_base(title):
    """Return the title in the letters of an address, "" where it has none of them."""
    slug = slugify(title.translate(LATIN))[: SLUG_LONGEST - 6].strip("-_")
    return slug if any(c.isalpha() for c in slug) else ""


def slug_of(title, taken):
    """Return an address that is not taken yet."""
    base = slug_base(title)
    if base and base not in taken:
        return base
    start = 2 if base else 1
    return next(s for n in count(start) if (s := f"{base or 'photo'}-{n}") not in taken)
