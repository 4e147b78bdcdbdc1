"""Whether two pictures are one photograph, exported twice. No Django: the intake child uses it.

Two steps. A difference hash of 256 bits, kept with every photo, finds the few candidates without
opening a file. It cannot tell a second frame from a tripod (same room, other eyes) from a second
export, so the candidates themselves are compared, 256 pixels small, after giving one the other's
tones.

Measured on 53 photographs, 16 of the starter content and 37 others:
                                                            hash, bits       largest difference
exported again (JPEG 95 to 30, WebP, AVIF, HEIC, PNG;       median 0 to 2    median 1 to 4
  2000 to 400 px; lightness 7 %, contrast 10 %, paler,      at most 38       at most 9
  warmer, grey)
next frame, from a tripod: other eyes                       0 to 21          22 and more
next frame, from a tripod: head 0.5 % of the edge further   1 to 27          46 and more
next frame, held in the hand: all 1 % further               7 to 39          69 and more
two different photographs                                   54 and more      120 and more
The frames are simulated, with noise; so are all exports. A stronger regrading, a crop or another
mixture of grey counts as another picture.
"""

from PIL import Image, ImageChops, ImageFilter

CELLS = 16
NEAR = 45  # bits of 256
GLIMPSE = 256  # pixels of the long edge
SAME = 14  # of 255 tones


def likeness(image):
    """Return 256 bits, in hexadecimal: where a picture gets brighter from one cell to the next."""
    grey = image.convert("L").convert("F")
    cells = grey.resize((CELLS + 1, CELLS), Image.Resampling.BOX).get_flattened_data()
    rows = (cells[start : start + CELLS + 1] for start in range(0, len(cells), CELLS + 1))
    bits = "".join(str(int(b > a)) for row in rows for a, b in zip(row, row[1:], strict=False))
    return f"{int(bits, 2):0{CELLS * CELLS // 4}x}"


def is_near(likeness, other):
    """Whether two pictures are so alike that a closer look is worth it."""
    return (int(likeness, 16) ^ int(other, 16)).bit_count() <= NEAR


def glimpse(file):
    """Return a master small and grey. Raises OSError where it is missing or broken."""
    with Image.open(file, formats=["JPEG"]) as image:
        image.draft("L", (4 * GLIMPSE, 4 * GLIMPSE))  # decodes no more of a large one
        size = image.size
        grey = image.convert("L")
    scale = GLIMPSE / max(size)
    return grey.resize([max(1, round(side * scale)) for side in size], Image.Resampling.LANCZOS)


def is_same(glimpse, other):
    """Whether two glimpses show one photograph, whatever its size, quality and tones became."""
    (width, height), (wide, high) = glimpse.size, other.size
    if abs(width - wide) > 2 or abs(height - high) > 2:
        return False
    other = other.resize(glimpse.size, Image.Resampling.BILINEAR)
    # In the direction that loses nothing: what one export has clipped the other still has.
    return min(difference(glimpse, other), difference(other, glimpse)) <= SAME


def difference(image, like):
    """Return the largest difference, 0 to 255, once the image has the other's tones."""
    blur = ImageFilter.GaussianBlur(1)
    toned = image.point(tones(image.histogram(), like.histogram()))
    return ImageChops.difference(toned.filter(blur), like.filter(blur)).getextrema()[1]


def tones(histogram, wanted):
    """Return the table of 256 tones that gives a picture with one histogram another's."""
    table, tone, below, reached = [], 0, 0, wanted[0]
    for count in histogram:
        middle = below + count / 2
        while reached < middle and tone < 255:
            tone += 1
            reached += wanted[tone]
        table.append(tone)
        below += count
    return table
