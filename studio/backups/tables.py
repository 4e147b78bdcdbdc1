"""Tables of any version of the software: their rows as lines of JSON, the same for every engine.

The models are those of the migrations that a database has, not those of the code: a database can
be read before it is brought up to date, and an old backup is loaded as it was.
"""

import base64
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.duration import duration_string

from . import BackupError

LEFT_OUT = {"django_session"}  # who is signed in: a backup is to open no door
ROWS = 500  # read, written and compared at a time
UNFIT = "\ufffd"


def loader_of(alias="default"):
    """Return Django's knowledge of the migrations that a database has."""
    return MigrationLoader(connections[alias])


def applied(loader):
    """Return {(app, migration)} that a database has. Raises BackupError for those of a newer
    version of the software."""
    labels = {config.label for config in apps.get_app_configs()}
    keys = {key for key in loader.applied_migrations if key[0] in labels}
    refuse_unknown(loader, keys, "This database")
    return keys


def refuse_unknown(loader, keys, whose):
    """Raise BackupError for migrations that this software does not have."""
    unknown = sorted(set(keys) - set(loader.disk_migrations))
    if unknown:
        words = ", ".join(f"{app} {name}" for app, name in unknown[:3])
        raise BackupError(
            f"{whose} belongs to newer software than this: it has changes that are not known "
            f"here ({words}{' …' if len(unknown) > 3 else ''}). Bring the software up to date."
        )


def leaves(loader, keys):
    """Return the last of these migrations of each app, which imply all others."""
    graph = loader.graph
    replaced = {
        key for key, migration in loader.replacements.items() if set(migration.replaces) <= keys
    }
    known = {key for key in keys | replaced if key in graph.nodes}
    return sorted(
        key
        for key in known
        if not any(
            child.key in known and child.key[0] == key[0] for child in graph.node_map[key].children
        )
    )


def models_at(loader, keys):
    """Return {table: model} after these migrations, without what backups leave out."""
    state = loader.project_state(leaves(loader, keys) or None)
    found = state.apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: model
        for model in found
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    }


def columns(model):
    """Return the fields of a table's own columns."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def rows(model, alias):
    """Yield every row of a table as a list of values in the order of its columns."""
    names = [field.attname for field in columns(model)]
    found = model._base_manager.using(alias).order_by("pk").values_list(*names)
    yield from map(list, found.iterator(chunk_size=ROWS))


def file_columns(model):
    """Return the names of the columns that name private files."""
    return [field.attname for field in columns(model) if isinstance(field, models.FileField)]


def line(values):
    return json.dumps(values, default=plain, separators=(",", ":"))


def plain(value):
    """Return a value as JSON knows it."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case timedelta():
            return duration_string(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"Backups do not know how to write {type(value)}.")


def header(model):
    """Return the first line of a table."""
    names = [field.attname for field in columns(model)]
    return json.dumps({"table": model._meta.db_table, "columns": names})


class Table:
    """A table on its way into a database."""

    def __init__(self, model, names, alias="default"):
        self.model, self.alias = model, alias
        self.connection = connections[alias]
        fields = {field.attname: field for field in columns(model)}
        if set(names) != set(fields):
            raise BackupError(
                f"The columns of {model._meta.db_table} are not those of its version."
            )
        self.fields = [fields[name] for name in names]
        self.key = names.index(model._meta.pk.attname)
        self.manager = model._base_manager.using(alias)

    def values(self, text):
        """Return the values of a line, fit for the engine."""
        values = zip(self.fields, fit(json.loads(text), self.connection.vendor), strict=True)
        return [value_of(field, value) for field, value in values]

    def load(self, lines):
        """Insert all rows; return how many."""
        count = 0
        most = self.connection.ops.bulk_batch_size(self.fields, range(ROWS))
        for batch in batches(lines, max(1, min(ROWS, most))):
            rows = [self.values(text) for text in batch]
            try:
                with transaction.atomic(using=self.alias):
                    self.insert(rows)
            except (DatabaseError, ValueError, OverflowError):
                self.name_culprit(rows)
                raise
            count += len(rows)
        return count

    def insert(self, rows):
        names = [field.attname for field in self.fields]
        objects = [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows]
        self.model._base_manager.get_queryset()._insert(
            objects, self.fields, using=self.alias, raw=True
        )

    def name_culprit(self, rows):
        """Insert rows one by one; raise BackupError for the one that the engine does not take."""
        for row in rows:
            try:
                with transaction.atomic(using=self.alias):
                    self.insert([row])
            except (DatabaseError, ValueError, OverflowError) as error:
                raise BackupError(
                    f"{self.model._meta.db_table}, row {row[self.key]}: {str(error).strip()}"
                ) from error

    def differences(self, lines):
        """Compare every line with its row; yield a sentence for each that differs."""
        names = [field.attname for field in self.fields]
        count = 0
        for batch in batches(lines, ROWS):
            expected = [self.values(text) for text in batch]
            keys = [row[self.key] for row in expected]
            found = {
                row[self.key]: list(row)
                for row in self.manager.filter(pk__in=keys).order_by().values_list(*names)
            }
            for row in expected:
                if found.get(row[self.key]) != row:
                    yield f"{self.model._meta.db_table}, row {row[self.key]} is not as it was."
            count += len(expected)
        if (there := self.manager.count()) != count:
            yield f"{self.model._meta.db_table} has {there} rows instead of {count}."


def value_of(field, value):
    """Return a value of JSON as its column has it in Python."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)


def fit(value, vendor):
    """Return a value without what PostgreSQL stores in no text: NUL, and halves of characters."""
    if vendor != "postgresql":
        return value
    if isinstance(value, str):
        if "\0" in value or not value.isascii():
            value = value.replace("\0", UNFIT)
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, list):
        return [fit(each, vendor) for each in value]
    if isinstance(value, dict):
        return {fit(key, vendor): fit(each, vendor) for key, each in value.items()}
    return value


def batches(lines, size):
    batch = []
    for text in lines:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
