"""What uploads are called."""

import pytest

from sessions import titles

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("omar-outdoor_final2.jpg", "Omar outdoor final 2"),
        ("OMAR_OUTDOOR.JPG", "Omar outdoor"),
        ("McDonald-family.jpg", "McDonald family"),
        ("OmarOutdoor.jpg", "Omar Outdoor"),
        ("jane.doe.headshot.jpg", "Jane doe headshot"),
        ("2026-03-12 Team-lunch.jpg", "2026-03-12 Team lunch"),
        ("TEAM2026_014.jpg", "Team 2026 014"),
        ("Bo_Li.jpg", "Bo Li"),
        ("facade2.jpg", "Facade 2"),
        ("DSC4821_Jane.jpg", "Jane 4821"),
        ("李明.jpg", "李明"),
        ("Ольга-портрет.jpg", "Ольга портрет"),
    ],
)
def test_a_name_of_words_becomes_the_title(name, title):
    assert titles.title_of(name, {"taken_at": "2026-03-12T10:15:30"}, "Team day") == title


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("DSC_4821.JPG", "4821"),
        ("_DSC4821.jpg", "4821"),
        ("DSC_4821-2.jpg", "4821"),
        ("DSC_4821-Edit.tif", "4821"),
        ("IMG_1234(1).jpg", "1234"),
        ("IMG_1234.HEIC.jpg", "1234"),
        ("_MG_0042.jpg", "0042"),
        ("P1000123.JPG", "1000123"),
        ("DSCF0099.jpg", "0099"),
        ("5D3A1234.jpg", "1234"),
        ("_R5A0042.jpg", "0042"),
        ("PXL_20260312_101530123.PORTRAIT.jpg", "101530"),
        ("IMG-20260312-WA0007.jpg", "0007"),
        ("20260312_101530.jpg", "101530"),
        ("100_4321.jpg", "4321"),
        ("4821.jpg", "4821"),
        ("12345678.jpg", "12345678"),
    ],
)
def test_a_cameras_name_gives_its_number_to_the_shoot_or_the_day(name, number):
    taken = {"taken_at": "2026-03-12T10:15:30+01:00"}
    assert titles.title_of(name, taken, "Team day") == f"Team day {number}"
    assert titles.title_of(name, taken) == f"12 March 2026, {number}"
    assert titles.title_of(name, {}) == f"Photo {number}"


@pytest.mark.parametrize(
    "name",
    ["image.jpg", "final.jpg", "FullSizeRender.jpg", "a.jpg", ".jpg", "📷.jpg",
     "Screenshot_2026-03-12.png", "3F2504E0-4F89-11D3-9A0C-0305E82C3301.jpg"],
)  # fmt: skip
def test_a_name_that_says_nothing_gives_nothing(name):
    assert titles.title_of(name, {}, "Team day") == "Team day"
    assert titles.title_of(name, {}) == "Photo"


def test_the_files_own_title_comes_first_unless_a_camera_wrote_it():
    assert titles.title_of("omar.jpg", {"title": "Omar Reyes"}) == "Omar Reyes"
    assert titles.title_of("omar.jpg", {"headline": "The new partner"}) == "The new partner"
    assert titles.title_of("omar.jpg", {"title": "DSC_4821"}) == "Omar"
    assert titles.title_of("omar.jpg", {"title": "OLYMPUS DIGITAL CAMERA"}) == "Omar"


def test_titles_and_addresses_are_told_apart_by_numbers():
    assert titles.numbered("Omar", set()) == "Omar"
    assert titles.numbered("Omar", {"Omar", "Omar (2)"}) == "Omar (3)"
    assert titles.slug_of("Omar, outdoors", set()) == "omar-outdoors"
    assert titles.slug_of("Omar", {"omar", "omar-2"}) == "omar-3"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Łukasz Groß", "lukasz-gross"),
        ("Zoë Ångström", "zoe-angstrom"),
        ("Søren Kjær", "soren-kjaer"),
        ("李明", "photo-1"),
        ("Ольга", "photo-1"),
        ("– 📷 –", "photo-1"),
        ("", "photo-1"),
    ],
)
def test_an_address_is_readable_and_there_for_every_script(title, slug):
    assert titles.slug_of(title, set()) == slug


def test_nothing_grows_too_long():
    name = "word " * 99 + "DSC_4821.jpg"
    title = titles.title_of(name, {})
    slugs = {titles.slug_of(title, set())}
    for _ in range(12):
        slugs.add(titles.slug_of(title, slugs))

    assert len(titles.numbered(title, {title})) <= titles.TITLE_LONGEST
    assert len(titles.title_of("DSC_12345678.jpg", {}, "s" * 200)) <= titles.TITLE_LONGEST
    assert len(slugs) == 13
    assert max(map(len, slugs)) <= titles.SLUG_LONGEST
