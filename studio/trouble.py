"""What is no mistake of the software: the database is away, busy or full, the disk is full.

Such an answer is a 503 with “Retry-After”, in words that somebody can act on, and gives back what
was typed. It needs no database, and reads of the request no more than a form without files.
"""

import errno
import sqlite3
import sys
from enum import Enum
from itertools import islice

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse, QueryDict, UnreadablePostError
from django.http.request import RawPostDataException
from django.template.loader import render_to_string

from .bucket_address import BucketError

SECONDS = 60
FORM_TYPE = "application/x-www-form-urlencoded"


class Trouble(Enum):
    """What is in the way, in a visitor’s words and in the owner’s."""

    BUSY = (
        "Somebody else is writing in the studio’s book at this moment.",
        "The site had too much to write at this moment",
    )
    FULL = (
        "There is no room left in the studio’s book at this moment.",
        "The server’s disk is full",
    )
    READ_ONLY = (
        "Nothing can be written into the studio’s book at this moment.",
        "The server’s disk cannot be written to",
    )
    AWAY = (
        "The studio’s book is out of reach at this moment.",
        "The site’s database does not answer",
    )
    BUCKET = (
        "The place where the studio keeps its photographs is out of reach at this moment.",
        "The place where photographs are kept does not answer",
    )

    def __init__(self, words, owners_words):
        self.words, self.owners_words = words, owners_words


BY_ERRNO = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
    errno.EIO: Trouble.AWAY,
    errno.EMFILE: Trouble.BUSY,
    errno.ENFILE: Trouble.BUSY,
}
# SQLite’s own codes; “no such table” and the like are mistakes, and stay errors.
BY_SQLITE_CODE = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_IOERR: Trouble.AWAY,
    sqlite3.SQLITE_PROTOCOL: Trouble.BUSY,
}
# PostgreSQL’s: classes of SQLSTATE, and single codes that say more.
BY_SQLSTATE = {
    "40001": Trouble.BUSY,
    "40P01": Trouble.BUSY,
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "53100": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
}


def found(error):
    """Return the Trouble behind an exception; None for a mistake of the software."""
    return next(filter(None, map(of, islice(causes(error), 8))), None)


def causes(error):
    """Yield an exception and those that led to it: sessions, for one, hide the database’s."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def of(error):
    if isinstance(error, BucketError):
        return Trouble.BUCKET
    if isinstance(error, OSError):
        return BY_ERRNO.get(error.errno)
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    if connection.vendor == "sqlite":
        code = getattr(error.__cause__, "sqlite_errorcode", None)
        return code and BY_SQLITE_CODE.get(code & 0xFF)
    state = getattr(error.__cause__, "sqlstate", None)
    if state in BY_SQLSTATE:
        return BY_SQLSTATE[state]
    # Without a code there was no server to give one.
    is_away = state is None or state[:2] in ("08", "57", "53")
    is_of_the_server = isinstance(error, OperationalError | InterfaceError)
    return Trouble.AWAY if is_away and is_of_the_server else None


def no_answer(error):
    """Say what an engine said, in one line. Neither engine repeats passwords."""
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return f"DATABASE_URL: the database does not answer: {said}"


def answer(request, error=None):
    """Return the answer to a request that such trouble ended; None where it is another error."""
    trouble = found(error or sys.exc_info()[1])
    if trouble is None:
        return None
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        words = f"{trouble.owners_words}. Nothing was stored; try it again in a few minutes."
        return later(JsonResponse({"error": words}))
    typed = typed_in(request)
    context = {
        "trouble": trouble,
        "typed": typed,
        "path": request.get_full_path(),
        "is_sending": request.method == "POST",
        "has_files": bool(getattr(request, "_files", None)),
    }
    return later(HttpResponse(render_to_string("503.html", context), status=503))


def later(response):
    """Say of an answer that it is worth asking again, and not worth keeping."""
    response.status_code = 503
    response["Retry-After"] = str(SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def typed_in(request):
    """Return [(name, value)] of the form that was sent, to be sent again; [] where that is unfit.

    Passwords and codes are not written into a page.
    """
    data = form_of(request)
    if any("password" in name or name == "code" for name in data):
        return []
    return [(name, value) for name, values in data.lists() for value in values]


def form_of(request):
    """Return what a form without files sent; without a database, nobody may have read it yet."""
    is_read = hasattr(request, "_post")
    if request.method != "POST" or getattr(request, "_files", None):
        return QueryDict()
    if not is_read and request.content_type != FORM_TYPE:
        return QueryDict()
    try:
        return request.POST
    except (BadRequest, SuspiciousOperation, UnreadablePostError, RawPostDataException):
        return QueryDict()
