"""What search engines are told of, and when it last changed."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages import chores
from pages.models import Page, Question, Shown
from sessions.models import (
    Gallery,
    GalleryPhoto,
    Package,
    PackagePhoto,
    Photo,
)
from studio.models import Studio

from .found import PUBLIC, SITE

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}
LONG_AGO = timezone.now() - timedelta(days=400)


def sitemap(client):
    """Return {path: (lastmod, [addresses of its pictures])}."""
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    found = {}
    for url in ElementTree.fromstring(response.content).findall("s:url", NAMES):
        path = url.findtext("s:loc", namespaces=NAMES).removeprefix(SITE)
        assert path not in found
        pictures = [each.text for each in url.findall("image:image/image:loc", NAMES)]
        found[path] = (url.findtext("s:lastmod", namespaces=NAMES), pictures)
    return found


def lastmods(client):
    return {path: lastmod for path, (lastmod, _) in sitemap(client).items()}


@pytest.fixture
def settled(client, db):
    """Let everything have been as it is for a long time."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.local_fields}
        if names & {"updated_at"}:
            model.objects.update(updated_at=LONG_AGO)
        if {"published_at", "slug"} <= names:
            model.objects.update(published_at=LONG_AGO)
    before = lastmods(client)
    assert set(before.values()) == {LONG_AGO.strftime("%Y-%m-%dT%H:%M:%S+00:00")}


def moved(client):
    """Return the paths of the pages that changed just now."""
    today = timezone.now().strftime("%Y-%m-%d")
    return {path for path, lastmod in lastmods(client).items() if lastmod.startswith(today)}


def test_every_public_page_is_listed_once_with_pictures_that_exist(client, db):
    found = sitemap(client)

    assert set(found) == set(PUBLIC)
    assert len(found["/headshot-vs-portrait/"][1]) > 5
    assert (
        len(found["/galleries/portraits/"][1])
        == GalleryPhoto.objects.filter(gallery__slug="portraits").count()
    )
    for path, (_, pictures) in found.items():
        text = client.get(path).content.decode()
        assert len(pictures) == len(set(pictures))
        for picture in pictures:
            assert picture.startswith(f"{SITE}/media/r/")
            stem = picture.removeprefix(SITE).rpartition("-")[0]
            assert f"{stem}-" in text, (path, picture)


def save(model, **lookup):
    model.objects.get(**lookup).save()


CHANGES = {
    "page": (lambda: save(Page, slug="privacy"), {"/privacy/"}),
    "question": (
        lambda: Question.objects.filter(session_type__slug="headshot").first().save(),
        {"/headshots/", "/questions/"},
    ),
    "package": (
        lambda: save(Package, slug="branding-year"),
        {"/sessions/", "/personal-branding/"}
        | {f"/sessions/branding-{name}/" for name in ("morning", "day", "year")},
    ),
    "gallery item": (
        lambda: GalleryPhoto.objects.filter(gallery__slug="the-studio").first().save(),
        {"/galleries/the-studio/", "/galleries/"},
    ),
    "profile": (
        lambda: Studio.objects.get().save(),
        {path for path in PUBLIC if path.startswith("/sessions/")} | {"/", "/inquire/"},
    ),
    "nothing": (lambda: None, set()),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_page_changed_when_what_it_shows_did_and_no_other(client, settled, what):
    change, expected = CHANGES[what]

    change()

    if what == "question":
        assert expected <= moved(client) <= expected | {"/headshot-vs-portrait/"}
    else:
        assert moved(client) == expected


def test_a_photo_changes_the_pages_that_show_it(client, settled):
    photo = Photo.objects.get(slug="studio-window")

    photo.save()

    showing = {path for path, (_, p) in sitemap(client).items() if "studio-window" in str(p)}
    assert {"/about/", "/galleries/the-studio/"} <= showing
    assert moved(client) == showing


def test_what_nobody_sees_changes_nothing(client, settled, make_package):
    make_package(published_at=None)
    make_package(visibility="link")
    make_package(published_at=timezone.now() + timedelta(days=1))

    assert moved(client) == set()


def test_a_price_that_begins_is_a_change(client, settled):
    Package.objects.filter(slug="team-day").update(
        next_price=9, next_price_at=timezone.now() - timedelta(minutes=1)
    )

    assert {"/sessions/team-day/", "/sessions/", "/headshots/"} <= moved(client)


def test_a_price_to_come_is_none(client, settled):
    Package.objects.filter(slug="team-day").update(
        next_price=9, next_price_at=timezone.now() + timedelta(minutes=1)
    )

    assert moved(client) == set()


def test_what_goes_away_is_a_change(client, settled):
    GalleryPhoto.objects.filter(gallery__slug="both").last().delete()

    assert "/galleries/both/" in moved(client)
    assert "/galleries/portraits/" not in moved(client)


def test_what_goes_away_is_noticed_without_a_visit(client, settled):
    Package.objects.filter(slug="branding-year").update(published_at=None)

    chores.notice_changes()

    noticed = set(Shown.objects.exclude(changed_at=None).values_list("path", flat=True))
    assert {"/sessions/", "/personal-branding/", "/sessions/branding-day/"} <= noticed
    assert "/headshots/" not in noticed


def test_a_photo_whose_release_ends_is_listed_no_more(client, settled):
    Photo.objects.filter(slug="mei-window").update(published_at=None)

    assert "mei-window" not in client.get("/sitemap.xml").content.decode()
    assert "/" in moved(client)


def test_a_page_of_unknown_age_has_no_date(client, settled):
    Studio.objects.all().delete()
    Shown.objects.all().delete()

    assert lastmods(client)["/inquire/"] is None


def queries(client):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get("/sitemap.xml")
    return len(captured)


def test_it_costs_as_many_queries_with_more_of_everything(client, db, make_photo, make_package):
    queries(client)  # notes what each page shows
    before = queries(client)

    for number in range(5):
        photo = make_photo(size=(320, 240))
        package = make_package()
        PackagePhoto.objects.create(package=package, photo=photo)
        gallery = Gallery.objects.create(
            title=f"G {number}", slug=f"g-{number}", published_at=timezone.now()
        )
        for each in (gallery, Gallery.objects.get(slug="portraits")):
            GalleryPhoto.objects.create(gallery=each, photo=photo)
        Page.objects.create(
            title=f"P {number}", slug=f"p-{number}", headline="P", published_at=timezone.now()
        )
    queries(client)

    assert queries(client) == before
