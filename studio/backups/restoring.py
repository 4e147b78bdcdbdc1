"""Bringing a site up from a backup: everything, checked, or nothing."""

import json
import logging
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from .. import owners
from ..models import Backup, Mail, MailState, Restoration
from ..page_cache import keeping
from . import BackupError, afterwards, archive, fresh, making, placing, sequences, silent, tables

logger = logging.getLogger("studio.backups")

MAY_BE_SENT = "The site was restored from a backup: this mail may have been sent since."


HAS_CONTENT = (
    "This database has content already, and a restore would replace all of it. If that is what "
    "you want, add --replace: a backup of what is there now is made first."
)


class NotInPlace(BackupError):
    """The database is back; files that wait beside the others could not be put among them."""


class Restored:
    """What was restored, for whoever wants to know."""

    def __init__(self, about):
        self.about = about
        self.rows = sum(about["rows"].values())
        self.files = self.waiting_mails = 0
        self.former = None


def restore(path, told=silent, replace=False, keep_former=True, moving=False):
    """Bring the site up from a backup; return what was Restored. Raises BackupError.

    replace: even where there is content; then a backup of it is made first, if keep_former.
    moving: the site stood still since the backup, so that mails that wait may still be sent.
    """
    path = Path(path)
    with archive.Reader(path) as reader:
        migrations = migrations_of(reader.about)
        refuse_newer(migrations)
        has_content = bool(fresh.content())
        if has_content and not replace:
            raise BackupError(HAS_CONTENT)
        reader.check(told)
        restored = Restored(reader.about)
        if has_content and keep_former:
            restored.former = making.make(settings.BACKUP_DIR, told)
        with making.alone(), in_words():
            files = bring_up(reader, path.name, migrations, restored, told, moving)
        put_in_place(files, reader, restored)
    afterwards.run()
    logger.info("The site was restored from %s.", path.name)
    return restored


def migrations_of(about):
    """Return {(app, migration)} of a backup."""
    try:
        return {(app, name) for app, names in about["migrations"].items() for name in names}
    except (KeyError, AttributeError, TypeError):
        raise BackupError("The backup does not say of which version it is.") from None


def refuse_newer(migrations):
    tables.refuse_unknown(tables.MigrationLoader(None), migrations, "The backup")


class in_words:
    """Say in words what the engine or the disk did not take. The former state is there still."""

    def __enter__(self):
        pass

    def __exit__(self, kind, error, traceback):
        if isinstance(error, DatabaseError | OSError) and not isinstance(error, BackupError):
            logger.error("The restore failed.", exc_info=error)
            reason = str(error).strip().splitlines()[0] if str(error) else kind.__name__
            raise BackupError(f"The restore failed: {reason}") from error


def bring_up(reader, name, migrations, restored, told, moving):
    placing.finish_interrupted()
    files = placing.Placing(secrets.token_hex(16))
    try:
        files.fill(reader, told)
        with fresh.fresh_database():
            load(reader, migrations, told)
            bring_forward(told)
            # Once more: SQLite forgets it where a migration makes a table anew.
            keep_numbers(reader.about)
            restored.waiting_mails = 0 if moving else hold_mails()
            end_interrupted()
            Restoration.objects.create(
                token=files.token, backup=name, made_at=moment(reader.about.get("made_at"))
            )
            # Before the swap: a restored database without its triggers would show old pages.
            connections[DEFAULT_DB_ALIAS].check_constraints()
            keeping.content_changed(connections[DEFAULT_DB_ALIAS])
            told("Putting everything in its place")
            files.seal()
    except BaseException:
        files.undo()
        raise
    return files


def put_in_place(files, reader, restored):
    """Put the files among the others, now that the database is there; remove those of before."""
    try:
        with making.alone():
            files.place()
            placing.remove_others(reader.files.keys())
    except OSError as error:
        logger.exception("The files of the restore are not all in their places.")
        raise NotInPlace(
            "The database is back, but not all photographs are in their places "
            f"({error.strerror}). Once that is mended, the worker puts them there by itself."
        ) from error
    restored.files = len(reader.files)


def load(reader, migrations, told):
    """Make the tables of the backup's version, fill them, and compare every row."""
    told("Making the tables")
    migrate(migrations)
    connection = connections["default"]
    models = tables.models_at(tables.loader_of(), migrations)
    loaded = []
    with connection.constraint_checks_disabled():
        for model in models.values():  # what migrations have filled in
            model._base_manager.using("default").all()._raw_delete("default")
        for model in models.values():
            loaded.append(fill(reader, model, told))
        connection.check_constraints()
    reset_sequences(connection, models.values())
    keep_numbers(reader.about)
    for table, part in loaded:
        told("Comparing every row")
        if found := next(table.differences(rows_of(reader, part)), None):
            raise BackupError(f"Not all came back as it was: {found}")


def fill(reader, model, told):
    """Load a table; return (its Table, the name of its part)."""
    part = f"{archive.DATABASE}{model._meta.db_table}.jsonl"
    if part not in reader.sums:
        raise BackupError(f"The backup lacks the table {model._meta.db_table}.")
    told("Filling the tables")
    header = json.loads(next(reader.lines(part)))
    table = tables.Table(model, header["columns"])
    table.load(rows_of(reader, part))
    return table, part


def rows_of(reader, part):
    lines = reader.lines(part)
    next(lines)
    return lines


def migrate(migrations=None):
    """Bring "default" to a set of migrations, or to all that the software has."""
    connection = connections["default"]

    def settle(action, migration=None, fake=False):
        if action == "apply_success" and connection.in_atomic_block:
            connection.check_constraints()  # or PostgreSQL alters no table of this transaction

    executor = MigrationExecutor(connection, settle)
    loader = executor.loader
    targets = tables.leaves(loader, migrations) if migrations else loader.graph.leaf_nodes()
    executor.migrate(targets)


def bring_forward(told):
    """Bring the database to the version of this software."""
    told("Bringing the database up to date")
    migrate()
    ContentType.objects.clear_cache()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    owners.sync_group()


def reset_sequences(connection, models):
    """Have new rows get numbers that are free."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def keep_numbers(about):
    """Give no new row the number of a deleted one. Backups of older software do not tell them."""
    sequences.raise_to(connections["default"], about.get("given_out", {}))


def hold_mails():
    """Send nothing twice: leave mails that were waiting to the owner; return how many."""
    waiting = Mail.objects.filter(state__in=[MailState.WAITING, MailState.SENDING])
    return waiting.update(
        state=MailState.UNKNOWN, next_attempt_at=None, last_error=MAY_BE_SENT, dismissed_at=None
    )


def end_interrupted():
    """Put back what workers were doing at that moment: those workers are not here."""
    jobs = DBTaskResult.objects.running()
    jobs.update(status="READY", started_at=None, worker_ids=[])
    Backup.objects.unfinished().delete()  # the one that was restored is among them


def moment(text):
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
