"""The finished pages as files, for a web server that stands before the site.

page-files/<content version>/about/index.html, .html.br, .html.gz; `current` points to the folder
to be served and is swapped in one step. While there is none, every request goes to the site, whose
pages are never old: so `current` is taken away whenever content changes (withdrawing.py), and put
back by the worker once all pages are written anew.
"""

import os
import shutil
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings

from .asked import BROTLI, GZIP, PLAIN
from .version import NOT_THERE

CURRENT, PART = "current", "part-"
ENDINGS = {PLAIN: "", BROTLI: ".br", GZIP: ".gz"}
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
SITEMAP = "/sitemap.xml"
OF_THE_SERVER = {"content-type", "cache-status"}


class PageFiles:
    """Writes all pages of the sitemap for one origin, such as https://www.example.com."""

    def __init__(self, cache, folder, origin):
        self.cache, self.folder, self.origin = cache, Path(folder), urlsplit(origin)

    def is_due(self):
        """Whether there is something to write: content changed, or the files were withdrawn."""
        version = self.cache.current_version()
        return bool(version) and self.served() != self.name(version)

    @property
    def current(self):
        return self.folder / CURRENT

    def name(self, version):
        """Return the name of a folder: of the content, and of what its pages were made with."""
        return f"{self.cache.shared.build}-{version}"

    def served(self):
        """Return the name of the folder that is served; "" if none is."""
        with suppress(OSError):
            return os.readlink(self.current)
        return ""

    def write(self, report=lambda done, total: None):
        """Write all pages and swap them in; return how many. None if content changed meanwhile.

        report: called with (pages written, pages in all). Raises OSError, with nothing swapped.
        """
        version = self.cache.current_version()
        folder, part = self.folder / self.name(version), self.folder / f"{PART}{os.getpid()}"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        former = self.newest()
        try:
            paths, count = self.paths(), 0
            for done, path in enumerate(paths, 1):
                if page := self.page(path):
                    write_page(part / path[1:], page, former and former / path[1:])
                    count += 1
                report(done, len(paths))
            if not (version and self.is_still(version)):
                return None
            shutil.rmtree(folder, ignore_errors=True)
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        self.swap(folder.name)
        if not self.is_still(version):  # in the very moment of the swap
            withdraw(self.folder)
            return None
        self.remove_all_but(folder)
        return count

    def is_still(self, version):
        with suppress(*NOT_THERE):
            return self.cache.versions.current().text == version
        return False

    def swap(self, name):
        link = self.folder / f"{CURRENT}-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(self.current)

    def folders(self):
        return [each for each in self.folder.iterdir() if each.is_dir() and not each.is_symlink()]

    def newest(self):
        """Return the folder that was written last; None if there is none."""
        whole = [each for each in self.folders() if not each.name.startswith(PART)]
        return max(whole, key=lambda each: each.stat().st_mtime, default=None)

    def remove_all_but(self, folder):
        for each in self.folders():
            if each != folder:
                shutil.rmtree(each, ignore_errors=True)

    def page(self, path, query=""):
        """Return the finished page of an address; None where there is none."""
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": self.origin.netloc,
            "SERVER_NAME": self.origin.hostname or "",
            "SERVER_PORT": str(self.origin.port or 80),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": self.origin.scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
        }
        if header := settings.SECURE_PROXY_SSL_HEADER:
            environ[header[0]] = self.origin.scheme
        return self.cache.page(environ)

    def paths(self):
        """Return the paths of all pages: what the sitemap names, and it alone knows them all."""
        waiting, paths = [(SITEMAP, "")], {}
        while waiting:
            page = self.page(*waiting.pop())
            if page is None:
                raise OSError(f"{self.origin.geturl()} has no sitemap: is it in ALLOWED_HOSTS?")
            for location in ElementTree.fromstring(page.bodies[PLAIN]).iter(LOCATION):
                address = urlsplit(location.text)
                if address.path.endswith("/"):
                    paths[address.path] = None
                else:  # a further file of the sitemap
                    waiting.append((address.path, address.query))
        return list(paths)

    def headers(self):
        """Return the headers that a server has to send beside every page, as [(name, value)]."""
        page = self.page("/")
        rows = page.headers if page else []
        return [row for row in rows if row[0].lower() not in OF_THE_SERVER]

    def write_headers(self):
        """Write what the example configurations in deploy/ include; new after an update only."""
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = [*self.headers(), ("Vary", "Accept-Encoding")]
        rows = [(name, value.replace('"', '\\"')) for name, value in rows]
        nginx = "".join(f'add_header {name} "{value}" always;\n' for name, value in rows)
        caddy = "".join(f'header {name} "{value}"\n' for name, value in rows)
        for name, text in (("headers.nginx", nginx), ("headers.caddy", caddy)):
            part = self.folder / f"{name}.part"
            part.write_text(text)
            part.replace(self.folder / name)


def write_page(place, page, former):
    """Write a page in its encodings; link the files of before where it has not changed."""
    place.mkdir(parents=True, exist_ok=True)
    if former and is_same(former / "index.html", page.bodies[PLAIN]):
        for file in former.glob("index.html*"):
            os.link(file, place / file.name)
        return
    page = page.at_its_best() if page.is_quick else page
    for encoding, body in page.bodies.items():
        (place / f"index.html{ENDINGS[encoding]}").write_bytes(body)


def is_same(file, body):
    with suppress(OSError):
        return file.read_bytes() == body
    return False


def withdraw(folder=None):
    """Let every request go to the site itself, from this moment on."""
    with suppress(FileNotFoundError):
        (Path(folder or settings.PAGE_FILES_DIR) / CURRENT).unlink()
