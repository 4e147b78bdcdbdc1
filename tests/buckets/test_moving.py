"""Photographs, backups and exports on their way into a bucket and out of it."""

import pytest

from studio import bucket_address, copying
from studio.backups import BackupError
from tests import bucket_server
from tests.sites import Site

bucket_server.needed()


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
