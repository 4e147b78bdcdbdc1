"""Secrets stay out of logs, pages, reports of errors and git; a changed key locks nobody out."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import ExceptionReporter

from studio import error_reports
from studio.signing_in import devices, passwords, second_step, totp

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a north window and a stool"
# Put together here, so that no line of code that a report quotes holds it.
MARK = "-".join(["secret", ""])
SETTINGS = {
    "SECRET_KEY": f"{MARK}1",
    "SECRET_KEY_FALLBACKS": [f"{MARK}2"],
    "EMAIL_HOST_PASSWORD": f"{MARK}3",
    "CACHES": {
        "default": {"BACKEND": "x", "LOCATION": f"redis://user:{MARK}4@cache.example:6379/0"}
    },
    "STORAGES": {"default": {"OPTIONS": {"secret_key": f"{MARK}5", "access_key": f"{MARK}6"}}},
    "CACHE_URL": f"redis://:{MARK}4@cache.example:6379/0",
    "SENTRY_DSN": f"https://{MARK}7@sentry.example/1",
}


@pytest.fixture
def lena(db):
    return get_user_model().objects.create_user("lena", "lena@example.com", PASSWORD, is_staff=True)


def fail(password, code, words):
    settings_url = f"postgres://studio:{MARK}8@db.example/studio"
    raise RuntimeError(f"{words} {len(settings_url)} {len(password)} {len(code)}")


def report(request):
    try:
        fail(password=f"{MARK}9", code="123456", words="It broke.")
    except RuntimeError as error:
        return ExceptionReporter(request, type(error), error, error.__traceback__)


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("kind", ["get_traceback_html", "get_traceback_text"])
def test_reports_of_errors_show_no_secret(settings, debug, kind):
    settings.DEBUG = debug
    # CACHES and STORAGES are read by Django itself: a report is of a filter, not of a running site.
    shown = error_reports.WithoutSecrets()
    request = RequestFactory(headers={"cookie": f"studio-browser={MARK}10; csrftoken={MARK}11"})
    asked = request.post(
        "/admin/login/",
        {"password": f"{MARK}12", "new_password1": f"{MARK}13", "code": f"{MARK}14", "q": "seen"},
        HTTP_AUTHORIZATION=f"{MARK}15",
        DATABASE_URL=f"postgres://studio:{MARK}16@db.example/studio",
        EMAIL_URL=f"smtp+tls://user%40x:{MARK}17@mail.example",
    )

    text = getattr(report(asked), kind)()

    assert MARK not in text
    assert "seen" in text
    for name, value in SETTINGS.items():
        assert MARK not in str(shown.cleanse_setting(name, value)), name


def test_the_site_uses_that_filter(settings):
    from django.views.debug import get_default_exception_reporter_filter

    assert isinstance(get_default_exception_reporter_filter(), error_reports.WithoutSecrets)


def test_an_error_while_signing_in_logs_no_password(lena, caplog, monkeypatch, settings):
    def broken(*args, **kwargs):
        raise RuntimeError("The database is away.")

    monkeypatch.setattr("django.contrib.auth.forms.authenticate", broken)
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        response = client.post("/admin/login/", {"username": "lena", "password": PASSWORD})

    assert response.status_code == 500
    assert "The database is away." in caplog.text
    assert PASSWORD not in caplog.text + response.content.decode()


def test_signing_in_logs_no_secret(lena, caplog):
    codes = second_step.turn_on(lena, totp.new_key(), 0)
    client = Client()
    passwords.write_mails("lena@example.com", "http://testserver")
    with caplog.at_level(logging.DEBUG):
        client.post("/admin/login/", {"username": "lena", "password": "wrong-guess"})
        client.post("/admin/login/", {"username": "lena", "password": PASSWORD})
        client.post("/admin/login/code/", {"code": "000000"})
        client.post("/admin/login/code/", {"code": codes[0]})
        client.get("/admin/account/")

    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    for secret in ["wrong-guess", PASSWORD, *codes, client.session.session_key]:
        assert secret not in logged


def test_a_changed_key_locks_nobody_out(lena, settings):
    client = Client()
    client.post("/admin/login/", {"username": "lena", "password": PASSWORD})
    client.post(reverse("admin:logout"))
    cookie = client.cookies[devices.COOKIE].value
    client.post("/admin/login/", {"username": "lena", "password": PASSWORD})
    former = settings.SECRET_KEY

    settings.SECRET_KEY = "another key, as long as it has to be for all the checks of Django"
    settings.SECRET_KEY_FALLBACKS = [former]

    assert client.get("/admin/").status_code == 200
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = cookie
    assert devices.number(request)

    settings.SECRET_KEY_FALLBACKS = []
    assert devices.number(request) == ""
    with pytest.raises(signing.BadSignature):
        signing.TimestampSigner(salt=devices.SALT).unsign(cookie)


def test_former_keys_come_from_the_environment():
    code = "from studio import settings as s; print(s.SECRET_KEY_FALLBACKS)"
    environment = {
        "PATH": "/usr/bin",
        "SECRET_KEY": "a-new-key-0123456789-0123456789-0123456789-0123456789",
        "SECRET_KEY_FALLBACKS": "former-1,former-2",
    }
    command = [sys.executable, "-c", code]

    found = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "['former-1', 'former-2']"


def test_no_secret_is_in_git():
    found = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.skip("This is no checkout.")
    names = found.stdout.split()

    assert not [name for name in names if Path(name).name in (".env", ".secret_key")]
    assert not [name for name in names if name.endswith((".sqlite3", ".pem", ".key"))]
    for name in (".env", ".secret_key", "db.sqlite3", "mail/x.log", "media/originals/x.jpg"):
        ignored = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
        assert ignored.returncode == 0, name
