"""What search engines are told of: every public page, its pictures, and when it last changed.

A page changed when it or something that it shows did, and when something came or went. What stands
around every page (the navigation, the footer) does not count; the studio's profile counts where it
is the content. Each file is loaded in a fixed number of queries. A small site has one file; beyond
a hundred pages /sitemap.xml names files of 25 pages, ten galleries or fifty packages each, so
none takes long however much there is.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from sessions.models import Gallery, GalleryPhoto, Package, SessionType, Use
from sessions.paging import NUMBER, PER_PAGE
from sessions.templatetags.pictures import find_cut, middle
from studio.models import Studio
from studio.page_cache import cached

from .found import shown
from .models import Block, Page, Shown
from .models.page import Kind
from .records import MOST_PACKAGES, Records

ON_ONE_FILE = 100  # pages of a site that needs no more than one file
ON_A_PAGE = 24  # galleries on the page of all of them
CARD_PHOTOS = 3  # of each


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
        return [settings.MEDIA_URL + name for name in dict.fromkeys(names)]


class Site:
    """What visitors can see of some pages, packages and galleries, loaded together.

    pages, packages, galleries: querysets of those that are looked at.
    """

    def __init__(self, pages, packages, galleries):
        self.pages = list(pages.select_related("hero_photo__release"))
        inclusions = "package_inclusions__inclusion"
        self.packages = list(packages.with_pictures().prefetch_related(inclusions))
        self.galleries = list(galleries.select_related("session_type"))

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
    def items(self):
        """The photos of the first page of each gallery."""
        return by_gallery(GalleryPhoto.objects.filter(gallery__in=self.galleries), PER_PAGE)

    @cached_property
    def first_galleries(self):
        """The galleries on the page of all of them, each with the photos of its card."""
        galleries = list(Gallery.objects.published()[:ON_A_PAGE])
        items = by_gallery(GalleryPhoto.objects.filter(gallery__in=galleries), CARD_PHOTOS)
        return [(each, items[each.pk]) for each in galleries if items[each.pk]]

    @cached_property
    def first_packages(self):
        """The packages on the page of all of them, which also stand beside each other."""
        return list(Package.objects.listed().first_of_each_type(MOST_PACKAGES).with_pictures())

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
        shown_galleries = [each for each in self.galleries if self.items[each.pk]]
        return [
            *map(self.page, self.pages),
            *map(self.package, self.packages),
            *map(self.gallery, shown_galleries),
        ]

    @property
    def places(self):
        """Pages that stand for no record."""
        return [
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
            parts.append(shown.of_packages(self.first_packages))
        if page.kind == Kind.GALLERIES:
            records += [gallery for gallery, _ in self.first_galleries]
            parts += [shown.of_items(i, g.card_framing) for g, i in self.first_galleries]
        for more_records, more_photos in parts:
            records += more_records
            photos += more_photos
        return Entry(page.get_absolute_url(), records, photos)

    def package(self, package):
        records, photos = shown.of_packages([package])
        rows = package.package_inclusions.all()
        beside = [p for p in self.first_packages if p.session_type_id == package.session_type_id]
        records += [package.session_type, *rows, *(row.inclusion for row in rows), *beside]
        return Entry(package.get_absolute_url(), [*records, self.studio], photos)

    def gallery(self, gallery):
        records, photos = shown.of_items(self.items[gallery.pk], gallery.framing)
        return Entry(gallery.get_absolute_url(), [gallery, gallery.session_type, *records], photos)


def by_gallery(items, number):
    """Return {key of the gallery: its first items that visitors see}."""
    found = defaultdict(list)
    for item in items.first_of_each(number):
        found[item.gallery_id].append(item)
    return found


def noticed(entries):
    """Return the entries with the moment at which somebody noticed that something came or went.

    Notes what each shows now, for the next time; an hourly chore looks, too.
    """
    paths = [entry.path for entry in entries]
    known = {row.path: row for row in Shown.objects.filter(path__in=paths)}
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


class Section(Sitemap):
    """Pages of one kind; as a sequence, so that a file loads no more than it names."""

    def __init__(self, model, rows, limit):
        self.model, self.rows, self.limit = model, rows, limit

    def items(self):
        return self

    def __len__(self):
        return self.rows().count()

    def __getitem__(self, part):
        keys = list(self.rows().values_list("pk", flat=True)[part])
        wanted = {
            model: model.objects.filter(pk__in=keys if model is self.model else [])
            for model in (Page, Package, Gallery)
        }
        site = Site(*wanted.values())
        is_first = self.model is Page and not part.start
        return noticed([*site.entries, *(site.places if is_first else [])])

    def location(self, entry):
        return entry.path

    def lastmod(self, entry):
        return entry.changed_at

    def get_latest_lastmod(self):
        """Which files changed is not told: it would take all of them to know."""
        return None


SECTIONS = {
    "pages": Section(Page, lambda: Page.objects.published(), 25),
    "packages": Section(Package, lambda: Package.objects.listed(), 50),
    "galleries": Section(Gallery, lambda: Gallery.objects.published(), 10),
}


def entries():
    """Yield what is told of every public page, some of them at a time."""
    for section in SECTIONS.values():
        for number in section.paginator.page_range:
            yield from section.paginator.page(number).object_list


TEMPLATE = "pages/sitemap.xml"


@cached(p=NUMBER.pattern)
def sitemap(request):
    """All pages; where there are many, the addresses of the files that name them."""
    if sum(map(len, SECTIONS.values())) > ON_ONE_FILE:
        return views.index(request, SECTIONS, sitemap_url_name="sitemap_section")
    return views.sitemap(request, SECTIONS, template_name=TEMPLATE)


@cached(p=NUMBER.pattern)
def section(request, section):
    """The pages of one kind, fifty packages or so; `?p=2` for the next ones."""
    return views.sitemap(request, SECTIONS, section, template_name=TEMPLATE)
