"""What a request asks for, as far as the page cache has to know. Pure functions of WSGI's terms."""

import re
from functools import lru_cache

METHODS = ("GET", "HEAD")
BROTLI, GZIP, PLAIN = "br", "gzip", ""


def address(environ, is_secure):
    """Return (is secure, host, path) of a request: pages differ by all three."""
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return is_secure, host.lower(), path


def is_of_a_visitor(environ, session_cookie):
    """Whether a request reads a page and comes from nobody in particular.

    session_cookie: the name of the cookie of those who are signed in.
    """
    if environ["REQUEST_METHOD"] not in METHODS or "HTTP_AUTHORIZATION" in environ:
        return False
    return f"{session_cookie}=" not in environ.get("HTTP_COOKIE", "")


@lru_cache(maxsize=500)
def encoding(accepted):
    """Return the best encoding for an Accept-Encoding header: Brotli, gzip or none."""
    refused, taken = set(), set()
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        is_refused = quality.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000")
        (refused if is_refused else taken).add(name.strip())
    for name in (BROTLI, GZIP):
        if name in taken or ("*" in taken and name not in refused):
            return name
    return PLAIN


def tag_of(environ, digest):
    """Return the tag by which the visitor's browser keeps this very page; None if it does not.

    It may keep it in another encoding, or compressed with less effort: it is the same page.
    """
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known.strip() == "*":
        return known
    if digest not in known:
        return None
    tag = re.search(f'"{digest}-\\w*"', known)
    return tag and tag[0]
