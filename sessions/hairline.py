"""Where the hair (or the hat) ends above a face, read from the pixels.

No face detector marks the top of the hair. Here the backdrop is told from the head by colour
(GrabCut: Rother, Kolmogorov and Blake, SIGGRAPH 2004), several times with different starting
points and colours. What the tries agree on counts; where they fail, they fail in a way that
shows: the head stops at the place that was given to it as certain.

Lengths are in spans: the distance from the eyes to the mouth of the face at hand.
"""

from typing import NamedTuple

import cv2
import numpy as np

SPAN_PX = 26  # a span after shrinking; finer brings nothing but time
ABOVE, BELOW, ASIDE = 4.2, 0.8, 3.2  # the part of the photo that is looked at, from the eyes
USUAL = 1.76  # from the eyes to the top of the hair, the mean of many heads
HIGHEST = 3.3
STEP = 0.2  # nearer than this to the certain part counts as nothing found
AGREEMENT, UNANIMOUS = 0.2, 0.1
FOREIGN = 16  # difference in colour (Lab, 0 to 255) from every part of the backdrop


class Try(NamedTuple):
    """One separation: colours, what counts as head for certain, and probably."""

    colours: str
    certain: float
    probable: float


FIRST = (Try("plain", 1.3, 1.95), Try("stretched", 1.3, 1.95), Try("textured", 1.5, 1.95))
SECOND = (Try("plain", 1.5, 2.8), Try("stretched", 1.5, 2.8), Try("textured", 1.5, 2.8))


class Window(NamedTuple):
    """The surroundings of a head, small, with the coordinates of its pixels in spans.

    colour, texture: what is seen; across, up: from the eyes along the head's own axes.
    row_spans: how far above the eyes each row of pixels lies.
    """

    colour: np.ndarray
    texture: np.ndarray
    across: np.ndarray
    up: np.ndarray
    row_spans: np.ndarray
    scale: float


def hair_height(image, eyes, span, tilt, behind) -> float:
    """Return how far the hair reaches above the eyes, in spans.

    image: upright PIL image, RGB.
    eyes: (x, y) in pixels, the middle between the eyes; span: eyes to mouth in pixels.
    tilt: how far the head leans, in radians; behind: how far the middle of the head lies to
    the right of the eyes, in spans.

    Never far from the usual height unless several tries say so.
    """
    usual = usual_height(tilt)
    window = _window(image, eyes, span, tilt, behind)
    if window is None:
        return usual
    photo_top = eyes[1] / span
    for tries in (FIRST, SECOND):
        heights = [_height(window, one, photo_top) for one in tries]
        found = [height for height in heights if height and not _at_edge(height, photo_top)]
        unanimous = len(found) == len(tries) and max(found) - min(found) < UNANIMOUS
        if not unanimous or tries is SECOND:
            found = [height for height in found if _backdrop_above(window, height)]
        if found:
            return _agreed(found, usual)
    scalp = _bald(window)
    return usual if scalp is None else scalp


def usual_height(tilt):
    """Return the usual height above the eyes of a head that leans by a tilt in radians."""
    return float(np.hypot(USUAL * np.cos(tilt), 1.2 * np.sin(tilt)))


def _window(image, eyes, span, tilt, behind):
    left, right = max(0, eyes[0] - ASIDE * span), min(image.width, eyes[0] + ASIDE * span)
    top, bottom = max(0, eyes[1] - ABOVE * span), min(image.height, eyes[1] + BELOW * span)
    columns = round((right - left) / span * SPAN_PX)
    rows = round((bottom - top) / span * SPAN_PX)
    if columns < SPAN_PX or rows < SPAN_PX:
        return None
    # Twice as large first: the texture is read before the details are averaged away.
    part = image.resize((2 * columns, 2 * rows), box=(left, top, right, bottom), reducing_gap=2)
    fine = cv2.cvtColor(np.asarray(part.convert("RGB")), cv2.COLOR_RGB2LAB)
    colour = cv2.resize(fine, (columns, rows), interpolation=cv2.INTER_AREA)
    light = fine[:, :, 0].astype(np.float32)
    detail = (light - cv2.GaussianBlur(light, (0, 0), 2)) ** 2
    detail = np.sqrt(cv2.GaussianBlur(detail, (0, 0), 4))
    texture = cv2.resize(detail, (columns, rows), interpolation=cv2.INTER_AREA)
    x = (np.arange(columns) + 0.5) / columns * (right - left) + left - eyes[0]
    y = (np.arange(rows) + 0.5) / rows * (bottom - top) + top - eyes[1]
    across, down = np.meshgrid(x / span, y / span)
    turned = across * np.cos(tilt) + down * np.sin(tilt) - behind
    up = across * np.sin(tilt) - down * np.cos(tilt)
    return Window(colour, texture, turned, up, -y / span, SPAN_PX)


def _height(window, one, photo_top):
    """Return the height that one separation gives, or None where it tells nothing."""
    if photo_top < one.certain + STEP:
        return photo_top  # the photo ends within the head: there is nothing to look for
    mask = _starting_mask(window, one)
    least = _top((mask == cv2.GC_FGD).astype(np.uint8), window)
    height = _top(_separate(_colours(window, one.colours), mask), window)
    return height if least and height and least + STEP < height < HIGHEST else None


def _at_edge(height, photo_top):
    """Return whether a head ran out of the photo: its backdrop has the colour of the hair."""
    return height > photo_top - 0.06 and photo_top > USUAL


def _backdrop_above(window, height):
    """Return whether what lies above a height occurs beside or far above the head, too.

    Otherwise it is more hair, or the hat: the colours only parted from the forehead.
    """
    far = ((np.abs(window.across) > 2.3) & (window.up > 0)) | (window.up > 3)
    rows = (window.row_spans > height + 0.1) & (window.row_spans < height + 0.4)
    near = (np.abs(window.across) < 0.5) & rows[:, None]
    colours = _colours(window, "stretched").astype(np.float32)
    backdrop, above = colours[far], colours[near]
    if len(backdrop) < SPAN_PX or len(above) < SPAN_PX:
        return True
    backdrop = backdrop[:: max(1, len(backdrop) // 400)]
    apart = np.linalg.norm(above[:, None] - backdrop[None], axis=2).min(axis=1)
    return float(np.median(apart)) < FOREIGN


def _starting_mask(window, one):
    """Return what is head and what backdrop, for certain and probably, before the colours."""
    across, up = window.across, window.up
    mask = np.full(across.shape, cv2.GC_PR_BGD, np.uint8)
    mask[(across / one.probable / 0.62) ** 2 + ((up - 0.1) / (one.probable - 0.1)) ** 2 < 1] = (
        cv2.GC_PR_FGD
    )
    mask[(np.abs(across) > 0.3 + one.probable) & (up > -0.3)] = cv2.GC_BGD
    mask[up > 3.5] = cv2.GC_BGD
    mask[(across / 0.8) ** 2 + ((up + 0.4) / 1.1) ** 2 < 1] = cv2.GC_FGD
    mask[(across / 0.85) ** 2 + ((up + 0.1) / (one.certain + 0.1)) ** 2 < 1] = cv2.GC_FGD
    return mask


def _separate(colours, mask):
    """Return a mask of the head alone."""
    if np.isin(mask, (cv2.GC_BGD, cv2.GC_PR_BGD)).sum() < SPAN_PX:
        return np.ones_like(mask)
    mask = mask.copy()
    cv2.setRNGSeed(1)  # the same photo always gives the same head box
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(colours, mask, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    return np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)


def _colours(window, kind):
    """Return the window in other colours.

    stretched: dark tones and faint colours further apart, for dark hair on dark backdrops.
    textured: sharp against blurred, for hair on a backdrop of its own colour.
    """
    if kind == "plain":
        return window.colour
    lab = window.colour.astype(np.float32)
    light, red, yellow = (lab[:, :, channel] for channel in range(3))
    if kind == "stretched":
        planes = np.sqrt(light / 255) * 255, 128 + 2.5 * (red - 128), 128 + 2.5 * (yellow - 128)
    else:
        planes = light, red + yellow - 128, 12 * window.texture
    return np.clip(np.dstack(planes), 0, 255).astype(np.uint8)


def _top(head, window):
    """Return the height of the topmost row in which the head is more than a few hairs wide."""
    face = (np.abs(window.across) < 0.4) & (np.abs(window.up) < 0.4)
    _, parts = cv2.connectedComponents(head)
    at_face = parts[face]
    if not at_face.any():
        return None
    head = parts == np.bincount(at_face[at_face > 0]).argmax()
    rows = np.flatnonzero(head.sum(axis=1) >= 0.3 * window.scale)
    return float(window.row_spans[rows[0]]) + 0.5 / window.scale if rows.size else None


def _agreed(found, usual):
    """Return one height from those found, nearer to the usual one the less they agree."""
    nearest = min(found, key=lambda height: abs(height - usual))
    together = [height for height in found if abs(height - nearest) <= AGREEMENT]
    if len(together) < len(found) and len(together) * 2 <= len(found):
        trust = 0.7
    else:
        trust = 0.95 if len(together) > 1 else 0.9
    return trust * float(np.median(together)) + (1 - trust) * usual


def _bald(window):
    """Return the height of a bare scalp; None where hair or a hat begins above the forehead."""
    skin = window.colour[(np.abs(window.across) < 0.5) & (np.abs(window.up + 0.5) < 0.2)]
    scalp = window.colour[(np.abs(window.across) < 0.35) & (np.abs(window.up - 1.1) < 0.12)]
    if not skin.size or not scalp.size:
        return None
    darker, *hues = np.median(skin, axis=0).astype(float) - np.median(scalp, axis=0)
    if not -70 < darker < 30 or np.abs(hues).max() > 14:  # a scalp shines
        return None
    mask = _starting_mask(window, Try("plain", 0.9, 1.6))
    height = _top(_separate(window.colour, mask), window)
    return height if height and 1.25 < height < 1.5 else None
