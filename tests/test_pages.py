"""The pages that visitors see, with the starter content."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from pages.models import Page, Prose, Question
from pages.models.page import Kind
from pages.navigation import Links
from sessions.models import (
    Gallery,
    GalleryPhoto,
    Package,
    PackagePhoto,
    Reason,
    SessionType,
    Trait,
    Use,
)
from sessions.models.types import Aspect
from studio.models import money

ADDRESSES = {
    "/": "to be seen?",
    "/headshot-vs-portrait/": "two frames",
    "/headshots/": "How a session goes",
    "/portraits/": "How a session goes",
    "/personal-branding/": "How a session goes",
    "/sessions/": "The Headshot Hour",
    "/sessions/?use=linkedin": "LinkedIn profile:",
    "/sessions/headshot-hour/": "$290",
    "/galleries/": "photographs",
    "/galleries/portraits/": "Whole photograph",
    "/galleries/portraits/?framing=headshot": "Headshot crop",
    "/galleries/portraits/?use=website-hero": "16:9",
    "/about/": "Lena Marsh",
    "/questions/": "What does a session cost?",
    "/privacy/": "cookies",
}
MOST_QUERIES = 12


@pytest.mark.parametrize(("address", "words"), ADDRESSES.items())
def test_every_address_answers_with_its_content(client, db, address, words):
    response = client.get(address)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert "Northlight" in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("address", ["/", "/sessions/headshot-hour/", "/galleries/portraits/"])
def test_a_page_answers_head_and_refuses_post(client, db, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


FACTS = [
    # what a headshot looks like
    *("chest up", "nothing to distract", "expression", "Eye contact", "presence", "plain, solid"),
    # what it is used for, its goal, when to choose it
    *("LinkedIn profile", "Company website", "Team page", "Speaker bio", "Press or media"),
    *("Trust and professionalism at first sight", "clean, professional picture"),
    *("leans toward the traditional", "profile photo is out of date"),
    # what a portrait may show, uses, goal, reasons
    *("three-quarter or full length", "surroundings", "moving", "It may leave the camera"),
    *("Personal brand", "Marketing material", "Editorial", "lifestyle story"),
    *("Connection and personality", "building a personal brand", "many marketing purposes"),
    *("what it is like to work with you",),
    # both, and the last thought
    *("polished headshot", "lifestyle portraits", "designed for a named use", "Flexibility"),
    *("consistent visual presence", "/personal-branding/", "Neither is better", "Both are tools"),
    *("how you want to be seen and where the picture will live",),
    # where a headshot ends
    *("Photographers disagree", "shoulders", "sternum", "mid-chest"),
]


@pytest.mark.parametrize("fact", FACTS)
def test_the_explainer_states_every_fact(client, db, fact):
    text = client.get("/headshot-vs-portrait/").content.decode()

    assert fact.lower() in text.lower()


@pytest.fixture
def fifty_of_everything(db, make_photo, make_package):
    """Add fifty records of each kind that pages render."""

    def add(number):
        photo = make_photo(size=(320, 240))
        kind = SessionType.objects.create(
            name=f"Type {number}",
            plural="Types",
            slug=f"type-{number}",
            tagline="A *type*",
            definition="It is.",
            goal="To be.",
            photo=photo,
            framing="portrait",
        )
        aspect = Aspect.objects.create(name=f"Aspect {number}")
        headshot = SessionType.objects.get(slug="headshot")
        for each in (kind, headshot):
            Trait.objects.create(session_type=each, aspect=aspect, text="Like this.")
            Reason.objects.create(session_type=each, text=f"You ask {number} times.")
        use = Use.objects.create(
            name=f"Use {number}",
            slug=f"use-{number}",
            framing="headshot",
            ratio="4:5",
            smallest_px=50,
        )
        headshot.uses.add(use)
        Question.objects.create(question=f"Why {number}?", answer="<p>So.</p>", topic="price")
        package = make_package(is_featured=True)
        PackagePhoto.objects.create(package=package, photo=photo)
        gallery = Gallery.objects.create(
            title=f"Gallery {number}", slug=f"gallery-{number}", published_at=timezone.now()
        )
        portraits = Gallery.objects.get(slug="portraits")
        for each in (gallery, portraits):
            GalleryPhoto.objects.create(gallery=each, photo=photo)
        page = Page.objects.create(
            title=f"Page {number}",
            slug=f"page-{number}",
            headline="A page",
            navigation="footer",
            published_at=timezone.now(),
        )
        explainer = Page.objects.get(kind=Kind.ARTICLE)
        for each in (page, explainer):
            Prose.objects.create(parent=each, region="main", ordering=900, text="<p>More.</p>")

    return lambda: [add(number) for number in range(50)]


def count_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_cost_as_many_queries_with_fifty_of_everything(
    client, fifty_of_everything, django_assert_max_num_queries
):
    before = {a: count_queries(client, a, django_assert_max_num_queries) for a in ADDRESSES}

    fifty_of_everything()

    after = {a: count_queries(client, a, django_assert_max_num_queries) for a in ADDRESSES}
    assert after == before


def test_a_draft_and_a_scheduled_page_are_not_found(client, db):
    page = Page.objects.get(slug="about")

    for published_at in (None, timezone.now() + timedelta(hours=1)):
        page.published_at = published_at
        page.save()
        assert client.get("/about/").status_code == 404
        assert "/about/" not in client.get("/").content.decode()


def test_the_current_page_is_marked_in_the_navigation(client, db):
    text = " ".join(client.get("/headshots/").content.decode().split())

    assert text.count('aria-current="page"') == 1
    assert '<a href="/headshots/" aria-current="page">' in text


def test_unknown_filters_are_ignored(client, db):
    assert client.get("/sessions/?use=moon").status_code == 200
    assert client.get("/galleries/portraits/?framing=moon&use=%00").status_code == 200


def test_a_filter_by_use_keeps_the_types_that_serve_it(client, db):
    text = client.get("/sessions/?use=team-page").content.decode()

    assert "The Headshot Hour" in text
    assert "The Portrait Afternoon" not in text


def test_an_unknown_address_gets_the_site_own_page(client, db, django_assert_num_queries):
    with django_assert_num_queries(2):  # looking for the page, and for a former one
        response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "Out of <em>the frame</em>" in response.content.decode()


def test_a_failing_view_gets_the_site_own_page(client, db, monkeypatch):
    client.raise_request_exception = False

    def fail(page):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("pages.views.load_blocks", fail)
    response = client.get("/")

    assert response.status_code == 500
    assert "The film <em>tore</em>" in response.content.decode()


def test_machines_find_their_addresses(client, db):
    assert client.get("/healthz").content == b"ok\n"
    assert b"Disallow: /admin/" in client.get("/robots.txt").content
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/headshot-vs-portrait/" in sitemap
    assert "/sessions/team-day/" in sitemap


def test_nothing_is_loaded_from_another_host(client, db):
    for address in ADDRESSES:
        text = client.get(address).content.decode()
        for mark in ('src="http', 'srcset="http', 'rel="stylesheet" href="http'):
            assert mark not in text


def test_only_strict_policies_reach_a_visitor(client, db):
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in client.get("/headshot-vs-portrait/").content.decode()


def test_a_page_address_that_the_site_uses_is_refused(db):
    page = Page(kind=Kind.PLAIN, title="Mine", headline="Mine")
    for slug in ("admin", "sessions", "media"):
        page.slug = slug
        with pytest.raises(Exception, match="uses this address"):
            page.full_clean()


def test_prose_is_sanitised_whoever_saves_it(db):
    page = Page.objects.get(slug="about")

    prose = Prose.objects.create(
        parent=page,
        region="main",
        ordering=1,
        text='<p onclick="x()">Hi<script>x()</script> <a href="javascript:x()">there</a></p>',
    )

    prose.refresh_from_db()
    assert "script" not in prose.text
    assert "onclick" not in prose.text
    assert "Hi" in prose.text


def test_headlines_are_escaped_and_set_in_italics(client, db):
    Page.objects.filter(slug="about").update(headline="<b>Me</b> & *my <i>room</i>*")

    text = client.get("/about/").content.decode()

    assert "&lt;b&gt;Me&lt;/b&gt; &amp; <em>my &lt;i&gt;room&lt;/i&gt;</em>" in text


def test_every_link_of_a_page_leads_somewhere(client, db):
    import re

    seen = set()
    for address in ADDRESSES:
        text = client.get(address).content.decode()
        seen |= {link for link in re.findall(r'href="(/[^"#]*)', text) if "/static/" not in link}
    broken = [link for link in sorted(seen) if client.get(link).status_code != 200]
    assert broken == []
    assert reverse("pages:home") in seen


def test_drafts_are_neither_linked_nor_shown(client, db):
    Gallery.objects.filter(slug="portraits").update(published_at=None)
    Page.objects.filter(kind=Kind.ARTICLE).update(published_at=None)

    home, service = (client.get(a).content.decode() for a in ("/", "/portraits/"))

    assert "/headshot-vs-portrait/" not in home
    assert "/galleries/portraits/" not in service
    assert "In their" not in service


def test_nothing_to_show_is_said_in_words(client, db):
    text = client.get("/galleries/the-studio/?framing=headshot").content.decode()
    assert "No headshot can be cut from these photographs." in text

    Package.objects.filter(session_type__slug="headshot").update(visibility="link")
    text = client.get("/sessions/?use=team-page").content.decode()
    assert "No session serves this place yet." in text


@pytest.mark.parametrize(
    ("language", "whole", "cents"),
    [("en-us", "$290", "$290.50"), ("de-de", "290\xa0$", "290,50\xa0$")],
)
def test_prices_are_written_as_the_locale_does(settings, language, whole, cents):
    settings.LANGUAGE_CODE = language

    assert money(Decimal("290.00"), "USD") == whole
    assert money(Decimal("290.50"), "USD") == cents


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_prices_are_never_rounded_whatever_coins_a_currency_has(currency):
    assert money(Decimal("290.50"), currency).endswith("290.50")
    assert money(Decimal("290.00"), currency).endswith("290")


def test_a_picture_beside_a_text_shows_only_what_visitors_may_see(client, db):
    prose = Prose.objects.filter(parent__slug="headshots", photo__isnull=False).first()
    stem = prose.photo.pictures["whole"]["stem"]
    assert stem in client.get("/headshots/").content.decode()

    prose.photo.published_at = None
    prose.photo.save()

    html = client.get("/headshots/").content.decode()
    assert stem not in html
    assert "How a session goes" in html


def card_of(client, package):
    cards = client.get("/personal-branding/").content.decode().split('<article class="package-card')
    return next(card for card in cards[1:] if package in card)


def test_a_package_shows_each_picture_as_the_owner_says(client, db):
    row = PackagePhoto.objects.get(package__slug="branding-day", photo__slug="daniel-studio")
    headshot, portrait = (row.photo.pictures[f"{n} 4:5"]["stem"] for n in ("headshot", "portrait"))
    assert headshot in card_of(client, "The Branding Day")

    PackagePhoto.objects.filter(pk=row.pk).update(framing="")

    assert portrait in card_of(client, "The Branding Day")
    assert headshot not in card_of(client, "The Branding Day")


def test_the_fonts_of_a_headline_are_asked_for_together(client, db):
    """The one that came later would break its lines anew."""
    html = client.get("/headshot-vs-portrait/").content.decode()

    preloaded = re.findall(r'<link rel="preload"\s+href="/static/fonts/([\w-]+)\.woff2"', html)

    assert "<h1>Headshot or <em>" in html
    assert preloaded == [
        "instrument-serif-basic-400-normal",
        "instrument-serif-basic-400-italic",
        "instrument-sans-basic-wght-normal",
    ]


def test_only_the_page_that_is_shown_loads_its_photo_on_top(db, django_assert_num_queries):
    navigation = Links(slug="headshots")

    page = navigation.page(slug="headshots")

    with django_assert_num_queries(0):
        assert page.hero_photo.is_public
    others = [each for each in navigation.pages if each.hero_photo_id and each != page]
    assert others
    assert not any(hasattr(each, "photo_on_top") for each in others)
    home = Links(kind=Kind.HOME).page(kind=Kind.HOME)
    assert home.hero_photo == Page.objects.get(kind=Kind.HOME).hero_photo


@pytest.mark.parametrize("kind", ["article", "plain", "service"])
def test_an_address_like_the_name_of_a_kind_loads_no_page_of_it(db, kind):
    pages = Links(slug=kind).pages

    assert len(pages) == len(Links().pages)
    assert not any(hasattr(page, "photo_on_top") for page in pages)
