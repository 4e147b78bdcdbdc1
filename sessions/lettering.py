"""Words and pencil strokes drawn into pictures, in the typefaces and the hand of the site.

The fonts are those that visitors get (static/fonts/); Pillow's FreeType reads WOFF2 as it is.
Sizes and places are pixels.
"""

import re
from functools import lru_cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from studio.templatetags.words import ITALICS

# The colours of the light scheme: --paper, --ink, --quiet, --pencil-on-photo in tokens.css.
PAPER, INK, QUIET, PENCIL, HALO = "#f5f1ea", "#1d1916", "#655c53", "#c02d1b", "#fff8ee"
SERIF = "instrument-serif-{subset}-400-{style}.woff2"
SUBSETS = ("basic", "accents", "latin-ext")
NOWHERE = "\ue000"  # of no typeface: drawn as the box that stands for what is missing
LEADING = 1.04
FINER = 3  # strokes are drawn so many times larger, then made smaller: soft edges
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@lru_cache(maxsize=256)
def font(subset, style, size):
    path = settings.BASE_DIR / "static" / "fonts" / SERIF.format(subset=subset, style=style)
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def subset_of(letter, style="normal"):
    """Return the part of the typeface that has a letter; None where no part has it."""
    if letter.isspace():
        return SUBSETS[0]
    for subset in SUBSETS:
        face = font(subset, style, 32)
        if bytes(face.getmask(letter)) != bytes(face.getmask(NOWHERE)):
            return subset
    return None


def can_write(text):
    """Whether the typeface has every letter of a text."""
    return all(subset_of(letter) for letter in text)


def runs(text, style, size):
    """Yield (font, letters) of a text, letters of the same part of the typeface together."""
    start = 0
    for end in range(1, len(text) + 1):
        here = subset_of(text[start], style) or SUBSETS[0]
        if end == len(text) or (subset_of(text[end], style) or SUBSETS[0]) != here:
            yield font(here, style, size), text[start:end]
            start = end


def width_of(text, style, size):
    return sum(face.getlength(letters) for face, letters in runs(text, style, size))


def styled_words(text):
    """Return [(word, style)] of a text with *asterisks* around what is set in italic."""
    words = []
    for number, part in enumerate(ITALICS.split(text)):
        style = "italic" if number % 2 else "normal"
        for piece in re.findall(r"\s+|\S+", part):
            if piece.isspace():
                words.append([])
            else:
                words = words or [[]]
                words[-1].append((piece, style))
    return [word for word in words if word]


def word_width(word, size):
    return sum(width_of(piece, style, size) for piece, style in word)


def set_lines(words, width, size):
    """Return words as lines no wider than a width; None if a word is wider by itself."""
    space = width_of(" ", "normal", size)
    lines, room = [], -1.0
    for word in words:
        needed = word_width(word, size)
        if needed > width:
            return None
        if needed + space > room:
            lines.append([])
            room = width + space
        lines[-1].append(word)
        room -= needed + space
    return lines


def fit(text, width, height, sizes, most_lines=5):
    """Return (size, lines) of a text in the largest size that fits; the lines are about even.

    The smallest size takes what fits, and ends with an ellipsis where that is not all.
    """
    words = styled_words(text)
    for size in sizes:
        lines = set_lines(words, width, size)
        if lines and len(lines) <= min(most_lines, height // (size * LEADING)):
            return size, even(words, width, size, len(lines))
    size = sizes[-1]
    words = [part for word in words for part in broken(word, width, size)]
    for kept in range(len(words), 0, -1):
        shown = words if kept == len(words) else shortened(words[:kept])
        lines = set_lines(shown, width, size)
        if lines and len(lines) <= min(most_lines, height // (size * LEADING)):
            return size, lines
    return size, []


def shortened(words):
    """Return words with an ellipsis after the last one."""
    *whole, last = words
    (piece, style), before = last[-1], last[:-1]
    return [*whole, [*before, (piece.rstrip(",.;:–-") + "…", style)]]


def broken(word, width, size):
    """Return a word in parts that are no wider than a line, with hyphens at their ends."""
    if word_width(word, size) <= width:
        return [word]
    parts, room = [""], width - width_of("…", "normal", size)  # which may end it instead
    (_, style), letters = word[0], "".join(piece for piece, _ in word)
    for letter in letters:
        if parts[-1] and width_of(parts[-1] + letter, style, size) > room:
            parts.append("")
        parts[-1] += letter
    return [[(part + "-", style)] for part in parts[:-1]] + [[(parts[-1], style)]]


def even(words, width, size, count):
    """Return the same number of lines, as narrow as they can be: no last line of one short word."""
    best = set_lines(words, width, size)
    for share in (0.92, 0.84, 0.76, 0.68, 0.6):
        lines = set_lines(words, width * share, size)
        if lines is None or len(lines) > count:
            break
        best = lines
    return best


def write(image, lines, place, size, colour=INK):
    """Draw lines; place: where the first line's ascent begins. Return the last baseline."""
    draw, (left, top) = ImageDraw.Draw(image), place
    space = width_of(" ", "normal", size)
    baseline = top + 0.76 * size
    for number, line in enumerate(lines):
        x, baseline = left, top + (0.76 + number * LEADING) * size
        for word in line:
            for piece, style in word:
                for face, letters in runs(piece, style, size):
                    draw.text((x, baseline), letters, font=face, fill=colour, anchor="ls")
                    x += face.getlength(letters)
            x += space
    return baseline


def draw_strokes(image, path, scale, width=7, halo=13, colour=PENCIL):
    """Draw strokes of pencil.py, pale underneath and red above, as the pages do.

    path: SVG path data of moves and cubic curves. scale: pixels of a unit. halo: 0 for none.
    """
    size = tuple(FINER * side for side in image.size)
    curves = [points(part, scale * FINER) for part in path.split("M") if part]
    for paint, thickness in ((HALO, halo), (colour, width)):
        if not thickness:
            continue
        mask = Image.new("L", size, 0)
        draw = ImageDraw.Draw(mask)
        for curve in curves:
            line(draw, curve, thickness * FINER)
        image.paste(paint, mask=mask.resize(image.size, Image.Resampling.LANCZOS))


def points(part, scale):
    """Return the places along one cubic curve of SVG path data."""
    numbers = [float(number) for number in NUMBER.findall(part)]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = zip(numbers[::2], numbers[1::2], strict=True)
    places = []
    for step in range(33):
        t = step / 32
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        x, y = a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
        places.append((x * scale, y * scale))
    return places


def line(draw, places, thickness):
    """Draw a line with round ends; round at every place, too, where wide joints would gape."""
    half = thickness / 2
    draw.line(places, fill=255, width=round(thickness) + 1)
    for x, y in places:
        draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
