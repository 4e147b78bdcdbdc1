"""Making a backup: what is in it, what a full disk or a killed process leaves, what is kept."""

import hashlib
import json
import os
import signal
import subprocess
import time
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from studio.backups import keeping, surroundings
from tests.sites import ROOT

pytestmark = pytest.mark.engine_free


def parts(path):
    with zipfile.ZipFile(path) as backup:
        return {name: backup.read(name) for name in backup.namelist()}


def about(path):
    return json.loads(parts(path)["BACKUP.json"])


def test_a_backup_holds_every_file_every_row_and_the_version(filled, backed_up):
    found = parts(backed_up)
    said = json.loads(found["BACKUP.json"])

    files = {n.removeprefix("files/"): data for n, data in found.items() if n.startswith("files/")}
    assert files == filled.files()
    assert len(files) == 7
    assert said["rows"]["photo_sessions_photo"] == 3
    assert said["rows"]["pages_prose"] == 1
    assert "0001_initial" in said["migrations"]["photo_sessions"]
    assert said["software"] == "0.1.0"
    assert said["missing"] == {}
    assert "manage.py restore studio-" in found["README.txt"].decode()


def test_every_part_has_a_checksum(backed_up):
    found = parts(backed_up)
    lines = found.pop("CHECKSUMS.sha256").decode().splitlines()

    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items()
    }


def test_nobody_else_may_read_it(backed_up):
    assert backed_up.stat().st_mode & 0o077 == 0


def test_who_is_signed_in_is_not_in_it(filled, backed_up):
    assert "database/django_session.jsonl" not in parts(backed_up)


def test_settings_are_in_it_without_secrets(site):
    site.variables = {
        "SECRET_KEY": "such-a-secret-key-that-nobody-may-read-it-0123456789",
        "EMAIL_URL": "smtp+tls://lena:hunter2@mail.example.com:587",
        "ALLOWED_HOSTS": "marsh.example",
        "MAIL_FROM": "studio@marsh.example",
    }

    found = parts(site.backup())

    said = json.loads(found["settings.json"])
    assert said["EMAIL_URL"] == "smtp+tls://mail.example.com:587"
    assert said["ALLOWED_HOSTS"] == "marsh.example"
    everything = b"".join(data for name, data in found.items() if not name.startswith("files/"))
    assert b"hunter2" not in everything
    assert b"such-a-secret" not in everything


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "postgres://u:p@db.example:5432/studio?sslmode=require",
            "postgres://db.example:5432/studio",
        ),
        ("s3://key:sec%2Fret@s3.example/bucket/folder", "s3://s3.example/bucket/folder"),
        ("consolemail://", "consolemail://…"),
        ("https://abc@[broken", "(set)"),
    ],
)
def test_addresses_are_bared_of_secrets(address, said):
    assert surroundings.bare(address) == said


def test_a_file_that_the_site_lacks_is_reported_and_the_rest_is_there(site):
    lost = next(path for path in (site.folder / "media/masters").rglob("*.jpg"))
    lost.unlink()

    words = site.manage("backup")

    name = lost.relative_to(site.folder / "media").as_posix()
    assert f"Missing on the site itself: {name} is not there" in words
    found = parts(site.backups()[0])
    assert json.loads(found["BACKUP.json"])["missing"] == {name: "is not there"}
    assert sum(each.startswith("files/") for each in found) == 6


DELETED_MEANWHILE = """
import threading, time
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from sessions.models import Photo
from studio.backups import making

take, opened = making.Held.take, making.Held.open
rounds, threads, is_gone = [], [], []

def drop():
    Photo.objects.get(slug="photo-1").delete()
    connection.close()

def late(self, names, moment):
    if not rounds:  # the snapshot is there, the files are not held yet
        threads.append(threading.Thread(target=drop))
        threads[0].start()
        while Photo.objects.filter(slug="photo-1").exists():
            time.sleep(0.01)
    rounds.append(moment)
    return take(self, names, moment)

def later(self, name):
    threads[0].join()
    is_gone.append(not default_storage.exists(name))
    return opened(self, name)

making.Held.take, making.Held.open = late, later
made = making.make(settings.BACKUP_DIR)
print("rounds", len(rounds), "missing", made.missing, "gone", sum(is_gone))
"""


def test_what_is_deleted_while_a_backup_is_made_is_in_it_all_the_same(site):
    """Its row goes before its files are held; the files wait, and then they are held."""
    words = site.run(DELETED_MEANWHILE)

    assert "rounds 1 missing {} gone 2" in words
    found = parts(site.backups()[0])
    assert about(site.backups()[0])["rows"]["photo_sessions_photo"] == 3
    assert {name for name in found if name.startswith("files/releases")}
    originals = [data for name, data in found.items() if name.startswith("files/originals")]
    assert sorted(originals) == [b"original 0", b"original 1", b"original 2"]
    assert not list((site.folder / "media").glob(".held*"))


IN_A_BUCKET = """
import time
from contextlib import nullcontext
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from sessions.models import Photo
from studio.backups import making

def without_links(self):
    self.sizes, self.moments, self.linked, self.root = {{}}, {{}}, set(), None

making.Held.__init__, making.standing_still = without_links, nullcontext
copy, rounds = making.Backup.copy, []

def late(self, names):
    rounds.append(1)
    if len(rounds) == 1:
        {meanwhile}
    return copy(self, names)

making.Backup.copy = late
made = making.make(settings.BACKUP_DIR)
print("copied", len(rounds), "missing", made.missing)
"""
DELETED = 'Photo.objects.get(slug="photo-1").delete()'
ANOTHER = """
        photo = Photo.objects.get(slug="photo-1")
        photo.delete(); time.sleep(0.05)
        default_storage.save(photo.original.name, ContentFile(b"another picture"))
        Photo.objects.filter(slug="photo-0").update(original=photo.original.name)
"""


def test_without_links_a_newer_moment_is_taken_where_files_are_gone(site):
    words = site.run(IN_A_BUCKET.format(meanwhile=DELETED))

    assert "copied 2 missing {}" in words
    assert about(site.backups()[0])["rows"]["photo_sessions_photo"] == 2
    names = [name for name in parts(site.backups()[0]) if name.startswith("files/originals")]
    assert len(names) == 2


def test_a_file_that_took_the_name_of_another_is_not_mistaken_for_it(site):
    words = site.run(IN_A_BUCKET.format(meanwhile=ANOTHER))

    assert "copied 2 missing {}" in words
    found = parts(site.backups()[0])
    rows = [json.loads(row) for row in found["database/photo_sessions_photo.jsonl"].splitlines()]
    place = rows[0]["columns"].index("original")
    contents = sorted(found[f"files/{row[place]}"] for row in rows[1:])
    assert contents == [b"another picture", b"original 2"]


# Faults


def leftovers(folder):
    return [path.name for path in folder.iterdir()]


def small_disk(tmp_path, megabytes):
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("Only root mounts a small disk.")
    return folder


@pytest.fixture
def disk(tmp_path):
    folder = small_disk(tmp_path, 8)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_too_small_a_disk_is_seen_before_anything_is_written(site, disk):
    (disk / "other").write_bytes(bytes(7 * 1024 * 1024))

    words = site.manage("backup", "--to", str(disk), fails=True)

    assert "There is no room for a backup in" in words
    assert "it needs about" in words
    assert leftovers(disk) == ["other"]


def test_a_disk_that_fills_up_leaves_nothing_of_the_backup(site, disk):
    """Somebody else takes the room after it was looked at."""
    path = next((site.folder / "media/originals").rglob("*.jpg"))
    path.write_bytes(os.urandom(3 * 1024 * 1024))
    os.utime(path, (0, 0))
    fill = f"""
import pathlib
from studio.backups import making
copy = making.Backup.copy
def late(self, names):
    (pathlib.Path({str(disk)!r}) / "other").write_bytes(bytes(5 * 1024 * 1024))
    return copy(self, names)
making.Backup.copy = late
making.make({str(disk)!r})
"""

    words = site.run(fill, fails=True)

    assert "The backup could not be written" in words
    assert "No space left on device" in words
    assert leftovers(disk) == ["other"]


STOPPED = """
import pathlib, time
from studio.backups import archive
def stopped(self):
    pathlib.Path({flag!r}).touch()
    time.sleep(60)
archive.Writer.finish = stopped
from studio.backups import making
from django.conf import settings
making.make(settings.BACKUP_DIR)
"""


def test_a_killed_backup_counts_for_nothing_and_the_next_cleans_up(site, tmp_path):
    flag = tmp_path / "written"
    process = site.start(STOPPED.format(flag=str(flag)))
    deadline = time.monotonic() + 60
    while not flag.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    words = site.manage("backup", fails=True)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert "A backup is being made or restored already" in words
    assert site.backups() == []
    assert [name[:11] for name in leftovers(site.folder / "backups")] == ["unfinished-"]
    assert list((site.folder / "media").glob(".held*"))

    site.manage("backup")

    assert leftovers(site.folder / "backups") == [site.backups()[0].name]
    assert not list((site.folder / "media").glob(".held*"))


def test_an_empty_database_is_no_backup(empty):
    words = empty.manage("backup", fails=True)

    assert "There is nothing to back up" in words


def test_a_database_of_newer_software_is_not_backed_up(site):
    site.run(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('studio', '0999_to_come')"
    )

    words = site.manage("backup", fails=True)

    assert "belongs to newer software than this" in words
    assert "studio 0999_to_come" in words


def test_memory_does_not_grow_with_the_photographs(site):
    for path in (site.folder / "media/originals").rglob("*.jpg"):
        with path.open("wb") as file:
            file.truncate(200 * 1024 * 1024)
        os.utime(path, (0, 0))
    code = (
        "import resource\nfrom django.conf import settings\nfrom studio.backups import making\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "made = making.make(settings.BACKUP_DIR)\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print('MB', (after - before) // 1024, made.size // 2**20)"
    )

    words = site.run(code).split()

    grown, size = map(int, words[words.index("MB") + 1 :][:2])
    assert size >= 600
    assert grown < 60


# What is kept, and when


def moments(start, count, step):
    found = [start - step * number for number in range(count)]
    return {keeping.name(moment): moment for moment in found}


NOW = datetime(2026, 6, 17, 3, 0, tzinfo=UTC)


def test_daily_weekly_and_monthly_backups_are_kept():
    names = moments(NOW, 500, timedelta(days=1))

    kept = keeping.kept(names, NOW, 7, 4, 12)

    days = {(NOW - names[name]).days for name in kept}
    assert set(range(7)) <= days
    assert len(kept) == 7 + 2 + 10  # the others are among those already
    assert {names[name].strftime("%Y-%m") for name in kept} == {
        *(f"2026-{month:02}" for month in range(1, 7)),
        *(f"2025-{month:02}" for month in range(7, 13)),
    }


def test_all_of_the_last_two_days_are_kept():
    names = moments(NOW, 100, timedelta(hours=1))

    kept = keeping.kept(names, NOW, 1, 0, 0)

    assert len(kept) == 48


def test_the_newest_is_kept_however_old_it_is():
    names = moments(NOW - timedelta(days=900), 5, timedelta(days=1))

    assert keeping.kept(names, NOW, 0, 0, 0) == {keeping.name(NOW - timedelta(days=900))}


@pytest.mark.parametrize(
    ("hour", "succeeded", "tried", "due"),
    [
        (4, None, None, True),
        (4, 25, 25, True),  # last night’s was the last
        (4, 0.5, 0.5, False),
        (2, 20, 20, False),  # the night has not come yet
        (23, 30, 30, True),  # the machine was off at night
        (4, 30, 0.5, False),  # it failed half an hour ago
        (5, 30, 1.5, True),
    ],
)
def test_a_backup_is_due_once_a_night(hour, succeeded, tried, due):
    now = NOW.replace(hour=hour)

    def ago(hours):
        return hours and now - timedelta(hours=hours)

    born = now - timedelta(days=90)

    assert keeping.is_due(now, born, ago(succeeded), ago(tried)) is due


def test_a_site_that_was_just_set_up_is_left_alone():
    assert not keeping.is_due(NOW, NOW - timedelta(minutes=59), None, None)


def test_names_say_the_moment():
    name = keeping.name(NOW)

    assert keeping.moment_of(name) == NOW
    assert keeping.moment_of(name.replace(".zip", "-2.zip")) == NOW
    assert keeping.moment_of("studio-20261399-999999.zip") is None
    assert keeping.moment_of("holiday.zip") is None


def test_two_of_one_second_get_two_names(tmp_path):
    (tmp_path / keeping.name(NOW)).touch()

    assert keeping.free_path(tmp_path, NOW).name == "studio-20260617-030000-2.zip"


def test_the_version_is_that_of_the_project():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == surroundings.VERSION
