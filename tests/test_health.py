"""/healthz and /readyz: what they find, whom they tell."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from sessions.tasks import make_renditions
from studio import checks, health, static_files
from studio.models import Backup, BackupKind, BackupState

Usage = namedtuple("Usage", "total used free")
GB = 1024**3


@pytest.fixture(autouse=True)
def anew(monkeypatch):
    """Let each look be a look, on a disk with room."""
    monkeypatch.setattr(health, "KEPT_S", 0)
    monkeypatch.setattr(health.Kept, "findings", None)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Usage(100 * GB, 50 * GB, 50 * GB))


@pytest.fixture
def well(db):
    """A site with a backup of last night and no jobs that wait."""
    health.DBTaskResult.objects.all().delete()
    return Backup.objects.create(
        kind=BackupKind.SCHEDULED,
        state=BackupState.GOOD,
        began_at=timezone.now() - timedelta(hours=9),
    )


def ready(client, **extra):
    response = client.get(reverse("readyz"), **extra)
    return response.status_code, response.json()


def test_the_process_answers_without_a_database(client):
    response = client.get("/healthz")

    assert response.content == b"ok\n"
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize("allowed", ["www.example.com", ".example.com", "*"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_machines_need_not_know_the_name_of_the_site(client, well, settings, path, allowed):
    settings.ALLOWED_HOSTS = [allowed]

    for host in ("10.0.0.7:8000", "web", "localhost"):
        assert client.get(path, headers={"host": host}).status_code == 200
    assert allowed == "*" or client.get("/", headers={"host": "web"}).status_code == 400


def test_a_site_that_is_well_says_so_of_each_thing(client, well, settings):
    status, answer = ready(client)

    assert status == 200
    assert answer["status"] == "ready"
    looked_at = ["database", "storage", "static", "disk", "queue", "backup"]
    looked_at += ["cache"] if settings.CACHE_URL else []
    states = {name: check["state"] for name, check in answer["checks"].items()}
    assert states == dict.fromkeys(looked_at, "ok")
    assert answer["checks"]["disk"]["words"] == "50.0 GB are free."


def test_without_its_database_it_is_not_ready(client, well, monkeypatch):
    def gone(self):
        raise OperationalError("connection to server at 10.0.0.7 failed for user lena")

    with monkeypatch.context() as away:
        wrapper = "django.db.backends.base.base.BaseDatabaseWrapper"
        away.setattr(f"{wrapper}.cursor", gone)
        away.setattr(f"{wrapper}.close", lambda self: None)
        status, answer = ready(client)

    assert status == 503
    assert answer["status"] == "not ready"
    words = answer["checks"]["database"]["words"]
    assert words == "The database does not answer: OperationalError."


def test_where_nothing_can_be_stored_it_is_not_ready(client, well, monkeypatch):
    def read_only(name, content):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(default_storage, "save", read_only)

    status, answer = ready(client)

    assert status == 503
    words = answer["checks"]["storage"]["words"]
    assert words == "Photographs cannot be stored: Read-only file system."


def test_where_no_static_files_were_collected_it_is_not_ready(client, well, monkeypatch, tmp_path):
    """Every page would be an error there."""
    never = static_files.HashedFiles(location=tmp_path)
    monkeypatch.setattr(static_files, "staticfiles_storage", never)

    status, answer = ready(client)

    assert status == 503
    assert "`manage.py prepare`" in answer["checks"]["static"]["words"]
    assert [each.id for each in checks.static_files_are_there(None)] == ["studio.W046"]


def test_looking_leaves_nothing_in_the_storage(client, well):
    ready(client)

    assert not [name for name in default_storage.listdir("")[1] if name.startswith(".readyz")]


@pytest.mark.parametrize(
    ("free", "status", "state"), [(50 * 1024**2, 503, "failing"), (GB // 2, 200, "warning")]
)
def test_a_disk_that_fills_up_is_told_in_time(client, well, monkeypatch, free, status, state):
    usage = Usage(100 * GB, 100 * GB - free, free)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage)

    found, answer = ready(client)

    assert (found, answer["checks"]["disk"]["state"]) == (status, state)


def test_jobs_that_wait_for_long_are_a_warning(client, well):
    make_renditions.enqueue(1)
    health.DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=16))

    status, answer = ready(client)

    assert (status, answer["status"]) == (200, "ready, with warnings")
    words = answer["checks"]["queue"]["words"]
    assert "has waited for 16 minutes: the worker seems to have stopped" in words


def test_many_jobs_that_a_worker_is_at_are_no_trouble(client, well):
    for number in range(2):
        make_renditions.enqueue(number)
    rows = health.DBTaskResult.objects
    rows.update(enqueued_at=timezone.now() - timedelta(minutes=40))
    rows.filter(pk=rows.first().pk).update(status="RUNNING", started_at=timezone.now())

    status, answer = ready(client)

    assert (status, answer["checks"]["queue"]["state"]) == (200, "ok")


def test_an_old_backup_is_a_warning_and_no_reason_to_be_taken_out(client, well):
    well.began_at -= timedelta(days=2)
    well.save()

    status, answer = ready(client)
    strictly = client.get(reverse("readyz"), {"strict": "1"})

    assert status == 200
    assert answer["checks"]["backup"]["state"] == "warning"
    assert strictly.status_code == 503


def test_an_export_is_no_backup(client, well, monkeypatch):
    well.kind = BackupKind.EXPORT
    well.save()
    monkeypatch.setattr(health.keeper, "born", lambda: timezone.now() - timedelta(days=3))

    assert ready(client)[1]["checks"]["backup"]["words"] == "There is no backup."


def test_strangers_are_told_no_details(client, well):
    status, answer = ready(client, REMOTE_ADDR="203.0.113.9")

    assert (status, answer) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    "extra",
    [
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ],
)
def test_behind_a_proxy_all_the_world_is_not_this_machine(client, well, extra):
    assert "checks" not in ready(client, **extra)[1]


def test_behind_a_proxy_that_says_nothing_neither(client, well, settings):
    settings.BEHIND_PROXY = True

    assert "checks" not in ready(client)[1]


def test_named_addresses_are_told(client, well, settings):
    settings.HEALTH_FROM = ["203.0.113.0/24"]

    assert "checks" in ready(client, REMOTE_ADDR="203.0.113.9")[1]
    assert "checks" not in ready(client, REMOTE_ADDR="203.0.114.9")[1]


def test_the_staff_is_told(client, well, django_user_model):
    client.force_login(django_user_model.objects.create_user("lena", is_staff=True))

    assert "checks" in ready(client, REMOTE_ADDR="203.0.113.9")[1]


def test_one_look_serves_all_who_ask_within_seconds(client, well, monkeypatch):
    monkeypatch.setattr(health, "KEPT_S", 60)
    looks = []
    monkeypatch.setattr(health, "storage", lambda: looks.append(1) or health.Finding("ok", "Yes."))

    for _ in range(20):
        ready(client)

    assert len(looks) == 1


def test_machines_ask_without_https(client, well, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/about/").status_code == 301
