"""A modest load of writes: what is acknowledged is noted, to be counted afterwards.

Inquiries come by the form, edits and photographs by the desk, each from threads of their own. A
write that gets no answer, or another one, is not acknowledged; it may be stored all the same.
"""

import http.client
import json
import random
import threading
import time
from contextlib import closing, contextmanager, suppress
from io import BytesIO
from itertools import count
from string import ascii_lowercase
from urllib.parse import urlencode
from uuid import uuid4

from PIL import Image

from tests.page_forms import PageReader

HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"
PATIENCE = 20
NO_ANSWER = (OSError, http.client.HTTPException)
numbers = count(1)


class Client:
    """A browser: keeps cookies, follows nothing. Answers are (status, headers, text)."""

    def __init__(self, port, **headers):
        self.port, self.cookies, self.headers = port, {}, headers

    def ask(self, method, path, body=None, patience=PATIENCE, **headers):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**self.headers, **headers, **({"Cookie": cookies} if cookies else {})}
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=patience)) as connected:
            connected.request(method, path, body, headers)
            answer = connected.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return answer.status, answer.headers, answer.read().decode(errors="replace")

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, fields, **options):
        options = {"Content-Type": FORM, **options}
        return self.ask("POST", path, urlencode(fields, doseq=True), **options)

    def form(self, path):
        return PageReader(self.get(path)[2]).values

    def sign_in(self, name, password):
        path = "/admin/login/"
        fields = self.form(path) | {"username": name, "password": password}
        status, _, page = self.post(path, fields)
        assert status == 302, page
        return self


class Visitor(Client):
    """Somebody with an address of their own, who has had the form open for a while."""

    def __init__(self, port, token):
        number = next(numbers)
        super().__init__(port, **{"X-Forwarded-For": f"10.7.{number // 250}.{number % 250 + 1}"})
        self.token = token

    def inquire(self, name, **options):
        """Send an inquiry; return (is acknowledged, status, page)."""
        fields = {
            "name": name,
            "email": f"{name}@example.com",
            "message": f"A picture for my new job, please: {name}.",
            "token": self.token,
        }
        status, headers, page = self.post("/inquire/", fields, **options)
        return status == 302 and headers["Location"].endswith("/sent/"), status, page


def open_form(port):
    """Return the token of a form that has been open long enough for somebody to type."""
    token = Client(port).form("/inquire/")["token"][0]
    time.sleep(2.1)
    return token


def picture(seed, size=(720, 480)):
    """Return the bytes of a JPEG that looks like no other."""
    dots = random.Random(seed).randbytes(3 * 12 * 8)
    image = Image.frombytes("RGB", (12, 8), dots).resize(size, Image.Resampling.BICUBIC)
    file = BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()


def multipart(fields, files):
    """Return (content type, body) of a form with files: [(field, file name, bytes)]."""
    seam = uuid4().hex
    parts = [
        f'--{seam}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, values in fields.items()
        for value in values
    ]
    for field, name, data in files:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
        parts.append(f"--{seam}\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode() + data)
        parts.append(b"\r\n")
    body = b"".join(parts) + f"--{seam}--\r\n".encode()
    return f"multipart/form-data; boundary={seam}", body


class Desk(Client):
    """The owner’s browser."""

    PACKAGE = "/admin/photo_sessions/package/1/change/"
    UPLOAD = "/admin/photo_sessions/photo/upload/"

    def edit(self, words):
        """Give the package another summary; return (is acknowledged, status, page)."""
        if not hasattr(self, "package"):
            self.package = self.form(self.PACKAGE)
        fields = self.package | {"summary": words}
        status, headers, page = self.post(self.PACKAGE, fields)
        return status == 302 and "login" not in headers["Location"], status, page

    def upload(self, name, data):
        """Send a photograph; return (is acknowledged, status, what was said of it)."""
        token = self.cookies["csrftoken"]
        fields = {"csrfmiddlewaretoken": [token], "keep": ["on"], "shown": ["now"]}
        kind, body = multipart(fields, [("files", f"{name}.jpg", data)])
        headers = {"Content-Type": kind, "Accept": "application/json"}
        status, _, said = self.ask("POST", self.UPLOAD, body, patience=60, **headers)
        with suppress(ValueError):
            said = json.loads(said)
            if status == 200:
                [result] = said["results"]
                return result["state"] == "in", status, result["words"]
        return False, status, said


class Load:
    """What was acknowledged, by kind, and how long the site did not answer at the most."""

    KINDS = ("inquiries", "edits", "photos")

    def __init__(self):
        self.acknowledged = {kind: [] for kind in self.KINDS}
        self.refused = []  # (kind, status, what was said)
        self.silence, self.ending = 0.0, threading.Event()
        self.errors = []

    @property
    def count(self):
        return sum(map(len, self.acknowledged.values()))

    def write(self, kind, act):
        """Write until the end, a little after each other."""
        while not self.ending.is_set():
            letters = "".join(random.choices(ascii_lowercase, k=14))
            # A photograph is called after its file.
            name = f"Sitting {letters}" if kind == "photos" else f"{kind}-{letters}"
            try:
                is_acknowledged, status, said = act(name)
            except NO_ANSWER:
                status, said, is_acknowledged = 0, "", False
            except Exception as error:
                self.errors.append(error)
                raise
            if is_acknowledged:
                self.acknowledged[kind].append(name)
            else:
                self.refused.append((kind, status, said))
            self.ending.wait(0.25)

    def watch(self, port, path):
        """Note the longest time without an answer to a visitor who looks at a page."""
        client, last = Client(port), time.monotonic()
        while not self.ending.is_set():
            with suppress(*NO_ANSWER):
                if client.get(path, patience=5)[0] == 200:
                    self.silence = max(self.silence, time.monotonic() - last)
                    last = time.monotonic()
            self.ending.wait(0.05)
        self.silence = max(self.silence, time.monotonic() - last - 0.2)

    def reach(self, number, kind=None, seconds=90):
        """Wait until so many more writes are acknowledged."""

        def done():
            return len(self.acknowledged[kind]) if kind else self.count

        wanted, deadline = done() + number, time.monotonic() + seconds
        while done() < wanted:
            assert time.monotonic() < deadline, self.refused[-3:]
            time.sleep(0.02)


@contextmanager
def load(site, photos=False, edits=True, path="/about/"):
    """Write to a site for the block, and look at one of its pages.

    edits: each makes all pages anew; without them, a finished page stays finished.
    """
    made, desk, other = Load(), site.desk(), site.desk()

    def inquire(name):
        return Visitor(site.port, site.token).inquire(name)

    works = [
        (made.write, "inquiries", inquire),
        (made.write, "inquiries", inquire),
        (made.watch, site.port, path),
    ]
    if edits:
        works.append((made.write, "edits", desk.edit))
    if photos:
        works.append((made.write, "photos", lambda name: other.upload(name, picture(name))))
    threads = [threading.Thread(target=each[0], args=each[1:], daemon=True) for each in works]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        made.ending.set()
        for thread in threads:
            thread.join(60)
    assert not made.errors
