"""Finds every address of the site with the names it asks for, and makes nasty requests of them.

Nothing is listed by hand: addresses come from the URL configuration and from links, names from
what views and forms look up in a request. A new view or field is among them by itself.
"""

import random
import string
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, quote_from_bytes, urljoin, urlsplit

from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import RoutePattern, URLResolver
from django.utils.datastructures import MultiValueDict
from hypothesis import strategies as st

from .page_forms import PageReader

FORM = "application/x-www-form-urlencoded"
SEAM = "seam"
MULTIPART = f"multipart/form-data; boundary={SEAM}"
TRIES = {
    "int": "1",
    "slug": "x",
    "str": "x",
    "path": "1",
    "uuid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
}
# Taken by Django's own views and lists; ours are found.
USUAL = {"q", "p", "o", "e", "all", "page", "next", "_popup", "_to_field", "id__in"}

NASTY = [
    *("", " ", "\0", "a\0b", "\r\nX-Header: 1", "\u202etxt.exe", "\ufeff", "👩🏽‍🎨", "ﬁ", "İ"),
    *("a" * 300, "a" * 20_000, "é" * 5_000, "9" * 400, "9" * 5_000, "-" * 200),
    *("0", "-1", "1", "2", "²", "٣", "1e309", "-0", "NaN", "Infinity", "0x10", "1_000", "1.5"),
    *(str(2**31), str(2**63), str(2**64), str(-(2**63) - 1), "00000000001"),
    *("None", "null", "true", "[]", "{}", "1,2,3", "1," * 600, "[[[[", '{"a": 1}', "'", '"', "\\"),
    *("../../../../etc/passwd", "..\\..\\x", "/", "//evil.example", "javascript:alert(1)"),
    *("' OR 1=1 --", "%s%s%n", "<script>alert(1)</script>", "{{ 7*7 }}", "{% include 'x' %}"),
    *("2026-13-45", "9999-12-31", "0001-01-01", "2026-02-30T25:61", "12:00", "now", "--12-31"),
    *("a@b", "ä@ü.example", "a@" + "b" * 250 + ".example", "x" * 63 + "@example.com"),
    *("__class__", "pk__in", "id__lookup", "name__regex", "\ud800", "\udfff", "é"),
]
BYTES = [b"\xff\xfe", b"\xc3", b"%", b"%zz", b"%u0041", b"&&==&", b"\x80abc", b"\xed\xa0\x80"]
NAMES = ["x", "a[]", "id", "\0", "é", "csrfmiddlewaretoken", "_save", "x" * 500]


@dataclass
class Address:
    """A path, how it answered, and what it asks for in query strings and forms."""

    path: str
    route: str
    status: int = 0
    names: set = field(default_factory=set)
    values: dict = field(default_factory=dict)
    files: list = field(default_factory=list)


@contextmanager
def asked_names():
    """Note every name that somebody looks up in a request’s parameters."""
    names, former = set(), {}
    for method in ("get", "getlist", "__getitem__", "__contains__", "pop"):
        former[method] = MultiValueDict.__dict__.get(method)
        original = getattr(MultiValueDict, method)

        def spying(self, name, *args, original=original, **kwargs):
            if isinstance(name, str):
                names.add(name)
            return original(self, name, *args, **kwargs)

        setattr(MultiValueDict, method, spying)
    try:
        yield names
    finally:
        for method, original in former.items():
            if original is None:
                delattr(MultiValueDict, method)
            else:
                setattr(MultiValueDict, method, original)


@contextmanager
def taken_back():
    """Take back whatever the block changes in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def routes(resolver=None, before=""):
    """Yield (route, pattern) of the whole URL configuration, but for what takes any address."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        elif isinstance(each.pattern, RoutePattern):
            yield route, each


def filled(route, pattern):
    """Return a path of a route; of the desk’s with the number of a record that is there."""
    path = "/" + route
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        value = number_of_a_record(pattern.name) if name in ("object_id", "id") else None
        value = value or TRIES.get(kind, "1")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            path = path.replace(written, value)
    return path


def number_of_a_record(name):
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}_"
        if (name or "").startswith(label):
            first = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
            return None if first is None else str(first)
    return None


class Atlas:
    """All addresses that somebody with these cookies comes to below a path."""

    def __init__(self, cookies=None, below="/", but=()):
        self.cookies, self.below, self.but = cookies or SimpleCookie(), below, but
        self.addresses = {}
        self.waiting = [filled(*each) for each in routes()]
        self.waiting += self.of_the_sitemap()
        while self.waiting:
            self.visit(self.waiting.pop(0))

    def client(self):
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie({key: each.value for key, each in self.cookies.items()})
        return client

    def of_the_sitemap(self):
        text = self.client().get("/sitemap.xml").content.decode()
        return [urlsplit(part.partition("</loc>")[0]).path for part in text.split("<loc>")[1:]]

    def visit(self, link):
        """Look at an address, unless its route is known and answers."""
        parts = urlsplit(link)
        path = parts.path
        is_ours = path.startswith(self.below) and not path.startswith(self.but or ("\0",))
        if parts.netloc or not is_ours:
            return
        try:
            route = resolve(path).route
        except (Resolver404, ValueError):
            return
        known = self.addresses.get(route)
        if known is not None:
            known.names |= {name for name, _ in parse_qsl(parts.query)}
            if known.status < 400:
                return
        with asked_names() as names, taken_back():
            response = self.client().get(link)
            self.client().post(path)
        address = self.addresses[route] = known or Address(path, route)
        address.names |= names | USUAL
        if known is None or response.status_code < 400:
            address.path, address.status = path, response.status_code
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            page = PageReader(response.content.decode())
            address.values, address.files = page.values, page.files
            address.names |= set(page.values)
            found = [urljoin(path, each) for each in page.links]
            self.waiting += [each for each in found if each not in self.waiting]


def encoded(text):
    """Return text as bytes; halves of characters as whoever made them up would send them."""
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def quoted(value, keep_raw):
    return (
        encoded(value).decode("latin-1") if keep_raw else quote_from_bytes(encoded(value), safe="")
    )


def nasty():
    return st.one_of(
        st.sampled_from(NASTY),
        st.sampled_from(BYTES),
        st.text(max_size=40),
        st.integers().map(str),
        st.binary(max_size=20),
    )


def pairs(names):
    """Return a strategy of [(name, value)], some of them twice."""
    name = st.one_of(st.sampled_from(sorted(names)), st.sampled_from(NAMES))
    return st.lists(st.tuples(name, nasty()), max_size=6)


def query_of(rows):
    return "&".join(f"{quoted(name, False)}={quoted(value, False)}" for name, value in rows)


def multipart(rows, files, breaks):
    """Return the body of a form with files, perhaps broken off or without its seams."""
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (SEAM.encode(), encoded(name).replace(b'"', b""), encoded(value))
        for name, value in rows
    ]
    parts += [
        b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n'
        b"Content-Type: %s\r\n\r\n%s\r\n" % (SEAM.encode(), encoded(name), *map(encoded, file))
        for name, file in files
    ]
    body = b"".join(parts) + b"--%s--\r\n" % SEAM.encode()
    return body[: len(body) * breaks // 10] if breaks else body


@st.composite
def requests(draw, atlas):
    """Return (method, path with query, body, content type) of a nasty request."""
    address = draw(st.sampled_from([atlas.addresses[key] for key in sorted(atlas.addresses)]))
    path = address.path
    if draw(st.integers(0, 9)) == 0 and path.count("/") > 1:  # another name in the place of one
        parts = path.split("/")
        at = draw(st.integers(1, len(parts) - 1))
        parts[at] = quoted(draw(nasty()), False)
        path = "/".join(parts)
    query = query_of(draw(pairs(address.names)))
    method = draw(st.sampled_from(["GET", "POST", "POST", "HEAD", "PUT"]))
    if method in ("GET", "HEAD"):
        return method, f"{path}?{query}", b"", ""
    query = query if draw(st.booleans()) else ""
    rows = [(name, value) for name, values in address.values.items() for value in values]
    changed = draw(pairs(address.names))
    left_out = {name for name, _ in changed}
    if draw(st.booleans()):  # the form as it stands, with a few things changed
        changed += [row for row in rows if row[0] not in left_out]
    kind = draw(
        st.sampled_from(
            [FORM, FORM, FORM, MULTIPART, MULTIPART, "application/json", "", "text/plain"]
        )
    )
    if kind == MULTIPART:
        names = address.files or ["x"]
        file = st.tuples(nasty(), st.sampled_from(["text/plain", "image/jpeg", "a/b/c"]), nasty())
        files = draw(st.lists(st.tuples(st.sampled_from(names), file), max_size=2))
        body = multipart(changed, files, draw(st.sampled_from([0, 0, 0, 3, 9])))
    elif kind == FORM:
        body = query_of(changed).encode()
    else:
        body = draw(st.sampled_from([b"{}", b"[1, 2", b"\xff\x00", b'{"name": {"a": []}}', b"a=b"]))
    return method, f"{path}?{query}", body, kind


def broken(data, seed):
    """Return a picture file with some bytes changed, cut out, doubled or cut off at the end."""
    chance, data = random.Random(seed), bytearray(data)
    for _ in range(chance.choice([1, 3, 10, 100])):
        at = (
            chance.randrange(len(data))
            if chance.random() < 0.5
            else chance.randrange(min(400, len(data)))
        )
        what = chance.random()
        if what < 0.6:
            data[at] = chance.choice([0, 255, 127, chance.randrange(256)])
        elif what < 0.75:
            del data[at : at + chance.randrange(1, 64)]
        elif what < 0.9:
            data[at:at] = data[at : at + chance.randrange(1, 64)]
        else:
            data[at:at] = bytes(chance.choices(string.printable.encode(), k=8))
        if not data:
            return b"\0"
    return bytes(data[: chance.randrange(len(data))] if chance.random() < 0.1 else data)
