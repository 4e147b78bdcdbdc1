"""Nobody is shown who has not agreed, or does not agree any more."""

from datetime import timedelta
from pathlib import PurePosixPath

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pages.models import Frames, Page
from sessions import making, removing, tasks
from sessions.models import Gallery, Package, Photo, Release, SessionType
from studio import history
from studio.models import Studio
from studio.starter import loader

from .desk import admin_url, form_values


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    return client


@pytest.fixture
def release(db):
    return Release.objects.create(sitter="Ann", signed_on=timezone.localdate())


@pytest.mark.parametrize("name", ["あ" * 85 + ".pdf", "ж" * 90 + ".pdf", "0." + "あ" * 90])
def test_a_paper_with_a_long_name_is_kept_under_a_shorter_one(desk, name):
    fields = {"sitter": "Ann", "scope": "website", "signed_on": "2026-01-01"}
    paper = SimpleUploadedFile(name, b"signed")

    response = desk.post(admin_url(Release, "add"), fields | {"document": paper})

    assert response.status_code == 302
    document = Release.objects.get(sitter="Ann").document
    assert document.read() == b"signed"
    assert len(PurePosixPath(document.name).name.encode()) < 130


def everywhere(photo):
    """Put a photo into every place that a photo can have; return the addresses to look at."""
    gallery, package = Gallery.objects.get(slug="portraits"), Package.objects.first()
    gallery.items.create(photo=photo, position=0)
    package.package_photos.create(photo=photo, position=0)
    Page.objects.filter(slug="about").update(hero_photo=photo)
    SessionType.objects.filter(slug="headshot").update(photo=photo)
    Studio.objects.update(share_photo=photo)
    for model in Page.objects.get(slug="headshot-vs-portrait").blocks.model.__subclasses__():
        if any(field.name == "photo" for field in model._meta.local_fields):
            model.objects.update(photo=photo)
    pages = [page.get_absolute_url() for page in Page.objects.published()]
    return [*pages, gallery.get_absolute_url(), package.get_absolute_url(), "/sitemap.xml"]


def test_a_person_without_a_release_is_not_shown_unless_the_owner_says_why(make_photo):
    photo = make_photo(release_waiver="")
    assert photo.shows_person
    assert not photo.is_public
    assert photo not in Photo.objects.public()
    assert photo in Photo.objects.without_consent()

    photo.release_waiver = "That is me"
    photo.save()

    assert photo.is_public
    assert photo in Photo.objects.public()
    assert photo not in Photo.objects.without_consent()


def test_a_photo_without_people_needs_no_release(make_photo):
    photo = make_photo(release_waiver="", **dict.fromkeys(Photo.HEAD_FIELDS))

    assert not photo.shows_person
    assert photo in Photo.objects.public()


def test_a_reason_does_not_stand_against_a_withdrawal(make_photo, release):
    photo = make_photo(release=release, release_waiver="That is me")
    release.withdrawn_on = timezone.localdate()
    release.save()

    photo.refresh_from_db()
    assert not photo.is_public
    assert photo not in Photo.objects.public()


def test_withdrawing_takes_photo_and_files_off_the_site_at_once(
    desk, client, make_photo, release, django_capture_on_commit_callbacks
):
    photo = make_photo(release=release, size=(2400, 1600))
    addresses = everywhere(photo)
    making.make(photo)
    stem = photo.pictures["whole"]["stem"]
    files = [name for _, name in removing.stored() if photo.slug in name]
    seen = [path for path in addresses if photo.slug in client.get(path).content.decode()]
    assert len(files) > 10
    assert {"/about/", "/headshot-vs-portrait/", "/galleries/portraits/", "/"} <= set(seen)
    url = admin_url(release, "withdraw", release.pk)
    assert "Gallery" in desk.get(url).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        page = desk.post(url, follow=True).content.decode()

    assert "Where they were" in page
    assert "Gallery" in page
    desk.logout()
    for path in addresses:
        html = client.get(path).content.decode()
        assert photo.slug not in html, path
        assert "picture-missing" not in html, path
    assert not [name for _, name in removing.stored() if photo.slug in name]
    assert client.get(f"/media/{stem}-320.jpg").status_code == 410
    assert storages["default"].exists(photo.original.name)


def test_files_do_not_come_back_by_the_worker(make_photo, release):
    photo = make_photo(release=release)
    release.withdrawn_on = timezone.localdate()
    release.save()

    tasks.make_renditions.func(photo.pk)

    assert not [name for _, name in removing.stored() if photo.slug in name]


def test_a_release_that_expires_ends_by_itself(client, make_photo, release):
    photo = make_photo(release=release)
    Gallery.objects.get(slug="portraits").items.create(photo=photo)
    yesterday = timezone.localdate() - timedelta(days=1)
    Release.objects.update(signed_on=yesterday - timedelta(days=9), expires_on=yesterday)

    assert photo.slug not in client.get("/galleries/portraits/").content.decode()
    assert client.get(f"/media/{photo.pictures['whole']['stem']}-320.jpg").status_code == 410


def test_a_hidden_photo_takes_its_block_along_and_leaves_the_words(client, make_photo, release):
    page = Page.objects.get(slug="headshot-vs-portrait")
    photo = make_photo(release=release)
    Frames.objects.filter(parent=page).update(photo=photo, intro="Look at the frames")
    assert "Look at the frames" in client.get("/headshot-vs-portrait/").content.decode()

    Release.objects.filter(pk=release.pk).update(withdrawn_on=timezone.localdate())

    html = client.get("/headshot-vs-portrait/").content.decode()
    assert "Look at the frames" not in html
    assert "LinkedIn" in html


def test_going_back_to_an_older_release_does_not_undo_a_withdrawal(release):
    with history.changing(release, None, "Named in full"):
        release.sitter = "Ann Other"
        release.save()
    release.withdrawn_on = timezone.localdate()
    release.save()
    first = history.versions(Release).filter(object_id=release.pk).last()

    history.restore(first, None)

    release.refresh_from_db()
    assert release.sitter == "Ann"
    assert not release.is_valid


def test_a_page_is_shared_with_its_picture_or_that_of_the_studio(client, make_photo, release):
    photo = make_photo(release=release)
    Studio.objects.update(share_photo=photo)
    Page.objects.filter(slug="privacy").update(hero_photo=None)

    html = client.get("/privacy/").content.decode()

    picture = 'property="og:image" content="http://testserver/media/s/page-privacy-{}-'
    assert picture.format(photo.pk) in html
    Release.objects.filter(pk=release.pk).update(withdrawn_on=timezone.localdate())
    assert picture.format(0) in client.get("/privacy/").content.decode()


def test_another_picture_needs_another_consent(desk, make_photo, release):
    photo = make_photo(release=release, likeness="f" * 64)
    data = (loader.HERE / "photos" / "mei-studio.jpg").read_bytes()
    url = admin_url(photo, "change", photo.pk)
    values = form_values(desk, url) | {"upload": SimpleUploadedFile("new.jpg", data)}

    response = desk.post(url, values, follow=True)

    photo.refresh_from_db()
    assert photo.release is None
    assert not photo.is_public
    assert "say again who has agreed" in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "is_said"), [({}, True), ({"alt": "Mei laughs"}, False)], ids=["kept", "new"]
)
def test_a_text_that_stays_with_another_picture_is_mentioned(desk, make_photo, changed, is_said):
    photo = make_photo(likeness="f" * 64)
    data = (loader.HERE / "photos" / "mei-studio.jpg").read_bytes()
    url = admin_url(photo, "change", photo.pk)
    values = form_values(desk, url) | {"upload": SimpleUploadedFile("new.jpg", data)}

    response = desk.post(url, values | changed, follow=True)

    words = "still describes the former picture: “A drawn circle”"
    assert (words in response.content.decode()) is is_said
