"""A finished page: its bytes in the encodings that browsers take, and its headers."""

import gzip
import hashlib
import json

import brotli

from .asked import BROTLI, GZIP, PLAIN

# One visitor waits for the first: quality 5 takes a tenth of the time of 11 and is 8 % larger.
QUICK, BEST = 5, 11
SHORT = 256  # bytes that no encoding makes shorter
# Written anew for each answer, or about one request only.
NOT_KEPT = {"content-length", "etag", "vary", "x-request-id", "server-timing"}
ON_NOT_MODIFIED = {"cache-control", "vary", "cache-status"}
COMPRESSED = ("text/", "application/json", "application/ld+json", "application/xml")
COMPRESSED_SUFFIX = "+xml"


class Finished:
    """One page, ready to be sent.

    headers: those that Django gave it, as [(name, value)].
    bodies: {encoding: bytes}; the plain one is always there.
    is_quick: whether its Brotli may still be made smaller.
    """

    def __init__(self, headers, bodies, is_quick):
        self.headers, self.bodies, self.is_quick = headers, bodies, is_quick
        self.digest = hashlib.sha256(bodies[PLAIN]).hexdigest()[:20]
        self.weight = sum(map(len, bodies.values())) + 2000
        self.answers = {name: self.answer(name) for name in bodies}

    @classmethod
    def from_response(cls, headers, body):
        """Compress a page once, quickly."""
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        bodies = {PLAIN: body}
        if is_compressible(dict(kept).get("Content-Type", "")) and len(body) > SHORT:
            bodies[BROTLI] = brotli.compress(body, quality=QUICK)
            bodies[GZIP] = gzip.compress(body, compresslevel=6, mtime=0)
        return cls(kept, bodies, BROTLI in bodies)

    def at_its_best(self):
        """Return the page with its Brotli as small as it gets."""
        smaller = {BROTLI: brotli.compress(self.bodies[PLAIN], quality=BEST)}
        return type(self)(self.headers, self.bodies | smaller, is_quick=False)

    def answer(self, encoding):
        """Return (headers, bytes) of the page in an encoding."""
        body = self.bodies[encoding]
        headers = [*self.headers, ("Vary", "Accept-Encoding"), ("Cache-Status", "pages; hit")]
        # A strong tag names bytes: each encoding has its own, and so has each effort.
        effort = f"{QUICK if self.is_quick else BEST}" if encoding == BROTLI else ""
        headers.append(("ETag", f'"{self.digest}-{encoding or "plain"}{effort}"'))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers.append(("Content-Length", str(len(body))))
        return headers, body

    def not_modified(self, tag):
        """Return the headers for a browser that keeps the page under a tag."""
        kept = [row for row in self.in_encoding(PLAIN)[0] if row[0].lower() in ON_NOT_MODIFIED]
        return [*kept, ("ETag", tag)]

    def in_encoding(self, encoding):
        return self.answers.get(encoding) or self.answers[PLAIN]

    def dump(self):
        """Return it as bytes, for a file."""
        sizes = [(name, len(body)) for name, body in self.bodies.items()]
        head = json.dumps([self.headers, sizes, self.is_quick]).encode()
        return b"\n".join([head, b"".join(self.bodies.values())])

    @classmethod
    def load(cls, data):
        """Return the page of such bytes. Raises ValueError for any others."""
        head, _, rest = data.partition(b"\n")
        headers, sizes, is_quick = json.loads(head)
        if sum(size for _, size in sizes) != len(rest):
            raise ValueError("The file of a finished page is not whole.")
        bodies = {}
        for name, size in sizes:
            bodies[name], rest = rest[:size], rest[size:]
        return cls([tuple(row) for row in headers], bodies, is_quick)


def is_compressible(content_type):
    kind = content_type.partition(";")[0].strip()
    return kind.startswith(COMPRESSED) or kind.endswith(COMPRESSED_SUFFIX)
