"""What is due appears and goes by itself; addresses that change keep leading somewhere."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from pages.models import Page
from sessions.models import Gallery, Package
from studio import history, where_used
from studio.models import Redirect

from .desk import admin_url, form_values


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    return client


def save(desk, row, **changed):
    url = admin_url(row, "change", row.pk)
    return desk.post(url, form_values(desk, url) | changed, follow=True)


ROWS = [(Page, {"slug": "about"}), (Package, {}), (Gallery, {"slug": "portraits"})]


@pytest.mark.parametrize(("model", "which"), ROWS)
def test_it_is_there_from_one_moment_until_another(client, db, model, which):
    row = model.objects.filter(**which).first()
    now, hour = timezone.now(), timedelta(hours=1)
    moments = [
        (now - hour, None, True),
        (now - hour, now + hour, True),
        (now + hour, None, False),
        (now - 2 * hour, now - hour, False),
        (None, None, False),
    ]

    for begins, ends, is_there in moments:
        model.objects.filter(pk=row.pk).update(published_at=begins, unpublished_at=ends)
        path = row.get_absolute_url()
        assert client.get(path).status_code == (200 if is_there else 404)
        assert (f"{path}<" in client.get("/sitemap.xml").content.decode()) is is_there


@pytest.mark.parametrize(("model", "which"), ROWS)
def test_publish_now_is_one_button(desk, client, model, which):
    row = model.objects.filter(**which).first()
    model.objects.filter(pk=row.pk).update(published_at=None)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "_publish" in desk.get(admin_url(row, "change", row.pk)).content.decode()

    save(desk, row, _publish="1")

    assert client.get(row.get_absolute_url()).status_code == 200
    comment = history.versions(model).first().revision.get_comment()
    assert comment.endswith("Changed Published from.")


def test_a_price_changes_at_its_moment(client, db):
    package = Package.objects.first()
    package.price, package.next_price = Decimal(291), Decimal(341)
    package.next_price_at = timezone.now() + timedelta(minutes=1)
    package.save()
    assert "$291" in client.get(package.get_absolute_url()).content.decode()

    Package.objects.filter(pk=package.pk).update(next_price_at=timezone.now())

    html = client.get(package.get_absolute_url()).content.decode()
    assert "$341" in html
    assert "$291" not in html


def test_a_next_price_without_a_moment_is_refused(desk):
    response = save(desk, Package.objects.first(), next_price="400")

    assert "next price" in response.content.decode()
    assert not Package.objects.exclude(next_price=None).exists()


@pytest.mark.parametrize(("model", "which"), ROWS)
def test_an_old_address_leads_to_the_new_one(desk, client, model, which):
    row = model.objects.filter(**which).first()
    old = row.get_absolute_url()

    response = save(desk, row, slug="somewhere-else")

    row.refresh_from_db()
    assert f"{old} → {row.get_absolute_url()}" in response.content.decode()
    moved = client.get(old + "?use=linkedin")
    assert moved.status_code == 301
    assert moved.url == row.get_absolute_url() + "?use=linkedin"


def test_old_addresses_lead_there_in_one_step_and_never_round(db, client):
    page = Page.objects.get(slug="about")
    for slug in ("one", "two", "three", "one"):
        page.slug = slug
        page.save()

    for old in ("about", "two", "three"):
        assert client.get(f"/{old}/").url == "/one/"
    assert client.get("/one/").status_code == 200
    assert not Redirect.objects.filter(old_path="/one/").exists()


def test_what_is_at_an_address_wins_over_what_was_there(db, client):
    page = Page.objects.get(slug="about")
    page.slug = "moved"
    page.save()
    other = Page.objects.get(slug="privacy")
    other.slug = "about"
    other.save()

    assert client.get("/about/").status_code == 200
    assert client.get("/privacy/").url == "/about/"


def test_a_move_can_be_undone(desk, client):
    page = Page.objects.get(slug="about")
    save(desk, page, slug="who")
    undo = reverse("admin:studio_redirect_undo", args=[Redirect.objects.get().pk])
    assert "/about/" in desk.get(undo).content.decode()

    desk.post(undo)

    assert client.get("/about/").status_code == 200
    assert client.get("/who/").status_code == 404
    assert not Redirect.objects.exists()


def test_a_move_cannot_be_undone_onto_another_page(desk, client):
    page = Page.objects.get(slug="about")
    save(desk, page, slug="who")
    Page.objects.filter(slug="privacy").update(slug="about")
    undo = reverse("admin:studio_redirect_undo", args=[Redirect.objects.get().pk])

    response = desk.post(undo, follow=True)

    assert "Another page has this address" in response.content.decode()
    assert client.get("/who/").status_code == 200


def test_an_old_address_of_something_hidden_or_deleted_leads_nowhere(db, client):
    page = Page.objects.get(slug="about")
    page.slug = "moved"
    page.save()
    Page.objects.filter(pk=page.pk).update(published_at=None)
    assert client.get("/about/").status_code == 404

    Page.objects.filter(pk=page.pk).delete()

    assert client.get("/about/").status_code == 404


def test_a_draft_moves_without_leaving_an_address(db):
    page = Page.objects.create(title="New", slug="new", headline="New")
    page.slug = "newer"
    page.save()

    assert not Redirect.objects.exists()


def test_the_desk_lists_old_addresses(desk):
    page = Page.objects.get(slug="about")
    page.slug = "moved"
    page.save()

    html = desk.get(reverse("admin:studio_redirect_changelist")).content.decode()

    assert "/about/" in html
    assert "/moved/" in html


def test_where_a_photo_is_used_is_said_before_it_is_deleted(desk, make_photo):
    photo = make_photo()
    package, gallery = Package.objects.first(), Gallery.objects.get(slug="portraits")
    gallery.items.create(photo=photo)
    package.package_photos.create(photo=photo)
    Page.objects.filter(slug="about").update(hero_photo=photo)

    words = [place.words for place in where_used.places(photo)]
    html = desk.get(admin_url(photo, "delete", photo.pk)).content.decode()

    assert f"Gallery “{gallery}”" in words
    assert f"Package “{package}”" in words
    assert any("at the top" in each for each in words)
    assert f"Package “{package}”" in html
    assert where_used.places(make_photo()) == []


def test_every_record_that_is_used_says_where(desk):
    found = set()
    for model in where_used.finders:
        used = [where_used.places(row) for row in model.objects.all()]
        assert any(used), model
        found.update(place for places in used for place in places)
    for address in {each for place in found for each in (place.desk_url, place.path) if each}:
        assert desk.get(address).status_code == 200, address


def test_a_price_that_has_begun_is_the_price_in_the_form(desk, client):
    package = Package.objects.first()
    past = timezone.now() - timedelta(days=1)
    Package.objects.filter(pk=package.pk).update(price=290, next_price=350, next_price_at=past)
    values = form_values(desk, admin_url(package, "change", package.pk))
    assert values["price"] == Decimal(350)

    save(desk, package, price="400")

    package.refresh_from_db()
    assert (package.current_price, package.next_price) == (400, None)


def test_the_lists_that_others_hang_from_stay_published(desk):
    page = Page.objects.get(kind="packages")

    response = save(desk, page, published_at_0="", published_at_1="")

    assert "always published" in response.content.decode()
