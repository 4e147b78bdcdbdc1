"""Everything of a site in files that people can read, and other software, too.

An app says in a module `exports`, which is found by its name, what it has:

    @exporting.content("packages", "The packages", lambda: Package.objects.all())
    def package(package): return exporting.fields(package)

    @exporting.table("packages", "The packages with their prices")
    def packages(): yield from rows, the first with the names of the columns

    @exporting.files("photos", "The photographs …")
    def photographs(): yield (name, a stored file or text) of each
"""

import csv
import io
import json
import os
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.db import connection, models
from django.utils import timezone

from .backups import BackupError, room, silent, snapshot
from .bucket_address import BucketError
from .models import Studio

CHUNK = 1024 * 1024
# With these at its start, a cell is a formula to spreadsheets: what strangers write must be none.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"  # else spreadsheets take UTF-8 for something older
CONTENT, TABLES, FILES = [], [], []
README = """Everything of the website of {site}, as it was on {moment}

content/   all words, as JSON: one file for each kind of thing. What refers to something else
           does so by its name.
{content}
tables/    for spreadsheets, as CSV in UTF-8 with commas
{tables}
{files}

Not in here: accounts’ passwords and links to new ones, former versions of texts, and the cropped
pictures of the pages, which are made from the photographs. To bring the site itself up again, use
a backup.

It holds what people wrote to you: keep it as you keep letters.
"""


@dataclass(frozen=True)
class Part:
    name: str
    words: str
    function: object
    rows: object = None


def content(name, words, rows):
    """Register a function that says one record of a queryset as a dictionary."""
    return lambda function: CONTENT.append(Part(name, words, function, rows)) or function


def table(name, words):
    """Register a function that yields the rows of a table, the headers first."""
    return lambda function: TABLES.append(Part(name, words, function)) or function


def files(name, words):
    """Register a function that yields (name, stored file or text) for a folder."""
    return lambda function: FILES.append(Part(name, words, function)) or function


def fields(record, without=()):
    """Return the fields of a record by their names, in words: choices as they are shown, other
    records by theirs. Numbers of records are left out, and what nobody reads."""
    found = {}
    for field in record._meta.concrete_fields:
        if field.primary_key or field.name in without:
            continue
        found[field.name] = word(record, field)
    for field in record._meta.many_to_many:
        if field.name not in without:
            found[field.name] = [str(each) for each in getattr(record, field.name).all()]
    return found


def word(record, field):
    if field.is_relation:
        other = getattr(record, field.name)
        return None if other is None else str(other)
    value = getattr(record, field.attname)
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    if isinstance(field, models.FileField):
        return value.name or None
    return value


def plain(value):
    """Return a value as JSON knows it; moments in the time of the studio."""
    match value:
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
    return str(value)


def defused(value):
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else plain(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


class Folder:
    """An export that becomes a folder."""

    def __init__(self, path):
        self.path = path

    @contextmanager
    def open(self, name):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            yield file


class Zip:
    """An export that becomes one file."""

    def __init__(self, file):
        self.file = file

    @contextmanager
    def open(self, name):
        info = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
        is_text = name.endswith((".json", ".csv", ".txt"))
        info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
        with self.file.open(info, "w", force_zip64=True) as part:
            yield part


def write(place, told=silent):
    """Write everything into a Folder or a Zip; return the names of files that are missing."""
    total = len(CONTENT) + len(TABLES)
    for number, part in enumerate(CONTENT):
        told("Writing down all words", number, total)
        with place.open(f"content/{part.name}.json") as file:
            write_rows(file, map(part.function, part.rows()))
    for number, part in enumerate(TABLES, start=len(CONTENT)):
        told("Writing tables", number, total)
        with place.open(f"tables/{part.name}.csv") as file, text_of(file) as text:
            text.write(BOM)
            writer = csv.writer(text)
            writer.writerows(map(defused, row) for row in part.function())
    missing = write_files(place, told)
    with place.open("README.txt") as file:
        file.write(readme(missing).encode())
    return missing


def write_rows(file, rows):
    """Write a list, a record at a time."""
    file.write(b"[")
    for number, row in enumerate(rows):
        text = json.dumps(row, default=plain, ensure_ascii=False, indent=1)
        file.write((",\n" if number else "\n").encode())
        file.write(text.encode("utf-8", "replace"))
    file.write(b"\n]\n")


@contextmanager
def text_of(file):
    text = io.TextIOWrapper(file, "utf-8", errors="replace", newline="", write_through=True)
    try:
        yield text
    finally:
        text.detach()


def write_files(place, told):
    missing = []
    for part in FILES:
        for name, source in part.function():
            told("Copying photographs and releases")
            if isinstance(source, str):
                with place.open(f"{part.name}/{name}") as file:
                    file.write(source.encode("utf-8", "replace"))
                continue
            try:
                opened = source.storage.open(source.name)
            except BucketError:
                raise
            except OSError:
                missing.append(source.name)
                continue
            with opened, place.open(f"{part.name}/{name}") as file:
                shutil.copyfileobj(opened, file, CHUNK)
    return missing


def readme(missing):
    def lines(parts, end):
        return "\n".join(f"  {part.name + end:<24} {part.words}" for part in parts)

    words = README.format(
        site=Studio.objects.current().name,
        moment=timezone.localtime().strftime("%d %B %Y, %H:%M"),
        content=lines(CONTENT, ".json"),
        tables=lines(TABLES, ".csv"),
        files="\n".join(f"{part.name + '/':<10} {part.words}" for part in FILES),
    )
    if missing:
        words += "\nMissing on the site itself:\n" + "".join(f"  {name}\n" for name in missing)
    return words


def make_sure_of_room(folder, told):
    """Raise BackupError before anything is written that would fill the disk."""
    told("Seeing that there is room")
    files = sum(size_of(source) for part in FILES for _, source in part.function())
    room.make_sure(files + snapshot.size(connection), folder, "an export")


def size_of(source):
    """Return about how many bytes a text or a stored file has."""
    if isinstance(source, str):
        return len(source)
    if not hasattr(source.storage, "base_location"):
        return 0  # asking a bucket for each takes longer than reading it
    try:
        return source.size
    except OSError:  # it is missing, which write() notes
        return 0


def to_folder(path, told=silent):
    """Write everything into a new folder; return the names of missing files. Whole or not at all.

    Raises BackupError where there is something already, or it cannot be written.
    """
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise BackupError(f"{path} is there already. Name a new folder, or an empty one.")
        path.parent.mkdir(parents=True, exist_ok=True)
        make_sure_of_room(path.parent, told)
        work = Path(tempfile.mkdtemp(prefix=f"{path.name}.unfinished-", dir=path.parent))
        try:
            missing = write(Folder(work), told)
            if path.exists():
                path.rmdir()
            work.rename(path)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise BackupError(f"The export could not be written: {error.strerror}.") from error
    return missing


def zipped(folder, told=silent):
    """Write everything into one file in a folder; return its path. Raises BackupError."""
    name = f"export-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
    path, work = folder / name, folder / f"unfinished-{name}"
    try:
        make_sure_of_room(folder, told)
        descriptor = os.open(work, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file, zipfile.ZipFile(file, "w") as archive:
            write(Zip(archive), told)
        os.replace(work, path)
    except OSError as error:
        raise BackupError(f"The export could not be written: {error.strerror}.") from error
    finally:
        work.unlink(missing_ok=True)
    return path
