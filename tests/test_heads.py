"""The head boxes that are suggested, on the starter photographs and on what is no photograph."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sessions import heads

pytestmark = pytest.mark.engine_free

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "studio" / "starter" / "photos"

# Fractions: top of the hair, eye line, chin, and the middle between the eyes across.
MARKED = {
    "amara-studio.jpg": (0.1285, 0.3097, 0.4351, 0.5000),
    "daniel-office.jpg": (0.1849, 0.3599, 0.5146, 0.3298),
    "ingrid-library.jpg": (0.1888, 0.3599, 0.5012, 0.6200),
    "mei-studio.jpg": (0.1734, 0.3097, 0.4322, 0.4499),
    "omar-bw.jpg": (0.1532, 0.3700, 0.5602, 0.6301),
    "theo-outdoor.jpg": (0.1555, 0.2997, 0.4420, 0.4999),
}
WITHOUT_PEOPLE = ["lens-detail.jpg", "studio-room.jpg", "studio-window.jpg"]


def starter(name, long_edge=1200):
    with Image.open(STARTER / name) as photo:
        photo.thumbnail((long_edge, long_edge))
        return photo.convert("RGB")


def covered(photo, face):
    """Return the photo with a pale mask over nose, mouth and chin."""
    points = np.array(face.landmarks) * photo.size
    eyes, mouth = points[:2].mean(axis=0), points[3:].mean(axis=0)
    span = mouth[1] - eyes[1]
    (x, y), chin = eyes, face.head.bottom * photo.height
    corners = [(-1, 0.35), (0, 0.2), (1, 0.35), (0.85, 1.3)]
    shape = [(x + across * span, y + down * span) for across, down in corners]
    shape += [(x, chin), (x - 0.85 * span, y + 1.3 * span)]
    photo = photo.copy()
    ImageDraw.Draw(photo).polygon(shape, fill=(175, 205, 225))
    return photo


def test_the_model_is_the_one_that_was_measured():
    model = Path(heads.model_path()).read_bytes()

    digest = hashlib.sha256(model).hexdigest()
    assert digest == "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"


@pytest.mark.parametrize("name", MARKED)
def test_the_head_box_fits_the_marked_head(name):
    photo = starter(name)

    (face,) = heads.find_heads(photo)

    hair, eyes, chin, middle = MARKED[name]
    length = chin - hair
    head = face.head
    assert head.top == pytest.approx(hair, abs=0.12 * length)
    assert head.bottom == pytest.approx(chin, abs=0.08 * length)
    assert head.eye_line == pytest.approx(eyes, abs=0.04 * length)
    across = 0.15 * length * photo.height / photo.width
    assert (head.left + head.right) / 2 == pytest.approx(middle, abs=across)
    assert face.is_clear
    assert len(face.landmarks) == 5


@pytest.mark.parametrize("name", WITHOUT_PEOPLE)
def test_no_head_is_found_where_nobody_is(name):
    assert heads.find_heads(starter(name)) == []


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (16, 16), (900, 600)])
def test_no_head_is_found_on_plain_colour(size):
    assert heads.find_heads(Image.new("RGB", size, "grey")) == []


def test_noise_has_no_head():
    pixels = np.random.default_rng(1).integers(0, 256, (480, 640, 3), dtype=np.uint8)

    assert heads.find_heads(Image.fromarray(pixels)) == []


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
def test_every_mode_is_read(mode):
    assert len(heads.find_heads(starter("daniel-office.jpg").convert(mode))) == 1


def test_the_same_photo_gives_the_same_heads():
    photo = starter("theo-outdoor.jpg")

    assert heads.find_heads(photo) == heads.find_heads(photo)


def test_a_large_photo_gives_the_head_box_of_the_small_one():
    small = starter("mei-studio.jpg")
    large = small.resize((3840, 4800))

    (a,), (b,) = heads.find_heads(small), heads.find_heads(large)

    assert a.head.top == pytest.approx(b.head.top, abs=0.02)
    assert a.head.bottom == pytest.approx(b.head.bottom, abs=0.02)


def test_the_largest_head_near_the_middle_comes_first():
    photo = Image.new("RGB", (1600, 1000), (120, 110, 100))
    photo.paste(starter("daniel-studio.jpg", 1000), (500, 0))
    photo.paste(starter("mei-studio.jpg", 400), (10, 100))

    first, second = heads.find_heads(photo)

    assert 0.4 < (first.head.left + first.head.right) / 2 < 0.7
    assert second.head.right < 0.3


def test_a_leaning_head_is_found():
    photo = starter("daniel-office.jpg", 900).rotate(38, fillcolor=(90, 80, 70))

    assert len(heads.find_heads(photo)) == 1


def test_a_covered_face_is_not_clear():
    photo = starter("mei-studio.jpg")
    (face,) = heads.find_heads(photo)

    hidden = heads.find_heads(covered(photo, face))

    assert not any(face.is_clear for face in hidden)


def test_the_command_prints_a_crop_for_each_photo_and_null_for_a_broken_file(tmp_path):
    starter("daniel-office.jpg").save(tmp_path / "good.jpg")
    starter("studio-room.jpg").save(tmp_path / "nobody.jpg")
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    (tmp_path / "notes.txt").write_text("not an image")

    command = [sys.executable, ROOT / "bench" / "crops.py", tmp_path, "--kind", "headshot"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)

    crops = json.loads(done.stdout)
    assert list(crops) == ["broken.jpg", "good.jpg", "nobody.jpg"]
    assert crops["broken.jpg"] is None
    assert crops["nobody.jpg"] is None
    left, top, right, bottom = crops["good.jpg"]
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1
    assert "broken.jpg" in done.stderr
    assert "Traceback" not in done.stderr
