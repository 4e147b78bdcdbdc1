"""Nobody leaves files in the data folder that the running site can do nothing with."""

import os
import pwd
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from studio import command_line, data_folder, secret_key

pytestmark = pytest.mark.engine_free


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder of another user than root, and be root."""
    someone = pwd.getpwall()[1]
    stat = os.stat

    def of_someone(path, **options):
        found = list(stat(path, **options))
        found[4] = someone.pw_uid
        return os.stat_result(found)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(data_folder.os, "stat", of_someone)
    monkeypatch.setattr(sys, "orig_argv", ["python", "manage.py", "export", "my folder"])
    return tmp_path, someone.pw_name


def test_root_is_told_whose_the_folder_is_and_what_to_call(folder):
    path, owner = folder

    words = data_folder.of_another(path)

    assert f"The data folder {path} belongs to {owner}" in words
    assert words.endswith(f"\nrunuser -u {owner} -- python manage.py export 'my folder'")


def test_an_owner_without_a_name_is_a_number(folder, monkeypatch):
    def unknown(number):
        raise KeyError(number)

    monkeypatch.setattr(data_folder.pwd, "getpwuid", unknown)

    assert "\nsetpriv --reuid 1 --clear-groups --regid " in data_folder.of_another(folder[0])


def test_root_may_write_into_its_own_folder_and_others_anywhere(tmp_path, folder, monkeypatch):
    assert data_folder.of_another(tmp_path / "not there") == ""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert data_folder.of_another(tmp_path) == ""
    monkeypatch.undo()
    if os.geteuid() == 0:
        assert data_folder.of_another(tmp_path) == ""


@pytest.mark.parametrize("name", ["backup", "restore", "prepare", "owner", "pictures", "migrate"])
def test_no_command_writes_there(folder, settings, name):
    settings.DATA_DIR = folder[0]

    with pytest.raises(SystemExit, match=f"belongs to {folder[1]}"):
        command_line.run(["manage.py", name])

    assert list(folder[0].iterdir()) == []


@pytest.mark.parametrize("arguments", [["check"], ["backup", "--help"], ["help", "backup"]])
def test_what_only_reads_is_for_everybody(folder, settings, arguments):
    settings.DATA_DIR = folder[0]
    utility = command_line.Utility(["manage.py", *arguments])

    assert utility.fetch_command("check" if arguments[0] == "check" else "backup")


@pytest.fixture
def no_key(monkeypatch, tmp_path):
    monkeypatch.setenv("STUDIO_DATA", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "")
    return tmp_path


def test_no_key_is_written_there_either(folder, no_key):
    with pytest.raises(ImproperlyConfigured, match="runuser"):
        secret_key.make()

    assert list(no_key.iterdir()) == []


def test_a_folder_for_the_key_that_cannot_be_written_to_is_named(no_key, monkeypatch):
    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(secret_key.os, "open", refuse)

    with pytest.raises(
        ImproperlyConfigured, match=f"STUDIO_DATA: nothing can be written to {no_key}"
    ):
        secret_key.make()


def test_a_file_is_no_folder_for_the_key(no_key, monkeypatch):
    (no_key / "file").touch()
    monkeypatch.setenv("STUDIO_DATA", str(no_key / "file"))

    with pytest.raises(ImproperlyConfigured, match="is a file. Name a folder."):
        secret_key.make()
