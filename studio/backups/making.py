"""Making a backup while the site is used: whole and checked under its name, or not at all."""

import json
import logging
import os
import shutil
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.db import connection, connections

from ..bucket_address import BucketError
from ..models import Studio
from . import BackupError, archive, keeping, room, sequences, silent, snapshot, surroundings, tables
from .held import Held, standing_still, why

logger = logging.getLogger("studio.backups")

UNFINISHED = "unfinished-"
MOST_SNAPSHOTS = 5
README = """A backup of the website of {site}, made on {moment} by its software, version {version}.

It holds the database, the photographs as they came and as they are worked with, the signed
releases, and the settings without passwords. It holds names, addresses and messages of people:
keep it as you keep letters.

To put it back:   manage.py restore {name}
The picture files that visitors see are not in it: they are made again from the photographs.
Not in it either: the secret key of the site and all passwords of the settings. Accounts are in it,
with their passwords in a form that nobody can read.

database/   a table a file, a row a line, as JSON; the first line names the columns
files/      photographs and releases
CHECKSUMS.sha256   to be checked with: sha256sum --check CHECKSUMS.sha256
"""


@dataclass
class Made:
    """A backup that is there: its file, and what it could not hold."""

    path: Path
    size: int
    rows: int
    files: int
    missing: dict = field(default_factory=dict)


@contextmanager
def alone():
    """Let one process of this machine make or restore backups. The kernel frees it if it dies."""
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "backup", "a") as file:
        if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            raise BackupError("A backup is being made or restored already. Wait until it is done.")
        try:
            yield
        finally:
            locks.unlock(file)


def make(folder, told=silent):
    """Make a backup in a folder and check it; return what was Made. Raises BackupError.

    told: called with (words, done, total) as it goes on, done and total in bytes.
    """
    folder = Path(folder)
    with alone(), in_words(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_unfinished(folder)
        work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            with Held() as held:
                backup = Backup(work, held, told)
                backup.write()
            with archive.Reader(backup.path) as reader:
                reader.check(told)
            return backup.under_its_name(folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def in_words(folder):
    """Say what is wrong with a disk."""
    try:
        yield
    except OSError as error:
        logger.warning("No backup: %s", error)
        raise BackupError(
            f"The backup could not be written to {folder}: {error.strerror or error}. "
            "Nothing was kept of it."
        ) from error


def remove_unfinished(folder):
    """Remove what killed runs have left behind. Call it alone."""
    for path in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)


class Backup:
    def __init__(self, work, held, told):
        self.work, self.held, self.told = work, held, told
        self.moment = datetime.now(UTC)
        self.path = work / "backup.zip"
        self.done = self.total = 0
        self.sizes, self.of_no_use = {}, set()

    def write(self):
        self.writer = archive.Writer(self.path, self.moment)
        try:
            names, missing = self.whole()
            self.database()
            self.about(names, missing)
            self.writer.finish()
        except BaseException:
            self.writer.abandon()
            raise

    def whole(self):
        """Copy the files that a snapshot of the database names; return (their names, {missing}).

        A file goes after the row that named it. So what is not there is not named by the next
        snapshot, or it is missing on the site itself: then the next one names it as well.
        """
        former = None
        for _ in range(MOST_SNAPSHOTS):
            names, missing = self.spool()
            if not missing or missing == former:
                self.make_sure_of_room()
                missing |= self.copy(names - missing.keys())
                if not missing or missing == former:
                    break
            former = missing
        return names, missing

    def spool(self):
        """Hold the files of one moment, and write its tables beside the archive; return (names of
        files, {missing})."""
        self.told("Reading the database")
        with ExitStack() as stack:
            with standing_still():
                alias = stack.enter_context(snapshot.snapshot())
                moment = time.time()
                self.look(alias)
                names = self.names_of_files(alias)
                missing = self.held.take(names, moment)
            self.make_sure_of_room()
            self.site = self.name_of_studio(alias)
            self.counts = {
                table: self.spool_table(model, alias) for table, model in self.models.items()
            }
            self.given_out = sequences.given_out(connections[alias], self.models)
        return names, missing

    def look(self, alias):
        """See what the database has."""
        loader = tables.loader_of(alias)
        self.migrations = tables.applied(loader)
        if not self.migrations:
            raise BackupError("There is nothing to back up: the database is empty.")
        self.models = tables.models_at(loader, self.migrations)
        self.database_size = snapshot.size(connection)

    def names_of_files(self, alias):
        columns = [(model, tables.file_columns(model)) for model in self.models.values()]
        return {
            name
            for model, names in columns
            for row in (model._base_manager.using(alias).values_list(*names) if names else ())
            for name in row
            if name
        }

    def name_of_studio(self, alias):
        if profile := self.models.get(Studio._meta.db_table):
            names = profile._base_manager.using(alias).values_list("name", flat=True)
            return names.first() or ""
        return ""

    def spool_table(self, model, alias):
        count = 0
        with open(self.spooled(model._meta.db_table), "w", encoding="ascii") as file:
            file.write(tables.header(model) + "\n")
            for values in tables.rows(model, alias):
                file.write(tables.line(values) + "\n")
                count += 1
        return count

    def spooled(self, table):
        return self.work / f"{table}.jsonl"

    def make_sure_of_room(self):
        """Raise BackupError before anything is written that would fill the disk."""
        files = [size for name, size in self.held.sizes.items() if name not in self.sizes]
        needed = sum(files) + 2 * self.database_size
        room.make_sure(needed, self.work.parent)
        self.total = self.done + sum(files)

    def copy(self, names):
        """Copy files into the archive; return {name: why not}."""
        missing = {}
        for name in sorted(names - self.sizes.keys() - self.of_no_use):
            try:
                source = self.held.open(name)
            except BucketError as error:
                raise BackupError(f"There is no backup: {error}.") from error
            except OSError as error:
                missing[name] = why(error)
                continue
            with source:
                try:
                    size = self.writer.add(archive.FILES + name, source, told=self.further)
                except archive.ReadFailed as error:
                    if isinstance(error.__cause__, BucketError):
                        raise BackupError(f"There is no backup: {error.__cause__}.") from error
                    missing[name] = f"cannot be read: {error.strerror}"
                    self.of_no_use.add(name)
                else:
                    self.sizes[name] = size
        return missing

    def further(self, size):
        self.done += size
        self.told("Copying photographs and releases", self.done, max(self.total, self.done))

    def database(self):
        for table in self.models:
            with open(self.spooled(table), "rb") as file:
                name = f"{archive.DATABASE}{table}.jsonl"
                self.writer.add(name, file, is_compressed=True)
            self.spooled(table).unlink()

    def about(self, names, missing):
        self.names, self.missing = names, missing
        site = self.site or "a studio"
        versions = surroundings.versions()
        migrations = {}
        for app, name in sorted(self.migrations):
            migrations.setdefault(app, []).append(name)
        about = {
            "format": archive.FORMAT,
            "site": site,
            "made_at": self.moment.isoformat(timespec="seconds"),
            **versions,
            "migrations": migrations,
            "rows": self.counts,
            "given_out": self.given_out,
            "files": len(self.sizes),
            "bytes": sum(self.sizes.values()),
            "missing": missing,
            "not_needed": sorted((self.sizes.keys() - names) | self.of_no_use),
            "left_out": "Renditions and share pictures, which are made again; who is signed in.",
        }
        self.writer.add_text(archive.ABOUT, as_json(about))
        self.writer.add_text(archive.SETTINGS, as_json(surroundings.settings_without_secrets()))
        words = README.format(
            site=site,
            moment=self.moment.strftime("%d %B %Y, %H:%M UTC"),
            version=versions["software"],
            name=keeping.name(self.moment),
        )
        self.writer.add_text(archive.README, words)

    def under_its_name(self, folder):
        """Give the finished file its name, in one step; return what was Made."""
        path = keeping.free_path(folder, self.moment)
        os.replace(self.path, path)
        sync(folder)
        rows = sum(self.counts.values())
        files = len(self.names - self.missing.keys())
        return Made(path, path.stat().st_size, rows, files, self.missing)


def sync(folder):
    """See that a new name is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def as_json(value):
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
