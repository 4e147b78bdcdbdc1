"""One photograph exported twice, and two photographs that are nearly the same."""

from io import BytesIO

import pytest
from PIL import Image, ImageEnhance

from sessions import likeness
from studio.starter import loader

pytestmark = pytest.mark.engine_free

NAMES = ["omar-outdoor", "mei-studio", "ingrid-studio"]


def photograph(name):
    image = Image.open(loader.HERE / "photos" / f"{name}.jpg")
    image.thumbnail((1600, 1600), reducing_gap=2)
    return image


def glimpse(image):
    master = BytesIO()
    image.save(master, "JPEG", quality=95, subsampling=0)
    master.seek(0)
    return likeness.glimpse(master)


def exported(image, long_edge=1600, kind="JPEG", **options):
    copy, file = image.copy(), BytesIO()
    copy.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS)
    copy.save(file, kind, **options)
    return Image.open(file).convert("RGB")


def judged(image, other):
    """Return (near by the stored bits, the same at a closer look)."""
    is_near = likeness.is_near(likeness.likeness(image), likeness.likeness(other))
    return is_near, likeness.is_same(glimpse(image), glimpse(other))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "again",
    [
        lambda image: exported(image, quality=50),
        lambda image: exported(image, 800, quality=85),
        lambda image: exported(image, 500, kind="WEBP", quality=80),
        lambda image: exported(image, 1000, kind="AVIF", quality=60),
        lambda image: exported(ImageEnhance.Brightness(image).enhance(1.06), quality=85),
        lambda image: exported(ImageEnhance.Color(image).enhance(0.85), quality=85),
        lambda image: exported(image.convert("L").convert("RGB"), quality=85),
    ],
    ids=["quality", "size", "webp", "avif", "brighter", "paler", "grey"],
)
def test_another_export_is_the_same_picture(name, again):
    image = photograph(name)

    assert judged(image, again(image)) == (True, True)


def moved(image, box, by):
    """Return the next frame from a tripod: what is in the box has moved, the rest has not."""
    width, height = image.size
    pixels = [round(part * side) for part, side in zip(box, (width, height) * 2, strict=True)]
    frame = image.copy()
    frame.paste(image.crop(pixels), (pixels[0] + round(by * width), pixels[1]))
    return frame


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", [0.01, 0.02, 0.05])
def test_the_next_frame_of_a_sitting_is_another_picture(name, by):
    image = photograph(name)
    frame = exported(moved(image, (0.3, 0.1, 0.65, 0.45), by), quality=95)

    assert judged(image, frame)[1] is False


def test_other_pictures_are_not_even_near():
    bits = [likeness.likeness(photograph(name)) for name in (*NAMES, "theo-studio")]

    assert not any(likeness.is_near(a, b) for a in bits for b in bits if a is not b)


def test_a_crop_is_another_picture():
    image = photograph("omar-outdoor")
    width, height = image.size

    assert judged(image, image.crop((0, 0, width - width // 8, height)))[1] is False
