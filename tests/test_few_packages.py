"""What pages say and offer where there are few packages, one, or none."""

import pytest
from django.db.models import Max

from pages.models import Packages, Page
from sessions.models import Package

COMPARE, LIST = "/sessions/compare/", "/sessions/"
BUTTON, TICK = f'action="{COMPARE}"', 'class="compare-tick"'
SHOWING = ["/", "/headshots/", "/portraits/", "/personal-branding/", LIST]


@pytest.fixture(autouse=True)
def database(db):
    """Every test here needs it."""


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def keep(*slugs):
    Package.objects.exclude(slug__in=slugs).delete()


@pytest.mark.parametrize("path", SHOWING)
def test_many_packages_can_be_ticked(client, path):
    html = html_of(client, path)

    assert html.count(BUTTON) == html.count("Compare the ticked ones") == 1
    assert html.count(TICK) == html.count('class="package-card"') >= 3


@pytest.mark.parametrize("path", SHOWING)
def test_without_packages_there_is_nothing_to_tick(client, path):
    keep()

    html = html_of(client, path)

    assert BUTTON not in html
    assert "Compare the ticked ones" not in html
    assert "Two to four at a time" not in html


def test_a_block_without_packages_is_left_out_with_its_heading(client):
    block = Packages.objects.get(parent__slug="personal-branding")
    block.heading, block.intro = "Three *sizes*", "Count the places on your list."
    block.save()
    assert "Three <em>sizes</em>" in html_of(client, "/personal-branding/")

    Package.objects.filter(session_type__slug="personal-branding").delete()

    html = html_of(client, "/personal-branding/")
    assert "Three <em>sizes</em>" not in html
    assert "Count the places on your list." not in html
    assert TICK in html_of(client, "/headshots/")


def test_featured_packages_are_left_out_where_none_is_featured(client):
    Package.objects.update(is_featured=False)

    assert "All sessions and prices" not in html_of(client, "/")


def test_one_package_is_shown_without_a_tick(client):
    keep("portrait-sitting")

    for path in ["/portraits/", LIST, f"{LIST}?type=portrait", f"{LIST}?use=book-jacket"]:
        html = html_of(client, path)
        assert html.count('class="package-card"') == 1, path
        assert TICK not in html
        assert BUTTON not in html


def test_two_packages_can_be_ticked(client):
    keep("portrait-sitting", "portrait-story")

    assert html_of(client, "/portraits/").count(TICK) == 2
    assert html_of(client, LIST).count(TICK) == 2


def test_one_package_of_each_type_can_be_ticked_where_all_stand_in_one_list(client):
    keep("portrait-sitting", "headshot-hour")

    assert TICK not in html_of(client, "/portraits/")
    assert html_of(client, LIST).count(TICK) == 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No session is on the list at the moment."),
        ("?use=linkedin", "No session serves this place yet."),
        ("?type=personal-branding", "No personal-branding session is on the list at the moment."),
    ],
)
def test_an_empty_list_says_why_and_leads_to_asking(client, query, words):
    keep()

    html = html_of(client, LIST + query)

    assert words in html
    assert html.count("at the moment") + html.count("serves this place") == 1
    assert ">Ask me</a>" in html
    assert ("Where will the pictures live?" in html) is bool(query)


@pytest.mark.parametrize("query", ["", "?p=portrait-sitting", "?p=gone"])
def test_without_packages_the_comparison_leads_to_asking(client, query):
    keep()

    html = html_of(client, COMPARE + query)

    assert "There is no session on the list at the moment, so nothing to put side by side." in html
    assert "Choose two to four" not in html
    assert "All <em>sessions</em>" not in html
    assert ">Ask me</a>" in html


def test_the_only_package_is_not_asked_to_be_compared(client):
    keep("portrait-sitting")

    plain, named = (html_of(client, COMPARE + query) for query in ("", "?p=portrait-sitting"))

    assert "The Portrait Sitting</a> is the only session on the list" in plain
    assert ">Ask me</a>" in plain
    assert "The Portrait Sitting stands alone: there is no other session" in named
    assert "Ask about this one" in named
    for html in (plain, named):
        assert "so far" not in html
        assert "Add <em>another</em>" not in html
        assert "All <em>sessions</em>" not in html


def test_all_packages_compared_leave_none_to_add(client):
    keep("portrait-sitting", "portrait-story")

    html = html_of(client, f"{COMPARE}?p=portrait-sitting&p=portrait-story")

    assert "Add <em>another</em>" not in html


def test_a_page_that_leaves_a_block_out_costs_no_more(client, django_assert_max_num_queries):
    page = Page.objects.get(slug="headshot-vs-portrait")
    place = page.blocks.aggregate(Max("ordering"))["ordering__max"] + 10
    Packages.objects.create(parent=page, region="main", ordering=place, heading="Packages")
    client.get("/headshot-vs-portrait/")
    with django_assert_max_num_queries(20) as with_packages:
        assert TICK in html_of(client, "/headshot-vs-portrait/")
    keep()

    with django_assert_max_num_queries(len(with_packages)):
        assert TICK not in html_of(client, "/headshot-vs-portrait/")
