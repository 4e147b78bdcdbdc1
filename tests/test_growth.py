"""With ten times as much, a page loads no more than it shows."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pages.models import Gallery as GalleryBlock
from pages.models import Page, Question
from pages.models.page import Kind
from sessions.models import Gallery, GalleryPhoto, Package, Photo, Release, SessionType
from sessions.models.photos import may_be_seen
from studio import desk
from studio.desk_forms import LongSelect
from studio.prepared import Prepared

from .test_sitemap import NAMES, ElementTree


@pytest.fixture
def owner(client, db):
    client.force_login(get_user_model().objects.create_superuser("owner"))
    return client


@pytest.fixture
def many_photos(make_photo):
    """Return a function that fills a gallery with copies of one photo."""

    def fill(gallery, count, **fields):
        photo = make_photo(size=(320, 240), **fields)
        for name in ("pk", "can_be_headshot"):
            photo.__dict__.pop(name, None)
        copies = []
        for number in range(count):
            copy = Photo(**{f.attname: getattr(photo, f.attname) for f in plain_fields(photo)})
            copy.pk, copy.slug, copy.title = None, f"copy-{number}", f"Copy {number}"
            copies.append(copy)
        copies = Photo.objects.bulk_create(copies)
        GalleryPhoto.objects.bulk_create(
            GalleryPhoto(gallery=gallery, photo=copy, position=1000 + number)
            for number, copy in enumerate(copies)
        )
        return copies

    return fill


def plain_fields(photo):
    return [field for field in photo._meta.local_concrete_fields if not field.generated]


def loaded(client, path, model):
    """Return (number of queries, number of rows of a model that were made) of a page."""
    made = []

    def count(sender, instance, **kwargs):
        made.append(instance)

    from django.db.models.signals import post_init

    post_init.connect(count, sender=model, weak=False, dispatch_uid="counting")
    try:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
    finally:
        post_init.disconnect(sender=model, dispatch_uid="counting")
    return len(captured), len(made)


def test_a_block_loads_the_photos_that_it_shows_and_counts_the_others(client, db, many_photos):
    gallery = Gallery.objects.get(slug="portraits")
    before = loaded(client, "/portraits/", Photo)
    total = gallery.items.shown().count()

    many_photos(gallery, 100)

    assert loaded(client, "/portraits/", Photo) == before
    assert f"all {total + 100} photographs" in client.get("/portraits/").content.decode()


def test_a_block_without_a_limit_shows_a_page_full(client, db, many_photos):
    gallery = Gallery.objects.get(slug="portraits")
    GalleryBlock.objects.filter(parent__slug="portraits").update(limit=0)

    many_photos(gallery, 100)

    block = client.get("/portraits/").content.decode().partition("<photo-viewer>")[2]
    assert block.partition("</photo-viewer>")[0].count("<picture") == 48


def test_the_page_of_galleries_shows_some_of_many(client, db):
    now = timezone.now()
    for number in range(30):
        gallery = Gallery.objects.create(
            title=f"Gallery {number}", slug=f"g-{number}", published_at=now, position=50
        )
        GalleryPhoto.objects.create(gallery=gallery, photo=Photo.objects.public()[0])

    first, second = (client.get(f"/galleries/{query}") for query in ("", "?page=2"))

    assert len(first.context["galleries"]) == 24
    assert 'href="?page=2"' in first.content.decode()
    assert "Gallery 29" in second.content.decode()
    assert client.get("/galleries/?page=3").status_code == 404


def test_of_many_packages_the_first_stand_on_a_page_and_a_link_leads_to_all(
    client, db, make_package
):
    for number in range(40):
        make_package(name=f"Number {number}", position=50 + number)
    kind = SessionType.objects.get(slug="headshot")
    total = Package.objects.listed().filter(session_type=kind).count()

    for path in ("/headshots/", "/sessions/"):
        text = client.get(path).content.decode()
        assert 0 < text.count("Number ") < 40
        assert "?type=headshot" in text
    assert "?type=portrait" not in client.get("/sessions/").content.decode()
    text = client.get("/sessions/?type=headshot").content.decode()
    assert text.count('<article class="package-card') == 24
    assert f"Sessions 1–24 of {total}" in text
    text = client.get("/sessions/?type=headshot&page=2").content.decode()
    assert text.count('<article class="package-card') == total - 24
    one = client.get("/sessions/headshot-hour/")
    assert len(one.context["others"]) == 12
    assert "?type=headshot" in one.content.decode()


def test_no_page_loads_articles_that_it_does_not_link_to(client, db):
    for number in range(30):
        Page.objects.create(
            kind=Kind.ARTICLE,
            title=f"A {number}",
            slug=f"a-{number}",
            headline="A",
            published_at=timezone.now(),
        )

    assert loaded(client, "/privacy/", Page)[1] < 30
    assert client.get("/a-7/").status_code == 200


def test_a_large_site_has_several_sitemaps_that_name_each_page_once(client, db, make_package):
    Page.objects.bulk_create(
        Page(
            kind=Kind.ARTICLE,
            title=f"A {number}",
            slug=f"a-{number}",
            headline="A",
            published_at=timezone.now(),
        )
        for number in range(120)
    )

    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [each.text for each in index.findall("s:sitemap/s:loc", NAMES)]
    found = []
    for file in files:
        response = client.get(file.removeprefix("http://testserver"))
        urls = ElementTree.fromstring(response.content)
        found += [each.text for each in urls.findall("s:url/s:loc", NAMES)]

    assert len(files) == 8
    assert len(found) == len(set(found))
    assert {f"http://testserver/a-{number}/" for number in range(120)} < set(found)
    assert "http://testserver/which-one/" in found
    assert client.get("/sitemap-moons.xml").status_code == 404


def test_today_loads_a_few_of_many_photos(owner, many_photos):
    gallery = Gallery.objects.get(slug="portraits")

    many_photos(gallery, 100, alt="")

    _, made = loaded(owner, reverse("admin:index"), Photo)
    text = owner.get(reverse("admin:index")).content.decode()
    assert made < 80
    assert "101 photos need an alternative text" in text
    assert re.search(r"and \d+ more without alternative text", text)


def test_the_first_rows_know_how_many_there_are(db):
    some = desk.Some.of(Question.objects.all())

    lines = list(some.lines(lambda question: desk.Line(str(question))))

    assert some.count == Question.objects.count() > desk.LINES_A_GROUP
    assert len(lines) == desk.LINES_A_GROUP + 1
    assert lines[-1] == desk.More(some.count - desk.LINES_A_GROUP)


def test_forms_with_long_lists_render_no_template_for_each_choice(owner, settings):
    photo = Photo.objects.first()
    Release.objects.bulk_create(
        Release(sitter=f"<Sitter {number}>", signed_on=timezone.localdate()) for number in range(50)
    )

    text = owner.get(reverse("admin:photo_sessions_photo_change", args=[photo.pk])).content.decode()

    choices = text.partition('name="release"')[2].partition("</select>")[0]
    assert choices.count("<option") == 52
    assert "&lt;Sitter 7&gt;" in choices
    assert LongSelect(choices=[(1, "a"), (2, "b")]).render("x", 2) == (
        '<select name="x">\n<option value="1">a</option>\n<option value="2" selected>b</option>\n'
        "</select>"
    )


def test_the_profile_lists_linked_pages_and_some_others(owner):
    Page.objects.bulk_create(
        Page(title=f"P {number}", slug=f"p-{number}", headline="P", position=90)
        for number in range(40)
    )

    text = owner.get(reverse("admin:studio_studio_change", args=[1])).content.decode()

    linked = Page.objects.exclude(navigation="").count()
    assert f'name="navigation-TOTAL_FORMS" value="{linked + 12}"' in text


@pytest.mark.parametrize("count", [1, 20])
def test_where_a_question_stands_costs_the_same(db, django_assert_num_queries, count):
    from pages.models import Questions
    from studio import where_used

    page = Page.objects.get(slug="privacy")
    for number in range(count):
        Questions.objects.create(parent=page, region="main", ordering=number, limit=3)

    question = Question.objects.first()

    with django_assert_num_queries(2):
        assert where_used.places(question)


def test_what_may_be_seen_is_the_same_in_queries_as_in_python(db, make_photo):
    today, now = timezone.localdate(), timezone.now()
    for withdrawn in (None, -1, 0, 1):
        for expires in (None, -1, 0, 1):
            release = Release.objects.create(
                sitter="S",
                signed_on=today - timedelta(days=9),
                withdrawn_on=withdrawn if withdrawn is None else today + timedelta(withdrawn),
                expires_on=expires if expires is None else today + timedelta(expires),
            )
            make_photo(size=(32, 24), release=release, release_waiver="")
    for published_at in (None, now + timedelta(hours=1), now - timedelta(hours=1)):
        for waiver in ("", "A drawing"):
            make_photo(size=(32, 24), published_at=published_at, release_waiver=waiver)

    photos = Photo.objects.select_related("release")
    expected = {photo.pk for photo in photos if photo.is_public}
    assert set(Photo.objects.public().values_list("pk", flat=True)) == expected
    items = GalleryPhoto.objects.filter(may_be_seen("photo__"))
    assert {item.photo_id for item in items} <= expected


def test_whether_a_photo_can_be_a_headshot_is_stored_with_it(db, make_photo):
    with_head = make_photo()
    without = make_photo(**dict.fromkeys(Photo.HEAD_FIELDS))

    found = dict(Photo.objects.values_list("pk", "can_be_headshot"))

    assert all(found[photo.pk] == photo.has_headshot for photo in (with_head, without))
    assert "can_be_headshot" not in serializers.serialize("json", [with_head])


def test_a_prepared_query_is_built_once_and_asks_for_what_is_wanted(db):
    built = []

    def build(slug, moment):
        built.append(slug)
        return Page.objects.published(moment).filter(Q(slug=slug) | Q(pk=F("draft_of")))

    pages = Prepared(build, by_words=True)

    assert [page.slug for page in pages.rows("about")] == ["about"]
    Page.objects.filter(slug="privacy").update(published_at=timezone.now() + timedelta(hours=1))
    assert pages.rows("privacy") == []
    assert pages.rows("nowhere' OR 1=1 --") == []
    assert len(built) == 1


@pytest.mark.parametrize(
    ("conditions", "index"),
    [
        ({"alt": ""}, "photo_without_alt"),
        ({"head_top__isnull": False, "head_confirmed_at": None}, "photo_without_look"),
        ({}, "photo_newest"),
    ],
)
def test_lists_of_the_library_come_by_an_index(db, conditions, index):
    photos = Photo.objects.filter(**conditions).order_by("-created_at", "-pk")
    if connection.vendor == "postgresql":  # it would rather sort the few that are there
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")

    assert index in photos.explain()
