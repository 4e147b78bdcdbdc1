"""Many rows, without keeping a query open between them.

Beside an open query SQLite lets its connection write nothing as soon as anybody else has written
something: whoever reads rows and writes in between takes them by their keys.
"""

SIZE = 100


def each(rows, size=SIZE):
    """Yield the rows of a queryset in their order, so many read at once; not those gone since."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        yield from rows.filter(pk__in=keys[start : start + size])
