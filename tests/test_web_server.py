"""Slow clients are cut off, and too much at once is refused before it is read."""

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from studio import request_size, web_server

ROOT = Path(__file__).resolve().parent.parent
HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
STOPS = {
    "in the head": HEAD + b"X-Slow: ye",
    "in the body": HEAD + b"Content-Length: 5000\r\n\r\nname=",
}


@pytest.fixture
def server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "python:tests.quick_server"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "critical"]
    process = subprocess.Popen([*command, "tests.quick_server"], cwd=ROOT)
    try:
        ask(port, patience=30)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def ask(port, patience):
    """Return how long the server took to answer."""
    began = time.monotonic()
    while time.monotonic() < began + patience:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=patience):
                return time.monotonic() - began
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail("No answer.")


@pytest.mark.parametrize("where", STOPS)
def test_clients_that_stop_in_the_middle_do_not_stop_the_site(server, where):
    clients = [socket.create_connection(("127.0.0.1", server)) for _ in range(4)]
    for client in clients:
        client.sendall(STOPS[where])

    assert ask(server, patience=20) < 20

    for client in clients:
        client.settimeout(20)
        while client.recv(1000):  # whatever it says, it ends the connection
            pass
        client.close()


# What a request still lacks


POST = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"G", (1, False)),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", (1, False)),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", (0, False)),
        (POST % 10 + b"12345", (5, False)),
        (POST % 10 + b"1234567890", (0, False)),
        (POST % 3_000_000, (0, True)),
        (b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n", (0, True)),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", (0, True)),
        (b"x" * web_server.ENOUGH, (0, False)),
        (b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", (0, False)),
    ],
)
def test_a_thread_waits_for_nothing_small(data, expected):
    assert web_server.missing(data) == expected


def test_a_form_that_comes_in_pieces_is_answered(server):
    with socket.create_connection(("127.0.0.1", server)) as client:
        client.settimeout(20)
        for piece in (HEAD, b"Content-Length: 4\r\n", b"\r\n", b"ab", b"cd"):
            client.sendall(piece)
            time.sleep(0.05)
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")
        client.sendall(HEAD + b"Content-Length: 2\r\n\r\na")  # on the connection that is kept
        time.sleep(0.05)
        client.sendall(b"b")
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_a_client_that_ends_in_its_middle_costs_nothing(server):
    with socket.create_connection(("127.0.0.1", server)) as client:
        client.settimeout(20)
        client.sendall(STOPS["in the body"])
        client.shutdown(socket.SHUT_WR)

        while client.recv(1000):  # whatever it says, it ends the connection
            pass


# Sizes


@pytest.mark.parametrize("path", ["/inquire/", "/", "/nowhere/"])
def test_visitors_cannot_send_files(client, db, path, monkeypatch):
    read = []
    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", read.append)
    file = SimpleUploadedFile("x.jpg", b"x" * 4_000_000)

    response = client.post(path, {"file": file})

    assert response.status_code == 413
    assert "through the door" in response.content.decode()
    assert not read


def test_strangers_send_no_more_to_the_desk_than_one_photograph(client, db, settings):
    settings.UPLOAD_MAX_BYTES = 1_000_000

    response = client.post("/admin/login/", {"x": SimpleUploadedFile("x", b"x" * 3_000_000)})

    assert response.status_code == 413


def test_owners_may_send_several_photographs_at_once(client, db, settings):
    settings.UPLOAD_MAX_BYTES = 1_000_000
    user = get_user_model().objects.create_user("lena", is_staff=True)
    client.force_login(user)

    answers = [
        client.post("/admin/account/sign-out/", {"x": SimpleUploadedFile("x", b"x" * size)})
        for size in (3_000_000, (request_size.MOST_FILES + 60) * 1_000_000)
    ]

    assert [answer.status_code for answer in answers] == [302, 413]


@pytest.mark.parametrize("length", ["-1", "many", "", "²", "9" * 4000, "9" * 5000])
def test_a_length_that_is_none_is_no_error(client, db, length):
    response = client.generic("POST", "/nowhere/", b"", CONTENT_LENGTH=length)

    assert response.status_code in (405, 413)
