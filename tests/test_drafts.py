"""A published page can be worked on for days without visitors seeing it."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from pages import drafts
from pages.models import BLOCK_MODELS, Block, Page, Prose, Quote
from studio import history
from studio.models import Redirect

from .desk import admin_url, form_values
from .found import without_dates


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    return client


@pytest.fixture
def page(db):
    return Page.objects.get(slug="privacy")


def begin(desk, page, **changed):
    url = admin_url(page, "change", page.pk)
    response = desk.post(url, form_values(desk, url) | changed | {"_keep_draft": "1"})
    assert response.status_code == 302, response.context["errors"]
    return Page.objects.get(draft_of=page)


def add_quote(values):
    formset = f"pages_block_set-{BLOCK_MODELS.index(Quote) + 1}"
    number = int(values[f"{formset}-TOTAL_FORMS"])
    return {
        f"{formset}-TOTAL_FORMS": number + 1,
        f"{formset}-{number}-text": "Nothing here follows you.",
        f"{formset}-{number}-region": "main",
        f"{formset}-{number}-ordering": "990",
    }


def test_a_draft_holds_what_was_typed_and_the_page_stays_as_it_was(desk, client, page):
    before = client.get("/privacy/").content
    rows = list(page.blocks.values_list("pk", "ordering"))
    values = form_values(desk, admin_url(page, "change", page.pk))

    draft = begin(desk, page, headline="A new headline", slug="data", **add_quote(values))

    assert client.get("/privacy/").content == before
    page.refresh_from_db()
    assert list(page.blocks.values_list("pk", "ordering")) == rows
    assert draft.headline == "A new headline"
    assert draft.blocks.count() == len(rows) + 1
    assert not draft.is_published
    assert client.get("/data/").status_code == 404
    assert not Redirect.objects.exists()


def test_publishing_puts_the_draft_in_the_place_of_its_page(desk, client, page):
    kept = list(page.blocks.values_list("pk", flat=True))
    values = form_values(desk, admin_url(page, "change", page.pk))
    draft = begin(desk, page, headline="A new headline", slug="data", **add_quote(values))
    url = admin_url(draft, "change", draft.pk)

    response = desk.post(url, form_values(desk, url) | {"_publish_draft": "1"}, follow=True)

    html = client.get("/data/").content.decode()
    assert "A new headline" in html
    assert "Nothing here follows you." in html
    assert client.get("/privacy/").url == "/data/"
    assert "/privacy/ → /data/" in response.content.decode()
    page.refresh_from_db()
    assert page.is_published
    assert list(page.blocks.values_list("pk", flat=True))[: len(kept)] == kept
    assert not Page.objects.exclude(draft_of=None).exists()
    assert not Block.objects.exclude(origin=None).exists()
    assert draft.pk not in [int(v.object_id) for v in history.deleted(Page)]


def test_a_block_taken_out_of_the_draft_leaves_the_page(page, desk):
    draft = begin(desk, page)
    gone = draft.blocks.first()
    origin = gone.origin_id
    gone.delete()

    drafts.publish(draft, None)

    assert not Block.objects.filter(pk=origin).exists()


def test_a_discarded_draft_changes_nothing_and_can_come_back(desk, client, page):
    before = client.get("/privacy/").content
    draft = begin(desk, page, headline="Perhaps not")
    url = admin_url(draft, "discard", draft.pk)
    assert "Perhaps" in desk.get(url).content.decode()

    desk.post(url)

    assert client.get("/privacy/").content == before
    assert not Page.objects.filter(draft_of=page).exists()
    (version,) = [v for v in history.deleted(Page) if v.object_id == str(draft.pk)]
    desk.post(admin_url(Page, "deleted_version", version.pk))
    assert Page.objects.get(draft_of=page).headline == "Perhaps not"


def test_the_desk_says_what_a_draft_changes(desk, page):
    draft = begin(desk, page, headline="Nothing is counted")

    html = desk.get(admin_url(draft, "draft_changes", draft.pk)).content.decode()

    assert "Headline" in html
    assert "<ins>" in html
    assert html.count("difference-") == 1


def test_a_page_says_that_it_has_a_draft_and_the_list_shows_it_once(desk, page):
    draft = begin(desk, page)

    html = desk.get(admin_url(page, "change", page.pk)).content.decode()
    rows = desk.get(admin_url(Page, "changelist")).context["cl"].result_list

    assert admin_url(draft, "change", draft.pk) in html
    assert "_keep_draft" not in html
    assert draft not in rows
    assert page in rows


def test_a_draft_that_is_behind_says_so(desk, page):
    draft = begin(desk, page)
    page.refresh_from_db()
    page.save()

    html = desk.get(admin_url(draft, "change", draft.pk)).content.decode()

    assert "was changed after this draft was begun" in html


def test_a_page_has_one_draft(page):
    drafts.keep(*drafts.copied(page), None)

    with pytest.raises(IntegrityError), transaction.atomic():
        drafts.keep(*drafts.copied(page), None)


def test_a_draft_with_the_address_of_another_page_is_refused_in_words(desk, page):
    draft = begin(desk, page)
    url = admin_url(draft, "change", draft.pk)

    response = desk.post(url, form_values(desk, url) | {"slug": "about", "_publish_draft": "1"})

    assert "Another page has this address" in response.content.decode()
    assert Page.objects.filter(draft_of=page).exists()


def test_every_kind_of_block_survives_being_drafted_and_published(desk, client):
    for page in Page.objects.originals():
        before = client.get(page.get_absolute_url()).content.decode()

        drafts.publish(drafts.keep(*drafts.copied(page), None), None)

        after = client.get(page.get_absolute_url()).content.decode()
        assert without_dates(after) == without_dates(before)


def test_a_draft_is_not_in_the_sitemap_and_not_a_target(desk, client, page):
    draft = begin(desk, page, title="Only a draft")

    assert "Only a draft" not in client.get("/").content.decode()
    assert client.get("/sitemap.xml").content.decode().count("/privacy/") == 1
    prose = Prose.objects.filter(parent=draft).first()
    assert prose is None or prose.origin_id


def test_saving_as_draft_twice_keeps_both(desk, page):
    url = admin_url(page, "change", page.pk)
    values = form_values(desk, url) | {"_keep_draft": "1"}
    desk.post(url, values | {"headline": "First thought"})

    desk.post(url, values | {"headline": "Second thought"})

    assert Page.objects.get(draft_of=page).headline == "Second thought"
    assert [v.field_dict["headline"] for v in history.deleted(Page)] == ["First thought"]


def test_a_draft_with_a_new_address_promises_no_redirect(desk, page):
    url = admin_url(page, "change", page.pk)
    values = form_values(desk, url) | {"_keep_draft": "1", "slug": "data"}

    html = desk.post(url, values, follow=True).content.decode()

    assert "The draft is kept" in html
    assert "Redirect made" not in html


def test_a_page_is_deleted_with_its_draft(desk, page):
    drafts.keep(*drafts.copied(page), None)
    Block.objects.filter(calltoaction__target=page).delete()

    desk.post(admin_url(page, "delete", page.pk), {"post": "yes"})

    assert not Page.objects.filter(pk=page.pk).exists()


def test_publishing_leaves_the_navigation_and_a_move_as_they_are(page):
    draft = drafts.keep(*drafts.copied(page), None)
    page.position, page.navigation_label, page.slug = 77, "Data", "data"
    page.save()

    published = drafts.publish(draft, None)

    published.refresh_from_db()
    assert (published.position, published.navigation_label, published.slug) == (77, "Data", "data")


def test_a_draft_may_go_back_to_an_address_that_the_page_left_before(page):
    page.slug = "data"
    page.save()
    draft = drafts.keep(*drafts.copied(page), None)
    draft.slug = "privacy"
    draft.full_clean()
    draft.save()

    published = drafts.publish(draft, None)

    assert published.slug == "privacy"


def test_a_draft_may_take_the_free_former_address_of_another_page(page):
    other = Page.objects.get(slug="about")
    draft = drafts.keep(*drafts.copied(page), None)
    other.slug = "studio-and-people"
    other.save()
    draft.slug = "about"
    draft.full_clean()
    draft.save()

    assert drafts.publish(draft, None).slug == "about"


def test_enter_in_a_field_of_a_draft_does_not_publish(desk, page):
    draft = begin(desk, page)

    html = desk.get(admin_url(draft, "change", draft.pk)).content.decode()

    submits = [tag for tag in html.split("<")[1:] if 'type="submit"' in tag and "name=" in tag]
    assert 'name="_continue"' in submits[0]
