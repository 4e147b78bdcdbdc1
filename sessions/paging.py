"""Long galleries in pages of one size, each with an address of its own."""

import re

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404

PER_PAGE = 48
NUMBER = re.compile(r"[1-9]\d{0,4}", re.ASCII)


def page_of(items, number, size=PER_PAGE):
    """Return a page of Django's paginator. Raises Http404 where there is none of that number.

    number: as it stands in the address; None for the first page. size: how many are on each.
    """
    if number is not None and not NUMBER.fullmatch(number):
        raise Http404("That is no number of a page.")
    try:
        return Paginator(items, size).page(int(number or 1))
    except EmptyPage as error:
        raise Http404("There is no such page.") from error


def numbers(page):
    """Return the first, the last and the neighbouring numbers; "…" where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


def page_with(place):
    """Return the number of the page on which the item of a place, from 0, stands."""
    return place // PER_PAGE + 1
