"""The database itself notices that content changed: triggers move the content version on.

So it moves with bulk updates, commands, other programs and restored rows as well, and in the very
transaction of the change: whoever sees the new content sees the new version.
"""

from django.apps import apps

APPS = ("studio", "photo_sessions", "pages")
PREFIX = "content_changed_"


def tables():
    """Return the tables whose rows pages are made of.

    Every model of the project, but for those that say `changes_pages = False`.
    """
    models = [
        model
        for label in APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return sorted({model._meta.db_table for model in models if changes_pages(model)})


def changes_pages(model):
    """Whether rows of a model stand on pages; what links two models does if the first one does."""
    return getattr(model._meta.auto_created or model, "changes_pages", True)


def are_right(connection):
    """Whether the tables have their triggers, and no other table has any: software was updated."""
    with connection.cursor() as cursor:
        there = LANGUAGES[connection.vendor].tables(cursor)
    return there == set(tables())


def install(connection):
    """Put the triggers on all tables; call it whenever tables may have been made anew."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in statements(connection):
            cursor.execute(statement)


def remove(connection):
    with connection.cursor() as cursor:
        for statement in LANGUAGES[connection.vendor].removal(cursor):
            cursor.execute(statement)


def statements(connection):
    """Return the statements that make the triggers on a database."""
    return LANGUAGES[connection.vendor].creation(connection.ops.quote_name)


class SQLite:
    """A trigger for each row: a count costs next to nothing, and there is one writer at a time."""

    @staticmethod
    def creation(quoted):
        for table in tables():
            for event in ("INSERT", "UPDATE", "DELETE"):
                name = quoted(f"{PREFIX}{table}_{event.lower()}")
                yield (
                    f"CREATE TRIGGER {name} AFTER {event} ON {quoted(table)} BEGIN "
                    "UPDATE studio_contentversion SET number = number + 1; END"
                )

    @staticmethod
    def tables(cursor):
        cursor.execute(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{PREFIX}%"],
        )
        return {name for (name,) in cursor.fetchall()}

    @staticmethod
    def removal(cursor):
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
        )
        return [f'DROP TRIGGER "{name}"' for (name,) in cursor.fetchall()]


class PostgreSQL:
    """The version moves once, when the transaction ends: it locks the one row for a moment only.

    A trigger that locked it earlier could wait for a transaction that waits for it.
    """

    FUNCTION = f"""
        CREATE OR REPLACE FUNCTION {PREFIX}once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('studio.content_changed', true)
             IS DISTINCT FROM txid_current()::text THEN
            UPDATE studio_contentversion SET number = number + 1;
            PERFORM set_config('studio.content_changed', txid_current()::text, true);
          END IF;
          RETURN NULL;
        END $$"""
    EMPTIED = f"""
        CREATE OR REPLACE FUNCTION {PREFIX}now() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE studio_contentversion SET number = number + 1;
          RETURN NULL;
        END $$"""

    @classmethod
    def creation(cls, quoted):
        yield cls.FUNCTION
        yield cls.EMPTIED
        for table in tables():
            yield (
                f"CREATE CONSTRAINT TRIGGER {quoted(PREFIX + 'rows')} "
                f"AFTER INSERT OR UPDATE OR DELETE ON {quoted(table)} "
                f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {PREFIX}once()"
            )
            yield (
                f"CREATE TRIGGER {quoted(PREFIX + 'emptied')} AFTER TRUNCATE ON {quoted(table)} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}now()"
            )

    @staticmethod
    def tables(cursor):
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE %s",
            [f"{PREFIX}%"],
        )
        return {name for (name,) in cursor.fetchall()}

    @staticmethod
    def removal(cursor):
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgname LIKE %s",
            [f"{PREFIX}%"],
        )
        return [f'DROP TRIGGER "{name}" ON {table}' for name, table in cursor.fetchall()]


LANGUAGES = {"sqlite": SQLite, "postgresql": PostgreSQL}
