"""What the worker does about backups: asks for the nightly one, makes what waits, keeps order."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from studio.backups import BackupError, buckets, keeper, keeping, making, room
from studio.models import Backup, BackupKind, BackupState


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_DIR.mkdir()
    return settings.BACKUP_DIR


@pytest.fixture
def made(folder, monkeypatch):
    """Let a backup be a small file, made at once; return those that were made."""
    made = []

    def make(folder, told):
        told("Copying photographs and releases", 5, 10)
        path = keeping.free_path(folder, timezone.now())
        path.write_bytes(b"backup")
        made.append(path)
        return making.Made(path, 6, 400, 7, {})

    monkeypatch.setattr(making, "make", make)
    return made


def old(days=90):
    return lambda: timezone.now() - timedelta(days=days)


def test_the_nightly_backup_is_asked_for_once(db, made, monkeypatch):
    monkeypatch.setattr(keeper, "born", old())

    for _ in range(3):
        keeper.ask_for_due_backup()
    keeper.work()
    keeper.ask_for_due_backup()

    [row] = Backup.objects.all()
    assert (row.kind, row.state) == (BackupKind.SCHEDULED, BackupState.GOOD)
    assert row.name == made[0].name
    assert row.size == 6
    assert row.machine


def test_none_is_asked_for_where_that_is_switched_off(db, made, monkeypatch, settings):
    monkeypatch.setattr(keeper, "born", old())
    settings.BACKUP_KEEP = "0"

    keeper.ask_for_due_backup()

    assert not Backup.objects.exists()


def test_one_that_fails_says_why_and_is_tried_again_after_an_hour(db, folder, monkeypatch, caplog):
    monkeypatch.setattr(keeper, "born", old())

    def full(folder, told):
        raise BackupError("There is no room.")

    monkeypatch.setattr(making, "make", full)

    keeper.ask_for_due_backup()
    keeper.work()
    keeper.ask_for_due_backup()

    [row] = Backup.objects.all()
    assert (row.state, row.error) == (BackupState.FAILED, "There is no room.")
    assert "There is no room." in caplog.text

    Backup.objects.update(created_at=timezone.now() - timedelta(hours=2))
    keeper.ask_for_due_backup()
    assert Backup.objects.unfinished().count() == 1


def test_a_mistake_of_the_software_is_a_failure_and_not_an_end(db, folder, monkeypatch):
    monkeypatch.setattr(making, "make", lambda folder, told: 1 / 0)
    keeper.request(BackupKind.BY_HAND)

    keeper.work()

    assert "made a mistake" in Backup.objects.get().error


def test_asking_twice_is_one_backup(db, folder, django_user_model):
    lena = django_user_model.objects.create_user("lena")

    first, second = (keeper.request(BackupKind.BY_HAND, lena) for _ in range(2))

    assert first == second
    assert first.asked_by == lena


def test_one_of_two_workers_makes_it(db, made):
    row = keeper.request(BackupKind.BY_HAND)

    assert [bool(keeper.claim(row)) for _ in range(2)] == [True, False]


def test_one_whose_worker_was_killed_is_said_to_have_failed(db, made):
    row = keeper.request(BackupKind.BY_HAND)
    keeper.claim(row)
    keeper.work()
    assert Backup.objects.get().state == BackupState.RUNNING

    Backup.objects.update(heard_of_at=timezone.now() - timedelta(minutes=4))
    keeper.work()

    row.refresh_from_db()
    assert row.state == BackupState.FAILED
    assert "worker ended" in row.error


def test_how_far_it_is_is_noted(db, folder):
    row = keeper.request(BackupKind.BY_HAND)
    told = keeper.Told(row)

    told("Copying", 50, 200)
    told("Copying", 60, 200)  # too soon to be worth a row

    row.refresh_from_db()
    assert (row.words, row.done, row.percent) == ("Copying", 50, 25)


def backup_of(folder, **ago):
    path = folder / keeping.name(timezone.now() - timedelta(**ago))
    path.write_bytes(b"x" * 10)
    return path


def test_old_backups_go_once_a_new_one_is_there(db, made, folder, settings):
    settings.BACKUP_KEEP = "3,0,0"
    paths = [backup_of(folder, days=days) for days in (3, 4, 5, 6)]
    other = folder / "holiday.zip"
    other.touch()
    keeper.request(BackupKind.SCHEDULED)

    keeper.work()

    left = {path.name for path in folder.iterdir()}
    assert left == {made[0].name, paths[0].name, paths[1].name, other.name}


def test_a_failed_backup_removes_none(db, folder, monkeypatch):
    def full(folder, told):
        raise BackupError("There is no room.")

    monkeypatch.setattr(making, "make", full)
    paths = [backup_of(folder, days=days) for days in range(200, 210)]
    keeper.request(BackupKind.SCHEDULED)

    keeper.work()

    assert all(path.exists() for path in paths)


def test_room_is_made_by_the_oldest_but_never_the_last_two(db, folder, monkeypatch):
    paths = [backup_of(folder, days=days) for days in range(10, 15)]
    calls = []

    def make(folder, told):
        calls.append(1)
        if len(calls) == 1:
            raise room.NoRoom(needed=100, free=85, folder=folder)
        path = folder / keeping.name(timezone.now())
        path.touch()
        return making.Made(path, 0, 1, 1, {})

    monkeypatch.setattr(making, "make", make)
    keeper.make_backup(lambda *args: None)
    assert [path.exists() for path in paths] == [True, True, True, False, False]

    keeper.make_room(room.NoRoom(needed=20, free=0, folder=folder))
    assert len(keeping.found(folder)) == keeper.FEWEST


@pytest.mark.parametrize(("needed", "free"), [(10_000, 0), (180, 0), (15, -170)])
def test_no_backup_goes_where_that_would_not_make_enough_room(folder, needed, free):
    paths = [backup_of(folder, days=days) for days in range(10, 27)]

    with pytest.raises(room.NoRoom):
        keeper.make_room(room.NoRoom(needed, free, folder))

    assert all(path.exists() for path in paths)


def test_exports_are_kept_for_two_days(db, folder):
    exports = folder / keeper.EXPORTS
    exports.mkdir()
    for name, hours in (("export-1.zip", 49), ("export-2.zip", 47)):
        (exports / name).touch()
        moment = time.time() - hours * 3600
        os.utime(exports / name, (moment, moment))

    keeper.remove_old_exports()

    assert [path.name for path in exports.iterdir()] == ["export-2.zip"]


# In a bucket


def test_a_backup_is_copied_and_the_row_says_where(db, made, settings, monkeypatch):
    settings.BACKUP_URL = "s3://key:secret@host/bucket"
    monkeypatch.setattr(buckets, "copy", lambda path, told: "host/bucket")
    monkeypatch.setattr(buckets, "prune", lambda kept: None)
    keeper.request(BackupKind.SCHEDULED)

    keeper.work()

    assert Backup.objects.get().copied_to == "host/bucket"


def test_a_bucket_that_is_away_leaves_the_backup_good_and_is_said(db, made, settings, monkeypatch):
    settings.BACKUP_URL = "s3://key:secret@host/bucket"

    def away(*args):
        raise BackupError("The bucket did not take it.")

    monkeypatch.setattr(buckets, "copy", away)
    monkeypatch.setattr(buckets, "prune", away)
    keeper.request(BackupKind.SCHEDULED)

    keeper.work()

    row = Backup.objects.get()
    assert row.state == BackupState.GOOD
    assert row.copy_error == "The bucket did not take it."


def test_a_backup_that_has_no_copy_gets_one_later(db, made, settings, monkeypatch):
    settings.BACKUP_URL = "s3://key:secret@host/bucket"
    monkeypatch.setattr(buckets, "prune", lambda kept: None)
    monkeypatch.setattr(keeper, "COPIED_AGAIN", timedelta(0))
    answers = [BackupError("It is away."), BackupError("It is still away."), "host/bucket"]
    copied = []

    def copy(path, told):
        copied.append(path.name)
        if isinstance(answer := answers.pop(0), BackupError):
            raise answer
        return answer

    monkeypatch.setattr(buckets, "copy", copy)
    keeper.request(BackupKind.SCHEDULED)

    for _ in range(4):  # made, tried in vain, copied, and left in peace
        keeper.work()

    row = Backup.objects.get()
    assert (row.copied_to, row.copy_error) == ("host/bucket", "")
    assert copied == [row.name] * 3


def test_an_address_of_a_bucket_says_all(settings):
    settings.BACKUP_URL = "s3://k%2Fey:sec%40ret@s3.example.com:9000/studio/copies/nightly/"

    found = buckets.bucket()

    assert found.endpoint == "https://s3.example.com:9000"
    assert (found.key, found.secret) == ("k/ey", "sec@ret")
    assert found.path("a.zip") == "copies/nightly/a.zip"
    assert str(found) == "s3.example.com:9000/studio/copies/nightly"


# By the real worker


@pytest.mark.parametrize("kind", ["by-hand", "export"])
def test_a_worker_makes_what_was_asked_for(site, kind):
    site.run(f"from studio.backups import keeper; keeper.request({kind!r})")
    worker = site.start(
        "from django.core.management import call_command\n"
        "from sessions import renditions, tasks\n"
        "renditions.make = renditions.sweep = lambda *args: None\n"
        "call_command('worker', startup_delay=False, verbosity=0)"
    )
    try:
        pattern = "studio-*.zip" if kind == "by-hand" else "exports/export-*.zip"
        deadline = time.monotonic() + 100
        while not list((site.folder / "backups").glob(pattern)):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        code = "from studio.models import Backup; print(Backup.objects.get().state)"
        while site.run(code).strip() != "good":
            assert time.monotonic() < deadline
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
    assert Path(site.folder / "backups").stat().st_mode & 0o077 == 0
