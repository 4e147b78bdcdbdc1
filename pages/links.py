"""Links in written words, and where they lead."""

import re
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import Resolver404, resolve

HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"', re.IGNORECASE)
# Addresses of these names exist only as long as their record is published.
OF_RECORDS = {"pages:home", "pages:page", "pages:packages", "pages:galleries"} | {
    "sessions:package",
    "sessions:gallery",
}


@lru_cache(maxsize=4096)
def links(html):
    """Return the targets of all links of a text of the prose editor."""
    return tuple(unescape(href).strip() for href in HREF.findall(html or ""))


class Addresses:
    """What is to be found on this site at this moment.

    paths: the addresses of all published records.
    former: old addresses that still lead somewhere.
    host: the site's own name; links that name it are checked as well.
    """

    def __init__(self, paths, former, host):
        self.paths, self.former, self.host = set(paths), set(former), host

    def trouble(self, href):
        """Say what is wrong with a link; "" for nothing, or for a link that leads elsewhere."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return "is not an address"
        if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", self.host):
            return ""
        path = unquote(parts.path)
        if not (path or parts.netloc):
            return "" if parts.fragment or parts.query else "leads nowhere: it is empty"
        if path and not path.startswith("/"):
            return "begins neither with / nor with https://"
        return self.trouble_at(path or "/")

    def trouble_at(self, path):
        if path in self.paths or self.is_file(path):
            return ""
        if path in self.former:
            return "leads over an old address"
        if f"{path}/" in self.paths:
            return "lacks the / at its end"
        try:
            name = resolve(path).view_name
        except Resolver404:
            return "leads to nothing"
        if name.startswith("admin:"):
            return "leads to the desk, where visitors cannot go"
        return "leads to nothing that visitors can see" if name in OF_RECORDS else ""

    def is_file(self, path):
        if not path.startswith(settings.STATIC_URL):
            return False
        name = path.removeprefix(settings.STATIC_URL)
        return bool(finders.find(name)) or staticfiles_storage.exists(name)
