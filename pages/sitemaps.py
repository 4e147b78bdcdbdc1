"""What search engines are told of: every public page, its pictures, and when it last changed.

A page changed when it or something that it shows did, and when something came or went. What stands
around every page (the navigation, the footer) does not count; the studio's profile counts where it
is the content. Everything is loaded in a fixed number of queries.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from sessions.models import Gallery, Package, SessionType, Use
from sessions.templatetags.pictures import find_cut, middle
from studio.models import Studio

from .found import shown
from .models import Block, Page, Shown
from .models.page import Kind
from .records import Records

MOST_PICTURES = 100  # of a page; search engines take 1,000


@dataclass(frozen=True)
class Entry:
    """One page: its path, the records that it shows, and its photos as (photo, cut)."""

    path: str
    shown: list
    photos: list
    noticed_at: datetime | None = None

    @property
    def changed_at(self):
        """When the last of what it shows changed, or something came or went."""
        moments = [shown.latest(self.shown), self.noticed_at]
        return max(filter(None, moments), default=None)

    @property
    def records(self):
        """A hash of which records it shows."""
        names = sorted({f"{row._meta.label} {row.pk}" for row in self.shown if row})
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    @property
    def pictures(self):
        """The paths of its pictures, each once."""
        cuts = [find_cut(photo, *cut.split(" ")) for photo, cut in self.photos]
        names = [f"{cut['stem']}-{middle(cut['widths'])}.jpg" for cut in cuts if cut]
        return [settings.MEDIA_URL + name for name in dict.fromkeys(names)][:MOST_PICTURES]


class Site:
    """Everything that visitors can see, loaded once."""

    @cached_property
    def pages(self):
        return list(Page.objects.published().select_related("hero_photo__release"))

    @cached_property
    def blocks(self):
        """The blocks that visitors see, by page."""
        rows = Block.objects.filter(parent__in=self.pages).with_contents()
        contents = [row.content for row in rows]
        contents = [content for content in contents if content.is_shown]
        records = Records(contents, all_packages=True)
        found = defaultdict(list)
        for content in contents:
            content.records = records
            found[content.parent_id].append(content)
        return found

    @cached_property
    def packages(self):
        inclusions = "package_inclusions__inclusion"
        return list(Package.objects.listed().with_pictures().prefetch_related(inclusions))

    @cached_property
    def galleries(self):
        galleries = Gallery.objects.published().select_related("session_type")
        return [each for each in galleries.with_photos() if each.shown_items]

    @cached_property
    def types(self):
        return list(SessionType.objects.with_details())

    @cached_property
    def uses(self):
        return list(Use.objects.all())

    @cached_property
    def studio(self):
        return Studio.objects.current()

    @property
    def entries(self):
        return [
            *map(self.page, self.pages),
            *map(self.package, self.packages),
            *map(self.gallery, self.galleries),
            Entry(reverse("sessions:guide"), [*shown.asked(self.types), *self.uses], []),
            Entry(reverse("sessions:inquire"), [self.studio], []),
        ]

    def page(self, page):
        hero = page.hero_photo if page.hero_photo and page.hero_photo.is_public else None
        records, photos = [page, hero], [(hero, "whole")]
        parts = [shown.shown(block) for block in self.blocks[page.pk]]
        if page.kind == Kind.HOME:
            records.append(self.studio)
        if page.kind == Kind.PACKAGES:
            records += [self.studio, *self.types, *self.uses]
            parts.append(shown.of_packages(self.packages))
        if page.kind == Kind.GALLERIES:
            records += self.galleries
            parts += [shown.of_items(g.shown_items[:3], g.card_framing) for g in self.galleries]
        for more_records, more_photos in parts:
            records += more_records
            photos += more_photos
        return Entry(page.get_absolute_url(), records, photos)

    def package(self, package):
        records, photos = shown.of_packages([package])
        rows = package.package_inclusions.all()
        beside = [p for p in self.packages if p.session_type_id == package.session_type_id]
        records += [package.session_type, *rows, *(row.inclusion for row in rows), *beside]
        return Entry(package.get_absolute_url(), [*records, self.studio], photos)

    def gallery(self, gallery):
        records, photos = shown.of_items(gallery.shown_items, gallery.framing)
        return Entry(gallery.get_absolute_url(), [gallery, gallery.session_type, *records], photos)


def noticed(entries):
    """Return the entries with the moment at which somebody noticed that something came or went.

    Notes what each shows now, for the next time; an hourly chore looks, too.
    """
    known = {row.path: row for row in Shown.objects.all()}
    new, changed = [], []
    for entry in entries:
        row = known.setdefault(entry.path, Shown(path=entry.path, records=entry.records))
        if row.pk is None:
            new.append(row)
        elif row.records != entry.records:
            row.records, row.changed_at = entry.records, timezone.now().replace(microsecond=0)
            changed.append(row)
    if new:
        Shown.objects.bulk_create(new, ignore_conflicts=True)
    if changed:
        Shown.objects.bulk_update(changed, ["records", "changed_at"])
    return [replace(entry, noticed_at=known[entry.path].changed_at) for entry in entries]


class PagesSitemap(Sitemap):
    """All of it: a studio's site is far from the 50,000 addresses that one file may hold."""

    def items(self):
        return noticed(Site().entries)

    def location(self, entry):
        return entry.path

    def lastmod(self, entry):
        return entry.changed_at


SITEMAPS = {"pages": PagesSitemap}
