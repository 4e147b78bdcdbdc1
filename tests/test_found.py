"""How the site is found and shared: heads, robots, icons, the feed, the word about training."""

import json
from datetime import datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image

from pages.found import words
from pages.models import Page, Prose
from pages.models.page import Kind
from sessions import tasks
from sessions.models import Gallery, GalleryPhoto, Package, Photo
from studio.machines import TRAINERS
from studio.models import Studio

from .found import PUBLIC, SITE, Head


@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_says_what_it_is(client, db, path):
    head = Head.of(client, path)

    assert 15 <= len(head.title) <= 65
    assert head.title.count("Northlight") <= 1
    assert 50 <= len(head.meta("description")) <= 160
    assert head.link("canonical") == head.meta("og:url") == SITE + path
    assert "noindex" not in head.meta("robots")
    assert head.meta("og:title") in head.title
    assert head.meta("og:description") == head.meta("description")
    assert head.meta("og:site_name") == "Northlight"
    assert head.meta("og:locale") == "en_US"
    assert head.meta("twitter:card") == "summary_large_image"
    assert head.meta("og:image:alt")
    assert "*" not in head.title + head.meta("og:image:alt") + head.meta("description")


@pytest.mark.parametrize(
    ("language", "locale"),
    [("de", "en_US"), ("en", "en_US"), ("en-us", "en_US"), ("en-gb", "en_GB"), ("pt-br", "en_US")],
)
def test_networks_are_told_the_language_of_the_words(client, db, settings, language, locale):
    settings.LANGUAGE_CODE = language

    assert Head.of(client, "/").meta("og:locale") == locale


def test_no_two_pages_say_the_same(client, db):
    heads = [Head.of(client, path) for path in PUBLIC]

    assert len({head.title for head in heads}) == len(PUBLIC)
    assert len({head.meta("description") for head in heads}) == len(PUBLIC)


@pytest.mark.parametrize(
    ("path", "canonical", "is_indexed"),
    [
        ("/sessions/?use=linkedin", "/sessions/", True),
        ("/galleries/portraits/?framing=headshot", "/galleries/portraits/", True),
        ("/galleries/portraits/?use=linkedin", "/galleries/portraits/", True),
        ("/sessions/compare/", "/sessions/compare/", False),
        ("/sessions/compare/?p=headshot-hour&p=team-day", "/sessions/compare/", False),
        ("/inquire/?package=headshot-hour", "/inquire/", False),
        ("/inquire/sent/", "/inquire/sent/", False),
        ("/which-one/?use=linkedin", "/which-one/", False),
    ],
)
def test_choices_lead_search_engines_to_the_plain_address(client, db, path, canonical, is_indexed):
    head = Head.of(client, path)

    assert head.link("canonical") == SITE + canonical
    assert ("noindex" in head.meta("robots")) is not is_indexed
    assert head.title not in {Head.of(client, each).title for each in PUBLIC}


@pytest.mark.parametrize("place", ["/inquire/", "/which-one/", "/sessions/compare/"])
def test_words_of_an_address_are_not_repeated_in_a_head(client, db, place):
    plain, theirs = (Head.of(client, f"{place}?from={path}") for path in ("/", "/words-of-theirs/"))

    for head in (plain, theirs):
        words = f"{head.title} {head.meta('og:title')} {head.meta('description')}"
        assert "from /" not in words
        assert "theirs" not in words


def test_a_package_by_link_only_is_not_indexed(client, db):
    Package.objects.filter(slug="team-day").update(visibility="link")

    head = Head.of(client, "/sessions/team-day/")

    assert "noindex" in head.meta("robots")
    assert "/sessions/team-day/" not in client.get("/sitemap.xml").content.decode()


def test_a_package_is_described_once(client, db):
    described = Head.of(client, "/sessions/headshot-update/").meta("description")

    assert described == (
        "Half an hour, one backdrop, one retouched picture. $190, 30 min. Ready in 5 working days."
    )


def test_what_was_chosen_begins_a_sentence(client, db):
    chosen = Head.of(client, "/galleries/headshots/?framing=whole").meta("description")

    assert chosen.startswith("Whole. ")


def test_a_page_without_description_is_described_by_its_own_words(client, db):
    page = Page.objects.create(
        kind=Kind.PLAIN,
        title="Northlight at night",
        slug="night",
        headline="At *night*",
        lead="In the dark.",
        published_at=timezone.now(),
    )
    text = (
        "<h2>When</h2><p>From &amp; after dusk, whenever <em>you</em> like " + "it " * 60 + "</p>"
    )
    Prose.objects.create(parent=page, region="main", ordering=1, text=text)

    head = Head.of(client, "/night/")

    assert head.title == "Northlight at night"
    assert head.meta("description").startswith(
        "In the dark. When From & after dusk, whenever you like it"
    )
    assert head.meta("description").endswith("it…")
    assert len(head.meta("description")) <= 156


def test_a_gallery_without_an_opening_is_described(client, db, make_photo):
    gallery = Gallery.objects.create(title="New", slug="new", published_at=timezone.now())
    GalleryPhoto.objects.create(gallery=gallery, photo=make_photo())

    described = Head.of(client, "/galleries/new/").meta("description")

    assert described.startswith("1 photograph by Lena Marsh. Northlight: Headshots and portraits")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Prices", "Prices – Studio Öz"),
        ("About *Studio Öz*", "About Studio Öz"),
        ("W" * 60, "W" * 60),
    ],
)
def test_titles_name_the_studio_once_if_it_fits(title, expected):
    assert words.title(title, "Studio Öz") == expected


def test_texts_are_cut_at_a_word():
    text = "one two three, four five"

    assert words.shorten(text, 14) == "one two…"
    assert words.shorten(text, 15) == "one two three…"
    assert words.shorten(text, len(text)) == text


def test_articles_tell_networks_when_they_were_written(client, db):
    article, home = (Head.of(client, path) for path in ("/headshot-vs-portrait/", "/"))

    assert article.meta("og:type") == "article"
    written, changed = (article.meta(f"article:{n}_time") for n in ("published", "modified"))
    assert datetime.fromisoformat(written) <= datetime.fromisoformat(changed)
    assert home.meta("og:type") == "website"
    assert home.meta("article:published_time") is None


# Icons and the manifest


def opened(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response, Image.open(BytesIO(b"".join(response)))


def test_the_manifest_names_icons_that_exist(client, db):
    response = client.get("/manifest.webmanifest")
    manifest = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == manifest["short_name"] == "Northlight"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        answer, image = opened(client, icon["src"])
        assert (image.format, f"{image.width}x{image.height}") == ("PNG", icon["sizes"])
        assert "immutable" in answer["Cache-Control"]


def test_every_page_links_to_the_manifest_and_an_icon_for_telephones(client, db):
    head = Head.of(client, "/about/")

    response = client.get(head.link("manifest"))
    assert response.content == client.get("/manifest.webmanifest").content
    assert "immutable" in response["Cache-Control"]
    assert "immutable" not in client.get("/manifest.webmanifest?v=old")["Cache-Control"]
    assert opened(client, head.link("apple-touch-icon"))[1].size == (180, 180)


def test_favicon_ico_holds_three_sizes(client, db):
    response = client.get("/favicon.ico")

    image = Image.open(BytesIO(response.content))
    assert response["Content-Type"] == "image/x-icon"
    assert image.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_a_studio_of_another_name_has_its_own_letter(client, db):
    before = Head.of(client, "/").link("apple-touch-icon")
    first = b"".join(client.get(before))

    Studio.objects.update(name="ébauche")

    after = Head.of(client, "/").link("apple-touch-icon")
    assert after != before
    assert b"".join(client.get(after)) != first
    assert client.get(before).status_code == 404


def test_a_name_in_letters_that_are_not_there_has_the_frame_alone(client, db):
    Studio.objects.update(name="写真館")

    assert opened(client, Head.of(client, "/").link("apple-touch-icon"))[1].size == (180, 180)


# The feed


def test_the_feed_has_the_articles(client, db):
    response = client.get("/feed/")
    text = response.content.decode()

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert text.count("<entry>") == Page.objects.filter(kind=Kind.ARTICLE).count() == 1
    assert f"{SITE}/headshot-vs-portrait/" in text
    assert "<name>Lena Marsh</name>" in text
    assert "A headshot is cropped from the chest up" in text
    share = Head.of(client, "/headshot-vs-portrait/").meta("og:image")
    assert share in text
    assert Head.of(client, "/about/").link("alternate") == "/feed/"


def test_drafts_and_hidden_articles_are_not_in_the_feed(client, db):
    Page.objects.filter(kind=Kind.ARTICLE).update(published_at=None)

    assert "<entry>" not in client.get("/feed/").content.decode()


def test_no_page_can_take_the_address_of_the_feed(db):
    page = Page(kind=Kind.PLAIN, slug="feed", title="Mine", headline="Mine")

    with pytest.raises(ValidationError, match="uses this address"):
        page.full_clean()


# May machines be trained on the pictures?


@pytest.mark.parametrize("may_train", [False, True])
def test_machines_are_told_everywhere_whether_they_may_learn(client, db, may_train):
    Studio.objects.update(machines_may_train=may_train)

    robots = client.get("/robots.txt").content.decode()
    (rule,) = client.get("/.well-known/tdmrep.json").json()
    head = Head.of(client, "/")

    assert all((f"User-agent: {name}\n" in robots) is not may_train for name in TRAINERS)
    assert robots.endswith(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {SITE}/sitemap.xml\n")
    assert rule["location"] == "/"
    assert rule["tdm-reservation"] == (0 if may_train else 1)
    assert head.meta("tdm-reservation") == ("0" if may_train else "1")
    assert ("noai" in head.meta("robots")) is not may_train


def test_search_engines_are_not_among_those_who_may_not(client, db):
    robots = client.get("/robots.txt").content.decode()

    for name in ("Googlebot", "Bingbot", "DuckDuckBot", "Applebot\n", "OAI-SearchBot"):
        assert name not in robots


def test_the_policy_says_whom_to_ask(client, db):
    (rule,) = client.get("/.well-known/tdmrep.json").json()

    policy = json.loads(client.get(rule["tdm-policy"].removeprefix(SITE)).content)

    assert policy["assigner"]["vcard:hasEmail"] == "mailto:hello@northlight.example"
    assert policy["permission"][0]["duty"] == [{"action": "obtainConsent"}]


def test_the_switch_has_all_picture_files_made_anew(client, db, make_photo):
    photo = make_photo()
    before = photo.pictures["whole"]["stem"]
    studio = Studio.objects.get()

    studio.machines_may_train = True
    studio.save()
    tasks.describe_pictures.call()

    photo = Photo.objects.get(pk=photo.pk)
    assert photo.pictures["whole"]["stem"] != before
    response = client.get(f"/media/{photo.pictures['whole']['stem']}-320.jpg")
    assert response["tdm-reservation"] == "0"
    image = Image.open(BytesIO(b"".join(response)))
    assert b"DMI-ALLOWED" in image.info["xmp"]
    studio.machines_may_train = False
    studio.save()
    tasks.describe_pictures.call()
    assert Photo.objects.get(pk=photo.pk).pictures["whole"]["stem"] == before
    response = client.get(f"/media/{before}-320.jpg")
    assert response["tdm-reservation"] == "1"
    assert b"DMI-PROHIBITED-AIMLTRAINING" in b"".join(response)


@pytest.mark.parametrize("changes", [{"machines_may_train": True}, {"tagline": "Other words"}])
def test_only_the_switch_sets_the_job_off(db, changes):
    from django_tasks_db.models import DBTaskResult

    path = "sessions.tasks.describe_pictures"
    before = DBTaskResult.objects.filter(task_path=path).count()
    studio = Studio.objects.get()

    for name, value in changes.items():
        setattr(studio, name, value)
    studio.save()

    made = DBTaskResult.objects.filter(task_path=path).count() - before
    assert made == ("machines_may_train" in changes)


# The profile


@pytest.mark.parametrize("address", ["/using-pictures/", "https://example.com/rights?a=1"])
def test_addresses_of_rights_are_ours_or_whole(db, address):
    studio = Studio.objects.get()
    studio.license_address = studio.acquire_address = address

    studio.full_clean()


@pytest.mark.parametrize("address", ["rights", "//evil.example/", "javascript:x()", "/a b"])
def test_other_addresses_of_rights_are_refused(db, address):
    studio = Studio.objects.get()
    studio.license_address = address

    with pytest.raises(ValidationError, match="Write an address of this site"):
        studio.full_clean()


@pytest.mark.parametrize("place", [{"latitude": 45}, {"latitude": 91, "longitude": 0}])
def test_half_a_place_and_one_off_the_earth_are_refused(db, place):
    Studio.objects.update(latitude=None, longitude=None)

    with pytest.raises(IntegrityError, match="studio_place"):
        Studio.objects.update(**place)
