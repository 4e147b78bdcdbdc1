"""What is wrong with a setting is said in plain words when the site starts."""

import os

import pytest
from django.core import checks as django_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from studio import bucket_address, checks
from studio.variables import Variables
from tests import forked
from tests.sites import ROOT

pytestmark = pytest.mark.engine_free


def found(check, **kwargs):
    return [(each.id, each.msg) for each in check(None, **kwargs)]


def started(tmp_path, **variables):
    """Run `manage.py check` with variables; return what it says."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "only-for-the-tests-and-long-enough-to-satisfy-every-check",
        "STUDIO_DATA": str(tmp_path),
        "HTTPS": "0",
        **variables,
    }
    return forked.manage(environment, "check")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HTTPS", "yess", "HTTPS is neither yes nor no. Write 1 or 0."),
        ("UPLOAD_MAX_MB", "60MB", "UPLOAD_MAX_MB is no number. Write digits, such as 60."),
        ("CDN_SECONDS", "-1", "CDN_SECONDS: write 0 or more; 0 is usual."),
        ("UPLOAD_MAX_MB", "0", "UPLOAD_MAX_MB: write 1 or more; 60 is usual."),
        ("PAGE_FILES", "www.example.com", "such as https://www.example.com."),
        ("PAGE_FILES", "https://www.example.com/home", "such as https://www.example.com."),
        ("TIME_ZONE", "Berlin", "TIME_ZONE: “Berlin” is no time zone."),
        (
            "DATABASE_URL",
            "postgres//u:hunter2@h/n",
            "DATABASE_URL is not an address of a",
        ),
        ("DATABASE_URL", "postgres://u:hunter2@h:abc/n", "DATABASE_URL is not an address of a"),
        ("DATABASE_URL", "postgres://u:hunter2@h", "DATABASE_URL is not an address of a"),
        ("DATABASE_URL", "oracle://u:hunter2@h/n", "DATABASE_URL is not an address of a"),
        ("EMAIL_URL", "smtp://u:hunter2@h:abc", "EMAIL_URL is not an address of a mail server."),
        ("CACHE_URL", "http://:hunter2@h:6379/0", "CACHE_URL is not an address of a Redis"),
        ("CACHE_URL", "redis://:hunter2@h:abc/0", "CACHE_URL is not an address of a Redis"),
        ("CACHE_URL", "redis://:hunter2@h:6379/pages", "CACHE_URL is not an address of a Redis"),
        ("CACHE_URL", "redis://:hunter2@:6379", "CACHE_URL is not an address of a Redis"),
        ("CACHE_URL", "redis://:hunter2@h/0?sockettimeout=1", "CACHE_URL has options behind"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is one of these: lines, json."),
        ("STUDIO_DATA", str(ROOT / "manage.py"), "is a file. Name a folder."),
    ],
)
def test_what_cannot_be_read_stops_the_start_in_one_sentence(tmp_path, name, value, words):
    code, said = started(tmp_path, **{name: value})

    assert code != 0
    assert words in said
    assert "Traceback" not in said
    assert "hunter2" not in said


def test_the_web_server_is_told_in_one_sentence_too(tmp_path):
    environment = {"PATH": os.environ["PATH"], "STUDIO_DATA": str(tmp_path), "HTTPS": "yess"}

    code, said = forked.execute(environment, "import studio.wsgi")

    assert code == 4
    assert said == "A setting is wrong. HTTPS is neither yes nor no. Write 1 or 0.\n"


@pytest.mark.parametrize(
    ("host", "number"),
    [
        ("https://marsh.example", "studio.E020"),
        ("marsh.example/studio", "studio.E020"),
        ("marsh.example:8000", "studio.E021"),
        (" marsh.example", "studio.E022"),
        ("marsh.example www.marsh.example", "studio.E022"),
        ("*", "studio.W023"),
    ],
)
def test_hosts_are_names_alone(settings, host, number):
    settings.ALLOWED_HOSTS = [host]

    assert [each for each, _ in found(checks.hosts)] == [number]


def test_the_usual_hosts_are_right(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".marsh.example"]

    assert found(checks.hosts) == []


def test_a_folder_that_cannot_be_written_to_is_named(settings, monkeypatch, tmp_path):
    settings.PHOTO_BUCKET = None
    settings.MEDIA_ROOT = tmp_path / "photographs" / "below"
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)

    [(number, words)] = found(checks.folders)

    assert number == "studio.E025"
    assert f"nothing can be written to {tmp_path}" in words


@pytest.mark.parametrize("code", ["english!", "xx-yy-zz", "qq"])
def test_a_language_that_is_none_is_said(settings, code):
    settings.LANGUAGE_CODE = code

    assert [number for number, _ in found(checks.language)] == ["studio.E027"]


@pytest.mark.parametrize("text", ["7", "7,4", "seven,4,12", "7,4,-1"])
def test_numbers_of_backups_are_three(settings, text):
    settings.BACKUP_KEEP = text

    assert [number for number, _ in found(checks.backups)] == ["studio.E028"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://key:secret@host/bucket", "it names no bucket"),
        ("s3://key:secret@host", "it names no bucket"),
        ("s3://host/bucket", "it has no key or no secret"),
        ("s3://key:sec/ret@host/bucket", "it has a sign that has to be written otherwise"),
        ("s3://key:s@ecret:x/y@host/bucket", "it has a sign that has to be written otherwise"),
    ],
)
def test_an_address_of_a_bucket_is_whole(settings, monkeypatch, address, words):
    monkeypatch.setattr(bucket_address, "find_spec", lambda name: True)
    settings.BACKUP_URL = address

    [(number, said)] = found(checks.backups)

    assert number == "studio.E029"
    assert words in said
    assert "secret@" not in said.partition("Write")[0]


def test_a_bucket_needs_its_package(settings, monkeypatch):
    monkeypatch.setattr(bucket_address, "find_spec", lambda name: None)
    settings.BACKUP_URL = "s3://key:secret@host/bucket/folder"
    settings.PHOTO_BUCKET = bucket_address.parsed(settings.BACKUP_URL)

    assert [number for number, _ in found(checks.backups)] == ["studio.E030"]
    [(number, words)] = found(checks.photo_bucket)
    assert number == "studio.E037"
    assert "requirements-grown.txt" in words


def test_redis_needs_its_package(settings, monkeypatch):
    monkeypatch.setattr(checks.redis_client, "is_installed", lambda: False)
    settings.CACHE_URL = "redis://:secret@host:6379/0"

    [(number, words)] = found(checks.cache)

    assert number == "studio.E040"
    assert "requirements-grown.txt" in words
    with pytest.raises(ImproperlyConfigured, match="requirements-grown.txt"):
        checks.redis_client.connect(settings.CACHE_URL)


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("redis://:a%40b@host:6379/0", "redis://:a%40b@host:6379/0"),
        ("valkey://:secret@host:6379/0", "redis://:secret@host:6379/0"),
        ("rediss://user:secret@host", "rediss://user:secret@host"),
        ("valkeys://host:6380/2", "rediss://host:6380/2"),
        ("  ", ""),
    ],
)
def test_redis_and_valkey_are_accepted_alike(settings, monkeypatch, address, read):
    monkeypatch.setenv("CACHE_URL", address)

    understood = settings.CACHE_URL = Variables().redis("CACHE_URL")

    assert understood == read
    assert found(checks.cache) == []


def test_who_is_told_of_errors_has_addresses(settings):
    settings.ADMINS = [("", "tech")]

    assert "studio.E031" in [number for number, _ in found(checks.errors)]


def test_mails_about_errors_need_a_mail_server(settings):
    settings.ADMINS = [("", "tech@example.com")]
    settings.EMAIL_BACKEND = settings.EMAIL_TO_FILES

    assert [number for number, _ in found(checks.errors)] == ["studio.W032"]


def test_sentry_has_an_address_and_its_package(settings, monkeypatch):
    monkeypatch.setattr(checks.sentry, "is_installed", lambda: False)
    settings.SENTRY_DSN = "sentry.example"

    assert [number for number, _ in found(checks.errors)] == ["studio.E033", "studio.E034"]


def test_who_may_see_details_has_addresses(settings):
    settings.HEALTH_FROM = ["10.0.0.999"]

    [(number, words)] = found(checks.health_addresses)

    assert number == "studio.E035"
    assert "10.0.0.999" in words


def test_a_database_that_does_not_answer_is_said_in_a_line(monkeypatch):
    def away():
        raise OperationalError("connection failed: Connection refused\n\tIs the server running?")

    monkeypatch.setattr(connections["default"], "ensure_connection", away)

    [(number, words)] = found(checks.database_answers, databases=["default"])

    assert number == "studio.E036"
    assert words.endswith("connection failed: Connection refused")


def test_every_number_is_used_once():
    import re

    numbers = re.findall(r'"(studio\.[EW]\d{3})"', (ROOT / "studio/checks.py").read_text())

    assert len(numbers) > 20
    assert len(set(numbers)) == len(numbers)
    assert django_checks.run_checks() is not None
