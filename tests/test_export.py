"""The export: everything, in words, for people and for other software."""

import csv
import io
import json
import re
import types
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from pages.models import Page
from sessions.models import Inquiry, Package, Photo
from studio import exporting
from studio.backups import BackupError, room, snapshot
from studio.models import Mail
from studio.signing_in import passwords


@pytest.fixture
def exported(db, make_inquiry, make_photo, tmp_path):
    """Return a function that makes an export and gives its folder."""

    def exported():
        exporting.to_folder(tmp_path / "export")
        return tmp_path / "export"

    return exported


def read(folder, name):
    return json.loads((folder / "content" / f"{name}.json").read_text())


def table(folder, name):
    text = (folder / "tables" / f"{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_all_content_is_in_it_by_name_and_not_by_number(exported):
    folder = exported()

    packages = {row["name"]: row for row in read(folder, "packages")}
    assert len(packages) == Package.objects.count()
    hour = packages["The Headshot Hour"]
    assert hour["session_type"] == "Headshot"
    assert hour["price"] == "290.00"
    assert {"name": "Choosing with me at the end", "note": ""} in hour["inclusions"]
    pages = {row["slug"]: row for row in read(folder, "pages")}
    assert len(pages) == Page.objects.count()
    blocks = pages["headshot-vs-portrait"]["blocks"]
    assert blocks[0]["type"]
    assert any("chest" in json.dumps(block) for block in blocks)
    numbers = [
        name
        for part in (folder / "content").glob("*.json")
        for row in json.loads(part.read_text())
        for name in row
        if name == "id" or name.endswith("_id")
    ]
    assert numbers == []


def test_prices_are_those_of_the_site_once_the_next_ones_have_begun(exported, make_package):
    moment = timezone.now()
    package = make_package(name="The Hour", price=100)
    Package.objects.filter(pk=package.pk).update(
        price=290, next_price=350, next_price_at=moment - timedelta(days=30)
    )
    make_package(name="The Day", price=900, next_price=990, next_price_at=moment + timedelta(1))
    folder = exported()

    prices = [row for row in table(folder, "prices") if row["package"] in ("The Hour", "The Day")]
    assert [row["price"] for row in prices if row["package"] == "The Hour"] == ["350.00"]
    assert [row["price"] for row in prices if row["package"] == "The Day"] == ["900.00", "990.00"]
    [row] = [row for row in table(folder, "packages") if row["name"] == "The Hour"]
    assert (row["price"], row["next_price"], row["next_price_at"]) == ("350.00", "", "")
    [said] = [each for each in read(folder, "packages") if each["name"] == "The Hour"]
    assert (said["price"], said["next_price"]) == ("350.00", None)


def test_photographs_come_with_who_made_them_and_who_agreed(exported, make_photo):
    photo = make_photo(slug="grey-wall", creator="Lena", credit="Lena, Marsh", alt="A wall")
    folder = exported()

    said = json.loads((folder / "photos/grey-wall.json").read_text())
    assert said["creator"] == "Lena"
    assert said["credit"] == "Lena, Marsh"
    assert said["alt"] == "A wall"
    assert said["release_waiver"] == "A drawing"
    with photo.original.open() as file:
        assert (folder / "photos/grey-wall.jpg").read_bytes() == file.read()
    [row] = [row for row in table(folder, "photos") if row["slug"] == "grey-wall"]
    assert row["file"] == "grey-wall.jpg"
    assert len(table(folder, "photos")) == Photo.objects.count()


def test_inquiries_are_in_both_and_no_formula(exported, make_inquiry):
    make_inquiry(name="=SUM(A1)", message="Ünïcode – “quotes”\nand a line")
    folder = exported()

    [row] = [row for row in table(folder, "inquiries") if "SUM" in row["Name"]]
    assert row["Name"] == "'=SUM(A1)"
    assert row["Message"] == "Ünïcode – “quotes”\nand a line"
    [said] = [row for row in read(folder, "inquiries") if row["name"] == "=SUM(A1)"]
    assert said["state"] == "New"
    assert len(read(folder, "inquiries")) == Inquiry.objects.count()


def test_no_secret_is_in_it(exported, django_user_model):
    user = django_user_model.objects.create_user("lena", "lena@example.com", "grey-window-4")
    folder = exported()

    everything = "".join(path.read_text() for path in folder.rglob("*.json"))
    assert user.password not in everything
    [account] = read(folder, "accounts")
    assert account["username"] == "lena"


def test_no_link_to_a_new_password_is_in_it(exported, django_user_model):
    django_user_model.objects.create_superuser("eve", "eve@example.com", "grey-window-4")
    passwords.write_mails("eve@example.com", "https://studio.example")
    path = re.search(r"/admin/new-password/\S+/", Mail.objects.get().text)[0]

    folder = exported()

    written = [*folder.rglob("*.json"), *folder.rglob("*.csv"), *folder.rglob("*.txt")]
    assert [each for each in written if path in each.read_text()] == []
    [mail] = read(folder, "mails")
    assert mail["to"] == "eve@example.com"


def test_its_readme_names_every_file(exported):
    folder = exported()

    words = (folder / "README.txt").read_text()
    names = [path.name for path in folder.glob("*/*") if path.parent.name in ("content", "tables")]
    assert len(names) > 12
    assert [name for name in names if name not in words] == []


def test_a_folder_with_something_in_it_is_left_alone(db, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Ana")

    with pytest.raises(BackupError, match="is there already"):
        exporting.to_folder(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_one_that_fails_leaves_nothing(db, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "write_files", full)

    with pytest.raises(BackupError, match="No space left on device"):
        exporting.to_folder(tmp_path / "export")
    with pytest.raises(BackupError, match="No space left on device"):
        exporting.zipped(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["database", "photographs"])
def test_a_disk_that_is_too_full_for_it_is_not_filled(make_photo, tmp_path, monkeypatch, what):
    if what == "photographs" and settings.PHOTO_BUCKET:
        pytest.skip("A bucket is not asked how large its files are: that would take too long.")
    photo = make_photo()
    others = 100_000_000  # more than all else in here
    usage = types.SimpleNamespace(total=others, free=others // 20 + others)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda path: usage)
    exporting.zipped(tmp_path).unlink()

    if what == "database":
        monkeypatch.setattr(snapshot, "size", lambda connection: others + 1)
    else:
        monkeypatch.setattr(type(photo.original), "size", others + 1)

    words = f"There is no room for an export in {tmp_path}: it needs about"
    with pytest.raises(BackupError, match=words):
        exporting.zipped(tmp_path)
    with pytest.raises(BackupError, match=words):
        exporting.to_folder(tmp_path / "export")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_told_and_stops_nothing(exported, make_photo):
    photo = make_photo(slug="lost")
    photo.original.storage.delete(photo.original.name)

    folder = exported()

    assert photo.original.name in (folder / "README.txt").read_text()
    assert (folder / "photos/lost.json").exists()
    assert not (folder / "photos/lost.jpg").exists()


def test_as_one_file_it_holds_the_same(exported, tmp_path):
    folder = exported()

    path = exporting.zipped(tmp_path)

    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        names = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
        assert set(found.namelist()) == names
        assert json.loads(found.read("content/uses.json")) == read(folder, "uses")


# SQLite lets a connection with an open query write nothing once another one has written.
WHILE_OTHERS_WRITE = """
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from django.conf import settings
from sessions.models import Photo
from studio import exporting
from studio.backups import keeper
from studio.models import Backup, BackupKind

model = Photo.objects.first()
fields = {
    field.attname: getattr(model, field.attname)
    for field in Photo._meta.concrete_fields
    if not field.generated and field.name not in ("id", "slug")
}
Photo.objects.bulk_create(Photo(**fields, slug=f"copy-{number}") for number in range(150))
row = Backup.objects.create(kind=BackupKind.EXPORT)
keeper.TELL_S, note = 0, keeper.Told(row)

def told(*how_far):
    with closing(sqlite3.connect(settings.DATA_DIR / "db.sqlite3", timeout=20)) as other, other:
        other.execute("UPDATE photo_sessions_photo SET alt = 'A wall' WHERE slug = 'photo-0'")
    note(*how_far)

exporting.to_folder(Path(tempfile.mkdtemp()), told)
row.refresh_from_db()
print("Last:", row.words)
"""


def test_how_far_it_is_can_be_noted_while_others_write(site):
    said = site.run(WHILE_OTHERS_WRITE)

    assert said.strip() == "Last: Copying photographs and releases"
