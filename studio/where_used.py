"""Where a record is used: what changing or deleting it would touch.

Each app says for its own models how to find out; studio/ knows none of them.
"""

from typing import NamedTuple

from django.urls import reverse
from django.utils.text import capfirst

finders = {}
locators = {}


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


def locator(*models):
    """Register a function that returns (row, its place) for rows of one of these models."""

    def register(locate):
        locators.update(dict.fromkeys(models, locate))
        return locate

    return register


def located(rows):
    """Return (row, Place) for each row that stands somewhere, those of a kind together."""
    kinds = {}
    for row in sorted(rows, key=lambda row: row.pk):
        kinds.setdefault(type(row), []).append(row)
    return [pair for model, each in kinds.items() for pair in locators.get(model, itself)(each)]


def itself(rows):
    """Return (row, its place) for records that have forms of their own."""
    return [(row, form_place(row)) for row in rows]


def form_place(row, words=None, path=None):
    """Return the place of a record that has a form: its kind and name, unless told otherwise."""
    meta = row._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    return Place(words or f"{capfirst(meta.verbose_name)} “{row}”", address, path)
