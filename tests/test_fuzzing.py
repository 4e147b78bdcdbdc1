"""Whatever is sent, nobody sees an error of ours, waits for long or takes the memory of others.

FUZZ=5000 tries that many requests of each kind, others each time; without it, the same few.
"""

import os
import resource
import time
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from . import fuzzing, odd_files

WANTED = int(os.environ.get("FUZZ", 0))
SECONDS, MEGABYTES, MORE_MEGABYTES = 10, 600, 200
DESK = "/admin/"
# A photograph takes a process of its own a second: those have a test of their own.
UPLOADS = ("/admin/photo_sessions/photo/upload/",)


def fuzzed(examples, **strategies):
    """Run a test with so many examples, always the same unless more are wanted."""

    def decorate(test):
        kept = settings(
            max_examples=WANTED or examples,
            derandomize=not WANTED,
            database=None,
            deadline=None,
            phases=[Phase.generate] + ([Phase.shrink] if WANTED else []),
            suppress_health_check=list(HealthCheck),
        )
        return kept(given(**strategies)(test))

    return decorate


def megabytes(whose=resource.RUSAGE_SELF):
    return resource.getrusage(whose).ru_maxrss / 1024


def ask(client, method, path, body, kind):
    """Send a request and take everything back that it has changed; return its answer."""
    began = time.thread_time()  # the machine may have other things to do
    with fuzzing.taken_back():
        response = client.generic(method, path, body, kind)
    assert time.thread_time() - began < SECONDS, path
    return response


def assert_is_answered(client, method, path, body, kind):
    response = ask(client, method, path, body, kind)
    cause = getattr(response, "exc_info", None)
    says_not_ready = response.status_code == 503 and path.startswith("/readyz")  # and that is true
    if response.status_code >= 500 and not says_not_ready:
        raise AssertionError(f"{method} {path} {kind} {body[:400]!r}") from (cause and cause[1])


def run(atlas, examples):
    before = megabytes()

    @fuzzed(examples, request=fuzzing.requests(atlas))
    def asks(request):
        assert_is_answered(atlas.client(), *request)

    asks()
    assert megabytes() - before < MORE_MEGABYTES


@pytest.fixture
def technician(db):
    """Return the cookies of somebody who may do everything."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("fuzz", "fuzz@example.com", "x"))
    return client.cookies


def test_strangers_see_no_error(db):
    atlas = fuzzing.Atlas(but=DESK)
    assert len(atlas.addresses) > 20
    assert {"package", "p", "only", "framing", "use", "message", "token"} <= {
        name for address in atlas.addresses.values() for name in address.names
    }

    run(atlas, 350)


def test_strangers_at_the_door_of_the_desk_see_no_error(db):
    atlas = fuzzing.Atlas(below=DESK)
    assert atlas.addresses["admin/login/"].status == 200

    run(atlas, 150)


def test_owners_see_no_error_whatever_they_send(technician):
    atlas = fuzzing.Atlas(technician, below=DESK, but=UPLOADS)
    answered = [each for each in atlas.addresses.values() if each.status == 200]
    assert len(answered) > 90

    run(atlas, 350)


KINDS = {
    "jpg": lambda: odd_files.saved(odd_files.photo((300, 200))),
    "png": lambda: odd_files.saved(odd_files.photo((120, 80)), "PNG"),
    "avif": lambda: odd_files.saved(odd_files.photo((300, 200)), "AVIF"),
    "heic": lambda: odd_files.heic(odd_files.photo((300, 200))),
    "webp": lambda: odd_files.saved(odd_files.photo((300, 200)), "WEBP"),
    "tif": lambda: odd_files.saved(odd_files.photo((60, 40)), "TIFF"),
}


def test_damaged_photographs_are_taken_or_refused_in_words(technician):
    files = {ending: make() for ending, make in KINDS.items()}
    atlas_cookies = SimpleCookie({key: each.value for key, each in technician.items()})

    @fuzzed(14, ending=st.sampled_from(sorted(files)), seed=st.integers(0, 10**9))
    def uploads(ending, seed):
        client = Client(raise_request_exception=False)
        client.cookies = atlas_cookies
        data = fuzzing.broken(files[ending], seed)
        file = SimpleUploadedFile(f"{uuid4().hex}.{ending}", data)
        began = time.monotonic()
        with fuzzing.taken_back():
            response = client.post(
                UPLOADS[0], {"files": file, "keep": "on"}, headers={"Accept": "application/json"}
            )
        assert response.status_code == 200, (ending, seed)
        [result] = response.json()["results"]
        assert "our side" not in result["words"], (ending, seed)
        assert time.monotonic() - began < 3 * SECONDS  # on the clock of a busy machine

    before = megabytes(resource.RUSAGE_CHILDREN)  # of other tests of this process
    uploads()
    assert megabytes(resource.RUSAGE_CHILDREN) < max(MEGABYTES, before + 1)
