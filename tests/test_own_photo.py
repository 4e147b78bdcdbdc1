"""The block in which visitors try both frames on a photo of their own."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from pages import drafts
from pages.models import OwnPhoto, Page
from sessions.models import Use
from studio.where_used import places

EXPLAINER = "/headshot-vs-portrait/"


@pytest.fixture
def block(db):
    return OwnPhoto.objects.get(parent__slug="headshot-vs-portrait")


def shown(client):
    html = client.get(EXPLAINER).content.decode()
    return html[html.index("<try-frames") : html.index("</try-frames>")]


def test_it_stands_after_the_lines_and_is_hidden_until_its_script_runs(client, block):
    page = client.get(EXPLAINER).content.decode()
    html = shown(client)

    assert page.index("Where a headshot") < page.index("<try-frames") < page.index("one step back")
    assert re.match(r"<try-frames [^>]*\bhidden\b", html)
    assert "Try it on <em>your own photo</em>" in html
    assert "It stays on your device: nothing is sent." in html


def test_no_form_surrounds_the_file_and_no_field_has_an_address(client, block):
    page = client.get(EXPLAINER).content.decode()
    before = page[: page.index("<try-frames")]

    assert before.count("<form") == before.count("</form>")
    assert "<form" not in shown(client)
    assert re.search(r'<input type="file" accept="image/\*">', shown(client))


def test_the_place_of_the_headshot_comes_from_its_use(client, block):
    Use.objects.filter(pk=block.use_id).update(
        name="Badge", ratio="4:5", shape="rectangle", smallest_px=1200, largest_px=None
    )

    html = shown(client)

    assert 'data-place="Badge"' in html
    assert 'data-ratio="4:5"' in html
    assert 'data-shape="rectangle"' in html
    assert 'data-smallest="1200"' in html
    assert "data-largest" not in html


def test_only_a_place_for_headshots_can_be_chosen(block):
    block.use = Use.objects.get(slug="website-hero")

    with pytest.raises(ValidationError) as refused:
        block.full_clean()

    assert set(refused.value.message_dict) == {"use"}


def test_a_use_knows_the_page_and_stays_as_long_as_the_block(block):
    assert "Page “Headshot or portrait: which one do you need?”" in [
        place.words for place in places(block.use)
    ]
    with pytest.raises(ProtectedError):
        block.use.delete()


def test_a_draft_of_the_page_has_it_too(block):
    copies = drafts.copied(Page.objects.get(slug="headshot-vs-portrait"))[1]

    copy = next(each for each in copies if isinstance(each, OwnPhoto))

    assert (copy.heading, copy.use) == (block.heading, block.use)


def test_it_costs_no_query_of_its_own(client, block, django_assert_num_queries):
    with django_assert_num_queries(12) as with_block:
        client.get(EXPLAINER)
    block.delete()
    with django_assert_num_queries(len(with_block)):
        client.get(EXPLAINER)
