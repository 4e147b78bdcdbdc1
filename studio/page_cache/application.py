"""The WSGI application around Django: finished pages are answered before Django hears of them."""

import logging
import time
from contextlib import closing, suppress
from functools import lru_cache, partial
from http import HTTPStatus

from django.conf import settings
from django.urls import Resolver404, resolve

from .. import redis_client
from ..later import Later
from . import asked
from .build import build
from .declared import MAKING, Making
from .finished import Finished
from .redis_shelf import RedisShelf
from .shelves import Folder, Memory
from .version import NONE, NOT_THERE, Versions, newest

logger = logging.getLogger("studio.pages")

PATIENCE_SECONDS = 2
# A page that another process may have made smaller meanwhile is looked for again after this.
LOOK_AGAIN_SECONDS = 10
TIDY_EVERY = 200
OURS = ("/admin/", settings.STATIC_URL, settings.MEDIA_URL)
OK = f"{HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"
NOT_MODIFIED = f"{HTTPStatus.NOT_MODIFIED.value} {HTTPStatus.NOT_MODIFIED.phrase}"


class PageCache:
    """Answers visitors from what is finished; makes what is not, once; passes on all else.

    The version of the content is read for every request, and before a page is made: what was
    made while somebody changed the content is answered, and not kept.

    shared: the shelf of all processes, see shelves.py and redis_shelf.py.
    """

    def __init__(self, application, shared, most_bytes, versions=None):
        self.application, self.shared = application, shared
        self.versions = versions or Versions()
        # Pages with parameters have a shelf of their own: they cannot crowd out the others.
        self.plain, self.asked = Memory(most_bytes * 3 // 4), Memory(most_bytes // 4)
        self.version, self.is_away = NONE, False
        self.later = Later()
        self.kept = 0

    def __call__(self, environ, start_response):
        if (
            environ["PATH_INFO"].startswith(OURS)
            or not asked.is_of_a_visitor(environ, settings.SESSION_COOKIE_NAME)
            or not (version := self.current_version())
        ):
            return self.application(environ, start_response)
        key = self.key(environ)
        page = key and self.find(version, key)
        if page is None:
            return self.make(environ, start_response, version, key)
        return answer(page, environ, start_response)

    def current_version(self):
        """Return the word for the content as it is; "" where nothing may be kept.

        While the database is away, it is the last one known: finished pages are still shown.
        """
        try:
            version = self.versions.current()
        except NOT_THERE as error:
            if not self.is_away:
                logger.warning("The database is away; finished pages are still shown: %s", error)
            self.is_away = True
            # Another process may have seen a later change than this one.
            return newest(self.shared.remembered(), self.version.text)
        self.is_away = False
        if version.text != self.version.text:
            self.begin(version)
        return version.text

    def begin(self, version):
        self.version = version
        self.plain.clear()
        self.asked.clear()
        if version.text:
            self.later.do(partial(self.shared.remember, version.text))
            self.later.do(partial(self.shared.tidy, version.text))

    def key(self, environ):
        """Return what tells a page from all others; None for one that is not kept."""
        meaning = query_of(environ["PATH_INFO"])
        query = meaning and meaning.normalised(environ.get("QUERY_STRING", ""))
        return None if query is None else (*asked.address(environ, is_secure(environ)), query)

    def shelf(self, key):
        return self.asked if key[-1] else self.plain

    def find(self, version, key):
        page = self.shelf(key).get((version, key))
        if page and not (page.is_quick and page.look_again_at < time.monotonic()):
            return page
        page = self.shared.get(version, key) or page
        return page and self.remember(version, key, page)

    def remember(self, version, key, page):
        page.look_again_at = time.monotonic() + LOOK_AGAIN_SECONDS
        self.shelf(key).put((version, key), page)
        return page

    def make(self, environ, start_response, version, key):
        """Have Django make a page, and keep it if it is one to be kept."""
        if key is None:
            return self.application(environ, start_response)
        page, response = self.made(environ, version, key)
        if page is not None:
            return answer(page, environ, start_response, "pages; fwd=miss; stored")
        if key[-1] != environ.get("QUERY_STRING", ""):  # no page: Django sees the whole address
            return self.application(environ, start_response)
        start_response(response.status, response.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    def made(self, environ, version, key):
        """Return (finished page, None), or (None, Django's answer) where it is not to be kept."""
        with self.shared.only_maker(key, PATIENCE_SECONDS):
            if page := self.find(version, key):  # somebody has made it meanwhile
                return page, None
            response = self.ask_django(environ, key)
            if not response.is_page:
                return None, response
            page = Finished.from_response(response.headers, response.body)
            if self.is_still(version):
                self.keep(version, key, page)
            return page, None

    def page(self, environ):
        """Return the finished page that a request asks for, made if need be; None for no page."""
        version, key = self.current_version(), self.key(environ)
        if not version or key is None:
            return None
        return self.made(environ, version, key)[0]

    def is_still(self, version):
        with suppress(*NOT_THERE):
            return self.versions.current().text == version
        return False

    def keep(self, version, key, page):
        self.remember(version, key, page)
        self.shared.put(version, key, page)
        if page.is_quick:
            self.later.do(partial(self.improve, version, key, page))
        self.kept += 1
        if self.kept % TIDY_EVERY == 0:
            self.later.do(partial(self.shared.tidy, version))

    def improve(self, version, key, page):
        """Make a page smaller that was made quickly, once nobody waits for it."""
        if version == self.version.text:
            page = page.at_its_best()
            self.shared.put(version, key, page)
            self.remember(version, key, page)

    def ask_django(self, environ, key):
        """Return Django's answer to a plain request for a page: whole, and not compressed."""
        making = Making()
        plain = environ | {"REQUEST_METHOD": "GET", "QUERY_STRING": key[-1], MAKING: making}
        if "HTTP_HOST" in plain:  # everybody gets the page of the first, however he wrote the name
            plain["HTTP_HOST"] = plain["HTTP_HOST"].lower()
        for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            plain.pop(name, None)
        return Response(self.application, plain, making)


class Response:
    """What a WSGI application answers, all of it."""

    def __init__(self, application, environ, making):
        self.status, self.headers = "", []
        with closing(Closable(application(environ, self.start))) as parts:
            self.body = b"".join(parts.iterable)
        names = {name.lower(): value for name, value in self.headers}
        # Whatever sets a cookie or differs by one is not for everybody, whoever says so.
        self.is_page = (
            making.is_page
            and self.status == OK
            and "set-cookie" not in names
            and names.get("vary", "accept-encoding").lower() == "accept-encoding"
            and not {"no-store", "private"} & directives(names.get("cache-control", ""))
        )

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers


class Closable:
    def __init__(self, iterable):
        self.iterable = iterable

    def close(self):
        if hasattr(self.iterable, "close"):
            self.iterable.close()


def answer(page, environ, start_response, status=None):
    """Send a page in the encoding that the browser takes; “not modified” if it has it."""
    encoding = asked.encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if tag := asked.tag_of(environ, page.digest):
        start_response(NOT_MODIFIED, page.not_modified(tag))
        return []
    headers, body = page.in_encoding(encoding)
    headers = list(headers)
    if status:
        headers = [row for row in headers if row[0] != "Cache-Status"] + [("Cache-Status", status)]
    start_response(OK, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def directives(cache_control):
    return {part.partition("=")[0].strip().lower() for part in cache_control.split(",")}


def is_secure(environ):
    """Whether a request came by https, as Django sees it."""
    if header := settings.SECURE_PROXY_SSL_HEADER:
        name, secure_value = header
        if (value := environ.get(name)) is not None:
            return value.partition(",")[0].strip() == secure_value
    return environ["wsgi.url_scheme"] == "https"


@lru_cache(maxsize=5000)
def query_of(path):
    """Return what parameters mean at a path; None where no page may be kept."""
    try:
        return getattr(resolve(path).func, "page_query", None)
    except Resolver404:
        return None


def around(application):
    """Return a WSGI application with the page cache before it, if the settings want one."""
    return page_cache(application) if settings.PAGE_CACHE_BYTES else application


def page_cache(application):
    return PageCache(application, shared_shelf(), settings.PAGE_CACHE_BYTES)


def shared_shelf():
    """Return where all processes keep pages: Redis and a folder, or the folder alone."""
    folder = Folder(settings.PAGE_CACHE_DIR / build(), settings.PAGE_CACHE_BYTES)
    if not settings.CACHE_URL:
        return folder
    redis = redis_client.Redis(redis_client.connect(settings.CACHE_URL))
    return RedisShelf(redis, folder, settings.PAGE_CACHE_BYTES)
