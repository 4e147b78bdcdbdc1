"""Photographs in a bucket, against a server that speaks S3, and against one that is silent."""

import errno
import io
import socket
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter
from django_tasks_db.models import DBTaskResult
from PIL import Image

from pages import sharing
from sessions import making, media, removing, renditions, slimming, tasks
from sessions.models import Photo, Release, Slimming
from studio import bucket_address, bucket_patience, checks, copying, health, web_server
from studio.backups import BackupError
from studio.bucket_address import BucketError
from studio.models import Studio
from studio.private_files import PrivateFiles
from studio.settings import photo_storages
from tests import bucket_server
from tests.odd_files import photo as picture
from tests.odd_files import saved
from tests.servers import Server, copy_database, free_port, need, running, running_site
from tests.sites import Site

bucket_files = bucket_server.needed()
UPLOAD = reverse("admin:photo_sessions_photo_upload")
SECRET = "sec/ret"


@pytest.fixture(scope="module")
def server():
    with bucket_server.running() as where:
        yield where


def use(settings, address):
    settings.PHOTO_BUCKET = address
    settings.STORAGES = settings.STORAGES | photo_storages(address)


@pytest.fixture
def address(server, settings, monkeypatch):
    """The site keeps its photographs in an empty bucket; return its address."""
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


def keys(client, address):
    rows = client.list_objects_v2(Bucket=address.name).get("Contents", [])
    return [row["Key"] for row in rows]


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


def upload(desk, data=None):
    file = SimpleUploadedFile("DSC_1.jpg", data or saved(picture()))
    headers = {"accept": "application/json"}
    response = desk.post(UPLOAD, {"files": [file], "shown": "now"}, headers=headers)
    return response.json()["results"][0]


def path_of(photo, cut="whole", width=320, ending="jpg"):
    return f"/media/{photo.pictures[cut]['stem']}-{width}.{ending}"


# From the upload to the visitor, and away again


def test_an_upload_becomes_pictures_that_are_kept_for_ever(
    desk, client, address, client_of_bucket, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        result = upload(desk)
    photo = Photo.objects.get(pk=result["photo"])
    tasks.make_renditions.call(photo.pk)

    assert result["state"] == "in"
    found = keys(client_of_bucket, address)
    assert all(key.startswith("marsh/photos/") for key in found)
    assert address.path(photo.original.name) in found
    made = {key.removeprefix("marsh/photos/") for key in found if "/r/" in key}
    assert made == {
        name
        for cut in making.distinct(photo, renditions.STANDARD_CUTS)
        for name in renditions.names_of(
            {photo.pictures[cut]["stem"]: photo.pictures[cut]["widths"]}
        )
    }
    one = client_of_bucket.head_object(Bucket="studio", Key=address.path(path_of(photo)[7:]))
    assert one["CacheControl"] == "public, max-age=31536000, immutable"
    assert one["ContentType"] == "image/jpeg"
    avif = path_of(photo, ending="avif")[7:]
    one = client_of_bucket.head_object(Bucket="studio", Key=address.path(avif))
    assert one["ContentType"] == "image/avif"


def test_a_picture_is_served_with_one_question_to_the_bucket(make_photo, client, asked):
    photo = make_photo()
    path = path_of(photo)
    assert client.get(path).status_code == 200  # made
    asked.clear()

    response = client.get(path)

    data = b"".join(response)
    assert asked == ["GetObject"]
    assert Image.open(io.BytesIO(data)).width == 320
    assert response["Cache-Control"] == media.FOREVER
    assert response["Content-Type"] == "image/jpeg"
    assert int(response["Content-Length"]) == len(data)
    assert "tdm-reservation" in response
    same = client.get(path, headers={"if-none-match": response["ETag"]})
    assert same.status_code == 304
    assert client.head(path).status_code == 200


def test_what_a_page_prints_asks_no_bucket(client, db, asked):
    assert client.get("/").status_code == 200
    assert client.get("/galleries/").status_code == 200
    assert asked == []


def test_missing_pictures_are_found_with_one_question(make_photo, asked):
    photo = make_photo()
    tasks.make_renditions.call(photo.pk)
    asked.clear()

    assert making.make(photo) == 0

    assert asked == ["ListObjectsV2"]


def test_a_withdrawn_release_takes_every_picture_out_of_the_bucket(
    make_photo, client, address, client_of_bucket, asked, django_capture_on_commit_callbacks
):
    release = Release.objects.create(sitter="Ann", signed_on=timezone.localdate())
    photo, other = make_photo(release=release), make_photo()
    for each in (photo, other):
        tasks.make_renditions.call(each.pk)
    assert client.get(path_of(photo)).status_code == 200
    asked.clear()

    with django_capture_on_commit_callbacks(execute=True):
        release.withdrawn_on = timezone.localdate()
        release.save()

    assert set(asked) == {"ListObjects", "DeleteObjects"}
    left = keys(client_of_bucket, address)
    assert not [key for key in left if f"/r/{photo.slug}-" in key]
    assert [key for key in left if f"/r/{other.slug}-" in key]
    assert address.path(photo.original.name) in left
    assert client.get(path_of(photo)).status_code == 410


def test_a_deleted_photo_leaves_nothing_in_the_bucket(
    make_photo, client, address, client_of_bucket, django_capture_on_commit_callbacks
):
    photo = make_photo()
    tasks.make_renditions.call(photo.pk)

    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()

    assert keys(client_of_bucket, address) == []


def test_storages_that_remove_one_at_a_time_do_so(address, client_of_bucket, monkeypatch):
    from botocore.exceptions import ClientError

    storage = storages["renditions"]
    for number in range(3):
        storage.store_as(f"r/{number}.jpg", ContentFile(b"x"))

    def unknown(**kwargs):
        raise ClientError({"Error": {"Code": "NotImplemented"}}, "DeleteObjects")

    monkeypatch.setattr(storage.client, "delete_objects", unknown)

    storage.delete_all(["r/0.jpg", "r/1.jpg", "r/never.jpg"])

    assert keys(client_of_bucket, address) == ["marsh/photos/r/2.jpg"]


def test_what_nothing_names_is_pruned(make_photo, address, client_of_bucket):
    photo = make_photo()
    tasks.make_renditions.call(photo.pk)
    kept = set(keys(client_of_bucket, address))
    storages["renditions"].store_as("r/gone-whole-12345678-320.jpg", ContentFile(b"x"))

    assert removing.prune() == 1

    assert set(keys(client_of_bucket, address)) == kept


def test_smaller_files_take_the_place_of_larger_ones(make_photo, address, monkeypatch):
    photo = make_photo()
    tasks.make_renditions.call(photo.pk)
    names = [file.name for [file] in slimming.files_left(Slimming(photo=photo), "whole")]
    before = [storages["renditions"].size(name) for name in names]
    Slimming.objects.filter(photo=photo).update(wanted_at=timezone.now() - timedelta(days=1))
    Slimming.objects.exclude(photo=photo).delete()
    monkeypatch.setattr(slimming, "is_anything_waiting", lambda path: False)

    slimming.take_turn("", seconds=60)

    after = [storages["renditions"].size(name) for name in names]
    assert names
    assert all(a <= b for a, b in zip(after, before, strict=True))
    assert sum(after) < sum(before)


def test_share_pictures_and_icons_come_from_the_bucket(client, make_photo, asked):
    path = f"/media/{sharing.of_photo(make_photo(), Studio.objects.current()).name}"
    assert client.get(path).status_code == 200
    asked.clear()
    response = client.get(path)

    assert response["Content-Type"] == "image/jpeg"
    assert asked == ["GetObject"]
    assert client.get("/favicon.ico").status_code == 200


# Who may see what


def test_nothing_in_the_bucket_is_public(make_photo, address, client_of_bucket, server, asked):
    sent = []
    for alias in ("default", "renditions"):
        events = storages[alias].client.meta.events
        events.register("before-parameter-build.s3", lambda params, **rest: sent.append(params))
    photo = make_photo()
    tasks.make_renditions.call(photo.pk)

    assert [each for each in sent if "Body" in each]
    assert not [each for each in sent if "ACL" in each]
    for name in (photo.original.name, path_of(photo)[7:]):
        grants = client_of_bucket.get_object_acl(Bucket="studio", Key=address.path(name))["Grants"]
        assert {each["Grantee"]["Type"] for each in grants} == {"CanonicalUser"}
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"http://{server}/studio/{address.path(name)}")


@pytest.mark.parametrize("debug", [True, False])
def test_a_report_of_an_error_on_the_way_shows_no_secret(settings, monkeypatch, debug):
    settings.DEBUG = debug
    secret = "-".join(["hush", "hush"])  # put together here: a report quotes the code
    use(settings, bucket_address.parsed(f"s3+http://key:{secret}@127.0.0.1:9/studio"))
    try:
        storages["renditions"].client.list_objects_v2(Bucket="studio")
    except Exception as error:
        report = ExceptionReporter(
            RequestFactory().get("/"), type(error), error, error.__traceback__
        )

    del secret
    text = report.get_traceback_html()
    assert "EndpointConnectionError" in text
    assert "-".join(["hush", "hush"]) not in text
    assert "-".join(["hush", "hush"]) not in repr(settings.STORAGES)


def test_the_desk_hands_out_originals_as_they_came(desk, make_photo, address, client, asked):
    photo = make_photo()
    name = photo.original.name
    assert photo.original.url == f"/admin/files/{name}"
    asked.clear()

    response = desk.get(photo.original.url)

    with default_storage.open(name) as file:
        assert b"".join(response) == file.read()
    assert asked[0] == "GetObject"
    assert response["Cache-Control"] == "private, no-store"
    assert desk.get("/admin/files/originals/none.jpg").status_code == 404
    client.logout()
    assert client.get(photo.original.url).status_code == 302


def test_two_files_never_get_the_same_name(address, asked):
    names = {default_storage.save("masters/2026/master.jpg", ContentFile(b"x")) for _ in range(5)}

    assert len(names) == 5
    assert set(asked) == {"PutObject"}
    long = default_storage.save(f"originals/{'x' * 300}.jpeg", ContentFile(b"x"), max_length=100)
    assert len(long) <= 100
    assert long.endswith(".jpeg")


# Reading


def test_a_file_is_read_as_it_comes_and_anywhere(address, asked):
    data = bytes(range(256)) * 4096  # a megabyte
    default_storage.store_as("originals/a.bin", ContentFile(data))
    asked.clear()

    with default_storage.open("originals/a.bin") as file:
        assert file.size == len(data)
        assert (file.seek(0, io.SEEK_END), file.seek(0)) == (len(data), 0)
        assert b"".join(iter(lambda: file.read(100_000), b"")) == data
        assert asked == ["GetObject"]
        file.seek(700_001)
        assert file.read(5) == data[700_001:700_006]
        assert len(asked) == 2
        file.seek(len(data))
        assert file.read() == b""


def test_an_answer_that_breaks_off_is_taken_up_again(address, monkeypatch):
    from botocore.exceptions import ResponseStreamingError

    data = bytes(range(256)) * 1024
    default_storage.store_as("originals/a.bin", ContentFile(data))
    with default_storage.open("originals/a.bin") as file:
        assert file.read(70_000) == data[:70_000]
        stream = file.file.raw

        def broken(buffer):
            raise ResponseStreamingError(error="reset")

        monkeypatch.setattr(stream.body, "readinto", broken)
        assert file.read() == data[70_000:]


def test_a_file_that_became_another_is_not_joined_to_it(address):
    default_storage.store_as("originals/a.bin", ContentFile(b"a" * 300_000))
    with default_storage.open("originals/a.bin") as file:
        file.read(10)
        default_storage.store_as("originals/a.bin", ContentFile(b"b" * 300_000))
        file.file.raw.let_go()

        with pytest.raises(BucketError, match="PreconditionFailed"):
            file.read()


def test_what_is_not_there_is_not_found(address):
    for ask in (default_storage.open, default_storage.size, default_storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            ask("originals/none.jpg")
    assert not default_storage.exists("originals/none.jpg")
    default_storage.delete("originals/none.jpg")
    assert default_storage.listdir("originals") == ([], [])


# A bucket that does not answer


def test_pages_do_not_wait_for_a_silent_bucket(client, db, silent):
    assert client.get("/").status_code == 200
    assert client.get("/sessions/").status_code == 200

    with pytest.raises(BlockingIOError):
        silent.accept()


def test_a_picture_of_a_silent_bucket_is_drawn_for_now(client, db, silent):
    photo = Photo.objects.public().select_related("release").first()
    path = path_of(photo)
    began = time.monotonic()

    response = client.get(path)

    assert time.monotonic() - began < 20  # boto3 itself waits for minutes
    assert response.status_code == 503
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "no-store"
    assert response["Retry-After"]
    for other in ("/favicon.ico", "/media/" + photo_share(client)):
        assert client.get(other).status_code == 503


def photo_share(client):
    head = client.get("/").content.decode()
    return head.split('property="og:image" content="', 1)[1].split('"', 1)[0].split("/media/")[1]


def test_after_one_who_waited_in_vain_nobody_waits(silent, monkeypatch):
    storage = storages["renditions"]
    with pytest.raises(BucketError):
        storage.open("r/a.jpg")
    began = time.monotonic()

    for _ in range(20):
        with pytest.raises(BucketError, match="does not answer"):
            storage.open("r/a.jpg")
        with pytest.raises(BucketError):
            default_storage.exists("originals/a.jpg")

    assert time.monotonic() - began < 5  # and not two thirds of a second each


def test_one_tries_again_after_a_while_and_then_all_do(address, monkeypatch):
    storage = storages["renditions"]
    storage.store_as("r/a.jpg", ContentFile(b"x"))
    patience = storage.patience[address.endpoint]
    patience.heard(is_silent=True)
    with pytest.raises(BucketError):
        storage.open("r/a.jpg")

    patience.again_at = time.monotonic() - 1
    with patience.waited(is_long=False), pytest.raises(BucketError):  # the first one tries
        storage.open("r/a.jpg")
    patience.again_at = time.monotonic() - 1
    assert storage.open("r/a.jpg").read() == b"x"

    assert storage.open("r/a.jpg").read() == b"x"


def test_some_threads_never_wait_for_a_bucket_that_falls_silent(silent, monkeypatch):
    """A page of forty pictures asks for all of them at once, before anybody has waited in vain."""
    monkeypatch.setattr(bucket_files.PictureBucket, "read_s", 20)
    settled, stop = [], threading.Event()
    storage = storages["renditions"]

    def ask():
        with pytest.raises(BucketError):
            storage.open("r/a.jpg")
        settled.append(time.monotonic())

    began = time.monotonic()
    threads = [threading.Thread(target=ask, daemon=True) for _ in range(40)]
    for thread in threads:
        thread.start()
    while len(settled) < 40 - bucket_patience.MOST_WAITING:
        assert time.monotonic() - began < 15  # sooner than anybody has waited in vain
        stop.wait(0.01)

    assert web_server.threads > bucket_patience.MOST_WAITING


def test_an_upload_that_cannot_be_stored_is_refused_in_words(desk, silent):
    before = Photo.objects.count()

    result = upload(desk)

    assert result["state"] == "refused"
    assert "does not answer, so nothing of this file was kept" in result["html"]
    assert Photo.objects.count() == before


def test_an_upload_whose_master_is_not_stored_leaves_no_original(
    desk, address, client_of_bucket, monkeypatch
):
    save = bucket_files.PrivateBucket._save

    def half(self, name, content):
        if name.startswith("masters/"):
            raise BucketError("the bucket is away")
        return save(self, name, content)

    monkeypatch.setattr(bucket_files.PrivateBucket, "_save", half)

    assert upload(desk)["state"] == "refused"

    assert keys(client_of_bucket, address) == []


def test_the_database_is_not_held_while_a_file_is_stored(desk, address, monkeypatch):
    """Or nobody could send an inquiry while a slow bucket takes sixty megabytes."""
    from django.db import connection

    save, depths = bucket_files.PrivateBucket._save, []

    def noting(self, name, content):
        depths.append(len(connection.savepoint_ids))
        return save(self, name, content)

    monkeypatch.setattr(bucket_files.PrivateBucket, "_save", noting)
    outside = len(connection.savepoint_ids)

    assert upload(desk)["state"] == "in"

    assert depths == [outside, outside]


def test_a_form_with_a_file_says_that_nothing_was_saved(desk, silent, monkeypatch):
    began = []
    monkeypatch.setattr("django.contrib.admin.options.transaction.atomic", began.append)
    form = {"sitter": "Ann", "scope": "website", "signed_on": "2026-01-02"}
    form["document"] = SimpleUploadedFile("ann.pdf", b"signed")
    desk.raise_request_exception = False

    response = desk.post(reverse("admin:photo_sessions_release_add"), form)

    assert response.status_code == 503
    assert "Nothing was stored" in response.content.decode()
    assert not Release.objects.filter(sitter="Ann").exists()
    assert began == []  # no other writer waits for it meanwhile


def test_a_release_is_withdrawn_all_the_same(
    desk, make_photo, settings, monkeypatch, django_capture_on_commit_callbacks
):
    release = Release.objects.create(sitter="Ann", signed_on=timezone.localdate())
    photo = make_photo(release=release)
    monkeypatch.setattr(bucket_files.BucketStorage, "patience", {})
    use(settings, bucket_address.parsed("s3+http://key:sec%2Fret@127.0.0.1:9/studio"))

    with django_capture_on_commit_callbacks(execute=True):
        page = desk.post(reverse("admin:photo_sessions_release_withdraw", args=[release.pk]))

    assert page.status_code == 302
    desk.logout()
    assert desk.get(path_of(photo)).status_code == 410


def test_files_that_cannot_be_removed_are_removed_later(
    make_photo, address, client_of_bucket, monkeypatch, django_capture_on_commit_callbacks
):
    photo = make_photo()

    def away(self, name):
        raise BucketError("the bucket is away")

    with monkeypatch.context() as patch:
        patch.setattr(bucket_files.BucketStorage, "delete", away)
        patch.setattr(bucket_files.BucketStorage, "listdir", away)
        with django_capture_on_commit_callbacks(execute=True):
            photo.delete()
    job = DBTaskResult.objects.get(task_path=tasks.remove_private_files.module_path)
    assert job.run_after > timezone.now() + timedelta(minutes=10)
    assert address.path(photo.original.name) in keys(client_of_bucket, address)

    tasks.remove_private_files.call(*job.args_kwargs["args"])

    assert keys(client_of_bucket, address) == []


# Health and the start


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
    assert SECRET not in answer["words"]


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


# Moving


@pytest.fixture
def moved(filled, server, tmp_path):
    """Return a copy of the small site whose variables name an empty bucket, and the bucket."""
    site = filled.copy_to(tmp_path / "moving")
    url = f"s3+http://key:sec%2Fret@{server}/moving/{tmp_path.name}"
    site.variables["STORAGE_URL"] = url
    address = bucket_address.parsed(url)
    return site, address, bucket_server.make(address)


def in_bucket(client, address):
    rows = client.list_objects_v2(Bucket=address.name, Prefix=f"{address.prefix}/")
    return {
        row["Key"].removeprefix(f"{address.prefix}/"): client.get_object(
            Bucket=address.name, Key=row["Key"]
        )["Body"].read()
        for row in rows.get("Contents", [])
    }


def test_photographs_move_into_the_bucket_and_back(filled, moved):
    site, address, client = moved

    words = site.manage("copy_photographs", "--to", "bucket")

    assert "7 files copied, 0 were there already." in words
    assert in_bucket(client, address) == filled.files()
    assert site.files() == filled.files()  # nothing is removed where it came from
    for path in (site.folder / "media").rglob("*.*"):
        path.unlink()
    again = site.manage("copy_photographs", "--to", "bucket")
    assert "0 files copied, 7 were there already." in again
    assert "Missing" not in again

    words = site.manage("copy_photographs", "--to", "folder")

    assert "7 files copied" in words
    assert site.files() == filled.files()
    modes = {path.stat().st_mode & 0o777 for path in (site.folder / "media").rglob("*.*")}
    assert modes == {0o600}


def test_what_is_half_there_is_copied_and_what_is_lost_is_said(filled, moved):
    site, address, client = moved
    name, lost = sorted(filled.files())[:2]
    client.put_object(Bucket=address.name, Key=address.path(name), Body=b"ha")
    (site.folder / "media" / lost).unlink()

    words = site.manage("copy_photographs", "--to", "bucket")

    assert f"Missing where it should come from: {lost}" in words
    expected = filled.files()
    del expected[lost]
    assert in_bucket(client, address) == expected


def test_without_a_bucket_there_is_nowhere_to_copy_to(settings):
    settings.PHOTO_BUCKET = None

    with pytest.raises(BackupError, match="set STORAGE_URL"):
        copying.into_bucket()


def test_a_backup_of_a_folder_becomes_a_site_with_a_bucket_and_back(
    filled, backed_up, server, tmp_path
):
    there = Site(tmp_path / "there")
    url = f"s3+http://key:sec%2Fret@{server}/restored/there"
    there.variables["STORAGE_URL"] = url
    address = bucket_address.parsed(url)
    client = bucket_server.make(address)

    words = there.manage("restore", str(backed_up), "--yes")

    assert "7 files, each compared with the backup" in words
    assert in_bucket(client, address) == filled.files()
    assert there.files() == {}
    assert there.content() == filled.content()

    backup = there.backup()
    back = Site(tmp_path / "back")
    back.manage("restore", str(backup), "--yes")

    assert back.files() == filled.files()
    assert back.content() == filled.content()


def test_a_restore_that_fails_takes_its_files_out_of_the_bucket_again(backed_up, server, tmp_path):
    there = Site(tmp_path / "there")
    url = f"s3+http://key:sec%2Fret@{server}/restored/failing"
    there.variables["STORAGE_URL"] = url
    address = bucket_address.parsed(url)
    client = bucket_server.make(address)
    client.put_object(Bucket="restored", Key=address.path(a_name(backed_up)), Body=b"another")

    words = there.manage("restore", str(backed_up), "--yes", fails=True)

    assert "is not in the storage as it was in the backup" in words
    assert set(in_bucket(client, address)) == {a_name(backed_up)}


def a_name(backup):
    """Return the last file in a backup."""
    import zipfile

    with zipfile.ZipFile(backup) as archive:
        names = [name for name in archive.namelist() if name.startswith("files/")]
    return names[-1].removeprefix("files/")


def test_a_backup_of_a_silent_bucket_fails_and_keeps_nothing(filled, tmp_path):
    """Rather than to be a good one, in which every photograph is missing."""
    site = filled.copy_to(tmp_path / "site")
    site.variables["STORAGE_URL"] = "s3+http://key:sec%2Fret@127.0.0.1:9/studio"

    words = site.manage("backup", fails=True)

    assert "There is no backup: the bucket 127.0.0.1:9/studio" in words
    assert "Traceback" not in words
    assert "sec" not in words.replace("seconds", "")
    assert site.backups() == []


def test_an_export_holds_the_photographs_of_the_bucket(filled, moved, tmp_path):
    site, _, _ = moved
    site.manage("copy_photographs", "--to", "bucket")

    site.manage("export", str(tmp_path / "export"))

    photographs = sorted((tmp_path / "export" / "photos").glob("*.jpg"))
    assert [path.read_bytes() for path in photographs] == [b"original %d" % n for n in range(3)]


# Before the site


def nginx_server(folder, site):
    """Return (command, server): nginx with the two configurations that come with the project."""
    nginx, port = need("nginx", "nginx-light"), free_port()
    for name in ("nginx-site.conf", "nginx-pictures.conf"):
        text = (project.BASE_DIR / "deploy" / name).read_text()
        without_brotli = text.replace("  brotli_static on;", "").replace("/srv/studio", str(folder))
        (folder / name).write_text(without_brotli)
    (folder / "page-files").mkdir()
    (folder / "page-files" / "headers.nginx").touch()
    (folder / "nginx.conf").write_text(f"""
        daemon off; pid {folder}/pid; error_log {folder}/error.log; user root;
        events {{ worker_connections 256; }}
        http {{
          access_log off;
          client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
          fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
          proxy_cache_path {folder}/kept keys_zone=pictures:1m;
          upstream studio {{ server 127.0.0.1:{site.port}; }}
          server {{
            listen 127.0.0.1:{port};
            include {folder}/nginx-site.conf; include {folder}/nginx-pictures.conf;
          }}
        }}""")
    return [nginx, "-c", f"{folder}/nginx.conf", "-p", str(folder)], Server(port)


@pytest.fixture(scope="module")
def copied(tmp_path_factory, django_db_setup, django_db_blocker):
    """A folder with a copy of the tests’ database, made before a test begins a transaction."""
    folder = tmp_path_factory.mktemp("site") / "data"
    with django_db_blocker.unblock():
        copy_database(folder)
    return folder


def test_nginx_keeps_pictures_and_asks_the_site_nothing(copied, db, server, tmp_path):
    url = f"s3+http://key:sec%2Fret@{server}/before"
    data, front = copied, tmp_path / "front"
    front.mkdir()
    address = bucket_address.parsed(url).below(str(data).strip("/"))  # as server_settings.py does
    bucket_server.make(address)
    storage = bucket_files.PrivateBucket(address, "/")
    photo = Photo.objects.public().first()
    with default_storage.open(photo.master.name) as master:
        storage.store_as(photo.master.name, master)
    running_there = running_site(data, workers=1, STORAGE_URL=url)
    with running_there as site:
        command, nginx = nginx_server(front, site)
        with running(command, nginx):
            status, headers, body = nginx.get(path_of(photo))
            storage.delete_all([photo.master.name, path_of(photo)[7:]])
            again, _, same = nginx.get(path_of(photo))
            without = site.get(path_of(photo))[0]
            known = nginx.get(path_of(photo), if_none_match=headers["etag"])[0]

    assert (status, again, without, known) == (200, 200, 404, 304)
    assert headers["cache-control"] == media.FOREVER
    assert same == body


# Two machines


def test_two_machines_that_make_the_same_picture_do_no_harm(
    make_photo, address, client_of_bucket, monkeypatch
):
    """Locks are of one machine: without them, both make it, and the same comes out."""
    from contextlib import nullcontext

    from sessions import cachefile_backend

    monkeypatch.setattr(cachefile_backend, "made_once", lambda name: nullcontext())
    photo = make_photo()
    monkeypatch.setattr(bucket_files.BucketStorage, "exists", lambda self, name: False)
    made = []

    def make():
        file = renditions.rendition(photo, "whole", 320, "JPEG")
        file.generate()
        made.append(file.storage.open(file.name).read())

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 2
    assert made[0] == made[1]


def test_a_folder_stays_what_it_was(settings):
    use(settings, None)

    assert isinstance(default_storage, PrivateFiles)
    assert type(storages["renditions"]) is FileSystemStorage
    assert BucketError("x").errno == errno.EIO
