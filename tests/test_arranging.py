"""Arranging and choosing on the desk, and the words of its forms."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.forms import HiddenInput
from django.test import RequestFactory
from django.utils import timezone

from pages.models import Page, Question
from sessions.admin.arranging import sort_key
from sessions.models import (
    Gallery,
    GalleryPhoto,
    Inclusion,
    Inquiry,
    Package,
    PackagePhoto,
    Photo,
    Reason,
    SessionType,
    Use,
)
from studio.models import Studio

from .test_admin import OURS, admin_url

CHOOSE = "/admin/photo_sessions/photo/choose/"
NOT_ASKED_FOR = {"DELETE", "id", "place", "parent", "region", "ordering"}


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("owner", password="long enough"))
    return client


def values(form):
    """Return what a browser posts for a form."""
    posted = {}
    for name, field in form.fields.items():
        bound = form[name]
        value = bound.value()
        if value is None or value is False:
            continue
        if hasattr(field.widget, "decompress"):
            parts = field.widget.decompress(bound.initial)
            posted |= {f"{bound.html_name}_{n}": part or "" for n, part in enumerate(parts)}
        else:
            posted[bound.html_name] = "on" if value is True else value
    return posted


def posted_form(desk, row):
    """Return what a browser posts for the whole form of a row."""
    context = desk.get(admin_url(type(row), "change", row.pk)).context
    posted = values(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        posted |= values(formset.management_form)
        for form in formset.forms:
            posted |= values(form)
    return posted


@pytest.fixture
def gallery(make_photo):
    """Return a gallery of the photos a, b, c and d."""
    gallery = Gallery.objects.create(title="Sheet", slug="sheet", published_at=timezone.now())
    for place, title in enumerate("abcd", start=1):
        gallery.items.create(photo=make_photo((320, 240), title=title), position=place)
    return gallery


def order(gallery):
    return "".join(item.photo.title for item in gallery.items.select_related("photo"))


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({}, "abcd"),
        ({3: 1}, "dabc"),  # from behind: before the one that was there
        ({0: 3}, "bcad"),  # from before: after it
        ({0: 4}, "bcda"),
        ({0: 99}, "bcda"),
        ({0: 2, 1: 1}, "bacd"),
        ({0: 4, 1: 3, 2: 2, 3: 1}, "dcba"),
        ({2: 1, 3: 1}, "cdab"),  # both to one place: in their former order
        ({1: ""}, "acdb"),
    ],
    ids=str,
)
def test_places_decide_the_order_and_are_numbered_anew(desk, gallery, places, expected):
    posted = posted_form(desk, gallery)
    posted |= {f"items-{index}-place": place for index, place in places.items()}

    response = desk.post(admin_url(Gallery, "change", gallery.pk), posted)

    assert response.status_code == 302
    assert order(gallery) == expected
    assert list(gallery.items.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_a_place_that_is_no_number_is_refused_beside_it(desk, gallery):
    posted = posted_form(desk, gallery) | {"items-1-place": "first", "items-0-caption": "Kept"}

    response = desk.post(admin_url(Gallery, "change", gallery.pk), posted)

    sheet = response.context["inline_admin_formsets"][0].formset
    assert list(sheet.forms[1].errors) == ["place"]
    assert 'value="Kept"' in response.content.decode()
    assert order(gallery) == "abcd"


def test_new_photos_come_last_or_where_they_are_wanted(desk, gallery, make_photo):
    posted = posted_form(desk, gallery) | {
        "items-TOTAL_FORMS": 7,  # a gap, as where a new card was taken out again
        "items-4-photo": make_photo((320, 240), title="x").pk,
        "items-6-photo": make_photo((320, 240), title="y").pk,
        "items-6-place": 1,
    }

    desk.post(admin_url(Gallery, "change", gallery.pk), posted)

    assert order(gallery) == "yabcdx"


def test_a_photo_taken_out_closes_the_gap(desk, gallery):
    posted = posted_form(desk, gallery) | {"items-1-DELETE": "on", "items-3-caption": "New words"}

    desk.post(admin_url(Gallery, "change", gallery.pk), posted)

    assert order(gallery) == "acd"
    assert list(gallery.items.values_list("position", flat=True)) == [1, 2, 3]
    assert gallery.items.last().caption == "New words"


def test_what_somebody_else_did_meanwhile_is_no_error(desk, gallery, make_photo):
    posted = posted_form(desk, gallery) | {"items-2-place": 1}
    gallery.items.get(photo__title="b").delete()
    gallery.items.create(photo=make_photo((320, 240), title="z"), position=9)

    response = desk.post(admin_url(Gallery, "change", gallery.pk), posted)

    assert response.status_code == 302
    assert order(gallery) == "cadz"


@pytest.mark.parametrize("number", ["999999", "abc", "-3", "99999999999999999999999"])
def test_a_number_without_a_photo_is_refused_in_words(desk, gallery, number):
    posted = posted_form(desk, gallery) | {"items-4-photo": number}

    response = desk.post(admin_url(Gallery, "change", gallery.pk), posted)

    assert response.status_code == 200
    assert "There is no photo of this number" in response.content.decode()


def test_a_photo_is_in_a_gallery_once(desk, gallery, make_photo):
    posted = posted_form(desk, gallery)
    there = {"items-4-photo": gallery.items.first().photo_id}
    new = make_photo((320, 240)).pk
    twice = {"items-TOTAL_FORMS": 6, "items-4-photo": new, "items-5-photo": new}

    response = desk.post(admin_url(Gallery, "change", gallery.pk), posted | there)
    sheet = response.context["inline_admin_formsets"][0].formset
    assert sheet.forms[4].errors == {
        "photo": ["This photo is there already. Take one of the two out."]
    }
    response = desk.post(admin_url(Gallery, "change", gallery.pk), posted | twice)
    assert "is there already" in response.content.decode()
    assert order(gallery) == "abcd"


def test_the_history_says_that_the_order_changed(desk, gallery):
    url = admin_url(Gallery, "change", gallery.pk)
    desk.post(url, posted_form(desk, gallery) | {"items-3-place": 1})
    desk.post(url, posted_form(desk, gallery))

    history = desk.get(admin_url(Gallery, "history", gallery.pk)).content.decode()

    assert history.count("Order of the photos") == 1


def test_who_may_not_change_the_photos_of_a_gallery_does_not_reorder_them(client, gallery):
    user = get_user_model().objects.create_user("helper", is_staff=True)
    names = ["view_gallery", "change_gallery", "view_galleryphoto"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    posted = posted_form(client, gallery) | {"items-3-place": 1, "title": "Renamed"}

    response = client.post(admin_url(Gallery, "change", gallery.pk), posted)

    assert response.status_code == 302
    assert Gallery.objects.get(pk=gallery.pk).title == "Renamed"
    assert order(gallery) == "abcd"


def test_the_pictures_of_a_package_are_arranged_too(desk, make_package, make_photo):
    package = make_package()
    for place, title in enumerate("abc"):
        package.package_photos.create(photo=make_photo(title=title), position=place)
    posted = posted_form(desk, package) | {"package_photos-2-place": 1}

    response = desk.post(admin_url(Package, "change", package.pk), posted)

    assert response.status_code == 302
    rows = package.package_photos.values_list("photo__title", "position")
    assert list(rows) == [("c", 1), ("a", 2), ("b", 3)]


def test_cards_without_a_place_sort_last():
    keys = [sort_key(place, index) for index, place in enumerate([None, 2, 7])]

    assert sorted(keys) == [keys[1], keys[2], keys[0]]


def many_photos(count):
    """Save rows of photos without files; each shares the pictures of a real one."""
    model = Photo.objects.exclude(pictures={}).first()
    names = [
        f.name
        for f in Photo._meta.fields
        if f.name not in ("id", "slug", "title", "original_digest")
    ]
    shared = {name: getattr(model, name) for name in names}
    photos = [
        Photo(title=f"Many {n}", slug=f"many-{n}", original_digest=f"{n:064}", **shared)
        for n in range(count)
    ]
    return Photo.objects.bulk_create(photos)


def many_records(count):
    """Save so many rows of everything that lists and forms show."""
    now = timezone.now()
    kind = SessionType.objects.first()
    photos = many_photos(count)
    Gallery.objects.bulk_create(
        Gallery(title=f"Many {n}", slug=f"many-{n}", session_type=kind, published_at=now)
        for n in range(count)
    )
    Inclusion.objects.bulk_create(
        Inclusion(name=f"Many {n}", slug=f"many-{n}") for n in range(count)
    )
    Package.objects.bulk_create(
        Package(
            name=f"Many {n}",
            slug=f"many-{n}",
            session_type=kind,
            price=1,
            duration_minutes=1,
            retouched_pictures=1,
            turnaround_days=1,
            published_at=now,
        )
        for n in range(count)
    )
    Page.objects.bulk_create(
        Page(title=f"Many {n}", slug=f"many-{n}", headline="Many", hero_photo=photos[n])
        for n in range(count)
    )
    Question.objects.bulk_create(
        Question(question=f"Many {n}?", answer="Yes.", topic="price", session_type=kind)
        for n in range(count)
    )
    Use.objects.bulk_create(
        Use(name=f"Many {n}", slug=f"many-{n}", framing="headshot", ratio="4:5", smallest_px=100)
        for n in range(count)
    )
    Inquiry.objects.bulk_create(
        Inquiry(name=f"Many {n}", session_type=kind, fingerprint=str(n)) for n in range(count)
    )
    gallery, package = Gallery.objects.first(), Package.objects.first()
    gallery.items.all().delete()
    GalleryPhoto.objects.bulk_create(
        GalleryPhoto(gallery=gallery, photo=photo, position=n) for n, photo in enumerate(photos)
    )
    PackagePhoto.objects.bulk_create(
        PackagePhoto(package=package, photo=photo, position=n) for n, photo in enumerate(photos)
    )
    package.inclusions.add(*Inclusion.objects.all())
    Reason.objects.bulk_create(Reason(session_type=kind, text="Many") for _ in range(count))
    return gallery


@pytest.mark.parametrize("count", [1, 50, 500])
def test_every_list_and_form_stays_under_25_queries(
    desk,
    db,
    count,
    django_assert_max_num_queries,
):
    many_records(count)

    for model in OURS:
        with django_assert_max_num_queries(24):
            assert desk.get(admin_url(model, "changelist"), follow=True).status_code == 200
        for row in {model.objects.first(), model.objects.last()}:
            with django_assert_max_num_queries(24):
                assert desk.get(admin_url(model, "change", row.pk)).status_code == 200


def test_a_page_of_all_blocks_stays_under_25_queries(
    desk,
    db,
    django_assert_max_num_queries,
):
    for page in Page.objects.all():
        with django_assert_max_num_queries(20):
            assert desk.get(admin_url(Page, "change", page.pk)).status_code == 200


def test_a_gallery_of_500_photos_is_saved_in_another_order(
    desk,
    db,
    django_assert_max_num_queries,
):
    gallery = many_records(500)
    posted = posted_form(desk, gallery)
    last = gallery.items.last()
    index = next(n for n in range(500) if str(posted[f"items-{n}-id"]) == str(last.pk))

    with django_assert_max_num_queries(60):
        response = desk.post(
            admin_url(Gallery, "change", gallery.pk), posted | {f"items-{index}-place": 1}
        )

    assert response.status_code == 302
    assert gallery.items.first() == last
    assert sorted(gallery.items.values_list("position", flat=True)) == list(range(1, 501))


def test_a_sheet_says_which_photos_visitors_do_not_see(desk, gallery, make_photo):
    gallery.items.create(photo=make_photo(title="e", release_waiver=""), position=5)
    gallery.items.create(photo=make_photo(title="f", published_at=None), position=6)

    page = desk.get(admin_url(Gallery, "change", gallery.pk)).content.decode()

    cards = page.partition('<ol class="sheet-cards">')[2].partition("</ol>")[0]
    said = {
        title: [words in card for words in ("not on the site now", "no release", "draft")]
        for title in "abcdef"
        for card in cards.split("<li")
        if f'data-title="{title}"' in card
    }
    assert said == dict.fromkeys("abcd", [False] * 3) | {
        "e": [True, True, False],
        "f": [True, False, True],
    }


def test_a_form_says_that_visitors_do_not_see_its_photo(desk, make_photo):
    page = Page.objects.first()
    page.hero_photo = make_photo(release_waiver="")
    page.save()

    form = desk.get(admin_url(Page, "change", page.pk)).content.decode()

    assert "not on the site now: no release" in form


def test_the_chooser_says_why_visitors_do_not_see_a_photo(desk, make_photo):
    make_photo(title="Zelda", published_at=None)

    listed = desk.get(CHOOSE, {"part": "list", "q": "zelda"}).content.decode()

    assert 'data-unseen="not on the site now: draft"' in listed
    assert "<small>not on the site now: draft</small>" in listed


def test_a_refused_new_gallery_does_not_say_that_it_has_no_photos(desk, make_photo):
    add = admin_url(Gallery, "add")
    empty = "There are no photos here yet."
    assert empty in desk.get(add).content.decode()
    posted = {
        "items-TOTAL_FORMS": 2,
        "items-INITIAL_FORMS": 0,
        "items-0-photo": make_photo((320, 240)).pk,
        "items-1-photo": make_photo((320, 240)).pk,
    }

    refused = desk.post(add, posted)

    assert refused.status_code == 200
    assert empty not in refused.content.decode()


# Choosing


def test_the_chooser_shows_a_page_of_photos_and_finds_words(
    client, make_photo, django_assert_max_num_queries
):
    user = get_user_model().objects.create_user("helper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_photo"))
    client.force_login(user)
    many_photos(60)
    wanted = make_photo((320, 240), title="Zelda", alt="A painter by the window")

    with django_assert_max_num_queries(7):
        listed = client.get(CHOOSE, {"part": "list"})
    assert listed.content.decode().count('class="photo-option"') == 24
    assert "page=2" in listed.content.decode()
    found = client.get(CHOOSE, {"part": "list", "q": "window PAINTER zel"}).content.decode()
    assert f'data-number="{wanted.pk}"' in found
    assert found.count('class="photo-option"') == 1
    assert "No photo has “qqq”" in client.get(CHOOSE, {"q": "qqq"}).content.decode()


@pytest.mark.parametrize("page", ["2", "0", "999999", "x", "", "-1"])
def test_the_chooser_bears_any_page(desk, page):
    assert desk.get(CHOOSE, {"page": page, "part": "list"}).status_code == 200


def test_the_chooser_is_for_those_who_may_see_photos(client, db):
    assert client.get(CHOOSE).status_code == 302
    client.force_login(get_user_model().objects.create_user("helper", is_staff=True))
    assert client.get(CHOOSE).status_code == 403


def test_the_chooser_is_a_page_of_its_own_that_tells_the_numbers(desk, make_photo):
    photo = make_photo()

    text = desk.get(CHOOSE).content.decode()

    assert f"number {photo.pk}" in text
    assert "</html>" in text
    assert "</html>" not in desk.get(CHOOSE, {"part": "dialog"}).content.decode()


def test_a_chosen_photo_is_shown_also_when_the_form_comes_back(desk, make_photo):
    photo = make_photo(title="The new picture")
    page = Page.objects.get(slug="about")
    posted = posted_form(desk, page) | {"hero_photo": photo.pk, "headline": ""}

    text = desk.post(admin_url(Page, "change", page.pk), posted).content.decode()

    assert "The new picture" in text
    assert admin_url(Photo, "change", photo.pk) in text
    assert desk.get(admin_url(Page, "add"), {"hero_photo": "x"}).status_code == 200


def test_every_field_of_a_photo_shows_it(db):
    request = signed_in_request()

    shown = {
        (model.__name__, name)
        for model, form in forms_of_the_desk(request)
        for name, field in form.base_fields.items()
        if hasattr(field, "queryset") and field.queryset.model is Photo
    }

    widgets = {
        type(field.widget).__name__
        for model, form in forms_of_the_desk(request)
        for name, field in form.base_fields.items()
        if (model.__name__, name) in shown
    }
    assert {"Page", "SessionType", "Frames", "GalleryPhoto"} <= {model for model, _ in shown}
    assert widgets == {"PhotoChoice"}


# Inclusions


def test_a_package_ticks_the_inclusions_it_has(desk, make_package):
    package = make_package()
    first, second, third = Inclusion.objects.all()[:3]
    package.package_inclusions.create(inclusion=second, note="two")
    posted = posted_form(desk, package)
    lines = {
        int(value): key.removesuffix("-inclusion")
        for key, value in posted.items()
        if key.endswith("-inclusion")
    }
    assert len(lines) == Inclusion.objects.count()
    posted |= {f"{lines[first.pk]}-included": "on", f"{lines[first.pk]}-note": "for 20"}
    del posted[f"{lines[second.pk]}-included"]

    response = desk.post(admin_url(Package, "change", package.pk), posted)

    assert response.status_code == 302
    rows = package.package_inclusions.values_list("inclusion", "note")
    assert list(rows) == [(first.pk, "for 20")]


def test_an_inclusion_ticked_in_two_windows_is_no_error(desk, make_package):
    package = make_package()
    posted = posted_form(desk, package) | {"package_inclusions-0-included": "on"}
    url = admin_url(Package, "change", package.pk)

    statuses = [desk.post(url, posted).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert package.package_inclusions.count() == 1


def test_a_photo_added_in_two_windows_is_refused_in_words(desk, gallery, make_photo):
    posted = posted_form(desk, gallery) | {"items-4-photo": make_photo((320, 240)).pk}
    url = admin_url(Gallery, "change", gallery.pk)

    statuses = [desk.post(url, posted).status_code for _ in range(2)]

    assert statuses == [302, 200]
    assert gallery.items.count() == 5


def test_a_photo_taken_out_may_be_added_again(desk, gallery):
    first = gallery.items.first().photo_id
    posted = posted_form(desk, gallery) | {"items-0-DELETE": "on", "items-4-photo": first}

    response = desk.post(admin_url(Gallery, "change", gallery.pk), posted)

    assert response.status_code == 302
    assert order(gallery) == "bcda"


def test_two_lines_about_one_aspect_are_refused_in_words(desk, db):
    kind = SessionType.objects.first()
    posted = posted_form(desk, kind)
    posted["traits-1-aspect"] = posted["traits-0-aspect"]

    text = desk.post(admin_url(SessionType, "change", kind.pk), posted).content.decode()

    assert "Two lines are about the same thing" in text
    assert "must be unique" not in text


def test_a_note_without_a_tick_is_asked_about(desk, make_package):
    package = make_package()
    posted = posted_form(desk, package) | {"package_inclusions-0-note": "for 20"}

    response = desk.post(admin_url(Package, "change", package.pk), posted)

    assert "Tick this line too" in response.content.decode()
    assert 'value="for 20"' in response.content.decode()
    assert not package.package_inclusions.exists()


# Words


def signed_in_request():
    request = RequestFactory().get("/admin/")
    request.user = get_user_model()(username="owner", is_staff=True, is_superuser=True)
    return request


def forms_of_the_desk(request):
    """Yield (model, form class) of every form and inline of ours."""
    for model in OURS:
        own = admin.site._registry[model]
        yield model, own.get_form(request, change=False)
        for inline in own.get_inline_instances(request):
            yield inline.model, inline.get_formset(request).form


def test_no_field_is_without_help(db):
    silent = [
        f"{model.__name__}.{name}"
        for model, form in forms_of_the_desk(signed_in_request())
        for name, field in form.base_fields.items()
        if name not in NOT_ASKED_FOR
        and not isinstance(field.widget, HiddenInput)
        and not str(field.help_text).strip()
    ]

    assert silent == []


def test_no_word_of_a_form_is_for_technicians(db):
    jargon = ("slug", "object", "instance", "queryset", "foreign key", "metadata")
    spoken = [
        (f"{model.__name__}.{name}", words)
        for model, form in forms_of_the_desk(signed_in_request())
        for name, field in form.base_fields.items()
        if name not in NOT_ASKED_FOR
        for words in map(str, (field.label, field.help_text, *field.error_messages.values()))
    ]

    assert len(spoken) > 100
    assert [each for each in spoken if any(word in each[1].lower() for word in jargon)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_must_be_unique_says_so_in_words(model):
    inlines = admin.site._registry[model].inlines
    for each in [model, *(inline.model for inline in inlines)]:
        for field in each._meta.local_fields:
            if field.unique and field.editable and not (field.primary_key or field.remote_field):
                assert "already exists" not in str(field.error_messages["unique"]), field
        for constraint in each._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                default = constraint.default_violation_error_message
                assert constraint.violation_error_message != default, constraint


def test_a_wrong_address_is_explained(desk, gallery):
    posted = posted_form(desk, gallery)
    url = admin_url(Gallery, "change", gallery.pk)

    wrong = desk.post(url, posted | {"slug": "not an address"}).context["adminform"].form
    taken = desk.post(url, posted | {"slug": "portraits"}).context["adminform"].form

    assert wrong.errors["slug"][0].startswith("Only letters without accents")
    assert taken.errors["slug"] == ["Another gallery has this address. Choose another one."]


@pytest.mark.parametrize(
    ("model", "wrong", "field"),
    [
        (Package, {"price": "-1"}, "price"),
        (Package, {"next_price": "5"}, "next_price_at"),
        (
            Package,
            {"unpublished_at_0": "1999-01-01", "unpublished_at_1": "10:00:00"},
            "unpublished_at",
        ),
        (Use, {"shape": "circle", "ratio": "4:5"}, "shape"),
        (Use, {"smallest_px": "3"}, "smallest_px"),
        (Studio, {"monday_opens": "09:00", "monday_closes": ""}, "monday_closes"),
        (Page, {"kind": "plain", "session_type": "1"}, "session_type"),
    ],
    ids=str,
)
def test_what_does_not_fit_together_is_said_beside_a_field(desk, model, wrong, field):
    row = Page.objects.get(slug="about") if model is Page else model.objects.first()
    if "session_type" in wrong:
        wrong = wrong | {"session_type": SessionType.objects.first().pk}
    posted = posted_form(desk, row) | wrong

    response = desk.post(admin_url(model, "change", row.pk), posted)

    errors = response.context["adminform"].form.errors
    assert field in errors
    assert NON_FIELD_ERRORS not in errors
