"""What the site says in schema.org's terms, against what it shows."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from pages.models import Page
from sessions.models import GalleryPhoto, Package, Photo, Use
from studio.models import Studio, money

from .found import PUBLIC, SITE, Head, within

URLS = {"url", "contentUrl", "image", "logo", "license", "acquireLicensePage", "item"}


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_said_is_sound(client, db, path):
    head = Head.of(client, path)

    assert head.graph
    for thing in (each for top in head.graph for each in within(top)):
        assert set(thing) == {"@id"} or "@type" in thing
        assert thing.get("@type") not in ("FAQPage", "ProfessionalService")
        assert not {"aggregateRating", "review"} & set(thing)
        assert "" not in thing.values()
        assert None not in thing.values()
        for name, value in thing.items():
            for address in value if isinstance(value, list) else [value]:
                if name in URLS and isinstance(address, str):
                    assert address.startswith(SITE)


@pytest.mark.parametrize("path", PUBLIC)
def test_every_thing_that_is_named_is_explained_on_the_page(client, db, path):
    """Readers do not follow names from page to page."""
    things = [thing for top in Head.of(client, path).graph for thing in within(top)]

    explained = {thing["@id"] for thing in things if "@id" in thing and len(thing) > 1}
    assert {thing["@id"] for thing in things if set(thing) == {"@id"}} <= explained


def test_the_address_of_every_thing_answers(client, db):
    addresses = set()
    for path in PUBLIC:
        text = json.dumps(Head.of(client, path).graph)
        addresses |= set(re.findall(rf'"{SITE}([^"#]*)"', text))

    broken = [address for address in sorted(addresses) if client.get(address).status_code != 200]
    assert broken == []


def test_words_cannot_end_the_script(client, db):
    Studio.objects.update(about="</script><script>alert(1)</script> & <!-- done")

    head = Head.of(client, "/")

    assert "</script><script>alert" not in head.html
    assert head.thing("LocalBusiness")["description"].startswith("</script><script>")


# The business


def test_the_home_page_describes_the_business(client, db):
    business = Head.of(client, "/").thing("LocalBusiness")

    assert business["@id"] == f"{SITE}/#studio"
    assert business["address"]["addressLocality"] == "Portland"
    assert business["telephone"] == "+1 503-555-0142"
    assert business["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": "45.51872",
        "longitude": "-122.65483",
    }
    tuesday, saturday = business["openingHoursSpecification"]
    assert tuesday["dayOfWeek"] == ["Tuesday", "Wednesday", "Thursday", "Friday"]
    assert (saturday["opens"], saturday["closes"]) == ("10:00", "15:00")
    assert len(business["image"]) == 3
    assert len(business["sameAs"]) == 2


def test_the_business_is_described_once(client, db):
    with_it = [path for path in PUBLIC if Head.of(client, path).thing("LocalBusiness")]

    assert with_it == ["/"]


def test_without_a_place_none_is_told(client, db):
    Studio.objects.update(latitude=None, longitude=None, street_address="", about="")

    business = Head.of(client, "/").thing("LocalBusiness")

    assert "geo" not in business
    assert "streetAddress" not in business["address"]
    assert business["description"] == Studio.objects.get().tagline


def test_the_price_range_is_that_of_the_listed_packages(client, db, make_package):
    make_package(price=5, visibility="link")
    make_package(price=9000, published_at=None)
    make_package(
        price=10, next_price=Decimal("99.50"), next_price_at=timezone.now() - timedelta(hours=1)
    )

    business = Head.of(client, "/").thing("LocalBusiness")

    assert business["priceRange"] == "$99.50 – $2,600"


def test_without_packages_there_is_no_price_range(client, db):
    Package.objects.update(published_at=None)

    assert "priceRange" not in Head.of(client, "/").thing("LocalBusiness")


# Prices


def offers_on(head):
    return [t for top in head.graph for t in within(top) if t.get("@type") == "Offer"]


def shown_prices(html):
    """Return what a page shows as a package's price, without what is in its head."""
    return unescape(html.split("<body>")[1])


@pytest.fixture
def next_prices(db):
    """Let one package have a price that has begun, and one a price to come."""
    hour = timedelta(hours=1)
    names = ["headshot-hour", "portrait-story"]
    for slug, begins in zip(names, (timezone.now() - hour, timezone.now() + hour), strict=True):
        Package.objects.filter(slug=slug).update(next_price="333.50", next_price_at=begins)


def test_the_price_of_every_package_is_the_one_shown(client, next_prices):
    for package in Package.objects.listed():
        head = Head.of(client, package.get_absolute_url())
        (offer,) = offers_on(head)

        price = Decimal(offer["price"])
        assert price == package.current_price
        assert f'price-large figures">{money(price, "USD")}</p>' in shown_prices(head.html)
        assert offer["priceCurrency"] == "USD"
        assert offer["url"] == SITE + package.get_absolute_url()
    assert Decimal(offers_on(Head.of(client, "/sessions/headshot-hour/"))[0]["price"]) == Decimal(
        "333.50"
    )


def test_a_package_is_pictured_as_its_page_shows_it(client, db):
    head = Head.of(client, "/sessions/headshot-hour/")

    pictures = head.thing("Service")["image"]

    assert len(pictures) == 3
    for address in pictures:
        stem = address.removeprefix(SITE).rpartition("-")[0]
        assert "-headshot-" in stem
        assert f'src="{stem}-' in head.html.split("<body>")[1]


@pytest.mark.parametrize(
    "path", ["/sessions/", "/headshots/", "/portraits/", "/personal-branding/"]
)
def test_lists_offer_the_packages_they_show_at_the_prices_they_show(client, next_prices, path):
    head = Head.of(client, path)

    offers = offers_on(head)

    cards = re.findall(
        r'<h3><a href="(/sessions/[^"]+)">.*?price figures">\s*(\S+)', head.html, re.DOTALL
    )
    assert len(offers) == len(cards) >= 3
    assert [(o["url"].removeprefix(SITE), money(Decimal(o["price"]), "USD")) for o in offers] == [
        (address, price) for address, price in cards
    ]


def test_a_service_tells_the_range_of_its_prices(client, db):
    offers = Head.of(client, "/headshots/").thing("Service")["offers"]

    prices = [Decimal(offer["price"]) for offer in offers["offers"]]
    assert Decimal(offers["lowPrice"]) == min(prices) == 190
    assert Decimal(offers["highPrice"]) == max(prices)
    assert offers["offerCount"] == len(prices) == 3


@pytest.mark.parametrize(
    ("visibility", "availability"),
    [("public", "InStock"), ("link", "InStock"), ("paused", "OutOfStock")],
)
def test_what_cannot_be_booked_is_said(client, db, visibility, availability):
    Package.objects.filter(slug="headshot-hour").update(visibility=visibility)

    (offer,) = offers_on(Head.of(client, "/sessions/headshot-hour/"))

    assert offer["availability"] == f"https://schema.org/{availability}"


# Articles, trails, pictures


def test_an_article_names_its_author_dates_and_three_pictures(client, db):
    head = Head.of(client, "/headshot-vs-portrait/")

    article = head.thing("Article")

    page = Page.objects.get(slug="headshot-vs-portrait")
    assert article["headline"] == page.title
    assert article["author"]["name"] == "Lena Marsh"
    assert article["author"]["url"] == f"{SITE}/about/"
    assert article["publisher"]["@id"] == f"{SITE}/#studio"
    assert article["publisher"]["name"] == "Northlight"
    assert article["datePublished"] == page.published_at.isoformat(timespec="seconds")
    assert article["dateModified"] >= article["datePublished"]
    ratios = []
    for address in article["image"]:
        data = b"".join(client.get(address.removeprefix(SITE)))
        width, height = Image.open(BytesIO(data)).size
        ratios.append(round(width / height, 2))
    assert ratios == [1, 1.33, 1.78]


def test_an_article_changed_when_what_it_shows_did(client, db):
    before = Head.of(client, "/headshot-vs-portrait/").thing("Article")["dateModified"]
    later = timezone.now() - timedelta(seconds=1)

    Use.objects.update(updated_at=later)

    after = Head.of(client, "/headshot-vs-portrait/").thing("Article")["dateModified"]
    assert before < after == later.isoformat(timespec="seconds")


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/sessions/", ["/", "/sessions/"]),
        ("/sessions/headshot-hour/", ["/", "/sessions/", "/sessions/headshot-hour/"]),
        ("/galleries/both/", ["/", "/galleries/", "/galleries/both/"]),
        ("/sessions/compare/", ["/", "/sessions/", "/sessions/compare/"]),
        ("/which-one/", ["/", "/which-one/"]),
        ("/inquire/", ["/", "/inquire/"]),
    ],
)
def test_trails_lead_from_the_home_page_down(client, db, path, places):
    trail = Head.of(client, path).thing("BreadcrumbList")

    items = trail["itemListElement"]
    assert [item["item"].removeprefix(SITE) for item in items] == places
    assert [item["position"] for item in items] == list(range(1, len(places) + 1))
    assert all(item["name"] for item in items)


def test_the_home_page_has_no_trail(client, db):
    assert Head.of(client, "/").thing("BreadcrumbList") is None


def pictures_on(client, path):
    graph = Head.of(client, path).graph
    return [t for top in graph for t in within(top) if t.get("@type") == "ImageObject"]


def test_the_pictures_of_a_gallery_say_whose_they_are(client, db):
    head = Head.of(client, "/galleries/headshots/")

    pictures = pictures_on(client, "/galleries/headshots/")

    assert len(pictures) == GalleryPhoto.objects.filter(gallery__slug="headshots").count()
    for picture in pictures:
        assert f'src="{picture["contentUrl"].removeprefix(SITE)}"' in head.html
        assert picture["creator"] == {"@id": f"{SITE}/#photographer"}
        assert picture["creditText"] == "Lena Marsh, Northlight"
        assert picture["copyrightNotice"] == "© Northlight. All rights reserved."
        assert picture["license"] == f"{SITE}/using-pictures/"
        assert picture["acquireLicensePage"] == f"{SITE}/inquire/"
        assert picture["caption"]
        assert picture["width"] > 0
        assert picture["height"] > 0
    assert head.thing("Person")["name"] == "Lena Marsh"


@pytest.mark.parametrize("query", ["framing=portrait", "framing=headshot", "use=website-hero"])
def test_the_pictures_told_of_are_those_shown(client, db, query):
    path = f"/galleries/portraits/?{query}"

    pictures = pictures_on(client, path)

    assert pictures
    html = Head.of(client, path).html
    assert all(f'src="{p["contentUrl"].removeprefix(SITE)}"' in html for p in pictures)


def test_a_picture_says_nothing_of_rights_that_the_owner_did_not_give(client, db):
    Studio.objects.update(license_address="", acquire_address="https://example.com/ask")

    picture = pictures_on(client, "/galleries/both/")[0]

    assert "license" not in picture
    assert picture["acquireLicensePage"] == "https://example.com/ask"


def test_a_picture_by_somebody_else_names_them(client, db):
    Photo.objects.filter(slug="studio-room").update(creator="Ada Guest", credit="Ada’s")

    pictures = pictures_on(client, "/galleries/the-studio/")

    (guest,) = [each for each in pictures if each["creditText"] == "Ada’s"]
    assert guest["creator"] == {"@type": "Person", "name": "Ada Guest"}


def test_a_photo_that_may_not_be_shown_is_not_told_of(client, db):
    before = len(pictures_on(client, "/galleries/both/"))

    slug = Photo.objects.filter(gallery_items__gallery__slug="both").first().slug
    Photo.objects.filter(slug=slug).update(published_at=None)

    assert len(pictures_on(client, "/galleries/both/")) == before - 1
