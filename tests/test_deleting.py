"""Deleting on the desk: what is said before, and what is said where it cannot be done."""

from html import unescape

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import PROTECT
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.models import Frames, Page, Photograph, Prose
from sessions.models import Aspect, Inclusion, Photo, Release
from studio import where_used

from .desk import admin_url


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    return client


def page_of(desk, row):
    return unescape(desk.get(admin_url(row, "delete", row.pk)).content.decode())


def page_of_many(desk, *rows):
    keys = [row.pk for row in rows]
    data = {"action": "delete_selected", "_selected_action": keys, "index": 0}
    response = desk.post(admin_url(rows[0], "changelist"), data)
    return unescape(response.content.decode())


def test_that_a_deleted_photo_is_gone_is_said_before(desk, make_photo):
    photo, other = make_photo(), make_photo()

    one, many = page_of(desk, photo), page_of_many(desk, photo, other)

    assert "Its original is deleted, too; this cannot be taken back." in one
    assert "Their originals are deleted, too; this cannot be taken back." in many
    assert "cannot be taken back" not in page_of(desk, Page.objects.get(slug="about"))
    assert "cannot be brought back" in desk.get(admin_url(Photo, "deleted")).content.decode()
    assert "nothing you do here is lost" not in desk.get("/admin/guide/").content.decode().lower()


def test_that_a_signed_paper_and_an_inquiry_are_gone_is_said_before(desk, make_inquiry):
    plain = Release.objects.create(sitter="Ann", signed_on=timezone.localdate())
    signed = Release.objects.create(sitter="Bo", signed_on=timezone.localdate())
    signed.document.save("signed.pdf", ContentFile(b"%PDF-"))

    assert "The signed paper is deleted, too" in page_of(desk, signed)
    assert "The signed paper is deleted, too" in page_of_many(desk, plain, signed)
    assert "The signed paper" not in page_of(desk, plain)
    assert "This cannot be taken back." in page_of(desk, make_inquiry())


def test_what_keeps_a_photo_is_named_with_its_page_and_a_way_back(desk, make_photo):
    photo = make_photo(title="Mei, window")
    page = Page.objects.get(slug="about")
    Photograph.objects.create(parent=page, region="main", ordering=99, photo=photo)
    Frames.objects.create(
        parent=page, region="main", ordering=98, photo=photo, heading="Both *frames*"
    )

    html = page_of(desk, photo)

    address = admin_url(page, "change", page.pk)
    assert f'<a href="{address}">Page “{page}”, block “Frames: Both frames”</a>' in html
    assert f'<a href="{address}">Page “{page}”, block “Photograph: Mei, window”</a>' in html
    assert f'href="{page.get_absolute_url()}"' in html
    assert f'href="{admin_url(photo, "change", photo.pk)}">Back to “Mei, window”</a>' in html
    assert "Where it is used" not in html


def test_of_several_photos_those_that_stay_are_named(desk, make_photo):
    free, kept = make_photo(title="Free"), make_photo(title="Kept")
    page = Page.objects.get(slug="about")
    Photograph.objects.create(parent=page, region="main", ordering=99, photo=kept)

    html = page_of_many(desk, free, kept)

    assert f'<a href="{admin_url(kept, "change", kept.pk)}">Kept</a>' in html
    assert f'<a href="{admin_url(free, "change", free.pk)}">Free</a>' not in html
    assert f"Page “{page}”, block “Photograph: Kept”" in html
    assert f'href="{admin_url(Photo, "changelist")}">Back to the list</a>' in html
    assert Photo.objects.filter(pk__in=[free.pk, kept.pk]).count() == 2


def test_other_records_say_what_keeps_them_too(desk, make_photo):
    release = Release.objects.create(sitter="Ann", signed_on=timezone.localdate())
    photo = make_photo(title="Ann", release=release)
    inclusion = Inclusion.objects.exclude(packages=None).first()
    package = inclusion.packages.first()
    aspect = Aspect.objects.exclude(traits=None).first()

    assert f'<a href="{admin_url(photo, "change", photo.pk)}">Photo “Ann”</a>' in page_of(
        desk, release
    )
    assert f'<a href="{admin_url(package, "change", package.pk)}">Package' in page_of(
        desk, inclusion
    )
    assert "Session type “" in page_of(desk, aspect)


def test_whatever_may_keep_a_record_can_be_named():
    keepers = {
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.remote_field.on_delete is PROTECT
    }

    ours = {m for m in keepers if m._meta.app_label in ("studio", "photo_sessions", "pages")}

    assert Photograph in ours
    assert {m for m in ours if m not in where_used.locators and m not in admin.site._registry} == (
        set()
    )


def test_nothing_that_nobody_knows_is_listed(desk, make_photo):
    page = Page.objects.create(title="New", slug="new", headline="New")
    text = "<p>Hair &amp; make-up, and <em>light</em></p>"
    Prose.objects.create(parent=page, region="main", ordering=1, text=text)
    Photograph.objects.create(
        parent=page, region="main", ordering=2, photo=make_photo(title="By the window")
    )

    of_page, of_photo = page_of(desk, page), page_of(desk, make_photo())

    assert "<li>Prose: Hair & make-up, and light</li>" in of_page
    assert "<li>Photograph: By the window</li>" in of_page
    assert "Block" not in of_page.partition("All of this goes")[2].partition("</form>")[0]
    assert "Slimming" not in of_photo


def test_naming_what_goes_costs_the_same_for_many(desk, make_photo, django_assert_num_queries):
    page = Page.objects.create(title="New", slug="new", headline="New")
    address = admin_url(page, "delete", page.pk)
    add = Photograph.objects.create
    add(parent=page, region="main", ordering=0, photo=make_photo())
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for number in range(1, 6):
        add(parent=page, region="main", ordering=number, photo=make_photo())

    with django_assert_num_queries(len(few)):
        desk.get(address)
