"""What stands in the head of a page, by the record that the page is about."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from sessions.icons import Icon
from sessions.models.packages import Visibility
from studio.models import money
from studio.templatetags.words import duration

from .. import manifests, sharing, structured_data
from ..models import Packages, Prose
from ..models.page import Kind
from . import shown, words
from .places import PLACES


@dataclass
class Head:
    """One page as search engines and networks are told of it.

    trail: [(name, path)] from the home page to this one. things: dicts of schema.org's terms.
    """

    site: object
    title: str
    description: str
    path: str
    card: object
    trail: list = field(default_factory=list)
    things: list = field(default_factory=list)
    kind: str = "website"
    published_at: datetime | None = None
    updated_at: datetime | None = None
    is_indexed: bool = True

    @property
    def address(self):
        return self.site.address(self.path)

    @property
    def full_title(self):
        return words.title(self.title, self.site.studio.name)

    @property
    def picture(self):
        """The whole address of its share picture."""
        return self.site.address(settings.MEDIA_URL + self.card.name)

    @property
    def touch_icon(self):
        return Icon(180, self.site.studio.name).path

    @property
    def manifest(self):
        return manifests.address(self.site.studio)

    @property
    def robots(self):
        rules = ["max-image-preview:large"] if self.is_indexed else ["noindex"]
        if not self.site.studio.machines_may_train:
            rules += ["noai", "noimageai"]
        return ", ".join(rules)

    @property
    def locale(self):
        """Which English it is: all words of the site are, whatever language the desk has."""
        code = settings.LANGUAGE_CODE
        return translation.to_locale(code) if code.lower().startswith("en-") else "en_US"

    @property
    def json_ld(self):
        trail = [structured_data.trail(self.site, self.trail)] if len(self.trail) > 1 else []
        return structured_data.script([*self.things, *trail])


def of_page(site, page, blocks, records, groups=None, chosen=""):
    """Return the head of a page made of blocks.

    groups: on the page of all packages, [(session type, packages, …)] as it lists them. chosen:
    what they were chosen by, in words.
    """
    description = page.description or words.description(page.lead, *prose_of(blocks))
    head = Head(
        site=site,
        title=f"{page.title}: {chosen}" if chosen else page.title,
        description=words.chosen(chosen, description),
        path=page.get_absolute_url(),
        card=sharing.of_page(page, site.studio),
    )
    if page.kind == Kind.HOME:
        head.things = structured_data.home(site, records.price_range)
        return head
    head.trail = site.trail((page.title, head.path))
    if page.kind == Kind.ARTICLE:
        head.kind, head.updated_at = "article", updated(page, blocks)
        head.published_at = page.published_at.replace(microsecond=0)
        head.things = structured_data.article(site, page, head)
    elif page.kind == Kind.SERVICE:
        packages = [p for b in blocks if isinstance(b, Packages) for p in b.packages]
        head.things = [structured_data.service(site, page, head.description, packages)]
    elif page.kind == Kind.PACKAGES and groups:
        packages = [package for _, packages, _ in groups for package in packages]
        head.things = [structured_data.catalogue(site, page, packages)]
    return head


def prose_of(blocks):
    return [block.text for block in blocks if isinstance(block, Prose)]


def updated(page, blocks):
    """Return when a page or something that its blocks show last changed, as the sitemap does."""
    records = [record for block in blocks for record in shown.shown(block)[0]]
    return shown.latest([page, *records])


def of_package(site, package):
    price = money(package.current_price, site.studio.currency)
    days = package.turnaround_days
    ready = f"Ready in {days} working day{'' if days == 1 else 's'}."
    head = Head(
        site=site,
        title=package.name,
        description=words.description(
            f"{package.summary} {price}, {duration(package.duration_minutes)}. {ready}"
        ),
        path=package.get_absolute_url(),
        card=sharing.of_package(package, site.studio),
        is_indexed=package.visibility != Visibility.LINK,
    )
    head.trail = site.trail(Kind.PACKAGES, (package.name, head.path))
    head.things = [structured_data.package(site, package)]
    return head


def of_gallery(site, gallery, looking, page):
    """Return the head of one page of a gallery.

    looking: how its photos are shown. page: of its photos, with their items and its number.
    """
    count = page.paginator.count
    description = words.description(
        gallery.lead,
        f"{count} photograph{'' if count == 1 else 's'} by {site.studio.photographer}.",
        f"{site.studio.name}: {site.studio.tagline}." if site.studio.tagline else "",
    )
    number = f"page {page.number}" if page.number > 1 else ""
    chosen = ", ".join(filter(None, ["" if looking.is_own else looking.words, number]))
    # The same photographs cut otherwise are no page of their own; the next ones are.
    is_next = looking.is_own and number
    path = gallery.get_absolute_url()
    head = Head(
        site=site,
        title=f"{gallery.title}, {chosen}" if chosen else gallery.title,
        description=words.chosen(chosen, description),
        path=f"{path}?page={page.number}" if is_next else path,
        card=sharing.of_gallery(gallery, site.studio),
    )
    head.trail = site.trail(Kind.GALLERIES, (gallery.title, path))
    head.things = structured_data.gallery(
        site, gallery, page.object_list, looking.framing, looking.ratio
    )
    return head


def of_photo(site, gallery, item):
    """Return the head of the page about one photo of a gallery."""
    photo, path = item.photo, item.get_absolute_url()
    head = Head(
        site=site,
        title=f"{photo.title} – {gallery.title}",
        description=words.description(
            photo.alt, item.caption, f"Photograph by {photo.creator or site.studio.photographer}."
        ),
        path=path,
        card=sharing.of_photo(photo, site.studio),
    )
    parent = (gallery.title, gallery.get_absolute_url())
    head.trail = site.trail(Kind.GALLERIES, parent, (photo.title, path))
    head.things = structured_data.photo(site, photo, caption=item.caption)
    return head


def of_place(site, name, title="", chosen="", is_indexed=True):
    """Return the head of a page that stands for no record.

    title: in the place of its usual one. chosen: what a visitor brought along, in words.
    """
    place, path = PLACES[name], reverse(f"sessions:{name}")
    description = place.description.format(studio=site.studio.name)
    parents = [Kind.PACKAGES] if name == "compare" else []
    title = title or place.title
    return Head(
        site=site,
        title=f"{title}: {chosen}" if chosen else title,
        description=words.chosen(chosen, description),
        path=path,
        card=sharing.of_place(name, site.studio),
        trail=site.trail(*parents, (place.title, path)),
        is_indexed=is_indexed and place.is_indexed,
    )
