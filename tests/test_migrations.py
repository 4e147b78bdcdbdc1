"""Migrations run while the version before them still serves: what each may do, and what not.

The version that still runs knows nothing of new columns and needs the old ones. So a new column is
filled by the database where nobody names it, and a column goes one version after its field went
from the models (`SeparateDatabaseAndState`).
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED

# With these begins the first version that somebody may have to update from.
FIRST = {"studio": "0008_backups", "photo_sessions": "0009_growth", "pages": "0008_growth"}
TAKEN_AWAY = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def why_not(operation, label, before):
    """Return why the former version could not go on beside an operation; "" if it can.

    before: the models as that version has them, a ProjectState.
    """
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        inner = (why_not(each, label, before) for each in operation.database_operations)
        return next(filter(None, inner), "")
    if isinstance(operation, TAKEN_AWAY):
        return "the former version still needs what it takes away"
    if isinstance(operation, migrations.AddField) and not is_filled(operation.field):
        return "the former version does not name the column: give it null=True or a db_default"
    if isinstance(operation, migrations.AlterField):
        former = before.models[label, operation.model_name_lower].fields[operation.name]
        if former.null and not operation.field.null:
            return "the former version leaves it empty: wait one version"
    return ""


def is_filled(field):
    """Whether a row that does not name a column gets one all the same."""
    return field.many_to_many or field.null or field.db_default is not NOT_PROVIDED


def new_operations():
    """Return (migration, operation, ProjectState before it) of all that came after the first."""
    graph = MigrationLoader(None).graph
    for label, first in FIRST.items():
        [leaf] = graph.leaf_nodes(label)
        path = [name for app, name in graph.forwards_plan(leaf) if app == label]
        for name in path[path.index(first) + 1 :]:
            migration, before = graph.nodes[label, name], graph.make_state((label, name), False)
            for operation in migration.operations:
                yield migration, operation, before
                operation.state_forwards(label, before)


def is_ours(config):
    return Path(config.path).parent == settings.BASE_DIR


def test_the_first_version_of_each_of_our_apps_is_known():
    ours = {each.label for each in apps.get_app_configs() if is_ours(each)}

    assert ours == set(FIRST)


def test_the_former_version_can_go_on_beside_every_migration():
    troubles = [
        f"{migration}: {operation.describe()}: {why}"
        for migration, operation, before in new_operations()
        if (why := why_not(operation, migration.app_label, before))
    ]

    assert troubles == []


@pytest.fixture
def before():
    """A page with a title, and with a note that may be missing."""
    fields = {"title": models.CharField(max_length=9), "note": models.TextField(null=True)}
    state = ProjectState()
    state.add_model(ModelState("pages", "Page", list(fields.items())))
    return state


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("page", "words", models.CharField(max_length=9, default="")),
        migrations.AlterField("page", "note", models.TextField(default="")),
        migrations.RemoveField("page", "words"),
        migrations.RenameField("page", "words", "text"),
        migrations.DeleteModel("page"),
        migrations.SeparateDatabaseAndState([migrations.RemoveField("page", "words")]),
    ],
)
def test_what_stops_the_former_version_is_found(operation, before):
    assert why_not(operation, "pages", before)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("page", "words", models.CharField(max_length=9, db_default="")),
        migrations.AlterField("page", "title", models.CharField(max_length=99)),
        migrations.AddField("page", "seen_at", models.DateTimeField(null=True)),
        migrations.AddField("page", "photos", models.ManyToManyField("photo_sessions.photo")),
        migrations.CreateModel("thing", [("id", models.BigAutoField(primary_key=True))]),
        migrations.SeparateDatabaseAndState([], [migrations.RemoveField("page", "words")]),
        migrations.AddIndex("page", models.Index(fields=["slug"], name="slugs")),
    ],
)
def test_what_the_former_version_does_not_notice_passes(operation, before):
    assert why_not(operation, "pages", before) == ""
