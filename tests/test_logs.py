"""Request ids, lines of the log, mails about errors: what is in them, and what must not be."""

import json
import logging
import sys
from threading import Thread

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from studio import logs, request_ids, sentry


def test_every_answer_has_a_number_of_its_own(client, db):
    numbers = {client.get("/healthz")["X-Request-ID"] for _ in range(3)}

    assert len(numbers) == 3
    assert all(len(number) == 16 for number in numbers)


def test_a_number_is_taken_over_from_known_proxies_alone(client, db, settings):
    given = {"HTTP_X_REQUEST_ID": "abcdef-0123456789"}
    assert client.get("/healthz", **given)["X-Request-ID"] != "abcdef-0123456789"

    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert client.get("/healthz", **given)["X-Request-ID"] == "abcdef-0123456789"


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space 123", "line\nbreak-123"])
def test_a_number_that_is_none_is_not_taken_over(client, db, settings, given):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    assert client.get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-ID"] != given


def formatted(record):
    request_ids.RequestIdFilter().filter(record)
    return json.loads(logs.JsonFormatter().format(record))


def test_a_line_is_one_json_object():
    token = request_ids.current.set("0123456789abcdef")
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        record = logging.getLogger("studio").makeRecord(
            "studio", logging.ERROR, __file__, 1, "It %s\nin two lines", ("failed",),
            sys.exc_info(), extra={"photo": 7},
        )  # fmt: skip
    line = logs.JsonFormatter()
    request_ids.RequestIdFilter().filter(record)
    text = line.format(record)
    request_ids.current.reset(token)

    found = json.loads(text)
    assert "\n" not in text
    assert found["message"] == "It failed\nin two lines"
    assert found["request_id"] == "0123456789abcdef"
    assert found["photo"] == 7
    assert "ZeroDivisionError" in found["exception"]


def test_a_request_is_told_by_its_route_and_no_address(client, db, settings, caplog):
    settings.LOG_FORMAT = "json"
    with caplog.at_level(logging.INFO, "studio.requests"):
        client.get(reverse("sessions:compare"), {"name": "Ana"})
        client.get("/preview/a-secret-key/")

    first, second = (
        formatted(record) for record in caplog.records if record.name == "studio.requests"
    )
    assert first["status"] == 200
    assert first["route"] == "sessions/compare/"
    assert second["route"] == "preview/<str:key>/"
    assert "Ana" not in json.dumps(first)
    assert "a-secret-key" not in json.dumps(second)


# Mails about errors


@pytest.fixture
def handler(settings, monkeypatch):
    settings.ADMINS = [("", "tech@example.com")]
    monkeypatch.setattr(Thread, "start", lambda self: self.run())  # so that the test need not wait
    return logs.ErrorMails()


def failing(words="Ana, ana@example.com, wants a picture"):
    try:
        raise ValueError(words)
    except ValueError:
        return logging.getLogger("django.request").makeRecord(
            "django.request", logging.ERROR, __file__, 1, "Internal Server Error: /inquire/", (),
            sys.exc_info(),
        )  # fmt: skip


def test_an_error_is_mailed_with_its_number_and_without_what_people_wrote(handler):
    record = failing()
    record.request_id = "0123456789abcdef"

    handler.handle(record)

    [found] = mail.outbox
    assert found.to == ["tech@example.com"]
    assert found.subject == "[Studio] ValueError"
    assert "0123456789abcdef" in found.body
    assert "in failing" in found.body
    assert "ana@example.com" not in found.body


def test_a_storm_of_errors_is_a_few_mails(handler):
    for _ in range(50):
        handler.handle(failing())

    assert len(mail.outbox) == 1


def test_different_errors_are_limited_too(handler):
    for number in range(50):
        record = logging.getLogger("x").makeRecord("x", 40, __file__, 1, f"E {number}", (), None)
        handler.handle(record)

    assert len(mail.outbox) == handler.MOST_AN_HOUR


def test_a_mail_server_that_is_away_makes_it_no_worse(handler, monkeypatch, capsys):
    def away(*args, **kwargs):
        raise OSError("away")

    monkeypatch.setattr(mail, "mail_admins", away)

    handler.handle(failing())

    assert "could not be mailed" in capsys.readouterr().out


def test_an_error_in_a_view_reaches_the_technician(settings, monkeypatch, db):
    """By the settings of the project: the loggers, the filter, the handler."""
    settings.ADMINS = [("", "tech@example.com")]
    monkeypatch.setattr(Thread, "start", lambda self: self.run())
    monkeypatch.setattr("studio.machines.Studio.objects.current", lambda: 1 / 0)
    handlers = logging.getLogger("django").handlers
    for each in handlers:
        if isinstance(each, logs.ErrorMails):
            monkeypatch.setattr(each, "sent", {})
    client = Client(raise_request_exception=False)

    response = client.get("/robots.txt?name=Ana")

    assert response.status_code == 500
    [found] = mail.outbox
    assert response["X-Request-ID"] in found.body
    assert "GET /robots.txt" in found.body
    assert "Ana" not in found.body


# Sentry


def test_sentry_learns_nothing_about_people():
    event = {
        "user": {"ip_address": "203.0.113.9"},
        "server_name": "marsh-1",
        "logentry": {"message": "%s: %s", "formatted": "Error: /x/Ana", "params": ["/x/Ana"]},
        "extra": {"request": "<WSGIRequest: POST '/x/Ana'>"},
        "request": {
            "method": "POST",
            "url": "https://marsh.example/preview/key/",
            "data": {"name": "Ana"},
            "cookies": "sessionid=1",
            "query_string": "name=Ana",
        },
        "exception": {"values": [{"type": "ValueError", "value": "Ana wants a picture"}]},
    }
    token = request_ids.current.set("0123456789abcdef")

    found = sentry.without_people(event, {})
    request_ids.current.reset(token)

    assert "Ana" not in json.dumps(found)
    assert "203.0.113.9" not in json.dumps(found)
    assert found["request"] == {"method": "POST"}
    assert found["tags"] == {"request_id": "0123456789abcdef"}


def test_sentry_is_begun_with_an_address_only(settings, monkeypatch):
    calls = []
    fake = type(sys)("sentry_sdk")
    fake.init = lambda **options: calls.append(options)
    monkeypatch.setitem(sys.modules, "sentry_sdk", fake)

    settings.SENTRY_DSN = ""
    sentry.start()
    assert calls == []

    settings.SENTRY_DSN = "https://abc@sentry.example/7"
    sentry.start()
    [options] = calls
    assert options["send_default_pii"] is False
    assert options["include_local_variables"] is False
    assert options["max_request_body_size"] == "never"
