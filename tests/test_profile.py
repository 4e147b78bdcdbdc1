"""One form for what is the same on every page."""

import pytest
from django.contrib.auth import get_user_model

from pages.models import Page
from studio import history
from studio.models import Studio

from .desk import admin_url, form_values


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("lena"))
    return client


def change(desk, **changed):
    url = admin_url(Studio, "change", 1)
    return desk.post(url, form_values(desk, url) | changed, follow=True)


def rows(desk):
    """Return the number of each page in the navigation table, by its address."""
    values = form_values(desk, admin_url(Studio, "change", 1))
    keys = {
        int(v): n for n, v in values.items() if n.startswith("navigation-") and n.endswith("-id")
    }
    return {page.slug: keys[page.pk].removesuffix("-id") for page in Page.objects.originals()}


def test_the_navigation_is_arranged_in_the_profile(desk, client):
    row = rows(desk)

    change(
        desk,
        **{
            f"{row['about']}-navigation": "header",
            f"{row['about']}-navigation_label": "Who I am",
            f"{row['about']}-position": "0",
            f"{row['galleries']}-navigation": "",
        },
    )

    header, _, rest = client.get("/privacy/").content.decode().partition("<main")
    assert "Who I am" in header
    assert 'href="/galleries/"' not in header
    about = Page.objects.get(slug="about")
    assert history.versions(Page).filter(object_id=about.pk).count() == 2


def test_saving_the_profile_alone_touches_no_page(desk):
    before = history.versions(Page).count()

    change(desk, tagline="Portraits by the river")

    assert Studio.objects.get().tagline == "Portraits by the river"
    assert history.versions(Page).count() == before


def test_opening_hours_are_shown_as_their_help_writes_them(desk):
    Studio.objects.update(monday_opens="09:00", monday_closes="17:30")

    html = desk.get(admin_url(Studio, "change", 1)).content.decode()

    assert 'name="monday_opens" value="09:00"' in html
    assert 'name="monday_closes" value="17:30"' in html


def test_the_profile_can_be_seen_before_it_is_saved(desk):
    url = admin_url(Studio, "change", 1)
    values = form_values(desk, url) | {"name": "Southlight"}

    response = desk.post(admin_url(Studio, "preview", 1), values)

    assert "Southlight" in response.context["preview"]
    assert Studio.objects.get().name == "Northlight"


def test_a_wrong_place_is_refused_beside_its_field(desk):
    row = rows(desk)

    response = change(desk, **{f"{row['about']}-position": "first"})

    assert "Enter a whole number" in response.content.decode()


def test_a_page_that_became_impossible_says_so(desk):
    Page.objects.filter(slug="about").update(slug="preview")
    row = rows(desk)

    response = change(desk, **{f"{row['preview']}-position": "3"})

    assert "The site itself uses this address" in response.content.decode()
