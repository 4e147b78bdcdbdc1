"""Finished pages in Redis: shared by machines, and never needed."""

import logging
import time

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from pages.models import Page
from studio import health, redis_client
from studio.page_cache import build
from studio.page_cache.application import PageCache, shared_shelf
from studio.page_cache.redis_shelf import RedisShelf
from studio.page_cache.shelves import Folder
from tests import redis_server
from tests.test_page_cache import (
    EXPLAINER,
    Counting,
    Fixed,
    Slow,
    ask,
    change_a_page,
    commit,
    page_of,
)

pytestmark = pytest.mark.usefixtures("requests_keep_the_connection")
MUCH = 10_000_000


@pytest.fixture(scope="module")
def server():
    with redis_server.server() as server:
        yield server


@pytest.fixture
def redis(server):
    """A running Redis with nothing in it."""
    if server.process.poll() is not None:
        server.start()
    client = redis_client.connect(server.address)
    client.flushall()
    yield server
    server.thaw()


@pytest.fixture
def shelf(redis, tmp_path):
    """Return a function that makes the shelf of a machine: with a folder of its own."""

    def shelf(machine="one", build="build", most_bytes=MUCH):
        folder = Folder(tmp_path / machine / build, most_bytes)
        guarded = redis_client.Redis(redis_client.connect(redis.address))
        guarded.later.do = lambda work: work()
        return RedisShelf(guarded, folder, most_bytes)

    return shelf


@pytest.fixture
def django():
    return Counting()


@pytest.fixture
def machine(db, django, shelf):
    """Return a function that starts the site on a machine; what is done later is done at once."""

    def machine(name, versions=None):
        site = PageCache(django, shelf(name), 4_000_000, versions)
        site.later.do = lambda work: work()
        return site

    return machine


class Away:
    """The content version while the database is away."""

    def current(self):
        raise OperationalError("The database is away.")


def seconds(function, *arguments):
    began = time.monotonic()
    function(*arguments)
    return time.monotonic() - began


def warnings(caplog):
    return [row.getMessage() for row in caplog.records if row.levelno >= logging.WARNING]


def stored(client):
    return [key for key in client.keys("*") if client.type(key) == b"string"]


def test_a_page_made_on_one_machine_is_there_on_the_other(machine, django):
    first = ask(machine("one"), EXPLAINER)

    second = ask(machine("two"), EXPLAINER)

    assert second.was_kept
    assert second.body == first.body
    assert django.paths == [EXPLAINER]


def test_a_change_shows_at_once_on_all_machines(machine):
    machines = [machine("one"), machine("two")]
    for each in machines:
        assert "Changed in bulk" not in ask(each, EXPLAINER).text

    change_a_page()
    commit()

    for each in machines:
        assert "Changed in bulk" in ask(each, EXPLAINER).text


def test_a_machine_started_while_the_database_is_away_shows_what_others_made(machine, django):
    made = ask(machine("one"), EXPLAINER)

    shown = ask(machine("two", Away()), EXPLAINER)

    assert shown.was_kept
    assert shown.body == made.body
    assert len(django.paths) == 1


def test_hosts_have_pages_of_their_own(machine):
    ask(machine("one"), "/sitemap.xml", host="testserver")

    other = ask(machine("two"), "/sitemap.xml", host="localhost")

    assert not other.was_kept
    assert "http://localhost/" in other.text


def test_without_redis_pages_are_made_and_kept_on_each_machine(machine, redis, caplog):
    site = machine("one")
    redis.kill()

    first = ask(site, EXPLAINER)
    again = ask(PageCache(site.application, site.shared.folder, 4_000_000), EXPLAINER)

    assert first.status == 200
    assert again.was_kept  # another process of this machine
    assert len(warnings(caplog)) == 1
    assert redis_server.PASSWORD not in caplog.text


def test_a_redis_that_is_lost_is_left_alone_and_warned_of_once(machine, redis, caplog):
    site = machine("one")
    ask(site, EXPLAINER)
    redis.kill()

    for path in ["/", "/about/", "/sessions/", "/questions/"]:
        assert ask(site, path).status == 200

    assert len(warnings(caplog)) == 1
    assert site.shared.redis.is_away


def test_a_redis_that_answers_nothing_costs_a_moment_once(shelf, redis):
    one = shelf()
    one.put("v", "page", page_of(10))
    redis.freeze()

    first = seconds(one.get, "v", "page")
    others = seconds(lambda: [one.get("v", "page") for _ in range(200)])

    assert redis_client.PATIENCE_SECONDS <= first < 1
    assert others < 1
    assert one.get("v", "page")  # from the folder of this machine


def test_the_first_question_to_a_silent_redis_costs_a_moment_too(shelf, redis):
    one = shelf()
    redis.freeze()

    assert seconds(one.get, "v", "page") < 1
    assert one.redis.is_away


def test_a_redis_that_is_back_is_used_again(shelf, redis, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "studio.redis")
    one, two = shelf("one"), shelf("two")
    redis.kill()
    one.put("v", "lost", page_of(10))
    redis.start()
    one.put("v", "still left alone", page_of(10))
    assert one.redis.is_away

    monkeypatch.setattr(one.redis, "look_again_at", 0)
    one.get("v", "anything")
    one.put("v", "page", page_of(10))

    assert two.get("v", "page")
    assert [row.getMessage() for row in caplog.records][1:] == ["Redis answers again."]


def test_a_restart_between_two_requests_is_not_noticed(machine, redis, django, caplog):
    one, two = machine("one"), machine("two")
    ask(one, EXPLAINER)
    redis.kill()
    redis.start()

    assert ask(one, "/").status == 200
    assert ask(two, "/").was_kept
    assert ask(two, EXPLAINER).status == 200  # made anew: Redis had nothing on disk
    assert django.paths == [EXPLAINER, "/", EXPLAINER]
    assert warnings(caplog) == []


def test_while_it_is_away_nobody_waits_for_a_trial(shelf, redis, monkeypatch):
    one, waiting = shelf(), []
    redis.freeze()
    one.get("v", "page")
    one.redis.later.do = waiting.append
    monkeypatch.setattr(one.redis, "look_again_at", 0)

    took = seconds(lambda: [one.get("v", "page") for _ in range(50)])

    assert took < redis_client.PATIENCE_SECONDS
    assert len(waiting) == 1  # for another thread


def test_a_full_redis_costs_no_page_and_one_warning(machine, redis, monkeypatch, caplog):
    site = machine("one")
    redis_client.connect(redis.address).config_set("maxmemory", "1")
    try:
        for path in ["/", "/about/", EXPLAINER]:
            monkeypatch.setattr(site.shared.redis, "look_again_at", 0)
            assert ask(site, path).status == 200
        assert len(warnings(caplog)) == 1
    finally:
        redis_client.connect(redis.address).config_set("maxmemory", "0")


def test_a_damaged_page_is_made_anew(machine, redis, django, caplog):
    ask(machine("one"), EXPLAINER)
    client = redis_client.connect(redis.address)
    for key in stored(client):
        if not key.endswith(b":current"):
            client.set(key, client.get(key)[:-10])

    assert ask(machine("two"), EXPLAINER).status == 200
    assert len(django.paths) == 2
    assert "cannot be read" in caplog.text


def test_one_machine_makes_a_page_the_others_wait(shelf):
    slow = Slow()
    sites = [PageCache(slow, shelf(f"machine-{n}"), MUCH, Fixed()) for n in range(4)]

    answers = slow.answers(sites)

    assert len(slow.asked) == 1
    assert [answer.status for answer in answers] == [200] * 4
    assert len({answer.body for answer in answers}) == 1


def test_a_maker_that_was_killed_holds_nobody_up_for_long(shelf, redis):
    one = shelf("one")
    lock = one.redis.ask(lambda client: one.locked(client, "page", time.monotonic()))
    assert lock

    def make():
        with shelf("two").only_maker("page", patience=0.2):
            pass

    assert 0.15 < seconds(make) < 2
    client = redis_client.connect(redis.address)
    [name] = [key for key in client.keys("*") if b":lock:" in key]
    assert 0 < client.pttl(name) <= 10_000


def test_a_redis_that_goes_while_a_page_is_made_costs_no_page(shelf, redis):
    one = shelf()

    with one.only_maker("page", patience=1):
        redis.kill()

    assert one.redis.is_away


def test_everything_expires(machine, redis):
    ask(machine("one"), EXPLAINER)

    client = redis_client.connect(redis.address)

    assert len(client.keys("*")) == 3  # the page, the list of pages, the version
    assert all(0 < client.ttl(key) <= 2 * 24 * 60 * 60 for key in client.keys("*"))


def test_the_size_is_bounded_and_former_versions_go(shelf, redis, monkeypatch):
    one = shelf(most_bytes=50_000)
    one.put("old", "page", page_of(10))
    shelf(build="another-build").put("old", "page", page_of(10))
    for number in range(20):
        one.put("new", number, page_of(8_000))

    monkeypatch.setattr("studio.page_cache.redis_shelf.FORMER_SECONDS", -1)
    one.tidy("new")

    two = shelf("two")
    assert two.get("old", "page") is None
    assert two.get("new", 0) is None
    assert two.get("new", 19)
    client = redis_client.connect(redis.address)
    sizes = [client.strlen(key) for key in stored(client)]
    assert 0 < sum(sizes) <= 50_000
    assert client.zcard(one.index) == len(sizes)


def test_former_versions_stay_a_moment_and_another_build_until_there_is_no_room(shelf):
    one, other = shelf(), shelf("two", build="another-build")
    one.put("old", "page", page_of(10))
    other.put("old", "page", page_of(10))

    one.tidy("new")
    assert shelf("three").get("old", "page")

    one.redis.client.zadd(one.index, {one.place("old", "page"): 1, other.place("old", "page"): 1})
    one.tidy("new")
    assert shelf("four").get("old", "page") is None
    assert shelf("five", build="another-build").get("old", "page")


def test_another_site_in_the_same_redis_has_pages_of_its_own(shelf, settings):
    shelf().put("v", "page", page_of(10))

    settings.SECRET_KEY = "the key of another studio, as long as Django wants it to be, or more"

    assert shelf("two").get("v", "page") is None


def test_machines_share_pages_whatever_times_their_files_have(settings, tmp_path):
    for machine in ("one", "two"):
        (tmp_path / machine / "templates").mkdir(parents=True)
        (tmp_path / machine / "templates/page.html").write_text("Grey light")
    builds = []
    for machine in ("one", "two"):
        settings.BASE_DIR = tmp_path / machine
        builds.append(build.build())
    (tmp_path / "two/templates/page.html").write_text("Grey wall!")

    assert builds[0] == builds[1] != build.build()


def test_the_settings_say_where_pages_are_kept(settings, redis, tmp_path):
    settings.PAGE_CACHE_DIR = tmp_path
    settings.CACHE_URL = ""
    assert isinstance(shared_shelf(), Folder)

    settings.CACHE_URL = redis.address
    shelf = shared_shelf()
    shelf.put("v", "page", page_of(10))

    assert shelf.redis.client.zcard(shelf.index) == 1


@pytest.fixture
def looked(settings, monkeypatch):
    """Return a function that says what /readyz finds of the cache at an address."""
    monkeypatch.setattr(health, "KEPT_S", 0)
    monkeypatch.setattr(health.Kept, "findings", None)
    health.redis.cache_clear()

    def looked(client, address):
        settings.CACHE_URL = address
        response = client.get(reverse("readyz"))
        return response.status_code, response.json()["checks"].get("cache")

    yield looked
    health.redis.cache_clear()


@pytest.mark.django_db
def test_readyz_names_a_redis_and_a_lost_one_is_a_warning(client, redis, looked):
    assert looked(client, "") == (200, None)
    assert looked(client, redis.address) == (200, {"state": "ok", "words": "Redis answers."})

    redis.kill()
    status, finding = looked(client, redis.address)

    assert status == 200
    assert finding["state"] == "warning"
    assert finding["words"].startswith("Redis does not answer: ConnectionError.")


def test_a_wrong_password_is_a_redis_that_is_away(redis, tmp_path, caplog):
    address = redis.address.replace(redis_server.PASSWORD, "south-window")
    guarded = redis_client.Redis(redis_client.connect(address))

    assert guarded.ask(lambda client: client.get("x")) is None
    assert "south-window" not in caplog.text
    assert "AuthenticationError" in caplog.text


def test_what_another_program_changes_is_not_asked_of_redis(machine, redis):
    site = machine("one")
    ask(site, EXPLAINER)
    before = Page.objects.get(slug="headshot-vs-portrait").title
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pages_page SET title = 'Changed by another program'")
    commit()

    assert "Changed by another program" in ask(machine("two"), EXPLAINER).text
    assert before not in ask(site, EXPLAINER).text.partition("</title>")[0]
