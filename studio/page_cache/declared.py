"""Which pages may be kept: those whose view says so."""

import re
from functools import wraps
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

# The page cache leaves itself here in the request; it is not there when Django is asked directly.
MAKING = "studio.page_cache"


def cache_control():
    """Return how browsers and a CDN may keep a page.

    Both ask each time whether it is still so, which costs a few bytes. A CDN need not ask for as
    long as CDN_SECONDS says, and may show what it has while the site is away.
    """
    if not (seconds := settings.CDN_SECONDS):
        return "public, no-cache"
    while_away = "stale-while-revalidate=60, stale-if-error=86400"
    return f"public, max-age=0, s-maxage={seconds}, {while_away}"


class Making:
    """A page on its way to the cache; its view says whether it is one to be kept."""

    is_page = False


class PageQuery:
    """What the parameters of an address mean to a view."""

    def __init__(self, passes=(), shapes=None):
        self.passes = frozenset(passes)
        self.shapes = {name: re.compile(pattern) for name, pattern in (shapes or {}).items()}

    def normalised(self, query):
        """Return a query string as one of the pages that are kept has it; None where none has.

        Parameters that the view does not know are left out: they neither fill the cache nor
        pass by it.
        """
        if not query:
            return ""
        kept = []
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name in self.passes:
                return None
            if name in self.shapes:
                if not self.shapes[name].fullmatch(value):
                    return None
                kept.append((name, value))
        names = [name for name, _ in kept]
        if len(set(names)) < len(names):
            return None
        return urlencode(sorted(kept))


def cached(passes=(), **shapes):
    """Let a view's pages be kept until the content changes.

    They have to depend on the address and the content alone: no cookie, nobody signed in.
    shapes: the parameters that shape a page, with a pattern of the values worth keeping.
    passes: parameters with which a page is made for one visitor, and not kept.
    """
    query = PageQuery(passes, shapes)

    def declare(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                response.headers.setdefault("Cache-Control", cache_control())
                if making := request.META.get(MAKING):
                    making.is_page = True
            return response

        wrapped.page_query = query
        return wrapped

    return declare
