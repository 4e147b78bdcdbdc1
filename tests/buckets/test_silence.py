"""A bucket that does not answer."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sessions import tasks
from sessions.models import Photo, Release
from studio import bucket_address, bucket_patience, web_server
from studio.bucket_address import BucketError
from tests import bucket_server

from .conftest import keys, path_of, upload, use

bucket_files = bucket_server.needed()


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
