"""Before and after retouching: two photographs that lie on each other, and an honest caption."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from pages import drafts
from pages.models import BLOCK_MODELS, Page, Retouching
from sessions.models import Photo, Release
from studio.where_used import places

from .conftest import HEAD
from .desk import admin_url, form_values

HEADSHOTS = "/headshots/"


@pytest.fixture
def block(db):
    return Retouching.objects.get(parent__slug="headshots")


@pytest.fixture
def make_block(db, make_photo):
    """Return a function that gives an unsaved block of the about page; photos by their sizes."""

    def make_block(before=(1200, 800), after=(1200, 800), **fields):
        photos = {"before": make_photo(before), "after": make_photo(after)}
        page = Page.objects.get(slug="about")
        known = {"parent": page, "region": "main", "ordering": 5, "caption": "Two minutes."}
        return Retouching(**known | photos | fields)

    return make_block


def test_visitors_see_both_states_in_the_same_crop(client, block):
    html = client.get(HEADSHOTS).content.decode()

    assert block.shown_framing == "headshot"
    for photo in (block.before, block.after):
        assert photo.pictures["headshot 4:5"]["stem"] in html
    assert "Nothing has changed shape." in html
    assert html.index("How a session goes") < html.index("Nine minutes.")


def test_the_unretouched_photo_of_the_starter_content_is_nowhere_else(db):
    before = Photo.objects.get(slug="mei-studio-before")

    assert [place.words for place in places(before)] == ["Page “Headshots in Portland”"]


@pytest.mark.parametrize("field", ["before", "after"])
def test_a_block_with_a_photo_that_is_not_public_is_not_shown(client, block, field):
    Photo.objects.filter(pk=getattr(block, field).pk).update(published_at=None)

    html = client.get(HEADSHOTS).content.decode()

    assert "before-after" not in html
    assert "Nine minutes." not in html


def test_it_leaves_the_page_when_the_release_is_taken_back(client, block):
    Release.objects.update(withdrawn_on=timezone.localdate())

    assert "before-after" not in client.get(HEADSHOTS).content.decode()


@pytest.mark.parametrize("size", [(800, 1200), (1200, 821), (1000, 1000)])
def test_photos_of_two_shapes_are_refused(make_block, size):
    with pytest.raises(ValidationError) as refused:
        make_block(after=size).full_clean()

    assert set(refused.value.message_dict) == {"after"}
    assert "need one shape" in refused.value.message_dict["after"][0]


@pytest.mark.parametrize("size", [(1200, 800), (600, 400), (2400, 1601)])
def test_one_shape_in_another_size_will_do(make_block, size):
    make_block(after=size).full_clean()


def test_the_same_photo_twice_is_refused(make_block):
    block = make_block()
    block.after = block.before

    with pytest.raises(ValidationError, match="the same photo"):
        block.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        block.save()


def test_a_caption_is_asked_for(make_block):
    with pytest.raises(ValidationError) as refused:
        make_block(caption="").full_clean()

    assert set(refused.value.message_dict) == {"caption"}


def test_crops_that_would_not_lie_on_each_other_are_refused(make_block, make_photo):
    block = make_block(framing="headshot")
    block.full_clean()
    block.after = make_photo(**HEAD | {"head_left": 0.45, "head_right": 0.6})

    with pytest.raises(ValidationError) as refused:
        block.full_clean()
    assert "not cut alike" in refused.value.message_dict["framing"][0]


def test_a_head_box_that_is_moved_later_shows_both_whole(client, block):
    block.after.head_left -= 0.05
    block.after.save()

    html = client.get(HEADSHOTS).content.decode()

    opening = html[html.index("<before-after>") :]
    for photo in (block.before, block.after):
        assert f"/{photo.slug}-whole-" in opening
    assert f"/{block.before.slug}-headshot-" not in html


def test_a_draft_of_the_page_has_it_too(block):
    page = Page.objects.get(slug="headshots")
    copies = drafts.copied(page)[1]

    copy = next(each for each in copies if isinstance(each, Retouching))

    assert (copy.before, copy.after, copy.caption) == (block.before, block.after, block.caption)


def test_the_desk_says_beside_the_field_what_is_wrong(client, block, make_photo):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    url = admin_url(block.parent, "change", block.parent.pk)
    prefix = f"pages_block_set-{BLOCK_MODELS.index(Retouching) + 1}-0"
    values = form_values(client, url) | {f"{prefix}-before": make_photo((1200, 800)).pk}

    html = client.post(url, values).content.decode()

    assert f'id="id_{prefix}-after_error"' in html
    assert "these have 1200 × 800 and 1920 × 2400" in html


def test_the_desk_points_out_a_photo_that_visitors_do_not_see(client, block):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    Photo.objects.filter(pk=block.before.pk).update(published_at=None)

    html = client.get("/admin/").content.decode()

    assert "a block shows “Mei, studio, before retouching”, but visitors do not see it" in html
