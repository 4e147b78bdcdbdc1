"""The desk: everything is there, and bad input is refused in the owner's words."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pages.models import Block, Page
from sessions.models import Gallery, Inquiry, Package, Photo, Release, SessionType, Use
from studio.models import Redirect, Studio

from .conftest import drawn_jpeg
from .desk import form_values

OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in ("studio", "photo_sessions", "pages") and model is not Redirect
]


def admin_url(model, action, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


@pytest.fixture
def desk(client, db):
    user = get_user_model().objects.create_superuser("owner", password="long enough")
    client.force_login(user)
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_form_opens(desk, model):
    assert desk.get(admin_url(model, "changelist"), follow=True).status_code == 200
    if row := model.objects.first():
        form = desk.get(admin_url(model, "change", row.pk))
        assert form.status_code == 200
        assert "delete-related" not in form.content.decode()  # reads as “choose none”
    # There is one profile, and no second; inquiries come from clients.
    expected = 403 if model in (Studio, Inquiry) else 200
    assert desk.get(admin_url(model, "add"), follow=True).status_code == expected


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_costs_the_same_with_more_rows(
    desk, model, make_photo, make_package, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as before:
        desk.get(admin_url(model, "changelist"))
    for _ in range(5):
        photo = make_photo(size=(320, 240))
        make_package().photos.add(photo)
    with django_assert_max_num_queries(len(before)):
        desk.get(admin_url(model, "changelist"))


def upload(desk, data, name="new.jpg", **fields):
    fields = {"title": "New", "slug": "new", "alt": "Somebody", "facing": "front", **fields}
    fields["upload"] = SimpleUploadedFile(name, data)
    return desk.post(admin_url(Photo, "add"), fields, follow=True)


def test_an_upload_becomes_a_photo_with_a_suggested_head_box(desk, db):
    from studio.starter import loader

    data = (loader.HERE / "photos" / "mei-studio.jpg").read_bytes()
    response = upload(desk, data)

    photo = Photo.objects.get(slug="new")
    assert "A head was found" in response.content.decode()
    assert photo.size == (1920, 2400)
    assert 0.1 < photo.head_top < 0.25
    assert photo.head_confirmed_at is None
    assert "headshot 4:5" in photo.pictures
    assert photo.original.name.startswith("originals/")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "new.jpg", "empty"),
        (b"not a picture at all", "new.jpg", "."),
        (drawn_jpeg()[:2000], "new.jpg", "."),
        (drawn_jpeg(), "new.gif", ".gif"),
        (drawn_jpeg(), "new.cr2", "raw"),
    ],
)
def test_a_bad_file_is_refused_beside_the_field_and_nothing_is_kept(desk, data, name, words):
    count, files = Photo.objects.count(), len(storages["default"].listdir("originals")[1])

    response = upload(desk, data, name, alt="What I typed stays")

    errors = response.context["adminform"].form.errors
    assert list(errors) == ["upload"]
    assert words in errors["upload"][0]
    assert "What I typed stays" in response.content.decode()
    assert Photo.objects.count() == count
    assert len(storages["default"].listdir("originals")[1]) == files


def test_a_new_file_replaces_the_former_ones(desk, make_photo, django_capture_on_commit_callbacks):
    photo = make_photo()
    former = [photo.original.name, photo.master.name]
    fields = {name: getattr(photo, name) for name in ("title", "slug", "alt", "facing")}
    fields["upload"] = SimpleUploadedFile("other.jpg", drawn_jpeg((640, 480)))

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(admin_url(Photo, "change", photo.pk), fields)

    photo.refresh_from_db()
    assert photo.size == (640, 480)
    assert not any(storages["default"].exists(name) for name in former)
    assert storages["default"].exists(photo.master.name)


def head_fields(photo):
    """Return what the form of a photo posts when nothing is changed: places in per cent."""
    fields = {name: getattr(photo, name) for name in ("title", "slug", "alt", "facing")}
    return fields | {name: f"{100 * getattr(photo, name):.1f}" for name in Photo.HEAD_FIELDS}


def test_confirming_the_head_box_is_remembered(desk, make_photo):
    photo = make_photo()

    desk.post(admin_url(Photo, "change", photo.pk), head_fields(photo) | {"is_confirmed": "on"})

    photo.refresh_from_db()
    assert photo.head_confirmed_at is not None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"head_top": "60"}, "This has to lie above “eyes”."),
        ({"head_left": "-1"}, "This lies between 0 and 100 per cent."),
        ({"eye_line": ""}, "All five numbers, or none where there is no head."),
        ({"eye_line": "50"}, "This has to lie above “chin”."),
        ({"head_right": "7"}, "This has to lie to the left of “right”."),
        ({"head_right": "700"}, "This lies between 0 and 100 per cent."),
        ({"head_bottom": "chin"}, "A number, such as 18.3."),
        ({"head_bottom": "nan"}, "A number, such as 18.3."),
    ],
    ids=str,
)
def test_an_impossible_head_box_is_refused_in_words(desk, make_photo, wrong, words):
    photo = make_photo()

    response = desk.post(admin_url(Photo, "change", photo.pk), head_fields(photo) | wrong)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not response.context["adminform"].form.non_field_errors()


def refused(desk, model, row, **wrong):
    """Post a row's own form with something wrong; return what the page says."""
    form = desk.get(admin_url(model, "change", row.pk)).context["adminform"].form
    fields = {
        name: "" if form[name].value() is None else form[name].value() for name in form.fields
    }
    fields = {name: value for name, value in fields.items() if value is not False}
    for formset in desk.get(admin_url(model, "change", row.pk)).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        fields |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = desk.post(admin_url(model, "change", row.pk), fields | wrong)
    assert response.status_code == 200
    return response.content.decode()


def test_wrong_values_are_refused_in_words(desk):
    use = Use.objects.get(slug="linkedin")
    assert "A circle needs the ratio 1:1" in refused(desk, Use, use, ratio="4:5")
    package = Package.objects.first()
    assert "The price is nothing or more" in refused(desk, Package, package, price="-1")
    assert "uses this address" in refused(desk, Package, package, slug="compare")
    page = Page.objects.get(slug="about")
    assert "uses this address" in refused(desk, Page, page, slug="admin")
    assert "There is such a page already" in refused(desk, Page, page, kind="home", slug="")
    studio = Studio.objects.get()
    assert "Monday: give both times" in refused(
        desk, Studio, studio, monday_opens="18:00", monday_closes="09:00"
    )
    assert "Monday: give both times" in refused(desk, Studio, studio, monday_opens="9:00")
    assert "whole address" in refused(desk, Studio, studio, elsewhere="Instagram")
    assert "not a currency code" in refused(desk, Studio, studio, currency="XYZ")


def test_a_photo_that_a_page_shows_is_not_deleted(desk, db):
    photo = Photo.objects.get(slug="omar-outdoor")

    response = desk.post(admin_url(Photo, "delete", photo.pk), {"post": "yes"})

    assert response.status_code in (200, 403)
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_deleting_a_photo_removes_its_files(desk, make_photo, django_capture_on_commit_callbacks):
    photo = make_photo()
    names = [photo.original.name, photo.master.name]
    assert all(storages["default"].exists(name) for name in names)

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(admin_url(Photo, "delete", photo.pk), {"post": "yes"})

    assert not any(storages["default"].exists(name) for name in names)


def test_a_withdrawn_release_takes_its_photos_off_the_site(client, db, make_photo):
    release = Release.objects.create(sitter="Ann", signed_on=timezone.localdate())
    photo = make_photo(release=release)
    gallery = Gallery.objects.get(slug="portraits")
    gallery.items.create(photo=photo, position=99)
    stem = photo.pictures["whole"]["stem"]
    assert stem in client.get("/galleries/portraits/").content.decode()

    release.withdrawn_on = timezone.localdate()
    release.save()

    assert stem not in client.get("/galleries/portraits/").content.decode()
    assert photo not in Photo.objects.public()


def test_a_page_is_made_of_blocks_in_the_admin(desk, client):
    page = Page.objects.get(slug="privacy")
    url = admin_url(Page, "change", page.pk)
    context = desk.get(url).context
    form = context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields}
    fields |= {"published_at_0": "2026-01-01", "published_at_1": "10:00:00"}
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        fields |= {
            f"{formset.prefix}-TOTAL_FORMS": formset.initial_form_count(),
            f"{formset.prefix}-INITIAL_FORMS": formset.initial_form_count(),
        }
        for bound in formset.initial_forms:
            names = {bound.add_prefix(name): bound[name].value() for name in bound.fields}
            fields |= {name: value for name, value in names.items() if value not in (None, False)}
        if formset.model.__name__ == "Quote":
            fields |= {
                f"{formset.prefix}-TOTAL_FORMS": formset.initial_form_count() + 1,
                f"{formset.prefix}-0-text": "Nothing here follows you.",
                f"{formset.prefix}-0-region": "main",
                f"{formset.prefix}-0-ordering": "900",
            }
    before = Block.objects.filter(parent=page).count()

    response = desk.post(url, fields)

    assert response.status_code == 302, response.context["errors"]
    assert Block.objects.filter(parent=page).count() == before + 1
    assert "Nothing here follows you." in client.get("/privacy/").content.decode()


def test_a_package_by_link_is_open_but_not_listed(client, make_package):
    package = make_package(visibility="link", name="For friends")

    assert "For friends" not in client.get("/sessions/").content.decode()
    response = client.get(package.get_absolute_url()).content.decode()
    assert "For friends" in response
    assert "noindex" in response


def test_a_package_that_is_paused_says_so(client, make_package):
    package = make_package(visibility="paused", name="Next year")

    assert "Not bookable at the moment" in client.get("/sessions/").content.decode()
    text = client.get(package.get_absolute_url()).content.decode()
    assert "cannot be booked at the moment" in text
    assert "Ask about this session" not in text


def test_a_type_in_use_is_protected(desk, db):
    kind = SessionType.objects.get(slug="headshot")

    desk.post(admin_url(SessionType, "delete", kind.pk), {"post": "yes"})

    assert SessionType.objects.filter(pk=kind.pk).exists()


def test_a_photo_added_from_a_popup_goes_back_to_its_form(desk, db):
    response = upload(desk, drawn_jpeg(), _popup="1")

    assert "popup_response.js" in response.content.decode()


def test_an_upload_without_words_of_its_own_gets_those_of_the_studio(desk, db):
    upload(desk, drawn_jpeg())

    photo = Photo.objects.get(slug="new")
    assert photo.creator == "Lena Marsh"
    assert photo.credit == "Lena Marsh, Northlight"
    assert photo.copyright_notice.startswith("© Northlight")


def test_another_face_can_be_chosen(desk, make_photo):
    faces = [
        {
            "left": x,
            "top": 0.2,
            "right": x + 0.15,
            "bottom": 0.5,
            "eye_line": 0.35,
            "facing": "left",
        }
        for x in (0.2, 0.6)
    ]
    photo = make_photo(faces=faces)

    desk.post(admin_url(Photo, "change", photo.pk), head_fields(photo) | {"another_face": "1"})

    photo.refresh_from_db()
    assert photo.head_left == 0.6
    assert photo.facing == "left"
    assert photo.head_confirmed_at is None


def test_the_home_page_stays(desk, db):
    home = Page.objects.get(slug="")

    assert desk.post(admin_url(Page, "delete", home.pk), {"post": "yes"}).status_code == 403
    assert "always published" in refused(desk, Page, home, published_at_0="", published_at_1="")


@pytest.mark.parametrize("folder", ["originals", "masters"])
def test_private_files_are_for_the_desk_only(client, desk, make_photo, folder):
    photo = make_photo()
    name = (photo.original if folder == "originals" else photo.master).name

    response = desk.get(f"/admin/files/{name}")
    assert response.status_code == (200 if folder == "originals" else 404)
    assert desk.get("/admin/files/originals/../../db.sqlite3").status_code in (400, 404)
    desk.logout()
    assert desk.get(f"/admin/files/{name}").status_code == 302
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    ("right", "opened"),
    [(None, []), ("view_photo", ["originals"]), ("change_release", ["releases"])],
)
def test_private_files_are_for_those_who_may_see_what_they_belong_to(
    client, django_user_model, db, right, opened
):
    names = [
        default_storage.save(f"{folder}/a.pdf", ContentFile(b"A"))
        for folder in ("originals", "releases")
    ]
    user = django_user_model.objects.create_user("kim", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=right))
    client.force_login(user)

    found = {name: client.get(f"/admin/files/{name}").status_code for name in names}

    assert found == {name: 200 if name.split("/")[0] in opened else 403 for name in names}
    for name in names:
        assert client.get(f"/admin/files/originals/../{name}").status_code == 404


def test_no_browser_opens_a_private_file_as_a_page(desk):
    name = default_storage.save("releases/signed.html", ContentFile(b"<script>alert(1)</script>"))

    response = desk.get(f"/admin/files/{name}")

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_release_document_goes_with_its_release(db, django_capture_on_commit_callbacks):
    def paper(text):
        return SimpleUploadedFile("paper.pdf", text)

    with django_capture_on_commit_callbacks(execute=True):
        release = Release.objects.create(
            sitter="Ann", signed_on=timezone.localdate(), document=paper(b"one")
        )
        first = release.document.name
        release.document = paper(b"two")
        release.save()
        second = release.document.name
    assert not storages["default"].exists(first)
    assert storages["default"].exists(second)

    with django_capture_on_commit_callbacks(execute=True):
        Release.objects.filter(pk=release.pk).delete()
    assert not storages["default"].exists(second)


def test_saving_some_fields_keeps_the_crops_in_step(make_photo):
    photo = make_photo()
    before = photo.pictures["headshot 4:5"]["crop"]

    photo.head_top = 0.25
    photo.save(update_fields=["head_top"])

    photo.refresh_from_db()
    assert photo.pictures["headshot 4:5"]["crop"] != before


NEW = [
    (Gallery, {"title": "Harbour", "slug": "harbour", "framing": "whole"}),
    (Page, {"kind": "plain", "title": "Prints", "slug": "prints", "headline": "On paper"}),
    (SessionType, {"name": "Team", "plural": "Teams", "slug": "team", "framing": "headshot"}),
    (Use, {"name": "Badge", "slug": "badge", "framing": "headshot", "ratio": "4:5"}),
    (Release, {"sitter": "Ann", "scope": "website", "signed_on": "2026-01-02"}),
    (Package, {"name": "Quick", "slug": "quick", "summary": "Short.", "price": "90"}),
]
MORE = {
    "tagline": "T", "definition": "D", "goal": "G", "smallest_px": "60", "shape": "rectangle",
    "duration_minutes": "30", "looks": "1", "locations": "1", "retouched_pictures": "1",
    "turnaround_days": "3", "usage_rights": "All.", "visibility": "public", "position": "3",
}  # fmt: skip


@pytest.mark.parametrize(("model", "fields"), NEW, ids=lambda value: getattr(value, "__name__", ""))
def test_something_new_is_made_in_its_form(desk, model, fields):
    url = admin_url(model, "add")
    values = form_values(desk, url) | MORE | fields
    if model is Package:
        values["session_type"] = SessionType.objects.get(slug="headshot").pk

    response = desk.post(url, values)

    assert response.status_code == 302, response.context["errors"]
    name, words = next((n, w) for n, w in fields.items() if n in ("slug", "sitter"))
    assert model.objects.filter(**{name: words}).exists()
