"""Where a record is used: what changing or deleting it would touch.

Each app says for its own models how to find out; studio/ knows none of them.
"""

from typing import NamedTuple

finders = {}


class Place(NamedTuple):
    """A place where a record is used."""

    words: str
    desk_url: str
    path: str | None = None  # of the public page, where visitors see it now


def finder(*models):
    """Register a function that returns the places of a record of these models."""

    def register(find):
        finders.update(dict.fromkeys(models, find))
        return find

    return register


def places(row):
    """Return where a record is used; None for a kind of record that is not used elsewhere."""
    find = finders.get(type(row))
    return find and find(row)
