"""One photograph in the places where it may live, on the pages of the starter content."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pages.models import Page, Uses
from sessions import places
from sessions.models import Gallery, GalleryPhoto, Photo, Release, SessionType, Use
from studio import where_used

from .test_pages import MOST_QUERIES

EXPLAINER = "/headshot-vs-portrait/"
SERVICES = {
    "/headshots/": "headshot",
    "/portraits/": "portrait",
    "/personal-branding/": "personal-branding",
}


def text_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def section(text, slug):
    """Return the part of a page that draws one use."""
    return re.search(rf'<section [^>]*id="use-{slug}">.*?</section>', text)[0]


def drawn(text):
    return re.findall(r'id="use-([\w-]+)"', text)


def test_the_explainer_draws_one_place_of_each_setting(client, db):
    text = text_of(client, EXPLAINER)

    settings = [Use.objects.get(slug=slug).setting for slug in drawn(text)]
    assert sorted(settings) == sorted(set(Use.objects.values_list("setting", flat=True)))
    assert "Company website, 160 to 320 pixels: take the headshot." in text


def test_a_place_shows_both_crops_and_rings_the_one_to_take(client, db):
    photo = Photo.objects.get(slug="omar-outdoor")

    place = section(text_of(client, EXPLAINER), "linkedin")

    assert place.count(photo.pictures["headshot 1:1"]["stem"] + "-320.avif 320w") == 2
    assert place.count(photo.pictures["portrait 1:1"]["stem"] + "-320.avif 320w") == 2
    chosen, other = place.split("</figure>")[:2]
    assert 'class="ring"' in chosen
    assert 'class="ring"' not in other
    assert "Take the headshot.</strong> At 56 pixels the head in the portrait is 18 pixels" in place


def test_the_words_follow_the_head_box(client, db):
    photo = Photo.objects.get(slug="omar-outdoor")
    photo.hand_crops = {"portrait 1:1": photo.pictures["headshot 1:1"]["crop"]}
    photo.save()

    place = section(text_of(client, EXPLAINER), "linkedin")

    assert "Either will do.</strong> The two hardly differ" in place
    assert place.count('class="ring"') == 2


def test_the_words_follow_the_size_of_the_use(client, db):
    Use.objects.filter(slug="linkedin").update(smallest_px=90)

    place = section(text_of(client, EXPLAINER), "linkedin")

    assert "the head is 47 pixels tall" in place
    assert '<svg width="90" viewBox="0 0 1 1">' in place


@pytest.mark.parametrize(("address", "slug"), SERVICES.items())
def test_a_service_page_draws_the_places_of_its_type(client, db, address, slug):
    uses = SessionType.objects.get(slug=slug).uses.values_list("slug", flat=True)

    found = drawn(text_of(client, address))

    assert found
    assert set(found) <= set(uses)


def test_every_place_is_drawn_if_the_owner_likes(client, db):
    Uses.objects.update(draws_each_setting_once=False)

    assert drawn(text_of(client, EXPLAINER)) == list(Use.objects.values_list("slug", flat=True))


def test_drawings_are_hidden_from_those_who_cannot_see_them(client, db):
    place = section(text_of(client, EXPLAINER), "speaker-bio")

    for drawing in re.findall(r"<figure.*?<figcaption", place):
        assert '<div class="mock" aria-hidden="true">' in drawing
        assert set(re.findall(r'alt="(.*?)"', drawing)) == {""}
    assert "<b>Headshot:</b> the head is 63 pixels tall" in place


def test_colleagues_stand_beside_the_person(client, db):
    gallery = Gallery.objects.get(slug="headshots")
    first = gallery.items.select_related("photo").first().photo

    team = section(text_of(client, EXPLAINER), "team-page")

    assert team.count(first.pictures["headshot 4:5"]["stem"] + "-320.avif 320w") == 2
    assert "The heads beside it are 78 pixels tall." in team


def test_nobody_stands_beside_the_person_without_a_gallery(client, db):
    Uses.objects.update(colleagues=None)

    team = section(text_of(client, EXPLAINER), "team-page")

    assert "The heads beside it" not in team
    assert team.count("<picture>") == 2


def test_photos_that_visitors_may_not_see_are_no_colleagues(client, db):
    hidden = Photo.objects.get(slug="amara-studio")
    Photo.objects.filter(pk=hidden.pk).update(published_at=None)
    stem = hidden.pictures["headshot 4:5"]["stem"]
    assert stem not in section(text_of(client, EXPLAINER), "team-page")

    Gallery.objects.filter(slug="headshots").update(published_at=None)

    assert section(text_of(client, EXPLAINER), "team-page").count("<picture>") == 2


def test_the_same_person_is_the_last_choice_for_a_colleague(make_photo):
    photo = make_photo(title="Ada, studio")
    gallery = Gallery.objects.create(title="Team", slug="team", published_at=timezone.now())
    for number, title in enumerate(["Ada, garden", "Ada, studio", "Ben", "Cleo", "Dan", "Eve"]):
        each = photo if title == photo.title else make_photo(title=title)
        GalleryPhoto.objects.create(gallery=gallery, photo=each, position=number)

    found = places.beside(photo, list(gallery.items.select_related("photo")))

    assert [each.title for each in found] == ["Ben", "Cleo", "Dan", "Eve"]


@pytest.mark.parametrize(
    "ending", [{"published_at": None}, {"published_at": timezone.now() + timedelta(days=9)}]
)
def test_a_photo_that_is_not_public_leaves_names_and_sizes(client, db, ending):
    Photo.objects.filter(slug="omar-outdoor").update(**ending)

    text = text_of(client, EXPLAINER)

    assert drawn(text) == []
    assert "LinkedIn profile" in text
    assert "56 to 400 pixels wide, round" in text


def test_a_withdrawn_release_leaves_names_and_sizes(client, db):
    Release.objects.update(withdrawn_on=timezone.localdate())

    text = text_of(client, EXPLAINER)

    assert drawn(text) == []
    assert "omar-outdoor" not in text


def test_a_photo_without_a_head_shows_its_portraits(client, db):
    room = Photo.objects.get(slug="studio-room")
    Uses.objects.update(photo=room)

    place = section(text_of(client, EXPLAINER), "linkedin")

    assert place.count("<figure") == 1
    assert "No headshot can be cut from this photograph." in place


def test_a_photo_whose_crops_are_not_known_yet_breaks_nothing(client, db):
    Photo.objects.filter(slug="omar-outdoor").update(pictures={})

    assert drawn(text_of(client, EXPLAINER)) == []


def test_colleagues_cost_as_many_queries_however_many_they_are(
    client, make_photo, django_assert_max_num_queries
):
    gallery = Gallery.objects.get(slug="headshots")
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(MOST_QUERIES) as captured:
            client.get(EXPLAINER)
        counts.append(len(captured))
        for _ in range(5):
            GalleryPhoto.objects.create(gallery=gallery, photo=make_photo(size=(320, 400)))

    assert counts[0] == counts[1]


def test_a_gallery_of_colleagues_says_where_it_is_used(db):
    gallery = Gallery.objects.create(title="Team", slug="team", published_at=timezone.now())
    page = Page.objects.get(slug="headshot-vs-portrait")
    Uses.objects.filter(parent=page).update(colleagues=gallery)

    assert [place.words for place in where_used.places(gallery)] == [f"Page “{page}”"]


def test_a_use_is_used_where_its_type_is_drawn(db):
    use = Use.objects.get(slug="email-signature")

    words = " ".join(place.words for place in where_used.places(use))

    assert "Headshots in Portland" in words
    assert "Portraits in Portland" not in words
