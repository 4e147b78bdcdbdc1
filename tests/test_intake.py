import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sessions import intake, intake_child
from sessions.intake import UploadRefused, take_in

from . import odd_files

pytestmark = pytest.mark.engine_free

SECONDS, MEGABYTES = 30, 600  # on the clock: other tests run beside this one


def taken(data, name="photo.jpg"):
    """Return the intake and its master, opened; whatever comes, it comes in time."""
    started = time.monotonic()
    try:
        result = take_in(ContentFile(data, name=name))
    finally:
        assert time.monotonic() - started < SECONDS
    return result, Image.open(result.master)


def refusal(data, name="photo.jpg"):
    with pytest.raises(UploadRefused) as refused:
        taken(data, name)
    assert refused.value.message.endswith(".")
    return refused.value.message


@pytest.fixture(autouse=True)
def pillow_stays_as_it_is(monkeypatch):
    """Undo the limit that the child sets for itself, where a test runs its parts in here."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


@pytest.fixture
def colour_of(tmp_path):
    """Return a function: picture file -> the colour in the middle of its master."""

    def colour_of(data):
        upload = tmp_path / "upload"
        upload.write_bytes(data)
        master, _ = intake_child.make_master(upload, intake_child.kind_of(data[:32]))
        assert master.mode == "RGB"
        return master.getpixel((master.width // 2, master.height // 2))

    return colour_of


def is_near(colour, expected, within=3):
    return all(abs(a - b) <= within for a, b in zip(colour, expected, strict=True))


def test_a_jpeg_becomes_a_clean_master():
    image = odd_files.photo()

    result, master = taken(odd_files.saved(image, quality=95, comment="Hello"))

    assert (result.format, result.width, result.height) == ("JPEG", 480, 320)
    assert result.original_size == (480, 320)
    assert (master.format, master.mode, master.size) == ("JPEG", "RGB", (480, 320))
    assert set(master.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert is_near(master.resize((1, 1)).getpixel((0, 0)), image.resize((1, 1)).getpixel((0, 0)))
    assert is_near(bytes.fromhex(result.tone[1:]), image.resize((1, 1)).getpixel((0, 0)))


def test_the_same_picture_has_the_same_digests_another_has_others():
    first, again, other = (
        take_in(ContentFile(odd_files.saved(image), name="a.jpg"))
        for image in (odd_files.photo(), odd_files.photo(), odd_files.plain("red"))
    )

    assert (first.digest, first.original_digest) == (again.digest, again.original_digest)
    assert first.digest != other.digest
    assert first.original_digest != other.original_digest


def test_the_upload_comes_back_at_its_beginning():
    data = odd_files.saved(odd_files.photo())

    result, _ = taken(data)

    assert result.original.read() == data


@pytest.mark.parametrize(
    ("kind", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif"), ("TIFF", "a.tif")]
)
def test_other_formats_are_taken(kind, name):
    result, master = taken(odd_files.saved(odd_files.plain((200, 60, 30)), kind), name)

    assert result.format == kind
    assert is_near(master.getpixel((9, 9)), (200, 60, 30), within=6)


def test_a_phones_heic_is_taken():
    result, master = taken(odd_files.heic(odd_files.plain((200, 60, 30))), "IMG_0001.HEIC")

    assert result.format == "HEIC"
    assert is_near(master.getpixel((9, 9)), (200, 60, 30), within=6)


def test_a_broken_heic_tells_what_to_do_on_the_phone():
    data = odd_files.heic(odd_files.photo())

    assert "Most Compatible" in refusal(data[: len(data) // 2], "IMG_0001.HEIC")


def test_a_phones_jpeg_of_several_pictures_is_a_jpeg():
    depth = odd_files.plain("white", size=(60, 40))
    data = odd_files.saved(odd_files.photo(), "MPO", save_all=True, append_images=[depth])

    result, master = taken(data)

    assert (result.format, master.size) == ("JPEG", (480, 320))


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"Dear studio,\n" * 99, "photo.jpg", "not a picture"),
        (b"", "photo.jpg", "empty"),
        (odd_files.saved(odd_files.plain("red"), "GIF"), "photo.gif", ".gif"),
        (odd_files.saved(odd_files.plain("red"), "GIF"), "photo.jpg", "GIF"),
        (odd_files.saved(odd_files.plain("red"), "BMP"), "photo.png", "BMP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.png", "SVG"),
        (b"II*\0", "photo.nef", "raw"),
        (b"\xff\xd8\xff", "photo", "ending"),
    ],
)
def test_what_is_no_photograph_is_refused(data, name, says):
    assert says in refusal(data, name)


def test_too_many_bytes_are_refused_with_both_sizes(monkeypatch):
    monkeypatch.setattr(intake.settings, "UPLOAD_MAX_BYTES", 1024**2)

    message = refusal(b"\xff\xd8\xff" + bytes(3 * 1024**2))

    assert "3.0 MB" in message
    assert "1 MB" in message


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_animations_are_refused(kind):
    assert "animated" in refusal(odd_files.animated(kind), f"photo.{kind.lower()}")


def test_a_tiff_of_several_pages_is_refused():
    assert "pages" in refusal(odd_files.animated("TIFF"), "scan.tif")


def test_what_no_check_foresees_is_refused_with_a_sentence_too(caplog):
    assert "damaged" in refusal(odd_files.tiff_with_broken_page(), "scan.tif")
    assert "could not be examined" in caplog.text


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (odd_files.claiming(60_000, 60_000), "a.jpg", "megapixels"),
        (odd_files.tiny_webp(), "a.webp", "megapixels"),
        (odd_files.strip_png(), "a.png", "strip"),
        (odd_files.strip_png(20_000, 1), "a.png", "strip"),
        (odd_files.huge_png(12_000, 9_000), "a.png", "50 megapixels"),
        (odd_files.many_scans(), "a.jpg", "baseline"),
    ],
    ids=["60000x60000", "34-byte WebP", "strip", "lying strip", "PNG bomb", "3000 scans"],
)
def test_bombs_are_refused_before_they_are_decoded(tmp_path, data, name, says):
    assert says in refusal(data, name)

    result = in_child(tmp_path, data)

    assert result["peak_mb"] < 200


def in_child(folder, data):
    """Return what the child itself reports, its peak memory too."""
    upload = folder / "upload"
    upload.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "json", ReportedRefusals)
        return intake.examine(upload, folder)


class ReportedRefusals:
    @staticmethod
    def loads(text):
        found = json.loads(text)
        return {"says" if key == "refused" else key: value for key, value in found.items()}


@pytest.mark.parametrize("progressive", [False, True])
def test_a_hundred_megapixels_fit(tmp_path, progressive):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    large = odd_files.photo((600, 417)).resize((12_000, 8_340), Image.Resampling.NEAREST)
    data = odd_files.saved(large, quality=80, progressive=progressive)
    del large

    result = in_child(tmp_path, data)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 9
    assert result["peak_mb"] < MEGABYTES
    assert (result["width"], result["height"]) == (6000, 4170)
    assert result["original_size"] == [12_000, 8_340]


def test_a_png_at_the_limit_fits_and_its_master_is_smaller(tmp_path):
    result = in_child(tmp_path, odd_files.huge_png(8_600, 5_800))

    assert result["peak_mb"] < MEGABYTES
    assert (result["width"], result["height"]) == (6000, 4047)


@pytest.mark.parametrize("progressive", [False, True])
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_jpeg_cut_at_any_byte_is_refused(tmp_path, progressive, share):
    data = odd_files.saved(odd_files.photo((160, 120)), progressive=progressive)
    upload = tmp_path / "upload"
    upload.write_bytes(data[: int(share * len(data))])

    with pytest.raises(intake_child.Refused):
        intake_child.examine(upload, tmp_path)


@pytest.mark.parametrize("cut", [3, 700, 5_000, -1])
def test_a_cut_jpeg_is_refused_with_a_sentence(cut):
    assert "damaged or incomplete" in refusal(odd_files.saved(odd_files.photo())[:cut])


def test_a_cut_jpeg_whose_end_was_mended_is_refused():
    data = odd_files.saved(odd_files.photo())

    assert "damaged" in refusal(data[: len(data) // 2] + b"\xff\xd9")


def test_a_jpeg_with_padding_before_its_end_is_taken():
    data = odd_files.saved(odd_files.photo())

    _, master = taken(data[:-2] + bytes(8) + data[-2:] + b"a phone's own appendix")

    assert master.size == (480, 320)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "TIFF"])
def test_other_cut_files_are_refused(kind):
    data = odd_files.saved(odd_files.photo(), kind)

    assert refusal(data[: len(data) * 2 // 3], f"a.{kind.lower()}")


def test_a_png_with_a_changed_byte_is_refused():
    data = bytearray(odd_files.saved(odd_files.photo(), "PNG"))
    data[len(data) // 2] ^= 0x55

    assert "damaged" in refusal(bytes(data), "a.png")


@pytest.mark.parametrize(
    ("orientation", "kind"),
    [(n, "JPEG") for n in range(1, 9)] + [(6, k) for k in ("PNG", "WEBP", "AVIF", "TIFF", "HEIF")],
)
def test_every_orientation_comes_out_upright(orientation, kind):
    result, master = taken(odd_files.turned(orientation, kind), f"photo.{kind.lower()}")

    assert master.size == result.original_size == (96, 64)
    assert is_near(master.getpixel((12, 12)), (255, 0, 0), 16)
    assert is_near(master.getpixel((84, 12)), (0, 255, 0), 16)
    assert is_near(master.getpixel((12, 52)), (0, 0, 255), 16)


# Published pairs: what pure sRGB colours are called in the wider spaces.
@pytest.mark.parametrize(
    ("space", "colour", "in_srgb"),
    [
        ("Display P3", (234, 51, 35), (255, 0, 0)),
        ("Display P3", (117, 251, 76), (0, 255, 0)),
        ("Display P3", (128, 128, 128), (128, 128, 128)),
        ("Display P3", (255, 0, 0), (255, 0, 0)),
        ("Adobe RGB (1998)", (219, 0, 0), (255, 0, 0)),
        ("Adobe RGB (1998)", (144, 255, 60), (0, 255, 0)),
        ("Adobe RGB (1998)", (127, 127, 127), (127, 127, 127)),
    ],
)
def test_wide_colours_come_out_right(colour_of, space, colour, in_srgb):
    assert is_near(colour_of(odd_files.in_space(space, colour)), in_srgb, within=5)


def test_the_profile_is_among_the_facts():
    result, _ = taken(odd_files.in_space("Display P3", (1, 2, 3)), "a.png")

    assert result.facts["profile"] == "Display P3"


def test_a_camera_that_says_adobe_rgb_without_a_profile_is_believed(colour_of):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    data = odd_files.saved(odd_files.plain((144, 255, 60)), quality=100, exif=exif)

    assert is_near(colour_of(data), (0, 255, 0), 6)


def test_a_broken_profile_is_passed_over(colour_of):
    data = odd_files.saved(odd_files.plain((10, 200, 30)), "PNG", icc_profile=b"no profile" * 20)

    assert is_near(colour_of(data), (10, 200, 30))


def test_cmyk_without_a_profile_comes_out_as_the_inks_say(colour_of):
    data = odd_files.saved(odd_files.plain((0, 255, 255, 0), "CMYK"), quality=100)

    assert is_near(colour_of(data), (255, 0, 0), 6)


def test_cmyk_that_is_not_inverted_comes_out_the_same(colour_of):
    # Pillow inverts while saving: with the inverse colour, what is stored are the inks themselves.
    inverted = odd_files.saved(odd_files.plain((255, 0, 0, 255), "CMYK"), quality=100)

    assert is_near(colour_of(odd_files.without_adobe_marker(inverted)), (255, 0, 0), 6)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_is_converted_with_its_profile(colour_of, kind):
    inks = odd_files.cmyk_profile(paper_lab=(100, 0, 0), ink_lab=(60, -20, -30))
    cyan = odd_files.plain((255, 0, 0, 0), "CMYK")

    colour = colour_of(odd_files.saved(cyan, kind, icc_profile=inks))

    assert is_near(colour, (54, 156, 197), 4)  # Lab 60, -20, -30 by the formulas of CIE and sRGB


@pytest.mark.parametrize("extension", [".png", ".tiff"])
@pytest.mark.parametrize("value", [0, 8_000, 32_896, 65_535])
def test_sixteen_bit_grey_keeps_its_tones(colour_of, extension, value):
    grey = round(value / 257)

    assert is_near(colour_of(odd_files.sixteen_bits(value, extension)), [grey] * 3)


@pytest.mark.parametrize("extension", [".png", ".tiff"])
def test_sixteen_bit_colour_keeps_its_tones(colour_of, extension):
    data = odd_files.sixteen_bits((51_400, 25_700, 7_710), extension)

    assert is_near(colour_of(data), (200, 100, 30))


@pytest.mark.parametrize(
    "image",
    [
        odd_files.plain((200, 0, 0, 0), "RGBA"),
        odd_files.plain((0, 0), "LA"),
        odd_files.plain((200, 0, 0, 0), "RGBA").convert("PA"),
    ],
    ids=["RGBA", "LA", "PA"],
)
def test_transparent_parts_become_white(colour_of, image):
    kind = "TIFF" if image.mode == "PA" else "PNG"

    assert colour_of(odd_files.saved(image, kind)) == (255, 255, 255)


def test_a_palette_keeps_its_colours(colour_of):
    image = odd_files.plain((30, 120, 210)).convert("P", palette=Image.Palette.ADAPTIVE)

    assert is_near(colour_of(odd_files.saved(image, "PNG")), (30, 120, 210))


def test_lab_comes_out_right(colour_of):
    data = odd_files.saved(odd_files.plain((153, 158, 108), "LAB"), "TIFF")  # 60, 30, -20

    assert is_near(colour_of(data), (183, 125, 181), 4)


def test_credits_are_facts_and_so_is_that_there_are_a_position_and_a_serial_number():
    result, master = taken(odd_files.with_metadata(odd_files.photo()))

    assert result.facts == {
        "creator": "Ann Xmp, Bo Xmp",
        "credit": "Studio Xmp",
        "copyright_notice": "© Exif",
        "caption": "Café portrait",
        "camera_make": "Nikon",
        "camera_model": "Z 8",
        "lens": "85mm f/1.8",
        "taken_at": "2026-05-04T03:02:01+02:00",
        "position": "48.14, 11.57",
        "serial_number": "yes",
    }
    assert not master.getexif()
    for trace in (b"SERIAL", b"GPS", b"Exif", b"Ann Xmp"):
        assert trace not in result.master.getvalue()


def test_metadata_that_is_broken_or_endless_does_no_harm():
    exif = Image.Exif()
    exif[0x013B] = "A" * 5_000
    data = odd_files.saved(odd_files.photo(), exif=exif, xmp=b"<x:xmpmeta <<< \xff not XML")

    result, _ = taken(data)

    assert result.facts == {"creator": "A" * 120}


def test_a_head_is_suggested_as_plain_numbers(monkeypatch):
    from sessions import framing, heads

    class Found:
        head = framing.Head(0.1, 0.2, 0.3, 0.50004, 0.33333, "left")
        score, landmarks, is_clear = 0.9, ((0.15, 0.33),), True

    monkeypatch.setattr(heads, "find_heads", lambda image: [Found()])

    (face,) = intake_child.find_faces(odd_files.photo())

    assert json.loads(json.dumps(face)) == {
        "left": 0.1,
        "top": 0.2,
        "right": 0.3,
        "bottom": 0.5,
        "eye_line": 0.3333,
        "facing": "left",
        "score": 0.9,
        "is_clear": True,
        "landmarks": [[0.15, 0.33]],
    }


def test_a_detector_that_fails_does_not_refuse_the_photo(monkeypatch, caplog):
    from sessions import heads

    monkeypatch.setattr(heads, "find_heads", lambda image: 1 / 0)

    assert intake_child.find_faces(odd_files.photo()) == []
    assert "Heads could not be looked for" in caplog.text


def test_a_child_that_takes_too_long_is_ended_with_a_sentence(monkeypatch, caplog):
    monkeypatch.setattr(intake, "SECONDS", 0.01)

    assert "too much time" in refusal(odd_files.saved(odd_files.photo()))
    assert "given up" in caplog.text


def test_a_child_that_dies_leaves_a_sentence(monkeypatch, tmp_path, caplog):
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))

    assert "time or memory" in refusal(odd_files.saved(odd_files.photo()))
    assert "ended its child process (code -9)" in caplog.text


def test_a_picture_that_takes_too_much_memory_is_refused_with_a_sentence(tmp_path):
    upload = tmp_path / "upload"
    upload.write_bytes(odd_files.huge_png(6_000, 4_000))
    poor = "import sys; from sessions import intake_child as c; c.MEMORY = 100_000_000; "

    subprocess.run(
        [sys.executable, "-c", poor + "c.main(*sys.argv[1:])", upload, tmp_path],
        cwd=Path(intake.__file__).parent.parent,
        check=True,
    )

    result = json.loads((tmp_path / "result.json").read_text())
    assert "too much memory" in result["refused"]
    assert result["peak_mb"] <= 100
