"""Backups on the desk: how it stands with them, who may do what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio import desk_backups, owners
from studio.backups import keeper, keeping
from studio.models import Backup, BackupKind, BackupState

URL = "/admin/backups/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    return tmp_path


@pytest.fixture
def owner(client, db, django_user_model, folder):
    """Sign an owner in, on a site that is no longer young."""
    user = django_user_model.objects.create_user("lena", is_staff=True)
    user.groups.add(owners.sync_group())
    client.force_login(user)
    return client


@pytest.fixture
def technician(client, db, django_user_model, folder):
    client.force_login(django_user_model.objects.create_superuser("tech"))
    return client


@pytest.fixture(autouse=True)
def grown(monkeypatch):
    monkeypatch.setattr(keeper, "born", lambda: timezone.now() - timedelta(days=90))


def good(hours=5, **fields):
    began = timezone.now() - timedelta(hours=hours)
    return Backup.objects.create(
        **{
            "kind": BackupKind.SCHEDULED,
            "state": BackupState.GOOD,
            "created_at": began,
            "began_at": began,
            "name": keeping.name(began),
            "machine": "marsh-1",
            "size": 5_000_000,
            **fields,
        }
    )


def words(response):
    return " ".join(response.content.decode().split())


def readiness(client):
    page = client.get("/admin/")
    return [line.words for group in page.context["readiness"] for line in group.lines]


def test_the_page_says_when_how_large_where_and_checked(owner):
    backup = good(copied_to="s3.example.com/studio")

    said = words(owner.get(URL))

    assert "The last good backup was made" in said
    assert "4.8" in said
    assert f"{backup.name} on marsh-1" in said
    assert "s3.example.com/studio" in said
    assert "every part was read again" in said


def test_today_shows_the_last_one_and_warns_of_nothing(owner):
    good()

    said = words(owner.get("/admin/"))

    assert "The last good one:" in said
    assert [line for line in readiness(owner) if "backup" in line.lower()] == []


def test_an_old_one_is_a_warning(owner):
    good(hours=49)

    assert "The last good backup is from" in " ".join(readiness(owner))
    assert "That is more than two days ago." in words(owner.get(URL))


def test_none_at_all_is_a_warning(owner):
    assert "There is no backup of your site yet. Make one now." in readiness(owner)


def test_a_young_site_is_given_time(owner, monkeypatch):
    monkeypatch.setattr(keeper, "born", timezone.now)

    assert "the site is young" in words(owner.get(URL))
    assert [line for line in readiness(owner) if "backup" in line.lower()] == []


def test_one_that_failed_is_a_warning_until_the_next(owner):
    good(hours=30)
    good(hours=5, state=BackupState.FAILED, error="There is no room.", name="")
    assert any("failed: There is no room." in line for line in readiness(owner))
    assert "There is no room." in words(owner.get(URL))

    good(hours=1)
    assert [line for line in readiness(owner) if "failed" in line] == []


def test_a_copy_that_failed_and_files_that_are_missing_are_said(owner):
    good(copy_error="The bucket is away.", missing={"masters/2026/a.jpg": "is not there"})

    said = words(owner.get(URL))

    assert "The bucket is away." in said
    assert "masters/2026/a.jpg is not there." in said
    assert len([line for line in readiness(owner) if "last backup" in line]) == 2


def test_the_button_asks_for_one_and_its_progress_is_shown(owner):
    owner.post(reverse("admin:backup_make"))
    row = Backup.objects.get()
    assert (row.kind, row.state, row.asked_by.username) == ("by-hand", "waiting", "lena")
    assert "It begins in a few seconds" in words(owner.get(URL))

    Backup.objects.update(state="running", words="Copying photographs", done=30, total=120)
    said = words(owner.get(URL))
    assert "Copying photographs …" in said
    assert 'value="25"' in said
    assert "data-changing" in said
    assert "Make a backup now" not in said


def test_a_worker_that_does_not_come_is_said(owner):
    keeper.request(BackupKind.BY_HAND)
    Backup.objects.update(created_at=timezone.now() - timedelta(minutes=2))

    assert "the worker, which seems to have stopped" in words(owner.get(URL))


@pytest.mark.parametrize("name", ["backup_make", "export_make"])
def test_asking_is_a_post(owner, name):
    assert owner.get(reverse(f"admin:{name}")).status_code == 405


def test_only_technicians_fetch_a_backup(owner, technician, folder, client, django_user_model):
    path = folder / keeping.name(timezone.now())
    path.write_bytes(b"everything")
    url = reverse("admin:backup_fetch", args=[path.name])

    response = client.get(url)
    assert b"".join(response.streaming_content) == b"everything"
    assert response["Content-Length"] == "10"
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert path.name in words(client.get(URL))

    client.force_login(django_user_model.objects.get(username="lena"))
    assert client.get(url).status_code == 403
    assert path.name not in words(client.get(URL))


@pytest.mark.parametrize("name", ["holiday.zip", "studio-20261399-999999.zip"])
def test_nothing_but_backups_is_handed_out(technician, folder, name):
    (folder / name).touch()

    assert technician.get(f"/admin/backups/{name}").status_code == 404


def test_an_owner_fetches_the_export(owner, folder):
    url = reverse("admin:export_fetch")
    assert owner.get(url).status_code == 302

    owner.post(reverse("admin:export_make"))
    assert Backup.objects.get().kind == BackupKind.EXPORT
    (folder / keeper.EXPORTS).mkdir()
    (folder / keeper.EXPORTS / "export-20260617-030000.zip").write_bytes(b"all of it")

    assert b"".join(owner.get(url).streaming_content) == b"all of it"


def test_who_may_not_see_inquiries_gets_no_export(client, db, django_user_model, folder):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("ben", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_backup", "add_backup"]))
    client.force_login(user)

    assert "Make an export" not in words(client.get(URL))
    assert client.post(reverse("admin:export_make")).status_code == 403
    assert client.get(reverse("admin:export_fetch")).status_code == 403


def test_who_has_nothing_to_do_with_backups_sees_none(client, db, django_user_model, folder):
    client.force_login(django_user_model.objects.create_user("ben", is_staff=True))

    assert client.get(URL).status_code == 403
    assert client.post(reverse("admin:backup_make")).status_code == 403
    assert "The last good one" not in words(client.get("/admin/"))
    assert desk_backups.SHOWN
