"""Finished pages: kept for visitors, and never older than the content."""

import gzip
import json
import re
import sqlite3
import threading
from datetime import timedelta
from io import BytesIO

import brotli
import pytest
from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from pages.models import Page, Prose, Question
from sessions import inquiry_mails
from sessions.models import Gallery, Inquiry, Package, Photo, Release, SessionType
from studio.models import ContentVersion, Mail, Studio
from studio.page_cache import build, keeping, triggers, version
from studio.page_cache.application import PageCache
from studio.page_cache.asked import encoding
from studio.page_cache.declared import PageQuery
from studio.page_cache.finished import Finished
from studio.page_cache.shelves import Folder, Memory
from tests.shelves import shelf_in

pytestmark = pytest.mark.usefixtures("requests_keep_the_connection")
EXPLAINER = "/headshot-vs-portrait/"
HTML = [("Content-Type", "text/html; charset=utf-8")]


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = int(status[:3]), dict(headers), body

    @property
    def was_kept(self):
        return self.headers.get("Cache-Status") == "pages; hit"

    @property
    def text(self):
        return self.body.decode()


class Counting:
    """Django, and how often it was asked."""

    def __init__(self):
        self.handler, self.paths = WSGIHandler(), []

    def __call__(self, environ, start_response):
        self.paths.append(environ["PATH_INFO"])
        return self.handler(environ, start_response)


def ask(application, path, method="GET", host="testserver", **headers):
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    started = []
    parts = application(environ, lambda status, rows, exc=None: started.append((status, rows)))
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return Answer(*started[0], body)


def commit():
    """Let the database do what it does when a transaction ends; the test’s own never does."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('studio.content_changed', '', true)")


@pytest.fixture
def django():
    return Counting()


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "pages", 10_000_000)


@pytest.fixture
def shared(tmp_path):
    return shelf_in(tmp_path / "shared")


@pytest.fixture
def site(db, django, shared):
    """The site as gunicorn has it. What is to be done later is done at once."""
    site = PageCache(django, shared, 4_000_000)
    site.later.do = lambda work: work()
    return site


def another_process(site):
    other = PageCache(site.application, site.shared, 4_000_000)
    other.later.do = lambda work: work()
    return other


def test_a_page_is_made_once(site, django):
    first, second = ask(site, EXPLAINER), ask(site, EXPLAINER)

    assert first.status == second.status == 200
    assert first.body == second.body
    assert second.was_kept
    assert not first.was_kept
    assert django.paths == [EXPLAINER]


def test_another_process_need_not_make_it_again(site, django):
    first = ask(site, EXPLAINER)

    second = ask(another_process(site), EXPLAINER)

    assert second.was_kept
    assert second.body == first.body
    assert len(django.paths) == 1


def test_each_browser_gets_the_encoding_it_takes(site):
    plain = ask(site, EXPLAINER)
    squeezed = ask(site, EXPLAINER, accept_encoding="gzip")
    smallest = ask(site, EXPLAINER, accept_encoding="gzip, deflate, br, zstd")

    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(squeezed.body) == plain.body
    assert brotli.decompress(smallest.body) == plain.body
    assert len(smallest.body) < len(squeezed.body) < len(plain.body)
    assert len({answer.headers["ETag"] for answer in (plain, squeezed, smallest)}) == 3
    for answer in (plain, squeezed, smallest):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert int(answer.headers["Content-Length"]) == len(answer.body)
        assert not answer.headers["ETag"].startswith("W/")


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("*", "br"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("identity", ""),
        ("", ""),
        ("brownie, gzipped", ""),
    ],
)
def test_the_encoding_follows_what_is_accepted(accepted, best):
    assert encoding(accepted) == best


def test_a_page_is_made_smaller_when_nobody_waits(db, django, shared):
    site = PageCache(django, shared, 4_000_000)
    waiting = []
    site.later.do = waiting.append
    quick = ask(site, EXPLAINER, accept_encoding="br")

    for work in waiting:
        work()
    best = ask(site, EXPLAINER, accept_encoding="br")

    assert len(best.body) < len(quick.body)
    assert best.headers["ETag"] != quick.headers["ETag"]
    assert ask(another_process(site), EXPLAINER, accept_encoding="br").body == best.body


def test_a_browser_that_has_the_page_is_told_so(site):
    page = ask(site, EXPLAINER, accept_encoding="br")

    again = ask(site, EXPLAINER, accept_encoding="br", if_none_match=page.headers["ETag"])
    weak = ask(site, EXPLAINER, if_none_match=f'"other", W/{page.headers["ETag"]}')
    other = ask(site, EXPLAINER, if_none_match='"other"')
    broken = ask(site, EXPLAINER, if_none_match=page.headers["ETag"].removesuffix('"'))

    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == page.headers["ETag"]
    assert "Content-Length" not in again.headers
    assert weak.status == 304
    assert other.status == 200
    assert broken.status == 200


def test_nobody_gets_the_host_as_a_stranger_wrote_it(site):
    ask(site, EXPLAINER, host="TestServer")

    page = ask(site, EXPLAINER)

    assert b"http://testserver/" in page.body
    assert b"TestServer" not in page.body


def test_a_head_request_gets_the_headers_alone(site, django):
    head = ask(site, EXPLAINER, "HEAD")
    page = ask(site, EXPLAINER)

    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(page.body))
    assert page.was_kept


def change_a_page():
    Page.objects.filter(slug="headshot-vs-portrait").update(title="Changed in bulk")


def change_with_sql():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pages_page SET title = 'Changed in bulk'")


def change_a_block():
    block = Prose.objects.filter(parent__slug="headshot-vs-portrait").first()
    block.text = "<p>Changed in bulk</p>"
    block.save()


def change_the_studio():
    Studio.objects.update(name="Changed in bulk")


def add_in_bulk():
    texts = {"question": "Changed in bulk?", "answer": "Yes."}
    Question.objects.bulk_create([Question(topic=Question.objects.first().topic, **texts)])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (change_a_page, EXPLAINER),
        (change_with_sql, EXPLAINER),
        (change_a_block, EXPLAINER),
        (change_the_studio, EXPLAINER),
        (add_in_bulk, "/questions/"),
    ],
)
def test_a_change_is_shown_at_once_in_every_process(site, change, path):
    other = another_process(site)
    for process in (site, other):
        assert "Changed in bulk" not in ask(process, path).text

    change()
    commit()

    for process in (site, other):
        assert "Changed in bulk" in ask(process, path).text


def test_what_is_deleted_is_gone_at_once(site):
    gallery = Gallery.objects.published().first()
    path = gallery.get_absolute_url()
    assert ask(site, path).status == 200
    assert ask(site, path).was_kept

    Gallery.objects.filter(pk=gallery.pk).update(published_at=None)
    commit()

    assert ask(site, path).status == 404


def test_a_withdrawn_release_is_heeded_at_once(site):
    photo = Photo.objects.filter(release__isnull=False, gallery_items__isnull=False).first()
    gallery = photo.gallery_items.first().gallery
    path = reverse("sessions:gallery_photo", args=[gallery.slug, photo.slug])
    assert ask(site, path).status == 200

    Release.objects.filter(pk=photo.release_id).update(withdrawn_on=timezone.localdate())
    commit()

    assert ask(site, path).status == 404


def test_what_changes_no_page_moves_no_version(db, make_inquiry):
    before = ContentVersion.objects.get().number

    make_inquiry()
    Mail.objects.create(kind="test", to="a@example.com", subject="A test", text="Hello")
    commit()
    assert ContentVersion.objects.get().number == before

    Inquiry.objects.all().delete()
    change_a_page()
    commit()
    assert ContentVersion.objects.get().number > before


def test_a_change_taken_back_moves_no_version(db):
    before = ContentVersion.objects.get().number

    with transaction.atomic():
        change_the_studio()
        transaction.set_rollback(True)
    commit()

    assert ContentVersion.objects.get().number == before


def test_an_inquiry_with_its_mails_moves_no_version(db, make_inquiry):
    before = ContentVersion.objects.get().number

    inquiry_mails.announce(make_inquiry(), "http://testserver/")
    commit()

    assert Mail.objects.exists()
    assert ContentVersion.objects.get().number == before


def test_an_update_puts_the_triggers_right(db, monkeypatch):
    assert triggers.are_right(connection)
    with monkeypatch.context() as patch:
        patch.setattr(triggers, "changes_pages", lambda model: True)  # as it was before
        triggers.install(connection)
    assert not triggers.are_right(connection)

    keeping.after_migrating(None, "default")

    assert triggers.are_right(connection)


def test_every_table_of_content_has_its_triggers(db):
    models = [m for label in triggers.APPS for m in apps.get_app_config(label).get_models()]
    private = {m.__name__ for m in models if not getattr(m, "changes_pages", True)}
    assert {"Inquiry", "Mail", "Chore", "PreviewLink", "ContentVersion"} <= private
    assert not private & {"Page", "Photo", "Package", "Studio", "Release", "Use"}

    removal = triggers.LANGUAGES[connection.vendor].removal
    with connection.cursor() as cursor:
        found = list(removal(cursor))

    each = 3 if connection.vendor == "sqlite" else 2
    assert len(found) == each * len(triggers.tables())
    assert "pages_page" in triggers.tables()
    assert SessionType.uses.through._meta.db_table in triggers.tables()


@pytest.mark.django_db(transaction=True)
def test_migrating_begins_a_new_line_of_versions():
    before = ContentVersion.objects.get()

    call_command("migrate", verbosity=0)
    assert ContentVersion.objects.get().lineage == before.lineage  # there was nothing to do

    call_command("migrate", "pages", "0006", verbosity=0)
    call_command("migrate", verbosity=0)
    after = ContentVersion.objects.get()
    assert after.lineage not in ("", before.lineage)
    Page.objects.filter(pk=-1).update(title="")
    Page.objects.create(title="New", slug="a-new-page", kind="article")
    assert ContentVersion.objects.get().number > after.number


def test_nothing_is_kept_while_tables_change(site):
    ask(site, EXPLAINER)
    ContentVersion.objects.suspend()

    assert not ask(site, EXPLAINER).was_kept
    assert not ask(site, EXPLAINER).was_kept


@pytest.fixture
def clock(monkeypatch):
    """Return a function that puts the clock forward."""
    real_now, real_time = timezone.now, version.time.time
    passed = timedelta(0)

    def put_forward(by):
        nonlocal passed
        passed += by

    monkeypatch.setattr(timezone, "now", lambda: real_now() + passed)
    monkeypatch.setattr(version.time, "time", lambda: real_time() + passed.total_seconds())
    return put_forward


def test_scheduled_pages_appear_at_their_minute(site, clock):
    soon = timezone.now() + timedelta(minutes=3)
    Page.objects.filter(slug="about").update(published_at=soon)
    commit()
    assert ask(site, "/about/").status == 404
    assert not re.search(r'href="/about/"', ask(site, "/").text)

    clock(timedelta(minutes=2))
    assert ask(site, "/about/").status == 404
    assert ask(site, "/").was_kept

    clock(timedelta(minutes=1, seconds=1))
    assert ask(site, "/about/").status == 200
    assert not ask(site, "/").was_kept
    assert 'href="/about/"' in ask(site, "/").text


def test_a_price_changes_at_its_moment(site, clock):
    package = Package.objects.listed().first()
    next_at = timezone.now() + timedelta(hours=1)
    Package.objects.filter(pk=package.pk).update(next_price=4321, next_price_at=next_at)
    commit()
    assert "4,321" not in ask(site, "/sessions/").text

    clock(timedelta(hours=1, seconds=1))

    assert "4,321" in ask(site, "/sessions/").text


def test_a_day_that_ends_ends_what_was_kept(site, clock):
    ask(site, EXPLAINER)
    assert ask(site, EXPLAINER).was_kept

    clock(timedelta(days=1))

    assert not ask(site, EXPLAINER).was_kept


def test_a_clock_put_back_shows_nothing_too_early(site, clock):
    Page.objects.filter(slug="about").update(published_at=timezone.now() + timedelta(hours=2))
    commit()
    clock(timedelta(hours=3))
    assert ask(site, "/about/").status == 200

    clock(-timedelta(hours=2))

    assert ask(site, "/about/").status == 404


def test_a_page_made_during_a_change_is_not_kept(db, shared):
    handler = WSGIHandler()

    def django(environ, start_response):
        parts = handler(environ, start_response)
        if changes:
            changes.pop()()
            commit()
        return parts

    site = PageCache(django, shared, 4_000_000)
    changes = [change_a_page]

    old = ask(site, EXPLAINER)
    new = ask(site, EXPLAINER)

    assert "Changed in bulk" not in old.text
    assert "Changed in bulk" in new.text
    assert not new.was_kept


def test_parameters_that_mean_nothing_fill_nothing(site, django):
    plain = ask(site, EXPLAINER)
    for number in range(20):
        answer = ask(site, f"{EXPLAINER}?utm_source={number}&fbclid=x")
        assert answer.was_kept
        assert answer.body == plain.body

    assert len(django.paths) == 1
    assert len(site.plain.pages) == 1
    assert not site.asked.pages


def test_parameters_that_shape_a_page_have_pages_of_their_own(site):
    path = Gallery.objects.published().exclude(framing="headshot").first().get_absolute_url()
    headshots = ask(site, f"{path}?framing=headshot&utm_source=x")

    again = ask(site, f"{path}?ref=y&framing=headshot")
    plain = ask(site, path)

    assert again.was_kept
    assert again.body == headshots.body != plain.body


def test_choices_of_a_visitor_are_not_kept(site, django):
    for _ in range(2):
        assert ask(site, "/which-one/?people=team").status == 200
        packages = Package.objects.listed()[:2]
        query = "&".join(f"p={package.slug}" for package in packages)
        assert ask(site, f"/sessions/compare/?{query}").status == 200

    assert len(django.paths) == 4
    assert not site.asked.pages


@pytest.mark.parametrize(
    ("query", "normal"),
    [
        ("", ""),
        ("a=1", ""),
        ("page=2", "page=2"),
        ("x=1&page=2&x=2&use=linkedin", "page=2&use=linkedin"),
        ("use=linkedin&page=2", "page=2&use=linkedin"),
        ("page=2&page=3", None),
        ("page=two", None),
        ("prices=x&page=2", None),
    ],
)
def test_one_page_has_one_address(query, normal):
    meaning = PageQuery({"prices"}, {"page": r"\d+", "use": r"\w+"})

    assert meaning.normalised(query) == normal


@pytest.mark.parametrize("name", ["session", "__Host-session"])
def test_who_is_signed_in_passes_by(site, django, settings, name):
    settings.SESSION_COOKIE_NAME = name
    for _ in range(2):
        assert not ask(site, EXPLAINER, cookie=f"a=b; {name}=xyz").was_kept
        assert not ask(site, EXPLAINER, authorization="Basic eHg=").was_kept

    assert len(django.paths) == 4
    assert not site.plain.pages


@pytest.mark.parametrize(
    "path",
    [
        "/inquire/",
        "/inquire/sent/",
        "/admin/login/",
        "/healthz",
        "/nothing/",
        "/manifest.webmanifest",
    ],
)
def test_other_answers_are_not_kept(site, django, path):
    ask(site, path)
    ask(site, path)

    assert django.paths == [path, path]


def test_posting_passes_by(site, django):
    ask(site, EXPLAINER)

    answer = ask(site, EXPLAINER, "POST")
    assert answer.status in (403, 405)
    assert not answer.was_kept


def test_a_draft_is_not_kept_and_not_shown(site):
    Page.objects.filter(slug="about").update(published_at=None)
    commit()

    assert ask(site, "/about/").status == 404
    assert not site.plain.pages


@pytest.mark.parametrize(
    "headers",
    [
        [("Set-Cookie", "a=b")],
        [("Vary", "Cookie")],
        [("Cache-Control", "private")],
        [("Cache-Control", "no-store, max-age=0")],
    ],
)
def test_what_is_not_for_everybody_is_not_kept_whatever_its_view_says(db, shared, headers):
    def application(environ, start_response):
        environ["studio.page_cache"].is_page = True
        start_response("200 OK", HTML + headers)
        return [b"a page"]

    site = PageCache(application, shared, 4_000_000)

    for _ in range(2):
        answer = ask(site, EXPLAINER)
        assert answer.body == b"a page"
        assert "Cache-Status" not in answer.headers
        assert answer.headers[headers[0][0]] == headers[0][1]


def test_hosts_and_https_have_pages_of_their_own(site, settings):
    site_map = ask(site, "/sitemap.xml", host="testserver").text
    other = ask(site, "/sitemap.xml", host="localhost").text

    assert "http://testserver/" in site_map
    assert "http://localhost/" in other
    assert ask(site, EXPLAINER, host="evil.example").status == 400


def test_a_redirect_keeps_all_of_its_address(site, settings):
    gallery = Gallery.objects.published().first()
    answer = ask(site, f"{gallery.get_absolute_url()}?page=1&utm_source=x")

    assert answer.status == 301


class Fixed:
    """A content version that stays the same."""

    def current(self):
        return version.Version("one", 0, 1e12)


class Slow:
    """A site that finishes no page before everybody has asked for it."""

    def __init__(self):
        self.asked, self.begun, self.go_on = [], threading.Event(), threading.Event()

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        self.begun.set()
        self.go_on.wait(5)
        environ["studio.page_cache"].is_page = True
        start_response("200 OK", HTML)
        return [b"a page " * 100]

    def answers(self, caches):
        """Ask the page caches before it for one page, all at once; return what they answer."""
        answers = []
        threads = [
            threading.Thread(target=lambda cache=cache: answers.append(ask(cache, EXPLAINER)))
            for cache in caches
        ]
        threads[0].start()
        self.begun.wait(5)
        for thread in threads[1:]:
            thread.start()
        self.go_on.set()  # whoever comes later finds the page
        for thread in threads:
            thread.join(10)
        return answers


def test_one_thread_makes_a_page_the_others_wait(db, shared):
    slow = Slow()
    site = PageCache(slow, shared, 4_000_000, Fixed())

    answers = slow.answers([site] * 8)

    assert len(slow.asked) == 1
    assert [answer.status for answer in answers] == [200] * 8
    assert len({answer.body for answer in answers}) == 1


def page_of(size):
    return Finished(HTML, {"": b"x" * size}, is_quick=False)


def test_memory_is_bounded():
    memory = Memory(100_000)
    for number in range(100):
        memory.put(number, page_of(8_000))
        memory.get(0)

    assert sum(page.weight for page in memory.pages.values()) == memory.bytes <= 100_000
    assert 0 in memory.pages  # what is asked for stays
    assert 50 not in memory.pages


def test_the_folder_is_bounded_and_keeps_no_former_versions(folder, monkeypatch):
    folder.most_bytes = 50_000
    folder.put("old", "page", page_of(10))
    for number in range(20):
        folder.put("new", number, page_of(8_000))

    monkeypatch.setattr("studio.page_cache.shelves.FORMER_SECONDS", -1)
    folder.tidy("new")

    assert [each.name for each in folder.folders()] == ["new"]
    assert sum(each.stat().st_size for each in (folder.path / "new").iterdir()) <= 50_000
    assert folder.get("new", 19)
    assert folder.get("new", 0) is None


def test_a_damaged_file_is_made_anew(site, django, folder, caplog):
    site.shared = folder
    whole = ask(site, EXPLAINER)
    for place in site.shared.path.rglob("*"):
        if place.is_file() and len(place.name) == 40:
            place.write_bytes(place.read_bytes()[:-10])

    again = ask(another_process(site), EXPLAINER)

    assert again.body == whole.body
    assert len(django.paths) == 2
    assert "cannot be read" in caplog.text


def test_a_folder_that_cannot_be_written_costs_no_page(db, django, tmp_path, caplog):
    (tmp_path / "a-file").write_text("in the way")
    site = PageCache(django, Folder(tmp_path / "a-file" / "pages", 1_000_000), 4_000_000)
    site.later.do = lambda work: work()

    assert ask(site, EXPLAINER).status == 200
    assert ask(site, EXPLAINER).was_kept
    assert caplog.text.count("kept in memory only") == 1


class Away:
    """A database that does not answer."""

    def current(self):
        raise DatabaseError("no such host")


def test_finished_pages_are_shown_while_the_database_is_away(site, django, caplog):
    page = ask(site, EXPLAINER)

    site.versions = Away()
    started_later = PageCache(django, site.shared, 4_000_000, Away())

    assert ask(site, EXPLAINER).body == page.body
    assert ask(started_later, EXPLAINER).body == page.body
    assert len(django.paths) == 1
    assert ask(site, EXPLAINER).was_kept
    assert caplog.text.count("The database is away") == 2  # once a process


def test_the_database_file_is_watched(tmp_path):
    path = str(tmp_path / "db.sqlite3")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE studio_contentversion (id, lineage, number)")
    writer.execute("INSERT INTO studio_contentversion VALUES (1, 'a', 1)")
    watch = version.FileWatch(path)
    assert watch.row() == ("a", 1)

    writer.execute("BEGIN")
    writer.execute("UPDATE studio_contentversion SET number = 2")
    assert watch.row() == ("a", 1)

    writer.execute("COMMIT")
    assert watch.row() == ("a", 2)


def test_each_thread_watches_for_itself(tmp_path):
    path = str(tmp_path / "db.sqlite3")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("CREATE TABLE studio_contentversion (id, lineage, number)")
    writer.execute("INSERT INTO studio_contentversion VALUES (1, 'a', 1)")
    watch, rows, stages = version.FileWatch(path), [], threading.Barrier(4)

    def look():
        for _ in range(2):
            stages.wait(5)
            rows.append(watch.row())
            stages.wait(5)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    stages.wait(5)
    stages.wait(5)
    writer.execute("UPDATE studio_contentversion SET number = 2")
    stages.wait(5)
    stages.wait(5)
    for thread in threads:
        thread.join(5)

    assert rows == [("a", 1)] * 3 + [("a", 2)] * 3


def test_another_database_file_of_the_same_name_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(version, "FILE_SECONDS", 0)
    paths = [tmp_path / name for name in ("db", "restored")]
    for number, path in enumerate(paths):
        with sqlite3.connect(path) as writer:
            writer.execute("CREATE TABLE studio_contentversion (id, lineage, number)")
            writer.execute("INSERT INTO studio_contentversion VALUES (1, 'a', ?)", [number])
    watch = version.FileWatch(str(paths[0]))
    assert watch.row() == ("a", 0)

    paths[1].replace(paths[0])

    assert watch.row() == ("a", 1)
    paths[0].unlink()
    with pytest.raises(version.NOT_THERE):
        watch.row()


def test_an_update_of_the_software_begins_anew(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    first = build.build()
    assert build.build() == first

    (tmp_path / "staticfiles.json").write_text(json.dumps({"paths": {"a.css": "a.123.css"}}))
    second = build.build()
    settings.LANGUAGE_CODE = "de"

    assert len({first, second, build.build()}) == 3


def test_pages_for_visitors_say_how_they_may_be_kept(db, client):
    for path in ["/", EXPLAINER, "/sessions/", "/galleries/", "/robots.txt", "/sitemap.xml"]:
        response = client.get(path)
        assert response["Cache-Control"] == "public, no-cache"
        assert "Cookie" not in response.get("Vary", "")
    assert "Cache-Control" not in client.get("/nothing/")


def test_a_cdn_may_keep_pages_if_the_owner_says_so(db, client, settings):
    settings.CDN_SECONDS = 300

    caching = client.get("/")["Cache-Control"]

    assert caching.startswith("public, max-age=0, s-maxage=300,")
    assert "Cache-Control" in client.get("/inquire/")
    assert "s-maxage" not in client.get("/inquire/")["Cache-Control"]


@pytest.mark.parametrize(
    ("noted", "own", "expected"),
    [
        ("a-9-100", "a-10-100", "a-10-100"),
        ("a-10-100", "a-9-200", "a-10-100"),
        ("a-9-100", "a-9-200", "a-9-200"),
        ("b-1-100", "a-9-200", "b-1-100"),
        ("", "a-9-200", "a-9-200"),
        ("a-9-200", "", "a-9-200"),
        ("", "", ""),
    ],
)
def test_of_two_versions_the_later_is_shown_while_the_database_is_away(noted, own, expected):
    assert version.newest(noted, own) == expected
