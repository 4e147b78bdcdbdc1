"""Sites that keep their photographs in a bucket: one that answers, and one that is silent."""

import socket

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio import bucket_address
from studio.settings import photo_storages
from tests import bucket_server
from tests.odd_files import photo as picture
from tests.odd_files import saved


@pytest.fixture(scope="session")
def server():
    with bucket_server.running() as where:
        yield where


@pytest.fixture
def address(server, settings, monkeypatch):
    """The site keeps its photographs in an empty bucket; return its address."""
    bucket_files = bucket_server.needed()
    monkeypatch.setattr(bucket_files.BucketStorage, "patience", {})
    address = bucket_address.parsed(f"s3+http://key:sec%2Fret@{server}/studio/marsh/photos")
    client = bucket_server.make(address)
    use(settings, address)
    yield address
    for key in keys(client, address):
        client.delete_object(Bucket=address.name, Key=key)


@pytest.fixture
def client_of_bucket(address):
    return bucket_server.make(address)


@pytest.fixture
def asked(address):
    """Return the list of what the pictures’ storage asks the bucket, as it grows."""
    calls = []
    for alias in ("default", "renditions"):
        events = storages[alias].client.meta.events
        events.register("before-call.s3", lambda model, **rest: calls.append(model.name))
    return calls


@pytest.fixture
def silent(settings, monkeypatch):
    """The site’s bucket takes connections and never answers; return its socket."""
    bucket_files = bucket_server.needed()
    monkeypatch.setattr(bucket_files.BucketStorage, "patience", {})
    for storage in (bucket_files.BucketStorage, bucket_files.PictureBucket):
        monkeypatch.setattr(storage, "read_s", 0.3)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as nobody:
        port = nobody.getsockname()[1]
        use(settings, bucket_address.parsed(f"s3+http://key:sec%2Fret@127.0.0.1:{port}/studio"))
        nobody.setblocking(False)
        yield nobody


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("owner"))
    return client


def use(settings, address):
    settings.PHOTO_BUCKET = address
    settings.STORAGES = settings.STORAGES | photo_storages(address)


def keys(client, address):
    rows = client.list_objects_v2(Bucket=address.name).get("Contents", [])
    return [row["Key"] for row in rows]


def upload(desk, data=None):
    file = SimpleUploadedFile("DSC_1.jpg", data or saved(picture()))
    headers = {"accept": "application/json"}
    address = reverse("admin:photo_sessions_photo_upload")
    response = desk.post(address, {"files": [file], "shown": "now"}, headers=headers)
    return response.json()["results"][0]


def path_of(photo, cut="whole", width=320, ending="jpg"):
    return f"/media/{photo.pictures[cut]['stem']}-{width}.{ending}"
