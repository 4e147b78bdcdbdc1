"""Previews show what the public page would be, and leave nothing behind."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from pages import drafts
from pages.models import Block, Page, Question, Retouching
from sessions.models import Aspect, Gallery, Inclusion, Package, SessionType, Use
from studio import history
from studio.models import PreviewLink, Redirect, Studio

from .desk import admin_url, form_values
from .found import without_dates


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    return client


def preview(desk, row, **changed):
    values = form_values(desk, admin_url(row, "change", row.pk)) | changed
    return desk.post(admin_url(row, "preview", row.pk), values)


CHANGES = [
    (Page, {"slug": "about"}, {"headline": "Zebra crossing"}),
    (Page, {"slug": "headshot-vs-portrait"}, {"headline": "Zebra crossing"}),
    (Package, {}, {"name": "Zebra crossing"}),
    (Gallery, {"slug": "portraits"}, {"title": "Zebra crossing"}),
    (SessionType, {"slug": "headshot"}, {"goal": "Zebra crossing"}),
    (Use, {"slug": "linkedin"}, {"name": "Zebra crossing"}),
    (Question, {}, {"question": "Zebra crossing?"}),
    (Inclusion, {}, {"name": "Zebra crossing"}),
    (Studio, {}, {"name": "Zebra crossing"}),
    (Aspect, {}, {"name": "Zebra crossing"}),
]


@pytest.mark.parametrize(("model", "which", "changed"), CHANGES, ids=lambda value: str(value))
def test_unsaved_changes_are_shown_and_not_kept(desk, client, model, which, changed):
    row = model.objects.filter(**which).first()
    count, versions = Block.objects.count(), history.versions(model).count()

    response = preview(desk, row, **changed)

    assert "Zebra crossing" in response.context["preview"]
    assert "<html" in response.context["preview"]
    name, words = next(iter(changed.items()))
    assert not model.objects.filter(**{name: words}).exists()
    assert Block.objects.count() == count
    assert history.versions(model).count() == versions


def test_the_preview_is_the_public_page_to_the_letter(desk, client):
    for page in Page.objects.published():
        public = client.get(page.get_absolute_url()).content.decode()

        preview = desk.get(admin_url(page, "preview", page.pk)).context["preview"]
        assert without_dates(preview) == without_dates(public)


def test_a_page_that_does_not_exist_yet_can_be_seen(desk):
    values = form_values(desk, admin_url(Page, "add"))
    values |= {"kind": "plain", "title": "Prints", "slug": "prints", "headline": "On paper"}

    response = desk.post(admin_url(Page, "add_preview"), values)

    assert "On paper" in response.context["preview"]
    assert not Page.objects.filter(slug="prints").exists()


def test_what_is_wrong_is_said_in_place_of_a_preview(desk):
    response = preview(desk, Page.objects.get(slug="about"), headline="")

    assert response.status_code == 200
    assert "preview" not in response.context
    assert "There is no preview yet" in response.content.decode()


def test_what_is_wrong_is_said_with_its_block_and_its_field(desk, make_photo):
    page = Page.objects.get(slug="about")
    pair = {"before": make_photo(), "after": make_photo()}
    for place, heading in enumerate(("", "Look *closely*")):
        Retouching.objects.create(
            parent=page,
            region="main",
            ordering=90 + place,
            heading=heading,
            caption="Untouched",
            **pair,
        )
    values = form_values(desk, admin_url(page, "change", page.pk))
    captions = [name for name, value in values.items() if value == "Untouched"]
    changed = {"headline": "", **dict.fromkeys(captions, "")}

    errors = preview(desk, page, **changed).context["errors"]

    assert errors == [
        "Headline: This field is required.",
        "Retouching “Untouched”, Caption: This field is required.",
        "Retouching “Look closely”, Caption: This field is required.",
    ]


def test_a_part_without_a_name_is_called_by_its_kind(desk):
    package = Package.objects.exclude(package_inclusions=None).first()
    number = package.package_inclusions.count()
    name = package.package_inclusions.first()
    changed = {
        "package_inclusions-TOTAL_FORMS": number + 1,
        "package_inclusions-0-inclusion": "",
        f"package_inclusions-{number}-note": "Twice",
    }

    errors = preview(desk, package, **changed).context["errors"]

    assert errors[:2] == [
        f"Package inclusion “{name}”, Inclusion: This field is required.",
        "Package inclusion, Inclusion: This field is required.",
    ]


def test_a_moved_page_is_previewed_at_its_new_address(desk, client):
    page = Page.objects.get(slug="about")

    response = preview(desk, page, slug="who-we-are", headline="Moved")

    assert "Moved" in response.context["preview"]
    assert not Redirect.objects.exists()
    assert client.get("/about/").status_code == 200


def test_a_preview_says_nothing_about_saving(desk):
    preview(desk, Page.objects.get(slug="about"))

    html = desk.get(admin_url(Page, "changelist")).content.decode()

    assert "was changed successfully" not in html


def test_a_draft_and_a_scheduled_page_can_be_seen_by_a_private_link(desk, client):
    page = Page.objects.get(slug="privacy")
    draft, blocks = drafts.copied(page)
    draft.headline = "For your eyes"
    drafts.keep(draft, blocks, None)

    response = desk.post(admin_url(draft, "preview", draft.pk), {"make_link": "7"}, follow=True)
    link = PreviewLink.objects.get()
    client.logout()
    shown = client.get(link.get_absolute_url())

    assert link.get_absolute_url() in response.content.decode()
    assert "For your eyes" in shown.content.decode()
    assert "private preview" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert "noindex" in shown["X-Robots-Tag"]
    assert "For your eyes" not in client.get("/privacy/").content.decode()
    assert Page.objects.get(draft_of=page).headline == "For your eyes"


def test_a_private_link_ends(desk, client):
    page = Page.objects.get(slug="about")
    link = PreviewLink.objects.create(target=page, expires_at=timezone.now() + timedelta(days=1))
    link.expires_at = timezone.now() - timedelta(minutes=1)
    link.save()

    response = client.get(link.get_absolute_url())

    assert response.status_code == 410
    assert "has ended" in response.content.decode()
    assert client.get("/preview/no-such-key/").status_code == 404


def test_the_owner_can_end_a_link_at_once(desk, client):
    page = Page.objects.get(slug="about")
    link = PreviewLink.objects.create(target=page, expires_at=timezone.now() + timedelta(days=1))

    desk.post(admin_url(page, "preview", page.pk), {"end_link": link.key})

    assert client.get(link.get_absolute_url()).status_code == 404


def test_who_may_not_change_gets_no_preview(client, db):
    page = Page.objects.get(slug="about")
    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))
    url = admin_url(page, "preview", page.pk)

    assert client.get(url).status_code == 403
    assert client.post(url, {"make_link": "7"}).status_code == 403
    assert client.post(url, {"headline": "x"}).status_code == 403


def test_what_no_page_shows_has_no_preview_and_no_error(desk):
    inclusion = Inclusion.objects.create(name="Nothing", slug="nothing")

    html = desk.get(admin_url(inclusion, "preview", inclusion.pk)).content.decode()

    assert "nothing to look at" in html


@pytest.mark.parametrize("model", [Question, Inclusion, Use])
def test_only_what_has_a_page_is_shared(desk, model):
    row = model.objects.first()

    response = desk.post(admin_url(row, "preview", row.pk), {"make_link": "7"})

    assert response.status_code == 404
    assert not PreviewLink.objects.exists()


def test_a_draft_whose_address_was_taken_is_not_found(desk, client):
    page = Page.objects.get(slug="privacy")
    draft, blocks = drafts.copied(page)
    draft.slug = "data"
    drafts.keep(draft, blocks, None)
    Page.objects.create(title="Data", slug="data", headline="Data")
    link = PreviewLink.objects.create(target=draft, expires_at=timezone.now() + timedelta(days=1))

    assert client.get(link.get_absolute_url()).status_code == 404
