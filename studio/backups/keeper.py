"""What the worker does about backups: makes those that are due or asked for, and keeps order."""

import logging
import socket
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone

from .. import chores
from ..models import Backup, BackupKind, BackupState
from ..moments import CLOCKS_DIFFER
from . import BackupError, buckets, keeping, making, placing, room

logger = logging.getLogger("studio.backups")

COPIED_AGAIN = timedelta(minutes=10)  # what has no copy in the bucket
TELL_S = 2  # between two notes of how far it is
KEPT_ROWS = timedelta(days=400)
EXPORTS_KEPT = timedelta(days=2)
FEWEST = 2  # backups that stay whatever room a new one needs
ABANDONED = "The worker ended while it was being made. Nothing was kept of it."
EXPORTS = "exports"


def keep():
    """Return how many daily, weekly and monthly backups are kept; None where none are made by
    themselves. Raises ValueError, which studio/checks.py says."""
    text = settings.BACKUP_KEEP.strip()
    if text in ("", "0"):
        return None
    days, weeks, months = (int(part) for part in text.split(","))
    if min(days, weeks, months) < 0:
        raise ValueError(text)
    return days, weeks, months


def folder():
    return Path(settings.BACKUP_DIR)


def born():
    """Return when the database was set up."""
    recorder = MigrationRecorder(connection)
    return recorder.migration_qs.order_by("applied").values_list("applied", flat=True).first()


def request(kind, user=None):
    """Ask for a backup or an export; return its row: the one that is under way, if there is one."""
    with transaction.atomic():
        under_way = Backup.objects.unfinished().filter(kind=kind).first()
        return under_way or Backup.objects.create(kind=kind, asked_by=user)


@chores.every(timedelta(minutes=10))
def ask_for_due_backup():
    """Ask for the backup of the night, if it has not been made."""
    if keep() is None:
        return
    now = timezone.localtime()
    # One of a moment to come was made before the clock was put back; it says nothing of tonight.
    mine = Backup.objects.backups().exclude(created_at__gt=now + CLOCKS_DIFFER)
    if Backup.objects.backups().unfinished().exists():
        return
    succeeded = mine.good().aggregate(last=Max("began_at"))["last"]
    tried = mine.aggregate(last=Max("created_at"))["last"]
    if keeping.is_due(now, born() or now, succeeded, tried):
        request(BackupKind.SCHEDULED)


@chores.every(timedelta(minutes=5))
def finish_interrupted_restore():
    try:
        with making.alone():
            placing.finish_interrupted()
    except BackupError:  # one is at work
        return


def work():
    """Make what waits, one after the other. Called by the worker every few seconds."""
    give_up_abandoned()
    if settings.BACKUP_URL and chores.claim(f"{__name__}.copy_later", COPIED_AGAIN):
        copy_later()
    waiting = Backup.objects.filter(state=BackupState.WAITING).order_by("created_at", "pk")
    for row in waiting:
        if claim(row):
            run(row)


def give_up_abandoned():
    """Say of those whose worker was killed that they failed."""
    gone = Backup.objects.abandoned()
    gone.update(state=BackupState.FAILED, finished_at=timezone.now(), error=ABANDONED)


def claim(row):
    """Whether nobody else makes it; from then on it is ours."""
    now = timezone.now()
    mine = Backup.objects.filter(pk=row.pk, state=BackupState.WAITING)
    machine = socket.gethostname()[:100]
    return mine.update(state=BackupState.RUNNING, began_at=now, heard_of_at=now, machine=machine)


def run(row):
    """Make a backup or an export, and note what became of it."""
    makers = {BackupKind.EXPORT: make_export}
    told = Told(row)
    fields = {"state": BackupState.GOOD}
    try:
        fields |= makers.get(row.kind, make_backup)(told)
    except BackupError as error:
        logger.error("%s failed: %s", row.get_kind_display(), error)
        fields = {"state": BackupState.FAILED, "error": str(error)[:500]}
    except Exception:
        logger.exception("%s failed.", row.get_kind_display())
        words = "The software made a mistake; whoever looks after the site finds it in the log."
        fields = {"state": BackupState.FAILED, "error": words}
    note(row, finished_at=timezone.now(), **fields)


def note(row, **fields):
    Backup.objects.filter(pk=row.pk).update(**fields)


class Told:
    """Notes in the row how far it is, now and then."""

    def __init__(self, row):
        self.row, self.words, self.last = row, "", 0.0

    def __call__(self, words, done=0, total=0):
        if words == self.words and time.monotonic() - self.last < TELL_S:
            return
        self.words, self.last = words, time.monotonic()
        try:
            note(self.row, words=words, done=done, total=total, heard_of_at=timezone.now())
        except DatabaseError as error:  # somebody else writes; the backup goes on
            logger.warning("How far the backup is could not be noted: %s", error)


def make_backup(told):
    """Make a backup, with room made for it; copy it; remove those that are not kept."""
    try:
        made = making.make(folder(), told)
    except room.NoRoom as error:
        make_room(error)
        made = making.make(folder(), told)
    fields = {"name": made.path.name, "size": made.size, "missing": made.missing}
    if settings.BACKUP_URL:
        try:
            fields["copied_to"] = buckets.copy(made.path, told)[:200]
        except BackupError as error:
            logger.error("The backup has no copy: %s", error)
            fields["copy_error"] = str(error)[:300]
    prune()
    return fields


def copy_later():
    """Copy what the bucket did not take at its time: it was away."""
    for row in Backup.objects.backups().good().exclude(copy_error=""):
        path = folder() / row.name
        if not path.exists():  # not kept any more
            continue
        try:
            copied_to = buckets.copy(path, lambda *how_far: None)[:200]
        except BackupError as error:
            logger.warning("The backup still has no copy: %s", error)
            return
        note(row, copied_to=copied_to, copy_error="")
        logger.warning("%s has its copy now.", row.name)


def make_room(error):
    """Remove the oldest backups until the next one fits, but never the newest two; none at all
    where that would be in vain."""
    going, free = [], error.free
    for path in reversed(keeping.found(folder())[FEWEST:]):
        if free >= error.needed:
            break
        going.append(path)
        free += path.stat().st_size
    if free < error.needed:
        raise error
    for path in going:
        path.unlink()
        logger.warning("%s was removed: the next backup needs its room.", path.name)


def prune():
    """Remove backups that are not kept any more, here and in the bucket."""
    numbers = keep()
    if numbers is None:
        return
    found = keeping.found(folder())
    names = keeping.kept(dated(path.name for path in found), timezone.now(), *numbers)
    for path in found:
        if path.name not in names:
            path.unlink(missing_ok=True)
    if settings.BACKUP_URL:
        try:
            buckets.prune(lambda names: keeping.kept(dated(names), timezone.now(), *numbers))
        except BackupError as error:
            logger.warning("Old backups in the bucket were not removed: %s", error)


def dated(names):
    return {name: keeping.moment_of(name) for name in names}


def make_export(told):
    """Make the export that people can read, as one file; the former ones go."""
    from .. import exporting

    exports = folder() / EXPORTS
    for each in (folder(), exports):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    for former in exports.iterdir():
        former.unlink()
    path = exporting.zipped(exports, told)
    return {"name": path.name, "size": path.stat().st_size}


@chores.every(timedelta(hours=6))
def remove_old_exports():
    """Keep exports no longer than it takes to fetch them: they hold what people wrote."""
    oldest = (timezone.now() - EXPORTS_KEPT).timestamp()
    for path in (folder() / EXPORTS).glob("*.zip"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


@chores.every(timedelta(days=1))
def forget_old_rows():
    old = Backup.objects.filter(created_at__lt=timezone.now() - KEPT_ROWS)
    old.filter(state__in=[BackupState.GOOD, BackupState.FAILED]).delete()
