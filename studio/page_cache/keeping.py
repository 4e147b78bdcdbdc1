"""Keeps the content version right while the tables themselves change."""

from django.db import DEFAULT_DB_ALIAS, connections

from . import triggers


def before_migrating(sender, using, plan=(), **kwargs):
    """Let nothing be kept while tables change: on SQLite they lose their triggers then."""
    if using == DEFAULT_DB_ALIAS and plan and is_installed(connections[using]):
        content_version().suspend()
        triggers.remove(connections[using])


def after_migrating(sender, using, plan=(), **kwargs):
    """Begin a new line of versions, of tables that all have their triggers."""
    connection = connections[using]
    if using != DEFAULT_DB_ALIAS or not is_installed(connection):
        return
    has_line = content_version().exclude(lineage="").exists()
    if plan or not has_line or not triggers.are_right(connection):
        content_changed(connection)


def content_changed(connection):
    """Begin a new line of versions: nothing that was made before is shown again.

    For whatever replaces tables or whole databases; single changes are noticed by themselves.
    """
    triggers.install(connection)
    content_version().begin_anew()


def is_installed(connection):
    from studio.models import ContentVersion  # models are not loaded when the app is set up

    return ContentVersion._meta.db_table in connection.introspection.table_names()


def content_version():
    from studio.models import ContentVersion

    return ContentVersion.objects
