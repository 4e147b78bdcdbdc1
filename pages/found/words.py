"""Titles and descriptions of pages, with something sane where the owner wrote nothing."""

import re
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import capfirst

from studio.templatetags.words import plain

LONGEST_TITLE = 65
SHORTEST, LONGEST = 70, 155  # of a description
END_OF_BLOCK = re.compile(r"(?<=[^\s>])</(?:p|li|h\d)>")


def title(words, studio):
    """Return what stands in the browser's tab: the studio's name at its end, once, if it fits."""
    words = plain_text(words)
    if studio.lower() in words.lower():
        return words
    whole = f"{words} – {studio}"
    return whole if len(whole) <= LONGEST_TITLE else words


def description(*texts):
    """Return the first of the texts, with the next ones while it is short, cut at a word."""
    words = ""
    for text in filter(None, map(plain_text, texts)):
        if len(words) >= SHORTEST:
            break
        words = f"{words} {text}".strip()
    return shorten(words)


def chosen(choice, description):
    """Return the description of a page on which a visitor chose something, in words."""
    return shorten(f"{capfirst(choice)}. {description}") if choice else description


def plain_text(text):
    """Return a text without HTML, asterisks and line breaks."""
    spaced = END_OF_BLOCK.sub(r"\g<0> ", text or "")
    return " ".join(plain(unescape(strip_tags(spaced))).split())


def shorten(text, most=LONGEST):
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,.;:–—") + "…"
