"""Queries that are built once: Django takes longer to build the largest ones than to run them.

A query that joins thirty tables takes milliseconds to be put into SQL, every time, and always comes
out the same but for a value or two. Here it is built once for each process with stand-ins in their
places; every run puts the values in.
"""

from copy import copy
from datetime import UTC, date, datetime

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

# What stands for the values; they occur nowhere else.
KEY, MOMENT = "-8206-", datetime(1971, 3, 4, 12, tzinfo=UTC)
NUMBER = -8206


class Prepared:
    """A query by one value, at a moment.

    build: called once with a stand-in for the value and one for the moment; returns the queryset.
    The value is a number, or words if `by_words`.
    """

    def __init__(self, build, by_words=False):
        self.build, self.stand_in = build, KEY if by_words else NUMBER
        self.built = {}

    def rows(self, value=None):
        """Return the rows for a value at this moment."""
        connection = connections[DEFAULT_DB_ALIAS]
        queryset, compiler, sql, parameters = self.ready(connection)
        places = dict(
            zip(
                adapted(connection, self.stand_in, MOMENT),
                adapted(connection, value, timezone.now()),
                strict=True,
            )
        )
        filled = tuple(places.get(each, each) for each in parameters)
        run = copy(compiler)
        run.connection = connection
        run.as_sql = lambda *args, **kwargs: (sql, filled)
        rows = queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: run
        return list(rows)

    def ready(self, connection):
        """Return the queryset, the compiler that put it into SQL, and that; done once."""
        if connection.vendor not in self.built:
            queryset = self.build(self.stand_in, MOMENT)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            converters = compiler.get_converters([each for each, _, _ in compiler.select])
            compiler.get_converters = lambda expressions: converters
            self.built[connection.vendor] = queryset, compiler, sql, parameters
        return self.built[connection.vendor]


def adapted(connection, value, moment):
    """Return a value, a moment and its day as a database takes them."""
    today: date = timezone.localdate(moment)
    operations = connection.ops
    return (
        value,
        operations.adapt_datetimefield_value(moment),
        operations.adapt_datefield_value(today),
    )
