"""Alternative texts that describe nothing, and what to say about them; pure words."""

import re

from .titles import has_words

FILE_NAME = re.compile(r"\.(jpe?g|png|webp|avif|tiff?|hei[cf]|gif)$", re.IGNORECASE)
SAID_ANYWAY = re.compile(r"(a |an |the )?(photo|photograph|picture|image)s? (of|showing)\b", re.I)


def doubt(text, title):
    """Return what is doubtful about an alternative text, as the end of a sentence; "" for nothing.

    title: that of the photo, which stands beside the picture and need not be said twice.
    """
    if not text:
        return ""
    if FILE_NAME.search(text) or not has_words(text):
        return "looks like the name of a file: say what is to be seen"
    if text.casefold().rstrip(".") == title.casefold().rstrip("."):
        return "only repeats the title: say what is to be seen"
    if begun := SAID_ANYWAY.match(text):
        return f"begins with “{begun[0]}”, which is said anyway: begin with what is to be seen"
    return ""


def warning(photo):
    """Return a sentence about the alternative text of a photo; "" where nothing is doubtful."""
    said = doubt(photo.alt, photo.title)
    return f"Saved, but the alternative text of “{photo}” {said}." if said else ""
