"""The guide, the comparison and the way to the inquiry, with the starter content."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape

from sessions.catalogue import GuideRecords
from sessions.chosen import Chosen
from sessions.guide_reach import reachable
from sessions.models import Package, Reason, SessionType, Use
from studio.models import Redirect

GUIDE, COMPARE = "/which-one/", "/sessions/compare/"
CHANGED = "has changed since this link"


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    assert not response.cookies
    return response


def reasons_of(slug):
    numbers = Reason.objects.filter(session_type__slug=slug).values_list("pk", flat=True)
    return "&".join(f"reason={number}" for number in numbers)


def test_the_guide_asks_for_every_reason_and_place(client, db):
    html = page(client, GUIDE).content.decode()

    for words in Reason.objects.values_list("text", flat=True):
        assert escape(words) in html
    for name in Use.objects.values_list("name", flat=True):
        assert escape(name) in html


@pytest.mark.parametrize(
    ("answers", "package"),
    [
        ("use=linkedin&people=one", "The Headshot Update"),
        ("use=linkedin&use=team-page&use=press&people=one", "The Headshot Hour"),
        ("use=team-page&people=team", "The Team Day"),
        ("use=book-jacket&people=one", "The Portrait Sitting"),
        ("use=editorial&people=one", "The Portrait Afternoon"),
        ("use=linkedin&use=website-hero&people=one", "The Branding Morning"),
        ("people=one", "The Headshot Update"),
        ("use=nowhere&reason=999999&people=one", "The Headshot Update"),
    ],
)
def test_answers_lead_to_a_package(client, db, answers, package):
    result = page(client, f"{GUIDE}?{answers}").context["result"]

    assert str(result.package) == package


def test_the_answer_explains_itself_and_leads_on(client, db):
    address = f"{GUIDE}?use=linkedin&{reasons_of('headshot')}&people=one&from=/headshots/"

    html = page(client, address).content.decode()

    assert "All five things you ticked speak for a headshot session" in html
    assert "You need <em>a headshot session</em>" in html
    assert "The Headshot Hour</a>, $290." in " ".join(html.split())
    assert "One size larger." in html
    assert "What would" in html
    assert "400 × 400 px" in html
    assert "Background" in html
    assert "Clothes" in html
    assert "/inquire/?package=headshot-update&amp;reason=" in html
    assert "from=/headshots/" in html


@pytest.mark.parametrize("answers", ["people=one", "people=team", "use=nowhere"])
def test_the_guide_does_not_say_what_somebody_needs_who_ticked_nothing(client, db, answers):
    html = page(client, f"{GUIDE}?{answers}").content.decode()

    assert "Begin with <em>a headshot session</em>" in html
    assert ("What counted" in html) == ("The runner-up" in html)  # no heading over nothing
    assert "You need <em>" not in html


def test_the_name_of_a_type_is_written_alike_before_a_noun(client, db):
    query = f"use=linkedin&use=website-hero&{reasons_of('headshot')}&people=one"
    for address in [f"{GUIDE}?{query}", "/sessions/branding-day/"]:
        html = page(client, address).content.decode()
        assert "ersonal-branding session" in html
        assert "ersonal branding session" not in html


def test_without_packages_the_guide_names_the_session_and_leads_to_asking(client, db):
    Package.objects.all().delete()

    html = page(client, f"{GUIDE}?{reasons_of('headshot')}&use=website-hero").content.decode()

    changes = html[html.index("What would") : html.index("The <em>brief</em>")]
    assert "You need <em>a personal-branding session</em>" in html
    assert "<strong>Headshot session</strong>, if you took back" in " ".join(changes.split())
    assert "(headshot)" not in changes
    assert "Ask me when one will be." in html
    assert "/inquire/?" in html


def test_the_guide_costs_the_same_queries_whatever_there_is(
    client, db, make_package, django_assert_max_num_queries
):
    for number in range(40):
        Use.objects.create(
            name=f"Use {number}", slug=f"u{number}", framing="headshot", ratio="1:1", smallest_px=50
        )
        make_package()

    with django_assert_max_num_queries(12):
        page(client, f"{GUIDE}?use=linkedin&people=one")


def test_a_studio_without_session_types_has_no_guide_but_a_page(client, db):
    Package.objects.all().delete()
    for each in SessionType.objects.all():
        Reason.objects.filter(session_type=each).delete()
    SessionType.objects.update(photo=None)
    from pages.models import Block, Page

    Block.objects.all().delete()
    Page.objects.update(session_type=None)
    SessionType.objects.all().delete()

    assert "no session to choose from yet" in page(client, f"{GUIDE}?people=one").content.decode()


def test_every_package_of_the_starter_content_can_be_reached(db):
    records = GuideRecords()

    reached = reachable(records.catalogue)

    assert {package.pk for package in records.packages} == reached


def test_packages_that_nobody_can_book_are_not_named(client, db):
    Package.objects.filter(slug="headshot-update").update(visibility="paused")

    result = page(client, f"{GUIDE}?use=linkedin&people=one").context["result"]

    assert str(result.package) == "The Headshot Hour"


def test_packages_stand_side_by_side_with_the_total_price_first(client, db):
    html = page(client, f"{COMPARE}?p=headshot-hour&p=team-day").content.decode()

    body = html[html.index("<tbody>") :]
    assert body.index("$290") < body.index("$1,950") < body.index("May cost extra")
    assert body.index("May cost extra") < body.index("$145")
    assert "<caption" in html
    assert html.count('scope="col"') == 2
    assert "Not part of it" in body


def test_only_differences_leaves_out_equal_rows(client, db):
    address = f"{COMPARE}?p=branding-morning&p=branding-day"

    whole = page(client, address).content.decode()
    short = page(client, f"{address}&only=differences").content.decode()

    assert "Files for print and screen" in whole
    assert "Files for print and screen" not in short
    assert "Duration" in short


@pytest.mark.parametrize(
    "query",
    [
        "",
        "p=",
        "p=unknown",
        "p=headshot-hour&p=headshot-hour",
        "p=headshot-hour&p=unknown&p=%00&p=%ff&p=../..&p=<script>",
        "&".join(f"p={slug}" for slug in ["a", "b", "c", "d", "e", "f"] * 30),
        "p=headshot-hour&only=nothing&prices=forged",
        "p=headshot-hour&prices=USD~1_1:forged",
        "p=" + "x" * 5000,
    ],
)
def test_no_address_breaks_the_comparison(client, db, query):
    assert "Sessions & prices" in page(client, f"{COMPARE}?{query}").content.decode()


def test_hidden_packages_are_left_out_and_said_so(client, db):
    Package.objects.filter(slug="team-day").update(published_at=None)

    response = page(client, f"{COMPARE}?p=headshot-hour&p=team-day&p=headshot-update")

    assert [p.slug for p in response.context["compared"].packages] == [
        "headshot-hour",
        "headshot-update",
    ]
    assert "“team-day” is not on the list" in response.content.decode()


def test_five_packages_are_too_many_and_the_fifth_is_named(client, db):
    slugs = ["headshot-update", "headshot-hour", "team-day", "branding-day", "branding-year"]

    html = page(client, f"{COMPARE}?{'&'.join('p=' + slug for slug in slugs)}").content.decode()

    assert html.count('scope="col"') == 4
    assert "The Branding Year was left out" in html


def test_all_that_is_too_much_is_named_in_one_sentence(client, db):
    slugs = Package.objects.values_list("slug", flat=True)
    html = page(client, f"{COMPARE}?{'&'.join(f'p={slug}' for slug in slugs)}").content.decode()

    names = list(Package.objects.values_list("name", flat=True))[4:]
    assert len(names) == 5
    assert html.count("left out") == 1
    assert f"{', '.join(names[:-1])} and {names[-1]} were left out: four is" in html


def test_a_former_address_still_finds_its_package(client, db):
    package = Package.objects.get(slug="team-day")
    package.slug = "office-day"
    package.save()
    assert Redirect.objects.filter(old_path="/sessions/team-day/").exists()

    response = page(client, f"{COMPARE}?p=headshot-hour&p=team-day")

    assert [p.slug for p in response.context["compared"].packages] == [
        "headshot-hour",
        "office-day",
    ]


def test_a_sent_link_says_that_a_price_has_changed_since(client, db):
    response = page(client, f"{COMPARE}?p=headshot-hour&p=team-day")
    address = response.context["compared"].own_address
    assert CHANGED not in page(client, address).content.decode()

    Package.objects.filter(slug="team-day").update(price=Decimal(2100))
    html = page(client, address).content.decode()

    assert "The price of The Team Day has changed since this link was made:" in html
    assert "it was $1,950, now it is $2,100" in html
    assert "The price of The Headshot Hour" not in html
    other_view = page(client, address).context["compared"].other_view_address
    assert CHANGED in page(client, other_view).content.decode()


def test_every_list_sends_the_prices_along(client, db):
    for address in ["/", "/headshots/", "/sessions/", "/sessions/team-day/"]:
        html = page(client, address).content.decode()
        signed = re.search(r'name="prices" value="([^"]+)"', " ".join(html.split()))[1]
        Package.objects.filter(slug="headshot-hour").update(price=Decimal(290))
        query = f"p=headshot-hour&p=team-day&{urlencode({'prices': signed})}"
        assert CHANGED not in page(client, f"{COMPARE}?{query}").content.decode()
        Package.objects.filter(slug="headshot-hour").update(price=Decimal(310))
        assert CHANGED in page(client, f"{COMPARE}?{query}").content.decode(), address
        Package.objects.filter(slug="headshot-hour").update(price=Decimal(290))


def test_prices_that_somebody_made_up_are_not_believed(client, db):
    address = page(client, f"{COMPARE}?p=team-day").context["compared"].own_address
    forged = address.replace("_1950", "_950")
    assert forged != address

    assert CHANGED not in page(client, forged).content.decode()


def test_the_comparison_costs_the_same_queries_whatever_there_is(
    client, db, make_package, django_assert_num_queries
):
    address = f"{COMPARE}?p=headshot-hour&p=team-day&p=branding-day&p=moved"
    page(client, address)
    with django_assert_num_queries(10):
        page(client, address)
    for _ in range(30):
        make_package()
    with django_assert_num_queries(10):
        page(client, address)


def test_lists_of_packages_are_forms_to_the_comparison(client, db):
    for address in ["/", "/headshots/", "/sessions/", "/sessions/headshot-hour/"]:
        html = page(client, address).content.decode()
        assert f'action="{COMPARE}"' in html, address
        assert 'type="checkbox" name="p"' in " ".join(html.split()), address


def test_the_list_ticks_what_is_compared_already(client, db):
    html = " ".join(page(client, "/sessions/?p=team-day").content.decode().split())

    assert 'value="team-day" checked' in html
    assert html.count("checked") == 1


def test_everything_chosen_travels_on_to_asking(client, db):
    query = "p=headshot-hour&p=team-day&use=linkedin&people=team&from=/headshots/"

    html = page(client, f"{COMPARE}?{query}").content.decode()

    onward = f"{reverse('sessions:inquire')}?package=team-day&{query}"
    assert escape(onward) in html


def test_choices_are_read_carefully():
    query = QueryDict(
        "p=a&p=a&p=b&p=c&p=d&p=e&reason=1&use=x%00&people=crowd&from=//evil.example&photo=p"
    )

    chosen = Chosen.from_query(query)

    assert chosen == Chosen(compared=("a", "b", "c", "d"), reasons=("1",), photo="p")
    assert Chosen.from_query(QueryDict(chosen.query)) == chosen


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/headshots/", "/headshots/"),
        ("/", "/"),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("https://evil.example", ""),
        ("/a b", ""),
        ("/" + "x" * 300, ""),
    ],
)
def test_only_pages_of_this_site_are_remembered(path, kept):
    query = QueryDict(mutable=True)
    query["from"] = path

    assert Chosen.from_query(query).began_on == kept
