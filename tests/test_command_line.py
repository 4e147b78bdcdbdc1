"""A command that cannot do its work says why in one sentence, whatever command it is."""

import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection

from studio import command_line
from tests import postgres_server
from tests.sites import Site

OURS = [
    ["owner", "--no-input", "--username", "lena", "--email", "lena@example.com"],
    ["export", "out"],
    ["pictures"],
    ["starter"],
    ["worker", "--batch", "--no-startup-delay"],
    ["page_files"],
]
AWAY = "DATABASE_URL: the database does not answer: "


@pytest.fixture
def variables(monkeypatch):
    """What some of them ask for."""
    monkeypatch.setenv("OWNER_PASSWORD", "grey-window-light-4")
    monkeypatch.setenv("PAGE_FILES", "http://localhost")


@pytest.fixture
def fails(monkeypatch):
    """Return a function that runs a command which an error ends; it returns what is said."""

    def fails(error, *arguments):
        def end(self):
            raise error

        monkeypatch.setattr(command_line.Utility, "execute", end)
        with pytest.raises(SystemExit) as ended:
            command_line.run(["manage.py", *arguments])
        return ended.value.code

    return fails


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_as_the_checks_say_it(fails):
    error = OperationalError("connection failed: refused\n\tIs the server running?")
    if connection.vendor == "sqlite":
        error.__cause__ = sqlite3.OperationalError()
        error.__cause__.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN

    assert fails(error, "backup") == f"{AWAY}connection failed: refused"


@pytest.mark.parametrize("kind", [OperationalError, ProgrammingError])
def test_tables_that_are_not_there_are_said(fails, monkeypatch, kind):
    monkeypatch.setattr(command_line, "lacks_tables", lambda: True)
    monkeypatch.setattr(command_line.trouble, "found", lambda error: None)

    assert "run `manage.py prepare`" in fails(kind("no such table: studio_mail"), "pictures")


@pytest.mark.parametrize("arguments", [["prepare"], ["pictures", "--traceback"]])
def test_mistakes_of_the_software_stay_errors(fails, monkeypatch, arguments):
    monkeypatch.setattr(command_line, "lacks_tables", lambda: True)
    monkeypatch.setattr(command_line.trouble, "found", lambda error: None)

    with pytest.raises(DatabaseError):
        fails(DatabaseError("no such table"), *arguments)


def test_a_whole_database_lacks_no_tables(db, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)

    assert not command_line.lacks_tables()


@pytest.mark.engine_free
@pytest.mark.parametrize("arguments", OURS, ids=lambda each: each[0])
def test_no_command_ends_in_a_traceback_on_an_empty_database(tmp_path, variables, arguments):
    said = Site(tmp_path).manage(*arguments, fails=True)

    assert said.splitlines()[-1] == command_line.NOT_PREPARED
    assert "Traceback" not in said


@pytest.mark.engine_free
@pytest.mark.parametrize("arguments", [*OURS, ["backup"]], ids=lambda each: each[0])
def test_no_command_ends_in_a_traceback_without_its_database(tmp_path, variables, arguments):
    site = Site(tmp_path, "postgres://lena:hunter2@127.0.0.1:1/studio")

    said = site.manage(*arguments, fails=True)

    assert said.splitlines()[-1].startswith(f"{AWAY}connection failed:")
    assert "Traceback" not in said
    assert "hunter2" not in said


@pytest.mark.engine_free
def test_a_wrong_name_of_a_database_and_an_empty_one_are_told_apart(tmp_path):
    with postgres_server.server() as database:
        address = database()
        empty = Site(tmp_path, address).manage("pictures", fails=True)
        wrong = Site(tmp_path, f"{address}_of_yore").manage("pictures", fails=True)

    assert empty.strip() == command_line.NOT_PREPARED
    assert wrong.startswith(AWAY)
    assert "does not exist" in wrong
    assert "Traceback" not in wrong


def test_without_a_bucket_nothing_was_copied(settings):
    settings.PHOTO_BUCKET = None

    with pytest.raises(CommandError) as error:
        call_command("copy_photographs", to="bucket")

    assert str(error.value) == "There is no bucket: set STORAGE_URL for this command."


def test_a_backup_goes_into_a_folder_that_has_a_name():
    with pytest.raises(CommandError, match="Name a folder behind --to"):
        call_command("backup", to="")
