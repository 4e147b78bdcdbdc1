"""Bringing a site up from a backup: all of it, on any engine, or nothing."""

import hashlib
import json
import signal
import subprocess
import sys
import zipfile

import pytest

from studio.backups import tables
from tests.sites import ROOT, Site

pytestmark = pytest.mark.engine_free


def same_content(one, other):
    left, right = one.content(), other.content()
    assert left.keys() == right.keys()
    for table in left:
        assert left[table] == right[table], table
    assert one.files() == other.files()


READER = """
import sys, time
from django.db import connection
from studio.models import Studio
print(Studio.objects.get().name, flush=True)
for line in sys.stdin:
    print(Studio.objects.get().name, flush=True)
"""


def changed(path, target, change):
    """Write a backup whose parts were changed, with checksums that are right again."""
    with zipfile.ZipFile(path) as backup:
        found = {name: backup.read(name) for name in backup.namelist()}
    del found["CHECKSUMS.sha256"]
    change(found)
    sums = "".join(f"{hashlib.sha256(d).hexdigest()}  {name}\n" for name, d in found.items())
    with zipfile.ZipFile(target, "w") as backup:
        for name, data in found.items():
            backup.writestr(name, data)
        backup.writestr("CHECKSUMS.sha256", sums)
    return target


def test_an_empty_machine_becomes_the_site(filled, restored):
    assert "The site is back as it was" in restored.said
    assert "7 files" in restored.said
    same_content(filled, restored)
    modes = {path.stat().st_mode & 0o777 for path in (restored.folder / "media").rglob("*.*")}
    assert modes == {0o600}
    assert not list((restored.folder / "media").glob(".restoring*"))


def test_a_site_moves_to_postgresql_and_back(filled, backed_up, tmp_path, postgres):
    there = Site(tmp_path / "there", postgres())
    there.manage("restore", str(backed_up), "--yes", "--moving")
    same_content(filled, there)
    there.run(
        "from sessions.models import Aspect, Photo\n"
        "from studio.models import Mail\n"
        "Aspect.objects.create(name='Light')  # new rows get free numbers\n"
        "Photo.objects.first().save()\n"
        "assert Mail.objects.get().state == 'waiting'  # of a site that moves: they still go out"
    )

    back = Site(tmp_path / "back")
    back.manage("restore", str(there.backup()), "--yes")

    same_content(there, back)


SHARED_AND_DELETED = """
from datetime import timedelta
from django.utils import timezone
from sessions.models import Aspect, Package
from studio.models import PreviewLink
package = Package.objects.get()
package.pk, package.name, package.slug = None, "For a bride", "for-a-bride"
package.save()
in_a_month = timezone.now() + timedelta(days=30)
PreviewLink.objects.create(target=package, expires_at=in_a_month)
package.delete()
Aspect.objects.create(name="Light").delete()  # the only one
"""
NEXT = """
from sessions.models import Aspect, Package
from studio.models import PreviewLink
package = Package.objects.get()
package.pk, package.name, package.slug = None, "Another", "another"
package.save()
aspect = Aspect.objects.create(name="Light")
print(package.pk, aspect.pk, {link.target for link in PreviewLink.objects.all()})
package.delete()
aspect.delete()
"""


def test_no_record_gets_the_number_of_a_deleted_one(site, tmp_path, postgres):
    """Its preview links, old addresses and versions would be those of the new one."""
    site.run(SHARED_AND_DELETED)
    assert site.run(NEXT).split() == ["3", "2", "{None}"]

    for number, database_url in enumerate([postgres(), ""], start=1):
        there = Site(tmp_path / f"site-{number}", database_url)
        there.manage("restore", str(site.backup()), "--yes")
        assert there.run(NEXT).split() == [str(3 + number), str(2 + number), "{None}"]
        site = there


def test_a_backup_that_does_not_tell_which_numbers_were_given_out(backed_up, empty, tmp_path):
    def older(parts):
        said = json.loads(parts["BACKUP.json"])
        del said["given_out"]
        parts["BACKUP.json"] = json.dumps(said).encode()

    empty.manage("restore", str(changed(backed_up, tmp_path / "older.zip", older)), "--yes")

    assert empty.run(NEXT).split()[:2] == ["2", "1"]


def test_finished_pages_of_before_are_not_shown_again(filled, restored):
    lineage = "from studio.models import ContentVersion as V; print(V.objects.get().lineage)"
    assert restored.run(lineage) not in {"", filled.run(lineage)}

    restored.run(
        "from pages.models import Page\n"
        "from studio.models import ContentVersion\n"
        "before = ContentVersion.objects.get().number\n"
        "Page.objects.update(title='Another')\n"
        "assert ContentVersion.objects.get().number > before  # the triggers are there, too"
    )


def test_what_postgresql_does_not_store_is_replaced():
    value = {"note": "a\0b", "half": ["\ud83d", 1], "whole": "\U0001f4f7 é"}

    assert tables.fit(value, "sqlite") == value
    assert tables.fit(value, "postgresql") == {
        "note": "a\ufffdb",
        "half": ["\ufffd", 1],
        "whole": "\U0001f4f7 é",
    }


def test_a_row_that_the_engine_does_not_take_is_named(site, tmp_path, postgres):
    """SQLite does not look at the length of a text."""
    site.run("from sessions.models import Release; Release.objects.update(sitter='x' * 200)")
    there = Site(tmp_path / "there", postgres())

    words = there.manage("restore", str(site.backup()), "--yes", fails=True)

    assert "photo_sessions_release, row 1: value too long" in words
    assert "Nothing was changed" in words
    code = "from django.db import connection; print(connection.introspection.table_names())"
    assert there.run(code).strip() == "[]"
    assert there.files() == {}


def test_an_older_backup_is_loaded_as_it_was_and_brought_forward(empty, tmp_path):
    old = Site(tmp_path / "old")
    old.folder.mkdir()
    for target in ("auth", "contenttypes", "reversion", "django_tasks_database", "sessions"):
        old.manage("migrate", target, "--verbosity", "0")
    old.manage("migrate", "photo_sessions", "0004", "--verbosity", "0")
    old.run(
        "from django.db import connection\n"
        "names = 'INSERT INTO photo_sessions_aspect (name, position)'\n"
        "values = \"VALUES ('Light', 3), ('Shade', 4)\"\n"
        "connection.cursor().execute(f'{names} {values}')\n"
        "connection.cursor().execute('DELETE FROM photo_sessions_aspect WHERE position = 4')"
    )
    backup = old.backup()

    words = empty.manage("restore", str(backup), "--yes")

    assert "The site is back as it was" in words
    code = (
        "from sessions.models import Aspect, Inquiry\n"
        "aspect = Aspect.objects.get()\n"
        "print(aspect.name, aspect.position, aspect.updated_at is None, Inquiry.objects.count())"
    )
    assert empty.run(code).strip() == "Light 3 False 0"
    # SQLite makes the table anew for a later migration.
    assert empty.run(f"{code}\nprint(Aspect.objects.create(name='Lens').pk)").split()[-1] == "3"


def test_a_newer_backup_is_refused(backed_up, empty, tmp_path):
    def newer(parts):
        said = json.loads(parts["BACKUP.json"])
        said["migrations"]["studio"].append("0999_to_come")
        parts["BACKUP.json"] = json.dumps(said).encode()

    path = changed(backed_up, tmp_path / "newer.zip", newer)

    words = empty.manage("restore", str(path), "--yes", fails=True)

    assert "The backup belongs to newer software than this" in words
    assert "Nothing was changed" in words
    assert not (empty.folder / "db.sqlite3").exists()


def test_content_is_not_replaced_unless_told(backed_up, site):
    before = site.content()

    words = site.manage("restore", str(backed_up), "--yes", fails=True)

    assert "has content already" in words
    assert "--replace" in words
    assert site.content() == before


def test_what_is_replaced_is_backed_up_first_and_processes_see_the_new(filled, backed_up, site):
    site.run(
        "from studio.models import Studio; Studio.objects.update(name='Another')\n"
        "from sessions.models import Photo\n"
        "from django.core.files.base import ContentFile\n"
        "photo = Photo.objects.get(slug='photo-0')\n"
        "photo.original.save('another.jpg', ContentFile(b'another'), save=True)"
    )
    command = [sys.executable, "-c", site.code(READER)]
    reader = subprocess.Popen(
        command, cwd=ROOT, env=site.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert reader.stdout.readline() == "Another\n"

        words = site.manage("restore", str(backed_up), "--yes", "--replace")
        print(file=reader.stdin, flush=True)

        assert reader.stdout.readline() == "Marsh & Söhne\n"
    finally:
        reader.kill()
        reader.communicate()
    same_content(filled, site)
    former = site.backups()[0]
    assert f"What was there before is in {former}" in words
    with zipfile.ZipFile(former) as backup:
        assert b"Another" in backup.read("database/studio_studio.jsonl")
        [name] = [name for name in backup.namelist() if "another" in name]
        assert backup.read(name) == b"another"


@pytest.mark.parametrize("part", ["files/releases/mei.pdf", "database/pages_page.jsonl"])
def test_a_damaged_backup_is_refused(backed_up, empty, tmp_path, part):
    path = tmp_path / "damaged.zip"
    data = bytearray(backed_up.read_bytes())
    with zipfile.ZipFile(backed_up) as backup:
        info = backup.getinfo(part)
    extra = int.from_bytes(data[info.header_offset + 28 : info.header_offset + 30], "little")
    data[info.header_offset + 30 + len(part) + extra + 1] ^= 0xFF
    path.write_bytes(data)

    words = empty.manage("restore", str(path), "--yes", fails=True)

    assert f"The backup is damaged: {part}" in words
    assert not (empty.folder / "db.sqlite3").exists()


def test_a_backup_whose_end_is_missing_is_refused(backed_up, empty, tmp_path):
    path = tmp_path / "half.zip"
    path.write_bytes(backed_up.read_bytes()[:-1000])

    words = empty.manage("restore", str(path), "--yes", fails=True)

    assert "is no backup, or its end is missing" in words


@pytest.mark.parametrize("name", ["../../escaped", "/escaped", "originals/../../escaped"])
def test_no_file_leaves_the_folder(backed_up, empty, tmp_path, name):
    def with_file(parts):
        parts[f"files/{name}"] = b"out"

    path = changed(backed_up, tmp_path / "escaping.zip", with_file)

    words = empty.manage("restore", str(path), "--yes", fails=True)

    assert "names a file that is none of the site’s" in words
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_restore_that_fails_leaves_the_former_state(backed_up, filled, tmp_path, request, engine):
    """A row that refers to one that is not there: noticed after everything is loaded."""
    site = filled.copy_to(tmp_path / "site")
    if engine == "postgresql":
        site.database_url = request.getfixturevalue("postgres")()
        site.manage("migrate", "--verbosity", "0")
        site.run("from sessions.models import Aspect; Aspect.objects.create(name='Light')")
    before, files = site.content(), site.files()

    def orphan(parts):
        rows = parts["database/photo_sessions_release.jsonl"].splitlines()[:1]
        parts["database/photo_sessions_release.jsonl"] = b"\n".join(rows) + b"\n"

    path = changed(backed_up, tmp_path / "orphan.zip", orphan)

    words = site.manage("restore", str(path), "--yes", "--replace", "--discard", fails=True)

    assert "The restore failed" in words
    assert "Nothing was changed" in words
    assert site.content() == before
    assert site.files() == files
    assert not list((site.folder / "media").glob(".restoring*"))
    assert not list(site.folder.glob("*.restoring*"))


KILLED = """
import os, signal
from studio.backups import placing, restoring
{when} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
restoring.restore({path!r})
"""


def killed(site, when, path):
    process = site.start(KILLED.format(when=when, path=str(path)))
    assert process.wait(200) == -signal.SIGKILL


def test_killed_before_the_database_is_there_nothing_was_changed(backed_up, empty):
    killed(empty, "placing.Placing.seal", backed_up)

    assert not (empty.folder / "db.sqlite3").exists()
    assert empty.files() == {}


def test_killed_after_the_database_is_there_the_worker_finishes_it(filled, backed_up, empty):
    killed(empty, "placing.place", backed_up)
    assert empty.files() == {}

    empty.run("from studio.backups import keeper; keeper.finish_interrupted_restore()")

    same_content(filled, empty)
    assert not list((empty.folder / "media").glob(".restoring*"))


def test_mails_that_waited_are_not_sent_twice(restored):
    code = "from studio.models import Mail; m = Mail.objects.get(); print(m.state, m.last_error)"
    assert "On Today: 1 mail that was waiting" in restored.said
    assert restored.run(code).strip() == (
        "unknown The site was restored from a backup: this mail may have been sent since."
    )


def test_the_picture_files_are_made_again_by_jobs(restored):
    code = (
        "from django_tasks_db.models import DBTaskResult\n"
        "jobs = DBTaskResult.objects.ready().values_list('task_path', 'args_kwargs')\n"
        "print(sorted({(path.split('.')[-1], *row['args'][:1]) for path, row in jobs}))"
    )
    jobs = restored.run(code)
    for job in ["('describe_pictures',)", *(f"('make_renditions', {n})" for n in (1, 2, 3))]:
        assert job in jobs


def test_nobody_is_asked_where_nobody_is(backed_up, empty):
    result = subprocess.run(
        [sys.executable, "manage.py", "restore", str(backed_up)],
        cwd=ROOT, env=empty.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert result.returncode == 1
    assert "Give --yes" in result.stderr


def test_values_come_back_as_they_were():
    from datetime import UTC, date, datetime, timedelta
    from datetime import time as clock
    from decimal import Decimal
    from uuid import uuid4

    from django.db import models

    key = uuid4()
    cases = [
        (models.DateTimeField(), datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)),
        (models.DateField(), date(2026, 1, 2)),
        (models.TimeField(), clock(9, 30, 0, 5)),
        (models.DecimalField(), Decimal("290.50")),
        (models.UUIDField(), key),
        (models.DurationField(), timedelta(days=3, microseconds=7)),
        (models.BinaryField(), b"\0\xff"),
        (models.FloatField(), 0.1 + 0.2),
        (models.JSONField(), {"a": [1, 1.5, None, "\ud83d", True]}),
        (models.BooleanField(), True),
    ]
    for field, value in cases:
        [text] = json.loads(tables.line([value]))
        assert tables.value_of(field, text) == value
