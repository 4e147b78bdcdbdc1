"""The picture that networks show of a page."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone
from PIL import Image, ImageChops

from pages import sharing
from pages.models import Page
from sessions import intake_facts, lettering, share_pictures
from sessions.models import Gallery, Package, Photo, Release
from sessions.share_pictures import Card
from studio.models import Studio

from .found import PUBLIC, SITE, Head

PAPER = (245, 241, 234)


@pytest.fixture(autouse=True)
def folder(tmp_path):
    """Keep share pictures of each test by themselves; return the folder they come into."""
    storage = FileSystemStorage(tmp_path)
    usual, storages._storages["renditions"] = storages["renditions"], storage
    yield tmp_path / "s"
    storages._storages["renditions"] = usual


def address_on(client, path):
    return Head.of(client, path).meta("og:image").removeprefix(SITE)


def opened(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    data = b"".join(response)
    return response, data, Image.open(BytesIO(data))


@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_has_a_share_picture(client, db, path):
    head = Head.of(client, path)

    response, data, image = opened(client, head.meta("og:image").removeprefix(SITE))

    assert image.size == share_pictures.SIZE
    assert (head.meta("og:image:width"), head.meta("og:image:height")) == ("1200", "630")
    assert (image.format, head.meta("og:image:type")) == ("JPEG", "image/jpeg")
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    assert len(data) < 300_000


def test_it_carries_the_credit_of_its_photo(client, db):
    image = opened(client, address_on(client, "/about/"))[2]

    facts = intake_facts.read_facts(image)
    assert facts["creator"] == "Lena Marsh"
    assert facts["copyright_notice"] == "© Northlight. All rights reserved."
    assert b"DMI-PROHIBITED-AIMLTRAINING" in image.info["xmp"]


def test_it_is_made_once(client, db, folder, monkeypatch):
    address = address_on(client, "/about/")
    first = opened(client, address)[1]
    monkeypatch.setattr(Card, "draw", lambda card: pytest.fail("It was drawn again."))

    assert opened(client, address)[1] == first
    assert [file.name for file in folder.iterdir()] == [Path(address).name]


def test_asking_again_costs_no_bytes(client, db):
    address = address_on(client, "/about/")
    etag = opened(client, address)[0]["ETag"]

    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        *("page-about-16-000000000000.jpg", "page-nowhere-0-000000000000.jpg", "x.jpg"),
        *("home-0-000000000000.jpg", "place-moon-0-000000000000.jpg", "moon-a-0-0123456789ab.jpg"),
        *("icon-180-000000000000.png", "icon-99999-000000000000.png", "..%2f..%2fdb.sqlite3"),
        *("photo-nobody-0-000000000000.jpg", "package--0-000000000000.jpg"),
        f"page-about-{'9' * 30}-000000000000.jpg",
        f"page-about-{'9' * 18}-000000000000.jpg",
    ],
)
def test_unknown_addresses_make_nothing(client, db, folder, name):
    assert client.get(f"/media/s/{name}").status_code == 404
    assert not folder.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Page.objects.filter(slug="about").update(headline="I am *somebody else*"),
        lambda: Studio.objects.update(name="Southlight"),
        lambda: Page.objects.filter(slug="about").update(
            hero_photo=Photo.objects.get(slug="studio-room")
        ),
        lambda: [photo_with(credit="Somebody else")],
    ],
)
def test_it_is_called_otherwise_when_what_it_shows_changes(client, db, folder, change):
    before = address_on(client, "/about/")
    opened(client, before)

    change()

    after = address_on(client, "/about/")
    assert after != before
    opened(client, after)
    assert client.get(before).status_code == 404
    assert [file.name for file in folder.iterdir()] == [Path(after).name]


def photo_with(**fields):
    photo = Page.objects.get(slug="about").hero_photo
    for name, value in fields.items():
        setattr(photo, name, value)
    photo.save()


def test_other_changes_leave_it(client, db):
    before = address_on(client, "/about/")

    Page.objects.filter(slug="about").update(lead="Other words", position=99)

    assert address_on(client, "/about/") == before


def test_it_shows_the_next_photo_when_its_own_may_not_be_shown(client, db):
    Photo.objects.filter(slug="studio-window").update(published_at=None)

    address = address_on(client, "/about/")

    share_photo = Studio.objects.get().share_photo
    assert f"-{share_photo.pk}-" in address
    opened(client, address)


def test_a_photo_that_only_the_owner_sees_is_not_handed_out(client, db):
    before = address_on(client, "/about/")

    Photo.objects.filter(slug="studio-window").update(published_at=None)

    assert client.get(before).status_code == 404


def test_when_a_release_ends_its_share_pictures_are_gone(client, db, folder):
    address = address_on(client, "/personal-branding/")
    opened(client, address)
    other = address_on(client, "/about/")
    opened(client, other)

    release = Photo.objects.get(slug="omar-outdoor").release
    release.withdrawn_on = timezone.localdate() + timedelta(days=0)
    release.signed_on = release.withdrawn_on
    remove_on_commit(release)

    assert client.get(address).status_code == 410
    assert [file.name for file in folder.iterdir()] == [Path(other).name]
    assert client.get(other).status_code == 200


def remove_on_commit(release):
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        release.save()


def test_a_site_without_any_photo_has_share_pictures_of_words(client, db):
    Studio.objects.update(share_photo=None)
    Page.objects.filter(slug="about").update(hero_photo=None)

    address = address_on(client, "/about/")
    image = opened(client, address)[2]

    assert "/media/s/page-about-0-" in address
    assert near(image.getpixel((1150, 315)), PAPER)


def near(colour, other):
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) < 6


def test_the_sweep_removes_what_no_page_has(client, db, folder):
    kept = address_on(client, "/about/")
    opened(client, kept)
    opened(client, address_on(client, "/questions/"))
    opened(client, Head.of(client, "/").link("apple-touch-icon"))
    (folder / "icon-180-0123456789ab.png").write_bytes(b"old")
    Page.objects.filter(slug="questions").update(headline="Other words")

    sharing.sweep()

    names = {file.name for file in folder.iterdir()}
    assert Path(kept).name in names
    assert len(names) == 2


def test_a_broken_photo_is_an_error_that_nobody_keeps(client, db, make_photo):
    photo = make_photo()
    photo.master.storage.delete(photo.master.name)
    Page.objects.filter(slug="about").update(hero_photo=photo)

    assert client.get(address_on(client, "/about/")).status_code == 404


@pytest.mark.parametrize("slug", ["headshots", "both"])
def test_galleries_and_packages_show_their_own_photos(client, db, slug):
    gallery = Gallery.objects.get(slug=slug)
    package = Package.objects.get(slug="team-day")

    assert f"-{gallery.items.shown()[0].photo.pk}-" in address_on(
        client, gallery.get_absolute_url()
    )
    assert f"-{package.cover_photos[0].pk}-" in address_on(client, package.get_absolute_url())


# Drawing


def drawn(words, photo=None, studio="Northlight"):
    return Card("page-x", words, studio, photo).draw()


def is_blank(image, box):
    part = image.crop(box)
    return ImageChops.difference(part, Image.new("RGB", part.size, PAPER)).getbbox() is None


@pytest.mark.parametrize(
    "words",
    [
        "Ask",
        "Headshot or *portrait?*",
        "What people ask before they book, and what I answer on a Sunday in spring, *every* year",
        "Donaudampfschifffahrtsgesellschaftskapitänspatent",
        "gjpqy " * 40,
        "W" * 200,
    ],
)
def test_titles_of_any_length_stay_on_the_paper(db, words):
    photo = Photo.objects.get(slug="theo-studio")

    image = drawn(words, photo)

    left, right = lettering_bounds(image)
    assert left >= 40
    assert right <= 660
    assert not is_blank(image, (40, 40, 690, 500))
    assert is_blank(image, (0, 600, 690, 630))


def lettering_bounds(image):
    part = image.crop((0, 0, 690, 630))
    paper = Image.new("RGB", part.size, PAPER)
    left, _, right, _ = ImageChops.difference(part, paper).getbbox()
    return left, right


def test_long_titles_have_five_lines_at_most_and_say_that_they_are_cut():
    size, lines = lettering.fit("some words " * 60, 580, 442, share_pictures.SIZES)

    assert size == share_pictures.SIZES[-1]
    assert len(lines) == 5
    assert lines[-1][-1][-1][0].endswith("…")


def test_short_titles_are_large():
    short, long = (
        lettering.fit(words, 580, 442, share_pictures.SIZES)[0]
        for words in ("Ask", "What people ask before they book, every day")
    )

    assert short == share_pictures.SIZES[0]
    assert long < short


def test_a_line_of_one_short_word_is_avoided():
    _, lines = lettering.fit("The quiet light of a north window is", 580, 442, (74,))

    assert len(lines[-1]) > 1


def test_letters_of_europe_are_written_and_others_are_not_boxes(db):
    assert lettering.can_write("Zażółć gęślą jaźń – Škoda, “Đorđe” & Œuvre, Ğüş, fi…")
    assert not lettering.can_write("Портрет")
    assert not lettering.can_write("写真")

    image = drawn("写真", Photo.objects.get(slug="mei-window"))

    assert not is_blank(image, (60, 60, 640, 200))  # the photograph goes all the way across


def test_the_frame_is_that_of_the_headshot(db):
    photo = Photo.objects.get(slug="theo-studio")
    card = Card("page-x", "Words", "Northlight", photo)
    picture = photo.pictures[share_pictures.PHOTO_CUT]

    frame = card.frame_in(picture, share_pictures.PHOTO_BOX)

    across = (frame[2] - frame[0]) / 504
    headshot = photo.pictures["headshot 4:5"]["crop"]
    shown = picture["crop"]
    assert across == pytest.approx((headshot[2] - headshot[0]) / (shown[2] - shown[0]))
    pixel = card.draw().getpixel((round(frame[0]), round((frame[1] + frame[3]) / 2)))
    assert pixel[0] > 140
    assert pixel[1] < 110


def test_the_head_is_never_cut(db):
    for photo in Photo.objects.exclude(head_top=None):
        left, top, right, bottom = photo.pictures[share_pictures.PHOTO_CUT]["crop"]
        head = photo.head
        assert left <= head.left
        assert right >= head.right
        assert top <= head.top
        assert bottom >= head.bottom


def test_the_fonts_are_there():
    for subset in lettering.SUBSETS:
        for style in ("normal", "italic"):
            name = lettering.SERIF.format(subset=subset, style=style)
            assert (settings.BASE_DIR / "static" / "fonts" / name).is_file()


def test_releases_that_hold_change_nothing(db, folder, client):
    address = address_on(client, "/personal-branding/")
    opened(client, address)

    remove_on_commit(Release.objects.first())

    assert [file.name for file in folder.iterdir()] == [Path(address).name]
