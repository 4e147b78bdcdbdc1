"""What a page says of itself in its head, as search engines and networks read it."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape

SITE = "http://testserver"
PUBLIC = [
    *("/", "/headshot-vs-portrait/", "/headshots/", "/portraits/", "/personal-branding/"),
    *("/sessions/", "/galleries/", "/about/", "/questions/", "/privacy/", "/using-pictures/"),
    *("/sessions/headshot-update/", "/sessions/headshot-hour/", "/sessions/team-day/"),
    *("/sessions/portrait-sitting/", "/sessions/portrait-afternoon/", "/sessions/portrait-story/"),
    *("/sessions/branding-morning/", "/sessions/branding-day/", "/sessions/branding-year/"),
    *("/galleries/headshots/", "/galleries/portraits/", "/galleries/both/"),
    *("/galleries/the-studio/", "/which-one/", "/inquire/"),
]


@dataclass
class Head:
    html: str

    @classmethod
    def of(cls, client, path):
        response = client.get(path)
        assert response.status_code == 200, path
        return cls(response.content.decode())

    def meta(self, name):
        found = re.findall(rf'<meta (?:name|property)="{name}"\s+content="([^"]*)"', self.html)
        assert len(found) <= 1, name
        return unescape(found[0]) if found else None

    def link(self, rel):
        found = re.findall(rf'<link rel="{rel}"[^>]*?href="([^"]*)"', self.html)
        assert len(found) <= 1, rel
        return unescape(found[0]) if found else None

    @cached_property
    def title(self):
        (title,) = re.findall(r"<title>(.*?)</title>", self.html, re.DOTALL)
        return unescape(title)

    @cached_property
    def graph(self):
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', self.html)
        assert len(scripts) <= 1
        return json.loads(scripts[0])["@graph"] if scripts else []

    def thing(self, kind):
        found = [thing for thing in self.graph if thing["@type"] == kind]
        assert len(found) <= 1, kind
        return found[0] if found else None


def within(thing):
    """Yield all dicts in a thing, itself first."""
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from within(value)
    elif isinstance(thing, list):
        for each in thing:
            yield from within(each)


def without_dates(html):
    """Leave out of a page when it was published and last changed."""
    return re.sub(r'(date\w+":|_time"\s+content=)"[^"]+"', r"\1", html)
