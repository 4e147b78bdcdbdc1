"""Copies of backups in a bucket, against a server that speaks S3."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.backups import BackupError, buckets, keeping
from tests import bucket_server

bucket_server.needed()

pytestmark = pytest.mark.engine_free


@pytest.fixture(scope="module")
def server():
    with bucket_server.running() as place:
        yield place


@pytest.fixture
def bucket(server, settings):
    """Return boto3's view of an empty bucket; the site knows it by BACKUP_URL."""
    settings.BACKUP_URL = f"s3+http://key:sec%2Fret@{server}/studio/copies"
    import boto3

    there = boto3.resource(
        "s3",
        endpoint_url=f"http://{server}",
        aws_access_key_id="key",
        aws_secret_access_key="sec/ret",
        region_name="us-east-1",
    ).Bucket("studio")
    there.create()
    yield there
    there.objects.all().delete()
    there.delete()


def names(bucket):
    return {each.key for each in bucket.objects.all()}


def test_a_large_backup_arrives_whole(bucket, tmp_path):
    path = tmp_path / keeping.name(timezone.now())
    data = os.urandom(20 * 1024 * 1024)  # sent in several parts
    path.write_bytes(data)
    told = []

    where = buckets.copy(path, lambda *how_far: told.append(how_far))

    assert where.endswith("/studio/copies")
    assert "sec" not in where
    assert names(bucket) == {f"copies/{path.name}"}
    assert bucket.Object(f"copies/{path.name}").get()["Body"].read() == data
    assert told[-1] == ("Copying it to the bucket", len(data), len(data))


def test_old_ones_go_and_what_is_no_backup_stays(bucket):
    now = timezone.now()
    days = [keeping.name(now - timedelta(days=number)) for number in range(10)]
    for key in [*(f"copies/{name}" for name in days), "copies/studio-plan.pdf", f"other/{days[9]}"]:
        bucket.put_object(Key=key, Body=b"x")

    buckets.prune(lambda found: set(sorted(found, reverse=True)[:3]))

    kept = {f"copies/{name}" for name in days[:3]}
    assert names(bucket) == kept | {"copies/studio-plan.pdf", f"other/{days[9]}"}


@pytest.mark.parametrize("folder", ["", "/copies"])
def test_those_of_a_site_in_a_folder_below_stay(bucket, settings, folder):
    settings.BACKUP_URL = settings.BACKUP_URL.replace("/copies", folder)
    top = folder.strip("/") + "/" if folder else ""
    name = keeping.name(timezone.now())
    for below in ("", "studio-north/", "north/"):
        bucket.put_object(Key=f"{top}{below}{name}", Body=b"x")
    seen = []

    buckets.prune(lambda found: set(seen.extend(found) or ()))

    assert seen == [name]
    assert names(bucket) == {f"{top}studio-north/{name}", f"{top}north/{name}"}


def test_a_bucket_that_is_not_there_is_said_without_secrets(server, settings, tmp_path):
    settings.BACKUP_URL = f"s3+http://key:sec%2Fret@{server}/nowhere"
    path = tmp_path / keeping.name(timezone.now())
    path.touch()

    with pytest.raises(BackupError, match="did not take the backup") as raised:
        buckets.copy(path, lambda *args: None)

    assert "sec" not in str(raised.value)


def test_a_server_that_does_not_answer_is_said(settings, tmp_path, monkeypatch):
    settings.BACKUP_URL = "s3+http://key:secret@127.0.0.1:9/studio"
    path = tmp_path / keeping.name(timezone.now())
    path.touch()
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    with pytest.raises(BackupError, match=r"The bucket 127\.0\.0\.1:9/studio did not take"):
        buckets.copy(path, lambda *args: None)
