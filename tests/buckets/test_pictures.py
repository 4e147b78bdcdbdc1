"""Pictures in a bucket: from the upload to the visitor, and away again."""

import io
import threading
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image

from pages import sharing
from sessions import making, media, removing, renditions, slimming, tasks
from sessions.models import Photo, Release, Slimming
from studio.models import Studio
from tests import bucket_server
from tests.test_renditions import is_made_early

from .conftest import keys, path_of, upload

bucket_files = bucket_server.needed()


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
        if is_made_early(name)
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
