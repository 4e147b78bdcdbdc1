"""What the front page of the desk says about pages, their blocks, and the links in all words."""

from collections import Counter

from django.contrib.contenttypes.models import ContentType

from sessions import desk as library
from sessions.models import Gallery, Package
from studio import desk
from studio.models import Redirect

from .links import Addresses, links
from .models import BLOCK_MODELS, Block, Page, Question
from .models.page import Kind, Navigation

DESCRIPTION_LENGTH = 160
NAMES = [model._meta.model_name for model in BLOCK_MODELS]
PHOTOS = [name for name in NAMES if name in ("frames", "croplines", "uses", "photograph")]
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
        *(f"{name}__photo" for name in PHOTOS),
        *(f"{name}__text" for name in PROSE),
        "calltoaction__target",
        "calltoaction__label",
        "gallery__source",
    ]
    rows = Block.objects.filter(parent__draft_of=None)
    return list(rows.order_by("parent", "ordering", "pk").values("parent_id", *columns))


def published_pages(today):
    return [page for page in today.load(all_pages) if page.is_published and not page.draft_of_id]


def published_blocks(today):
    """Yield (page, kind of block, its row, the address of its form) of all published blocks."""
    pages = {page.pk: page for page in published_pages(today)}
    numbers = Counter()
    for row in today.load(blocks):
        kind = next(name for name in NAMES if row[f"{name}__pk"])
        number = numbers[row["parent_id"], kind]
        numbers[row["parent_id"], kind] += 1
        if page := pages.get(row["parent_id"]):
            yield page, kind, row, block_url(page, kind, number)


def block_url(page, kind, number):
    """Return the address of a block in the form of its page.

    All kinds of blocks have the same relation to a page, so Django numbers their forms: the first
    kind has none, the second 2, and so on.
    """
    place = NAMES.index(kind)
    prefix = "pages_block_set" + (f"-{place + 1}" if place else "")
    return f"{desk.admin_url(Page, 'change', page.pk)}#{prefix}-{number}"


def photo_of(kind, row):
    return row[f"{kind}__photo"] if kind in PHOTOS else None


@library.shows_photos
def photos_on_pages(today):
    galleries = today.load(library.photos_of_galleries)
    yield from (page.hero_photo_id for page in published_pages(today))
    for _, kind, row, _ in published_blocks(today):
        yield photo_of(kind, row)
        if kind == "gallery":
            yield from galleries[row["gallery__source"]]


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
    for page, kind, row, url in published_blocks(today):
        target = pages.get(row["calltoaction__target"]) if kind == "calltoaction" else None
        if target and not target.is_published:
            label = row["calltoaction__label"]
            words = f"“{page}”: the button “{label}” leads to “{target}”, which is not published."
            yield desk.Line(words, url)


@desk.check("Pages", Page, "with pictures that are missing")
def hidden_pictures(today):
    photos = today.load(library.all_photos)
    for page in published_pages(today):
        photo = photos.get(page.hero_photo_id)
        if photo and not photo.is_public:
            words = f"“{page}”: visitors do not see the picture at the top, “{photo}”."
            yield desk.Line(words, desk.field_url(page, "hero_photo"))
    for page, kind, row, url in published_blocks(today):
        photo = photos.get(photo_of(kind, row))
        if photo and not photo.is_public:
            yield desk.Line(f"“{page}”: a block shows “{photo}”, but visitors do not see it.", url)


@desk.check("Pages", Page, "with pictures that are too small")
def small_pictures(today):
    photos, uses = today.load(library.all_photos), today.load(library.all_uses)
    for page, kind, row, url in published_blocks(today):
        photo = photos.get(photo_of(kind, row))
        if kind == "uses" and photo and (words := library.too_small(photo, uses)):
            yield desk.Line(f"“{page}”: {words}", url)


@desk.check("Links", Page, "on pages")
def links_on_pages(today):
    addresses = addresses_of(today)
    for page, kind, row, url in published_blocks(today):
        if kind in PROSE:
            yield from dead_links(addresses, row[f"{kind}__text"], f"“{page}”", url)


@desk.check("Links", Question, "in answers")
def links_in_answers(today):
    addresses = addresses_of(today)
    for question in today.load(all_questions):
        url = desk.field_url(question, "answer")
        yield from dead_links(addresses, question.answer, f"The answer to “{question}”", url)


@desk.check("Links", Package, "in packages")
def links_in_packages(today):
    addresses = addresses_of(today)
    for package in today.load(library.all_packages):
        url = desk.field_url(package, "description")
        yield from dead_links(addresses, package.description, f"“{package}”", url)


def dead_links(addresses, html, name, url):
    for href in links(html):
        if trouble := addresses.trouble(href):
            yield desk.Line(f"{name}: the link to “{href or '…'}” {trouble}.", url)


def all_redirects():
    return list(Redirect.objects.all())


def addresses_of(today):
    """Return what links may lead to at this moment."""
    published = [
        record
        for loader in (all_pages, library.all_packages, library.all_galleries)
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
