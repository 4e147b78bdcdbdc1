"""What the front page of the desk says about pages, their blocks, and the links in all words."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from sessions import desk as library
from sessions import desk_records as records
from sessions.models import Gallery, Package
from studio import desk
from studio.models import Redirect

from .links import Addresses, links
from .models import BLOCK_MODELS, Block, Page, Question
from .models.blocks import photo_fields
from .models.page import Kind, Navigation

DESCRIPTION_LENGTH = 160
NAMES = [model._meta.model_name for model in BLOCK_MODELS]
PHOTOS = {model._meta.model_name: photo_fields(model) for model in BLOCK_MODELS}
PROSE = ["prose", "croplines"]

desk.subject("Pages", Page, Question, position=20, in_bar=[Page])
desk.way("Edit a page", "admin:pages_page_changelist", "pages.change_page", position=30)


def all_pages():
    return list(Page.objects.all())


def all_questions():
    return list(Question.objects.all())


def blocks():
    """Return what the checks need of all blocks: one row a block, in the order of the pages."""
    columns = [
        *(f"{name}__pk" for name in NAMES),
        *(f"{name}__{field}" for name, fields in PHOTOS.items() for field in fields),
        *(f"{name}__text" for name in PROSE),
        "calltoaction__target",
        "calltoaction__label",
        "gallery__source",
        "uses__session_type",
        "uses__colleagues",
    ]
    rows = Block.objects.filter(parent__draft_of=None)
    return list(rows.order_by("parent", "ordering", "pk").values("parent_id", *columns))


def published_pages(today):
    return [page for page in today.load(all_pages) if page.is_published and not page.draft_of_id]


@dataclass(frozen=True)
class Placed:
    """A block of a published page: its kind, its columns, the number of its form."""

    page: Page
    kind: str
    row: dict
    number: int

    @property
    def photo_ids(self):
        return [self.row[f"{self.kind}__{field}"] for field in PHOTOS[self.kind]]

    @property
    def url(self):
        """The address of the block in the form of its page.

        All kinds of blocks have the same relation to a page, so Django numbers their forms: the
        first kind has none, the second 2, and so on.
        """
        place = NAMES.index(self.kind)
        prefix = "pages_block_set" + (f"-{place + 1}" if place else "")
        return f"{desk.admin_url(Page, 'change', self.page.pk)}#{prefix}-{self.number}"


def published_blocks(today):
    pages = {page.pk: page for page in published_pages(today)}
    numbers, placed = Counter(), []
    for row in today.load(blocks):
        kind = next(name for name in NAMES if row[f"{name}__pk"])
        number = numbers[row["parent_id"], kind]
        numbers[row["parent_id"], kind] += 1
        if page := pages.get(row["parent_id"]):
            placed.append(Placed(page, kind, row, number))
    return placed


@library.shows_photos
def photos_on_pages(today):
    galleries = today.load(records.photos_of_galleries)
    yield from (page.hero_photo_id for page in published_pages(today))
    for block in today.load(published_blocks, today):
        yield from block.photo_ids
        for column in ("gallery__source", "uses__colleagues"):
            if gallery := block.row[column]:
                yield from galleries[gallery]


@desk.coming(Page)
def planned_pages(today):
    pages = today.load(all_pages)
    titles = {page.pk: page.title for page in pages}
    for page in pages:
        if page.draft_of_id:
            words = f"Changes to the page “{titles[page.draft_of_id]}”"
            yield desk.Line(words, desk.admin_url(Page, "change", page.pk), kind="draft")
        else:
            yield from desk.planned(page, f"Page “{page}”")


@desk.check("Pages", Page, "without a description")
def descriptions(today):
    for page in published_pages(today):
        length = len(page.description)
        url = desk.field_url(page, "description")
        if not length:
            yield desk.Line(f"“{page}” has no description for search engines.", url)
        elif length > DESCRIPTION_LENGTH:
            words = (
                f"The description of “{page}” has {length} characters: search engines cut it off."
            )
            yield desk.Line(words, url)


@desk.check("Pages", Page, "that visitors look for in vain")
def ways_to_pages(today):
    pages = published_pages(today)
    if not any(page.navigation == Navigation.HEADER for page in pages):
        words = "The navigation at the top is empty: no published page stands in it."
        yield desk.Line(words, desk.admin_url(Page))
    for page in pages:
        if page.kind == Kind.SERVICE and page.session_type_id is None:
            words = f"“{page}” is a service page but does not say of which session type."
            yield desk.Line(words, desk.field_url(page, "session_type"))


@desk.check("Pages", Page, "that lead to pages nobody can open")
def calls_to_action(today):
    pages = {page.pk: page for page in today.load(all_pages)}
    for block in today.load(published_blocks, today):
        target = pages.get(block.row["calltoaction__target"])
        if target and not target.is_published:
            button = f"“{block.page}”: the button “{block.row['calltoaction__label']}”"
            words = f"{button} leads to “{target}”, which is not published."
            yield desk.Line(words, block.url)


@desk.check("Pages", Page, "with pictures that are missing")
def hidden_pictures(today):
    photos = today.load(records.all_photos)
    for page in published_pages(today):
        photo = photos.get(page.hero_photo_id)
        if photo and not photo.is_public:
            words = f"“{page}”: visitors do not see the picture at the top, “{photo}”."
            yield desk.Line(words, desk.field_url(page, "hero_photo"))
    for block in today.load(published_blocks, today):
        for photo in map(photos.get, block.photo_ids):
            if photo and not photo.is_public:
                words = f"“{block.page}”: a block shows “{photo}”, but visitors do not see it."
                yield desk.Line(words, block.url)


@desk.check("Pages", Page, "with pictures that are too small")
def small_pictures(today):
    photos = today.load(records.all_photos)
    types = {each.pk: each for each in today.load(records.all_types)}
    for block in today.load(published_blocks, today):
        photo = photos.get(block.row["uses__photo"])
        session_type = types.get(block.row["uses__session_type"])
        uses = session_type.uses.all() if session_type else today.load(records.all_uses)
        if photo and (words := library.too_small(photo, uses)):
            yield desk.Line(f"“{block.page}”: {words}", block.url)


@desk.check("Links", Page, "on pages")
def links_on_pages(today):
    addresses = today.load(addresses_of, today)
    for block in today.load(published_blocks, today):
        if block.kind in PROSE:
            text = block.row[f"{block.kind}__text"]
            for trouble in dead_links(addresses, text):
                yield desk.Line(f"“{block.page}”: {trouble}", block.url)


@desk.check("Links", Question, "in answers")
def links_in_answers(today):
    addresses = today.load(addresses_of, today)
    for question in today.load(all_questions):
        for trouble in dead_links(addresses, question.answer):
            words = f"The answer to “{question}”: {trouble}"
            yield desk.Line(words, desk.field_url(question, "answer"))


@desk.check("Links", Package, "in packages")
def links_in_packages(today):
    addresses = today.load(addresses_of, today)
    for package in today.load(records.all_packages):
        for trouble in dead_links(addresses, package.description):
            yield desk.Line(f"“{package}”: {trouble}", desk.field_url(package, "description"))


def dead_links(addresses, html):
    """Yield what is wrong with each link of a text that does not lead somewhere."""
    for href in links(html):
        if trouble := addresses.trouble(href):
            yield f"the link to “{href or '…'}” {trouble}."


def all_redirects():
    return list(Redirect.objects.all())


def addresses_of(today):
    """Return what links may lead to at this moment."""
    published = [
        record
        for loader in (all_pages, records.all_packages, records.all_galleries)
        for record in today.load(loader)
        if record.is_published
    ]
    types = {
        model: ContentType.objects.get_for_model(model).pk for model in (Page, Package, Gallery)
    }
    targets = {(types[type(record)], record.pk) for record in published}
    former = [
        redirect.old_path
        for redirect in today.load(all_redirects)
        if (redirect.content_type_id, redirect.object_id) in targets
    ]
    paths = [record.get_absolute_url() for record in published]
    return Addresses(paths, former, today.host)
