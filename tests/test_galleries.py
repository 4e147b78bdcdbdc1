"""Galleries: rows, framings, pages, and the page of one photo."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions import rows
from sessions.models import Gallery, GalleryPhoto, Photo
from sessions.rows import LAYOUTS
from studio.models import Redirect

PORTRAITS = "/galleries/portraits/"
PHOTO = "/galleries/portraits/omar-outdoor/"


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(" ".join(response.content.decode().split()))


def title_of(text):
    return re.search("<title>(.*?)</title>", text)[1]


def link_of(text, rel):
    found = re.search(rf'<link rel="{rel}" href="([^"]*)"', text)
    return found and found[1].removeprefix("http://testserver")


@pytest.fixture
def make_gallery(db):
    """Return a function that saves a published gallery of photos."""

    def make_gallery(*photos, **fields):
        options = {"title": "Walls", "slug": "walls", "published_at": timezone.now(), **fields}
        gallery = Gallery.objects.create(**options)
        for number, photo in enumerate(photos):
            GalleryPhoto.objects.create(gallery=gallery, photo=photo, position=number)
        return gallery

    return make_gallery


@pytest.fixture
def long_gallery(make_gallery, make_photo):
    """A gallery of 500 photos; the last ten have no headshot."""
    one = make_photo()
    without = {cut: one.pictures[cut] for cut in one.pictures if "headshot" not in cut}
    kept = ("alt", "release_waiver", "width", "height", "published_at")
    fields = {name: getattr(one, name) for name in kept}
    photos = Photo.objects.bulk_create(
        Photo(
            **fields,
            title=f"Wall {number}",
            slug=f"wall-{number}",
            digest=f"wall-{number}",
            original_digest=f"wall-{number}",
            pictures=one.pictures if number <= 490 else without,
        )
        for number in range(1, 501)
    )
    gallery = make_gallery()
    GalleryPhoto.objects.bulk_create(
        GalleryPhoto(gallery=gallery, photo=photo, position=number)
        for number, photo in enumerate(photos)
    )
    return gallery


# Rows


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 40])
def test_rows_hold_every_photo_once_and_in_order(layout, count):
    shapes = [(1.5, 0.667, 0.8, 3, 0.4, 1)[number % 6] for number in range(count)]

    found = rows.rows(shapes, layout)

    assert [place for row in found for place in range(row.start, row.end)] == list(range(count))
    for row in found:
        assert row.total == pytest.approx(sum(shapes[row.start : row.end]))
    assert all(row.rest == 0 for row in found[:-1])


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_rows_of_ordinary_photos_are_nearly_of_one_height(layout):
    shapes = [1.5, 1.5, 0.667, 0.8, 1.5, 0.667, 0.667, 1.5, 1, 0.8, 1.5, 0.667] * 4

    totals = [row.full for row in rows.rows(shapes, layout)]

    assert max(totals) / min(totals) < 1.7


def test_a_last_row_that_is_not_full_keeps_the_height_of_the_one_before():
    found = rows.rows([3.3, 3.3, 1.8], rows.Layout(3.3))

    assert [(row.start, row.end) for row in found] == [(0, 1), (1, 2), (2, 3)]
    assert found[-1].full == pytest.approx(found[-2].full)


def test_a_last_photo_is_not_as_flat_as_a_panorama_before_it():
    *_, last = rows.rows([3, 0.4], LAYOUTS["narrow"])

    assert (last.start, last.end) == (1, 2)
    assert last.full == pytest.approx(1.25 * 1.3)


def test_one_upright_photo_does_not_fill_a_wide_page_but_a_phone():
    (wide,) = rows.rows([0.8], LAYOUTS["wide"])
    (narrow,) = rows.rows([0.8], LAYOUTS["narrow"])

    assert wide.full > 2 * wide.total
    assert narrow.rest == 0


def test_a_list_says_shapes_and_widths_exactly(client, make_gallery, make_photo):
    make_gallery(make_photo(size=(1800, 600)), make_photo(size=(400, 1000)))

    text = read(client, "/galleries/walls/")

    assert '<li class="ones-3">' in text
    assert '<li class="tenths-4">' in text
    assert "(min-width: 40rem) 81vw, 88vw" in text  # alone on a phone


# Filters


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        ("", "Portraits – Northlight", "People in their surroundings"),
        ("?framing=whole", "Portraits – Northlight", "People in their surroundings"),
        ("?framing=headshot", "Portraits, cut as headshots – Northlight", "cut as headshots."),
        ("?framing=portrait", "Portraits, cut as portraits – Northlight", "cut as portraits."),
        (
            "?use=linkedin",
            "Portraits, cut for one place: LinkedIn profile – Northlight",
            "cut for one place: LinkedIn profile.",
        ),
    ],
)
def test_each_way_of_showing_a_gallery_says_so(client, db, query, title, words):
    text = read(client, PORTRAITS + query)

    assert title_of(text) == title
    assert words in text
    assert link_of(text, "canonical") == PORTRAITS
    assert text.count('aria-current="page"') == 1


def test_the_own_framing_of_a_gallery_has_one_address(client, db):
    text = read(client, f"{PORTRAITS}?framing=headshot")

    assert f'<a href="{PORTRAITS}" >Whole photograph</a>' in text
    assert "?framing=whole" not in text


def test_a_filter_goes_along_to_the_photo_and_back(client, db):
    for query in ("?framing=headshot", "?use=linkedin"):
        assert f'href="{PHOTO}{query}"' in read(client, PORTRAITS + query)

        photo = read(client, PHOTO + query)

        assert f'href="{PORTRAITS}{query}#photo-omar-outdoor"' in photo
        assert f'href="/galleries/portraits/ingrid-library/{query}" rel="next"' in photo


# Pages


def test_a_long_gallery_comes_in_pages(client, long_gallery):
    first = read(client, "/galleries/walls/")
    second = read(client, "/galleries/walls/?page=2")
    last = read(client, "/galleries/walls/?page=11")

    assert "Photographs 1–48 of 500" in first
    assert "Photographs 49–96 of 500" in second
    assert "Photographs 481–500 of 500" in last
    assert [text.count('class="photo-link"') for text in (first, second, last)] == [48, 48, 20]
    assert title_of(second) == "Walls, page 2 – Northlight"
    assert link_of(second, "canonical") == "/galleries/walls/?page=2"
    assert link_of(first, "prev") is None
    assert link_of(first, "next") == "/galleries/walls/?page=2"
    assert link_of(second, "prev") == "/galleries/walls/"
    assert link_of(last, "next") is None
    assert 'href="/galleries/walls/?page=11"' in first
    assert "page=1&" not in second
    assert 'page=1"' not in second


def test_pages_keep_the_framing(client, long_gallery):
    text = read(client, "/galleries/walls/?framing=headshot&page=2")

    assert "Photographs 49–96 of 490" in text
    assert title_of(text) == "Walls, cut as headshots, page 2 – Northlight"
    assert link_of(text, "canonical") == "/galleries/walls/"
    assert 'href="/galleries/walls/?framing=headshot&page=3" rel="next"' in text


def test_the_first_page_has_one_address(client, long_gallery):
    response = client.get("/galleries/walls/?framing=headshot&page=1")

    assert response.status_code == 301
    assert response["Location"] == "/galleries/walls/?framing=headshot"


@pytest.mark.parametrize("page", ["0", "12", "-1", "01", "two", "", "1e3", "99999999999", "２"])
def test_a_page_that_is_not_there_is_not_found(client, long_gallery, page):
    assert client.get("/galleries/walls/", {"page": page}).status_code == 404


def test_a_short_gallery_has_no_pages(client, db):
    text = read(client, PORTRAITS)

    assert "page-numbers" not in text
    assert client.get(f"{PORTRAITS}?page=2").status_code == 404


def test_pictures_below_the_first_screen_wait(client, long_gallery):
    text = read(client, "/galleries/walls/")

    assert text.count('fetchpriority="high"') == 1
    assert text.count('loading="lazy"') == 44


# One photo


def test_a_photo_has_a_page_in_its_gallery(client, db):
    text = read(client, "/galleries/portraits/ingrid-library/")

    assert title_of(text) == "Ingrid, library – Portraits – Northlight"
    assert "2 of 10" in text
    assert "The shelves run level behind her" in text
    assert "Photograph: Lena Marsh, Northlight" in text
    assert f'href="{PHOTO}" rel="prev"' in text
    assert 'href="/galleries/portraits/mei-window/" rel="next"' in text
    assert f'href="{PORTRAITS}#photo-ingrid-library"' in text
    assert "/inquire/?photo=ingrid-library" in text
    assert "/sessions/#portrait" in text
    assert re.search('<meta name="description" content="Older woman with short silver', text)


def test_its_ends_have_one_neighbour(client, db):
    first, last = read(client, PHOTO), read(client, "/galleries/portraits/amara-studio/")

    assert link_of(first, "prev") is None
    assert link_of(first, "next") == "/galleries/portraits/ingrid-library/"
    assert link_of(last, "prev") == "/galleries/portraits/theo-studio/"
    assert link_of(last, "next") is None


def test_a_photo_page_answers_head_and_refuses_post(client, db):
    assert client.head(PHOTO).status_code == 200
    assert client.post(PHOTO).status_code == 405


def checked(text):
    return re.search(r'value="(\w+)"\s+checked', text)[1]


@pytest.mark.parametrize(
    ("address", "framing"),
    [
        (PHOTO, "whole"),
        (f"{PHOTO}?framing=headshot", "headshot"),
        (f"{PHOTO}?framing=moon", "whole"),
        ("/galleries/headshots/amara-studio/", "headshot"),
        ("/galleries/headshots/amara-studio/?framing=portrait", "portrait"),
        (f"{PHOTO}?use=website-hero", "portrait"),
    ],
)
def test_it_starts_with_the_framing_that_was_asked_for(client, db, address, framing):
    text = read(client, address)

    assert checked(text) == framing
    assert text.count('name="framing"') == 3
    assert text.count('fetchpriority="high"') == 1
    assert link_of(text, "canonical") == address.partition("?")[0]


def test_a_photo_of_nobody_is_shown_whole(client, db):
    text = read(client, "/galleries/the-studio/lens-detail/")

    assert 'name="framing"' not in text
    assert "cut-whole" in text
    assert "/inquire/?photo" not in text


def test_a_use_shows_its_own_cut(client, db):
    cut = Photo.objects.get(slug="omar-outdoor").pictures["portrait 16:9"]

    text = read(client, f"{PHOTO}?use=website-hero")

    assert cut["stem"] in text
    assert "portrait, 16:9." in text


def test_what_is_not_public_is_not_found(client, db, make_photo, make_gallery):
    soon = timezone.now() + timedelta(days=1)
    shown, hidden, elsewhere = make_photo(), make_photo(published_at=soon), make_photo()
    gallery = make_gallery(shown, hidden)

    assert client.get(f"/galleries/walls/{shown.slug}/").status_code == 200
    assert hidden.slug not in read(client, f"/galleries/walls/{shown.slug}/")
    assert "1 of 1" in read(client, f"/galleries/walls/{shown.slug}/")
    for slug in (hidden.slug, elsewhere.slug, "nothing"):
        assert client.get(f"/galleries/walls/{slug}/").status_code == 404
    assert client.get(f"/galleries/nothing/{shown.slug}/").status_code == 404

    gallery.published_at = None
    gallery.save()

    assert client.get(f"/galleries/walls/{shown.slug}/").status_code == 404


def test_a_photo_follows_its_gallery_to_a_new_address(client, make_photo, make_gallery):
    photo = make_photo()
    gallery = make_gallery(photo)
    gallery.slug = "rooms"
    gallery.save()
    assert Redirect.objects.filter(old_path="/galleries/walls/").exists()

    response = client.get(f"/galleries/walls/{photo.slug}/")

    assert response.status_code == 301
    assert response["Location"] == f"/galleries/rooms/{photo.slug}/"
    assert response["Cache-Control"] == "no-store"


def test_a_photo_with_another_address_is_found_in_all_its_galleries(
    client, make_photo, make_gallery
):
    photo = make_photo()
    one = make_gallery(photo, slug="one", title="One")
    other = make_gallery(photo, slug="other", title="Other")
    former = photo.slug
    photo.slug = "by-the-window"
    photo.save()

    for gallery in (one, other):
        response = client.get(f"/galleries/{gallery.slug}/{former}/?framing=headshot")
        assert response.status_code == 301
        assert response.url == f"/galleries/{gallery.slug}/by-the-window/?framing=headshot"
    assert client.get(f"/galleries/portraits/{former}/").status_code == 404

    Photo.objects.filter(pk=photo.pk).update(published_at=None)
    assert client.get(f"/galleries/one/{former}/").status_code == 404


def test_saving_a_photo_as_it_is_makes_no_redirect(make_photo, make_gallery):
    photo = make_photo()
    make_gallery(photo)

    photo.title = "Another title"
    photo.save()

    assert not Redirect.objects.exists()


def test_a_photo_gets_its_old_address_back(admin_client, make_photo, make_gallery):
    photo = make_photo()
    make_gallery(photo, slug="walls")
    former, photo.slug = photo.slug, "by-the-window"
    photo.save()
    undo = reverse("admin:studio_redirect_undo", args=[Redirect.objects.get().pk])
    assert f"/galleries/walls/{former}/" in admin_client.get(undo).content.decode()

    admin_client.post(undo)

    photo.refresh_from_db()
    assert photo.slug == former
    assert admin_client.get(f"/galleries/walls/{former}/").status_code == 200


def test_a_photo_without_a_headshot_keeps_its_place_among_headshots(client, long_gallery):
    text = read(client, "/galleries/walls/wall-491/?framing=headshot")

    assert "491 of 491" in text
    assert link_of(text, "prev") == "/galleries/walls/wall-490/?framing=headshot"


def test_neighbours_and_the_way_back_go_beyond_a_page(client, long_gallery):
    text = read(client, "/galleries/walls/wall-48/")

    assert "48 of 500" in text
    assert link_of(text, "next") == "/galleries/walls/wall-49/"
    assert 'href="/galleries/walls/#photo-wall-48"' in text
    assert 'data-first="/galleries/walls/wall-1/"' in text
    assert 'data-last="/galleries/walls/wall-500/"' in text

    text = read(client, "/galleries/walls/wall-49/")

    assert 'href="/galleries/walls/?page=2#photo-wall-49"' in text


ADDRESSES = [
    "/galleries/",
    "/galleries/walls/",
    "/galleries/walls/?framing=headshot&page=2",
    "/galleries/walls/wall-7/",
    "/galleries/walls/wall-7/?framing=headshot",
]


def test_a_long_gallery_costs_no_more_queries_than_a_short_one(
    client, make_gallery, make_photo, django_assert_max_num_queries
):
    gallery = make_gallery(*(make_photo(size=(320, 240)) for _ in range(2)))
    one = Photo.objects.latest("pk")
    Photo.objects.filter(pk=one.pk).update(slug="wall-7")

    def costs():
        found = {}
        for address in ADDRESSES:
            with django_assert_max_num_queries(8) as captured:
                assert client.get(address).status_code in (200, 404)
            found[address] = len(captured)
        return found

    before = costs()
    copies = [
        Photo(
            title="Wall",
            slug=f"copy-{number}",
            release_waiver="A wall",
            width=320,
            height=240,
            published_at=one.published_at,
            pictures=one.pictures,
        )
        for number in range(200)
    ]
    Photo.objects.bulk_create(copies)
    GalleryPhoto.objects.bulk_create(
        GalleryPhoto(gallery=gallery, photo=photo, position=2 + number)
        for number, photo in enumerate(Photo.objects.filter(slug__startswith="copy-"))
    )
    after = costs()

    missing = ADDRESSES[2]  # there is no second page before
    assert before.pop(missing) <= after.pop(missing)
    assert after == before


# All galleries


def test_cards_count_what_is_shown(client, long_gallery, make_photo):
    GalleryPhoto.objects.create(gallery=long_gallery, photo=make_photo(published_at=None))

    text = read(client, "/galleries/")

    assert "500 photographs" in text
    stem = Photo.objects.get(slug="wall-1").pictures["portrait 4:5"]["stem"]
    assert text.count(f'src="/media/{stem}') == 3


@pytest.mark.parametrize(("count", "ratios"), [(1, ["3:2"]), (2, ["4:5", "3:2"])])
def test_cards_of_few_photos_fill_their_strip(client, make_photo, make_gallery, count, ratios):
    photos = [make_photo() for _ in range(count)]
    make_gallery(*photos)

    text = read(client, "/galleries/")

    for photo, ratio in zip(photos, ratios, strict=True):
        assert f'src="/media/{photo.pictures[f"portrait {ratio}"]["stem"]}' in text


def test_a_gallery_of_nothing_that_may_be_shown_has_no_card(client, make_photo, make_gallery):
    make_gallery(make_photo(published_at=None))

    assert "Walls" not in read(client, "/galleries/")


# Galleries on other pages


def test_photos_of_a_gallery_on_a_page_lead_to_their_own_pages(client, db):
    text = read(client, "/portraits/")

    assert re.search(r'class="photo-link" id="photo-[\w-]+" href="/galleries/[\w-]+/[\w-]+/', text)
    assert "<photo-viewer>" in text
    assert text.count("<dialog") == text.count("</photo-viewer>")
