"""What is said of a bucket: its health, and mistakes in its address."""

import errno

import pytest
from django.core.files.storage import FileSystemStorage, default_storage, storages

from studio import bucket_address, checks, health
from studio.bucket_address import BucketError
from studio.private_files import PrivateFiles
from tests import bucket_server

from .conftest import keys, use

bucket_server.needed()


@pytest.fixture
def anew(monkeypatch):
    monkeypatch.setattr(health, "KEPT_S", 0)
    monkeypatch.setattr(health.Kept, "findings", None)


def test_readyz_writes_to_the_bucket_and_leaves_nothing(address, client_of_bucket):
    assert health.storage().state == health.OK
    assert keys(client_of_bucket, address) == []


def test_a_silent_bucket_takes_no_machine_out_of_service(client, db, silent, anew):
    answer = client.get("/readyz").json()["checks"]["storage"]

    assert answer["state"] == health.WARNING
    assert "does not answer" in answer["words"]
    assert "sec/ret" not in answer["words"]


def found(check, **kwargs):
    return [(each.id, each.msg) for each in check(None, **kwargs)]


def test_a_bucket_that_answers_is_right(address):
    assert found(checks.photo_bucket_answers, databases=["default"]) == []
    assert found(checks.photo_bucket) == []


def test_a_bucket_that_is_not_there_is_said_in_a_sentence(server, settings):
    settings.PHOTO_BUCKET = bucket_address.parsed(f"s3+http://key:sec%2Fret@{server}/nowhere")

    [(number, words)] = found(checks.photo_bucket_answers, databases=["default"])

    assert number == "studio.E039"
    assert words == (
        f"STORAGE_URL: the bucket {server}/nowhere cannot be used: there is no such bucket."
    )


def test_a_bucket_that_is_silent_stops_no_start(settings):
    settings.PHOTO_BUCKET = bucket_address.parsed("s3+http://key:sec%2Fret@127.0.0.1:9/studio")

    [(number, words)] = found(checks.photo_bucket_answers, databases=["default"])

    assert number == "studio.W038"
    assert "it does not answer (EndpointConnectionError)" in words
    assert "sec" not in words


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        ("SignatureDoesNotMatch", {}, "the secret does not belong to the key"),
        ("AccessDenied", {}, "the key may not do that there"),
        (
            "AuthorizationHeaderMalformed",
            {"Region": "eu-central-1"},
            "it lies in another region: add ?region=eu-central-1 to its address",
        ),
        ("Teapot", {}, "it says Teapot"),
    ],
)
def test_refusals_are_said_in_words(code, more, words):
    from botocore.exceptions import ClientError

    error = ClientError({"Error": {"Code": code, "Message": "key sec/ret", **more}}, "GetObject")

    assert bucket_address.reason(error) == words


def test_an_address_says_its_region_and_hides_its_secret():
    text = "s3://k%2Fey:sec%40ret@s3.example.com:9000/studio/photos/?region=eu-central-1"

    found = bucket_address.parsed(text)

    assert (found.key, found.secret, found.region) == ("k/ey", "sec@ret", "eu-central-1")
    assert found.prefix == "photos"
    assert str(found.below("x")) == "s3.example.com:9000/studio/photos/x"
    assert "sec@ret" not in repr(found)
    assert "k/ey" not in repr(found)
    assert found.client().meta.region_name == "eu-central-1"
    assert bucket_address.parsed("s3+http://k:s@[::1]:9/b").endpoint == "http://[::1]:9"


def test_a_folder_stays_what_it_was(settings):
    use(settings, None)

    assert isinstance(default_storage, PrivateFiles)
    assert type(storages["renditions"]) is FileSystemStorage
    assert BucketError("x").errno == errno.EIO
