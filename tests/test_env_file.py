"""What stands in .env is read to the letter, or the start ends with the number of the line."""

import subprocess

import pytest
from django.core.exceptions import ImproperlyConfigured

from studio import env_file
from studio.variables import Variables
from tests.sites import ROOT

pytestmark = pytest.mark.engine_free


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that writes bytes into a file and reads them as .env; without a trace."""
    found = {}
    monkeypatch.setattr(env_file.Env, "ENVIRON", found)

    def read(content):
        path = tmp_path / ".env"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        env_file.read(path)
        return found

    return read


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("NAME = value", "value"),
        ("  export NAME=value  ", "value"),
        ("NAME='a # b'", "a # b"),
        ('NAME="two words "', "two words "),
        (r'NAME="a \"b\""', 'a "b"'),
        ("NAME=a=b#c", "a=b#c"),
        ("NAME=", ""),
        ("\ufeffNAME=value", "value"),
        ("# A comment\n\n   # another\r\nNAME=value\r\n", "value"),
    ],
)
def test_a_line_is_a_variable(read, line, value):
    assert read(line) == {"NAME": value}


@pytest.mark.parametrize(
    "junk", ["hunter2", "HTTPS: hunter2", "MY-NAME=hunter2", "set HTTPS=hunter2", "A=hunter2\0"]
)
def test_a_line_that_is_none_is_told_by_its_number(read, junk):
    with pytest.raises(
        ImproperlyConfigured, match=r"\.env, line 3: this is not NAME=value"
    ) as told:
        read(f"A=1\n# and\n{junk}\n")

    assert "hunter2" not in str(told.value)


def test_a_letter_that_is_not_in_utf_8_is_told_by_its_line(read):
    with pytest.raises(
        ImproperlyConfigured, match=r"\.env, line 2: a letter there is not in UTF-8"
    ):
        read("A=1\nMAIL_FROM=Studio Söhne\n".encode("latin-1"))


def test_a_file_that_cannot_be_read_is_not_passed_over(tmp_path):
    (tmp_path / ".env").mkdir()

    with pytest.raises(ImproperlyConfigured, match=r"\.env cannot be read: Is a directory\."):
        env_file.read(tmp_path / ".env")


def test_no_file_is_no_mistake_and_the_environment_goes_first(read, tmp_path):
    env_file.read(tmp_path / "nothing")
    read("A=1")

    assert read("A=2\nB=3") == {"A": "1", "B": "3"}


def test_an_empty_variable_is_not_set(monkeypatch):
    for name in ("A", "B", "C", "D", "E"):
        monkeypatch.setenv(name, " ")
    env = Variables()

    assert env.bool("A", default=True) is True
    assert env.int("B", default=60) == 60
    assert env.str("C", default="en-us") == "en-us"
    assert env.time_zone("D", default="UTC") == "UTC"
    assert env.list("E", default=["localhost"]) == ["localhost"]
    assert "A" not in env


def test_spaces_beside_commas_mean_nothing(monkeypatch):
    monkeypatch.setenv("NAMES", " a, b ,, c")

    assert Variables().list("NAMES") == ["a", "b", "c"]


@pytest.mark.parametrize(
    "line",
    [
        *("HTTPS=1", " HTTPS = 1", "export HTTPS=1", 'HTTPS="1"', "\ufeffHTTPS=1", "HTTPS=1\r"),
        *("# HTTPS=1", "HTTPS=", 'HTTPS=""', "MY_HTTPS=1", ""),
    ],
)
def test_the_makefile_finds_https_where_the_site_finds_it(read, tmp_path, line):
    found = "" if read(f"{line}\n").get("HTTPS") else "0"
    command = ["make", "-s", "-f", ROOT / "Makefile", "--eval", "ask: ; @$(LOCAL) echo $$HTTPS"]

    said = subprocess.run(
        [*command, "ask"], cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, capture_output=True
    )

    assert said.stdout.decode().strip() == found
