"""Trouble that is no mistake: a clear 503, and nothing that was typed is lost."""

import errno
import sqlite3

import pytest
from django.contrib.sessions.backends.db import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core import signing
from django.db import OperationalError, ProgrammingError, connection
from django.http import QueryDict

from sessions import inquiring
from sessions.models import Inquiry
from studio import trouble
from studio.trouble import Trouble

TYPED = {
    "name": "Ana <b>",
    "email": "ana@example.com",
    "message": "A picture for my new job, please – soon.",
}


def sqlite_error(name, words="words"):
    cause = sqlite3.OperationalError(words)
    cause.sqlite_errorname, cause.sqlite_errorcode = name, getattr(sqlite3, name)
    error = OperationalError(words)
    error.__cause__ = cause
    return error


def of_sqlite():
    return connection.vendor == "sqlite" or pytest.skip("These are SQLite’s codes.")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SQLITE_BUSY", Trouble.BUSY),
        ("SQLITE_BUSY_SNAPSHOT", Trouble.BUSY),
        ("SQLITE_FULL", Trouble.FULL),
        ("SQLITE_CANTOPEN", Trouble.AWAY),
        ("SQLITE_READONLY_DBMOVED", Trouble.READ_ONLY),
        ("SQLITE_ERROR", None),
    ],
)
def test_the_codes_of_sqlite_tell_trouble_from_mistakes(name, expected):
    of_sqlite()

    assert trouble.found(sqlite_error(name)) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        (OSError(errno.EROFS, "Read-only file system"), Trouble.READ_ONLY),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (ProgrammingError("no such column"), None),
        (ValueError("a mistake"), None),
    ],
)
def test_other_errors_are_told_apart_as_well(error, expected):
    assert trouble.found(error) is expected


def test_trouble_that_sessions_hide_is_found():
    of_sqlite()
    hidden = UpdateError()
    hidden.__context__ = sqlite_error("SQLITE_FULL")
    interrupted = SessionInterrupted("deleted")
    interrupted.__context__ = hidden

    assert trouble.found(interrupted) is Trouble.FULL


@pytest.fixture
def broken(monkeypatch):
    """Return a function after which the page of a visitor, and any other, ends in an error."""

    def broken(error, *places):
        def fails(*args, **kwargs):
            raise error

        for place in places:
            monkeypatch.setattr(place, fails)

    return broken


def test_a_page_says_when_to_ask_again(client, db, broken):
    of_sqlite()
    client.raise_request_exception = False
    broken(sqlite_error("SQLITE_CANTOPEN"), "pages.navigation.Links.page")

    response = client.get("/about/")

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    assert "out of reach" in response.content.decode()
    assert "Send it again" not in response.content.decode()


def test_a_script_is_told_in_words(rf):
    of_sqlite()
    request = rf.post("/admin/photo_sessions/photo/upload/", headers={"Accept": "application/json"})

    response = trouble.answer(request, sqlite_error("SQLITE_FULL"))

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert b"disk is full. Nothing was stored" in response.content


def test_a_mistake_stays_an_error(client, db, broken):
    client.raise_request_exception = False
    broken(ValueError("a mistake"), "pages.navigation.Links.page")

    assert client.get("/about/").status_code == 500


def token():
    return signing.dumps(["k" * 32, {}, None], salt=inquiring.SALT, compress=True)


def test_a_message_that_cannot_be_stored_comes_back_as_it_was_typed(client, db, broken):
    of_sqlite()
    broken(sqlite_error("SQLITE_BUSY"), "sessions.inquiring.inquiry_mails.announce")
    data = QueryDict(mutable=True)
    data.update(TYPED | {"token": token()})

    response = client.post(
        "/inquire/?type=headshot", data.urlencode(), "application/x-www-form-urlencoded"
    )

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Somebody else is writing" in page
    assert TYPED["message"] in page
    assert "Ana &lt;b&gt;" in page
    assert data["token"] in page
    assert "What you chose" in page
    assert not Inquiry.objects.exists()


def test_it_comes_back_without_a_database_too(client, db, broken):
    of_sqlite()
    away = sqlite_error("SQLITE_CANTOPEN")
    broken(away, "sessions.inquiring.transaction.atomic", "studio.models.Studio.objects.current")
    data = QueryDict(mutable=True)
    data.update(TYPED | {"token": token()})

    response = client.post("/inquire/", data.urlencode(), "application/x-www-form-urlencoded")

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert TYPED["message"] in page
    assert data["token"] in page
    assert 'action="/inquire/"' in page


def test_what_the_desk_typed_can_be_sent_again_but_no_password(rf):
    of_sqlite()
    error = sqlite_error("SQLITE_FULL")
    request = rf.post("/admin/photo_sessions/package/1/change/", {"name": "<Hour>", "uses": [1, 2]})
    entering = rf.post("/admin/login/", {"username": "lena", "password": "grey-window"})
    for each in (request, entering):
        assert each.POST

    page = trouble.answer(request, error).content.decode()
    door = trouble.answer(entering, error).content.decode()

    assert "&lt;Hour&gt;" in page
    assert page.count('name="uses"') == 2
    assert "Send it again" in page
    assert "grey-window" not in door
    assert "Send it again" not in door


def sent_to_the_desk(rf, body, content_type=trouble.FORM_TYPE):
    """Return the answer to a form that nobody has read, because nobody could be signed in."""
    request = rf.post("/admin/studio/studio/1/change/", body, content_type)
    return trouble.answer(request, sqlite_error("SQLITE_CANTOPEN")).content.decode()


def test_what_the_desk_typed_is_kept_where_its_session_could_not_be_read(rf):
    of_sqlite()

    page = sent_to_the_desk(rf, "name=Marsh+%26+Co&postcode=97214&_save=Save")

    assert "Marsh &amp; Co" in page
    assert "To the home page" not in page  # which would leave it behind
    assert "97214" in page
    assert 'name="_save"' in page


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("code=123456", trouble.FORM_TYPE),
        ("&".join(f"a{n}=1" for n in range(10_001)), trouble.FORM_TYPE),
        ("x" * 3_000_000, trouble.FORM_TYPE),
        ("name=Marsh", "text/plain"),
        ("--b\r\nbroken", "multipart/form-data; boundary=b"),
    ],
)
def test_what_is_unfit_to_be_sent_again_is_not_kept(rf, body, kind):
    of_sqlite()

    page = sent_to_the_desk(rf, body, kind)

    assert "Please go back" in page
    assert "Send it again" not in page
