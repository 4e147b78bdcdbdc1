"""The proof: a backup made while fifty write, restored on the other engine, compared row by row.

Every inquiry of the writers is one transaction with a mail, and every edit changes two tables to
the same number: a backup that is of one moment holds pairs alone.
"""

import json
import time
import zipfile

import pytest

from tests.sites import Site

pytestmark = pytest.mark.engine_free

PROCESSES, THREADS = 5, 10
WRITERS = """
import sys, threading, time, uuid
from pathlib import Path
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from sessions.models import Inquiry, Package, Photo
from studio.mailing import queue
from studio.models import MailKind, Studio

folder, process = Path({folder!r}), {process}
inquiries, photos, errors = [], [], []

def inquire(name):
    with transaction.atomic():
        inquiry = Inquiry.objects.create(
            name=name, email="ana@example.com", message="A picture, please – ✓",
            fingerprint=uuid.uuid4().hex * 2, chosen={{"guide": {{"reasons": [name]}}}},
        )
        inquiry.mails.add(queue(MailKind.NOTICE, "lena@example.com", name, "Good morning"))
    inquiries.append(name)

def edit(number):
    with transaction.atomic():
        Package.objects.filter(slug="the-hour").update(summary=str(number))
        Studio.objects.update(tagline=str(number))

def add_and_remove(name, before):
    photo = Photo(title=name, slug=name, width=10, height=10, digest=name, original_digest=name)
    photo.original.save(name + ".jpg", ContentFile(name.encode()), save=False)
    photo.master.save("master.jpg", ContentFile(name.encode()[::-1]), save=False)
    photo.save()
    if before:
        Photo.objects.get(slug=before).delete()

def write(thread):
    number, photo = 0, ""
    while not (folder / "stop").exists():
        number += 1
        try:
            if thread % 5:
                inquire(f"writer {{process}} {{thread}} {{number}}")
            elif thread == 0:
                name = f"photo-{{process}}-{{number}}"
                add_and_remove(name, photo)
                photo = name
            else:
                edit(1000 * process + number)
        except DatabaseError as error:  # not acknowledged
            errors.append(str(error))
        time.sleep(0.2)
    connection.close()

threads = [threading.Thread(target=write, args=[number]) for number in range({threads})]
for thread in threads:
    thread.start()
while not inquiries:
    time.sleep(0.05)
(folder / f"writing-{{process}}").touch()
while not (folder / "stop").exists():
    (folder / f"count-{{process}}.new").write_text(str(len(inquiries)))
    (folder / f"count-{{process}}.new").rename(folder / f"count-{{process}}")
    time.sleep(0.05)
for thread in threads:
    thread.join()
print(process, len(inquiries), "inquiries,", len(errors), "errors", set(errors))
"""


def acknowledged(folder):
    counts = [folder / f"count-{process}" for process in range(PROCESSES)]
    return sum(int(path.read_text()) for path in counts if path.exists())


def rows_of(backup, table):
    lines = backup.read(f"database/{table}.jsonl").decode().splitlines()
    columns = json.loads(lines[0])["columns"]
    return [dict(zip(columns, json.loads(line), strict=True)) for line in lines[1:]]


@pytest.mark.parametrize("engines", ["sqlite to postgresql", "postgresql to sqlite"])
def test_a_backup_under_fifty_writers_comes_up_on_the_other_engine(
    backed_up, filled, tmp_path, postgres, engines
):
    busy, other = Site(tmp_path / "busy"), Site(tmp_path / "other")
    if engines.startswith("sqlite"):
        busy = filled.copy_to(tmp_path / "busy")
        other.database_url = postgres()
    else:
        busy.database_url = postgres()
        busy.manage("restore", str(backed_up), "--yes")
    folder = tmp_path / "writers"
    folder.mkdir()
    codes = [
        WRITERS.format(folder=str(folder), process=process, threads=THREADS)
        for process in range(PROCESSES)
    ]
    writers = [busy.start(code) for code in codes]
    try:
        deadline = time.monotonic() + 120
        while len(list(folder.glob("writing-*"))) < PROCESSES:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        before = acknowledged(folder)
        words = busy.manage("backup")
        after = acknowledged(folder)
    finally:
        (folder / "stop").touch()
        codes = [writer.wait(120) for writer in writers]
    assert codes == [0] * PROCESSES
    [path] = busy.backups()

    other.manage("restore", str(path), "--yes", "--moving")

    # One moment: all that was acknowledged before, and pairs alone.
    assert "Missing" not in words
    with zipfile.ZipFile(path) as backup:
        inquiries = rows_of(backup, "photo_sessions_inquiry")
        mails = {row["id"]: row["subject"] for row in rows_of(backup, "studio_mail")}
        links = rows_of(backup, "photo_sessions_inquiry_mails")
        photos = rows_of(backup, "photo_sessions_photo")
        [studio] = rows_of(backup, "studio_studio")
        [package] = rows_of(backup, "photo_sessions_package")
        files = {
            n.removeprefix("files/"): backup.read(n) for n in backup.namelist() if "files/" in n
        }
    written = {row["id"]: row["name"] for row in inquiries if row["name"].startswith("writer")}
    assert before <= len(written)
    assert before < after
    linked = {row["inquiry_id"]: mails[row["mail_id"]] for row in links}
    assert {key: linked.get(key) for key in written} == written
    assert studio["tagline"] == package["summary"] != ""
    for row in photos:
        if row["slug"].startswith("photo-") and row["slug"].count("-") == 2:
            assert files[row["original"]] == row["slug"].encode()
            assert files[row["master"]] == row["slug"].encode()[::-1]

    # Row by row and file by file, read by the models of the site and not by what restores.
    content = other.content()
    assert len(content["photo_sessions_inquiry"]) == len(inquiries)
    with zipfile.ZipFile(path) as backup:
        for table, found in content.items():
            expected = rows_of(backup, table)
            assert len(found) == len(expected), table
            key = next(iter(expected[0])) if expected else None
            theirs = {json.loads(row)[key]: json.loads(row) for row in found}
            for row in expected:
                mine = theirs[row[key]]
                assert {n: plain(v) for n, v in row.items()} == {
                    n: plain(v) for n, v in mine.items()
                }
    named = {row[name] for row in photos for name in ("original", "master")}
    assert {name: files[name] for name in named} == {
        name: data for name, data in other.files().items() if not name.startswith("releases/")
    }


def plain_row(row):
    return {name: plain(value) for name, value in row.items()}


def plain(value):
    """Return a value as both ways of writing it down have it: moments in one form."""
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] in "T ":
        return value.replace(" ", "T")
    return value
