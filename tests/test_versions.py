"""Nothing that the desk changes is lost: versions, comparing them, going back."""

from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from reversion.models import Revision, Version

from pages.models import Block, Page, Photograph, Prose
from sessions.models import Gallery, Package, Photo, Release, SessionType
from studio import comparison, history
from studio.models import Redirect

from .desk import admin_url, form_values


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    return client


def save(desk, row, **changed):
    url = admin_url(row, "change", row.pk)
    response = desk.post(url, form_values(desk, url) | changed)
    assert response.status_code == 302, response.context["errors"]


def versions(row):
    return list(history.versions(type(row)).filter(object_id=row.pk))


def test_the_first_change_keeps_what_was_there_before(desk):
    page = Page.objects.get(slug="about")
    before = page.headline

    save(desk, page, headline="Another headline")

    now, first = versions(page)
    assert first.field_dict["headline"] == before
    assert now.field_dict["headline"] == "Another headline"
    assert now.revision.user.username == "lena"
    listed = desk.get(admin_url(page, "history", page.pk)).content.decode()
    assert "As it was before" in listed
    assert "lena" in listed


def test_going_back_brings_the_words_and_the_blocks_and_keeps_the_publishing(desk, client):
    page = Page.objects.get(slug="privacy")
    kept = [(type(row.content), row.pk) for row in page.blocks]
    words = page.headline
    save(desk, page, headline="Changed")
    Block.objects.filter(parent=page).first().delete()
    prose = Prose.objects.create(parent=page, region="main", ordering=999, text="<p>New</p>")
    save(desk, page, headline="Changed twice")

    first = versions(page)[-1]
    desk.post(admin_url(page, "version", page.pk, first.pk))

    page.refresh_from_db()
    assert page.headline == words
    assert page.is_published
    assert [(type(row.content), row.pk) for row in page.blocks] == kept
    assert not Prose.objects.filter(pk=prose.pk).exists()
    assert versions(page)[0].revision.comment.startswith("Back to the version of")


def test_a_deleted_page_comes_back_with_its_blocks(desk, client):
    page = Page.objects.get(slug="questions")
    html = client.get("/questions/").content
    Block.objects.filter(calltoaction__target=page).delete()
    count = Block.objects.filter(parent=page).count()
    desk.post(admin_url(page, "delete", page.pk), {"post": "yes"})
    assert client.get("/questions/").status_code == 404
    listed = desk.get(admin_url(Page, "deleted")).context["versions"]

    (version,) = [each for each in listed if each.object_id == str(page.pk)]
    desk.post(admin_url(Page, "deleted_version", version.pk))

    assert Block.objects.filter(parent_id=page.pk).count() == count
    assert client.get("/questions/").content == html


def test_a_page_comes_back_without_a_picture_that_is_gone(desk, make_photo):
    photo = make_photo()
    page = Page.objects.get(slug="about")
    page.hero_photo = photo
    page.save()
    save(desk, page, headline="With its photo")
    save(desk, page, headline="Without", hero_photo="")
    Photo.objects.get(pk=photo.pk).delete()

    former = versions(page)[1]
    desk.post(admin_url(page, "version", page.pk, former.pk))

    page.refresh_from_db()
    assert page.headline == "With its photo"
    assert page.hero_photo is None


def test_what_cannot_come_back_is_said(desk):
    page = Page.objects.get(slug="about")
    save(desk, page, slug="who")
    Page.objects.filter(slug="privacy").update(slug="about")

    former = versions(page)[-1]
    url = admin_url(page, "version", page.pk, former.pk)
    response = desk.post(url, follow=True)

    page.refresh_from_db()
    assert page.slug == "who"
    assert "cannot be brought back" in response.content.decode()


def test_crops_come_back_with_a_photo(desk, make_photo):
    photo = make_photo()
    crop = photo.pictures["headshot 4:5"]["crop"]
    with history.changing(photo, None, "Moved"):
        photo.head_top = 0.1
        photo.hand_crops = {"portrait": [0, 0, 1, 1]}
        photo.save()

    desk.post(admin_url(photo, "version", photo.pk, versions(photo)[-1].pk))

    photo.refresh_from_db()
    assert photo.pictures["headshot 4:5"]["crop"] == crop
    assert photo.hand_crops == {}
    assert photo.master.name


def test_crops_of_another_file_stay_away(desk, make_photo):
    photo = make_photo(alt="First")
    with history.changing(photo, None, "Another file"):
        photo.digest, photo.head_top, photo.alt = "other", 0.1, "Second"
        photo.save()

    desk.post(admin_url(photo, "version", photo.pk, versions(photo)[-1].pk))

    photo.refresh_from_db()
    assert (photo.alt, photo.head_top) == ("First", 0.1)


def test_a_package_is_compared_in_words(desk, make_package):
    package = make_package(name="Quick", price=100)
    photo = Photo.objects.first()
    with history.changing(package, None, "Dearer"):
        package.price = 120
        package.summary = "A longer package."
        package.save()
        package.package_photos.create(photo=photo)
    now, before = map(history.stored, versions(package))

    main, added = comparison.compare(before, now)

    words = {change.label: change.pieces for change in main.changes}
    assert words["Price"] == [("out", "100.00"), ("in", "120.00")]
    assert ("in", "longer ") in words["Summary"]
    assert added.state == "added"
    assert str(photo) in added.name


def test_two_versions_are_compared_on_the_page(desk):
    kind = SessionType.objects.get(slug="headshot")
    reason = kind.reasons.first()
    with history.changing(kind, None, "One"):
        kind.goal = "To be trusted at once."
        kind.save()
        reason.delete()

    picked = [version.pk for version in versions(kind)]
    html = desk.get(admin_url(kind, "history", kind.pk), {"v": picked}).content.decode()

    assert "<ins>" in html
    assert "taken out" in html
    assert reason.text in html


def test_going_back_to_an_old_address_sends_on_from_the_new_one(desk, client):
    package = Package.objects.first()
    old = package.get_absolute_url()
    save(desk, package, slug="renamed")

    desk.post(admin_url(package, "version", package.pk, versions(package)[-1].pk))

    assert client.get(old).status_code == 200
    assert client.get("/sessions/renamed/").url == old
    assert not Redirect.objects.filter(old_path=old).exists()


def test_changing_a_list_keeps_versions_of_each_row(desk):
    url = admin_url(Package, "changelist")
    formset = desk.get(url).context["cl"].formset
    values = {f"form-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset.forms:
        values |= {
            f.html_name: f.value() for f in form if f.value() is not None and f.value() is not False
        }
    values |= {"form-0-position": "77", "form-1-position": "78", "_save": "Save"}

    desk.post(url, values)

    changed = Package.objects.filter(position__in=[77, 78])
    assert changed.count() == 2
    for package in changed:
        assert len(versions(package)) == 2
        assert (
            Version.objects.get_for_object(package)[0]
            .revision.version_set.filter(content_type__model="package")
            .count()
            == 1
        )


def test_who_may_not_change_may_not_go_back(client, db, make_package):
    package = make_package()
    with history.changing(package, None, "One"):
        package.save()
    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))

    url = admin_url(package, "version", package.pk, versions(package)[0].pk)

    assert client.post(url).status_code == 403
    assert client.get(admin_url(package, "history", package.pk)).status_code == 403
    assert client.get(admin_url(Package, "deleted")).status_code == 403


def test_going_back_does_not_bring_consent_back(desk, make_photo):
    photo = make_photo(release_waiver="A friend")
    release = Release.objects.create(sitter="Ann", signed_on=timezone.localdate())
    with history.changing(photo, None, "Released"):
        photo.release, photo.release_waiver = release, ""
        photo.save()
    release.withdrawn_on = timezone.localdate()
    release.save()

    desk.post(admin_url(photo, "version", photo.pk, versions(photo)[-1].pk))

    photo.refresh_from_db()
    assert photo.release == release
    assert not photo.is_public


def test_a_gallery_comes_back_without_the_photos_that_are_gone(desk, make_photo):
    gallery, stays, goes = Gallery.objects.get(slug="portraits"), make_photo(), make_photo()
    gallery.items.create(photo=stays, position=1)
    gallery.items.create(photo=goes, position=2)
    with history.changing(gallery, None, "Another title"):
        gallery.title = "Faces"
        gallery.save()
    goes.delete()

    desk.post(admin_url(gallery, "version", gallery.pk, versions(gallery)[-1].pk))

    gallery.refresh_from_db()
    assert gallery.title == "Portraits"
    assert stays in gallery.photos.all()


def test_going_back_counts_as_a_change_of_the_page(desk):
    page = Page.objects.get(slug="about")
    save(desk, page, headline="Another")
    page.refresh_from_db()
    before = page.updated_at

    desk.post(admin_url(page, "version", page.pk, versions(page)[-1].pk))

    page.refresh_from_db()
    assert page.updated_at > before


def test_going_back_before_another_file_promises_no_picture(desk, make_photo):
    photo = make_photo(alt="First")
    with history.changing(photo, None, "Another file"):
        photo.digest, photo.head_top, photo.alt = "other", 0.1, "Second"
        photo.save()
    url = admin_url(photo, "version", photo.pk, versions(photo)[-1].pk)

    shown = desk.get(url)
    said = desk.post(url, follow=True).content.decode()

    assert [c.label for part in shown.context["parts"] for c in part.changes] == [
        "Alternative text"
    ]
    words = "without the picture and its crops: the file was replaced since"
    assert f"It comes back {words}" in shown.content.decode()
    assert words in said


def test_crops_of_the_same_file_are_listed(desk, make_photo):
    photo = make_photo()
    with history.changing(photo, None, "Moved"):
        photo.head_top = 0.1
        photo.save()

    html = desk.get(admin_url(photo, "version", photo.pk, versions(photo)[-1].pk)).content.decode()

    assert "Crown" in html
    assert "comes back without" not in html


def deleted_page_whose_photos_went(desk, make_photo, number):
    page = Page.objects.create(title="New", slug="new", headline="New", hero_photo=make_photo())
    photos = [make_photo() for _ in range(number)]
    for place, photo in enumerate(photos):
        Photograph.objects.create(parent=page, region="main", ordering=place, photo=photo)
    Prose.objects.create(parent=page, region="main", ordering=99, text="<p>Stays</p>")
    desk.post(admin_url(page, "delete", page.pk), {"post": "yes"})
    for photo in [*photos, page.hero_photo]:
        photo.delete()
    (version,) = history.deleted(Page).filter(object_id=page.pk)
    return page, admin_url(Page, "deleted_version", version.pk)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "the block that showed a deleted photo and the photo that was deleted since"),
        (2, "2 blocks that showed a deleted photo and the photo that was deleted since"),
    ],
)
def test_what_a_page_comes_back_without_is_said(desk, make_photo, number, words):
    page, url = deleted_page_whose_photos_went(desk, make_photo, number)

    before = desk.get(url).content.decode()
    after = desk.post(url, follow=True).content.decode()

    assert f"It comes back without {words}." in before
    assert "(deleted)" not in before
    assert "Stays" in before
    assert f" – without {words}." in after
    assert [type(block.content) for block in Page.objects.get(pk=page.pk).blocks] == [Prose]


def test_a_page_that_comes_back_whole_lacks_nothing(desk):
    page = Page.objects.get(slug="privacy")
    desk.post(admin_url(page, "delete", page.pk), {"post": "yes"})
    (version,) = history.deleted(Page).filter(object_id=page.pk)
    url = admin_url(Page, "deleted_version", version.pk)

    assert "without the" not in desk.get(url).content.decode().partition("<form")[0]
    assert "without" not in str(list(desk.post(url, follow=True).context["messages"])[0])


def test_moments_are_written_in_one_way_all_over_the_desk(desk):
    page, gone = Page.objects.get(slug="about"), Page.objects.get(slug="privacy")
    save(desk, page, headline="Another")
    desk.post(admin_url(gone, "delete", gone.pk), {"post": "yes"})
    then = timezone.make_aware(datetime(2026, 11, 26, 16, 44))
    Revision.objects.update(date_created=then)
    Page.objects.filter(pk=page.pk).update(published_at=then)
    version = admin_url(page, "version", page.pk, versions(page)[-1].pk)
    addresses = [
        admin_url(page, "history", page.pk),
        version,
        admin_url(Page, "changelist"),
        admin_url(Page, "deleted"),
    ]

    pages = [desk.get(address).content.decode() for address in addresses]
    pages.append(desk.post(version, follow=True).content.decode())

    assert all("26 Nov 2026, 16:44" in html for html in pages)
    assert not any(".m." in html for html in pages)
    assert "Back to the version of 26 Nov 2026, 16:44" in versions(page)[0].revision.get_comment()
