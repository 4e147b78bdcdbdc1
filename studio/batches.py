"""Many rows, some at a time, so that others can write in between.

Beside an open query SQLite lets its connection write nothing as soon as anybody else has written
something: whoever reads rows and writes in between takes them by their keys.
"""

import time

SIZE = 100
# Between transactions: whoever waits to write to SQLite looks again after so many seconds at most.
PAUSE = 0.1


def each(rows, size=SIZE):
    """Yield the rows of a queryset in their order, so many read at once; not those gone since."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        yield from rows.filter(pk__in=keys[start : start + size])


def turns(keys, size):
    """Yield lists of so many keys, each for a transaction; who waits to write is let in between."""
    for start in range(0, len(keys), size):
        if start:
            time.sleep(PAUSE)
        yield keys[start : start + size]
