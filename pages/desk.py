"""What the front page of the desk says about pages, their blocks, and the links in all words."""

from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from sessions import desk as library
from sessions import desk_records as records
from sessions.models import Gallery, Package, Photo
from sessions.models.photos import may_be_seen
from studio import desk, publishing
from studio.models import Redirect

from .links import Addresses, links
from .models import BLOCK_MODELS, CallToAction, CropLines, Page, Prose, Question, Uses
from .models.blocks import photo_fields
from .models.page import Kind, Navigation

DESCRIPTION_LENGTH = 160
MOST_LOOKED_AT = 50  # blocks whose pictures are measured
PHOTOS = {model: photo_fields(model) for model in BLOCK_MODELS}

desk.subject("Pages", Page, Question, position=20, in_bar=[Page])
desk.way("Edit a page", "admin:pages_page_changelist", "pages.change_page", position=30)


def originals():
    return Page.objects.originals()


def published():
    return Page.objects.published()


def blocks_of(model):
    """Return the blocks of a kind on published pages, in the order of the pages."""
    rows = model.objects.filter(parent__in=published()).select_related("parent")
    return rows.order_by("parent__position", "parent", "ordering", "pk")


def block_url(block):
    """Return the address of a block in the form of its page.

    All kinds of blocks have the same relation to a page, so Django numbers their forms: the first
    kind has none, the second 2, and so on.
    """
    place = BLOCK_MODELS.index(type(block))
    prefix = "pages_block_set" + (f"-{place + 1}" if place else "")
    before = Q(ordering__lt=block.ordering) | Q(ordering=block.ordering, pk__lt=block.pk)
    number = type(block).objects.filter(before, parent=block.parent_id).count()
    return f"{desk.admin_url(Page, 'change', block.parent_id)}#{prefix}-{number}"


@library.shows_photos
def photos_on_pages():
    """The condition that a photo stands at the top of a published page, or in one of its blocks."""
    on_top = Q(Exists(published().filter(hero_photo=OuterRef("pk"))))
    in_blocks = (
        Q(Exists(model.objects.filter(**{field: OuterRef("pk")}, parent__in=published())))
        for model, fields in PHOTOS.items()
        for field in fields
    )
    return reduce(or_, in_blocks, on_top)


@desk.coming(Page)
def planned_pages(today):
    drafts = Page.objects.exclude(draft_of=None).select_related("draft_of")
    for page in drafts:
        words = f"Changes to the page “{page.draft_of.title}”"
        yield desk.Line(words, desk.admin_url(Page, "change", page.pk), kind="draft")
    plans = originals().filter(publishing.has_plans())
    yield from desk.all_planned(plans, lambda page: f"Page “{page}”")


@desk.check("Pages", Page, "without a description")
def descriptions(today):
    too_long = Q(length__gt=DESCRIPTION_LENGTH)
    pages = published().annotate(length=Length("description")).filter(too_long | Q(length=0))

    def line(page):
        words = f"“{page}” has no description for search engines."
        if page.length:
            words = (
                f"The description of “{page}” has {page.length} characters: search engines "
                "cut it off."
            )
        return desk.Line(words, desk.field_url(page, "description"))

    return desk.Some.of(pages).lines(line)


@desk.check("Pages", Page, "that visitors look for in vain")
def ways_to_pages(today):
    if not published().filter(navigation=Navigation.HEADER).exists():
        words = "The navigation at the top is empty: no published page stands in it."
        yield desk.Line(words, desk.admin_url(Page))
    for page in published().filter(kind=Kind.SERVICE, session_type=None):
        words = f"“{page}” is a service page but does not say of which session type."
        yield desk.Line(words, desk.field_url(page, "session_type"))


@desk.check("Pages", Page, "that lead to pages nobody can open")
def calls_to_action(today):
    rows = blocks_of(CallToAction).exclude(target=None).exclude(target__in=published())

    def line(block):
        button = f"“{block.parent}”: the button “{block.label}”"
        words = f"{button} leads to “{block.target}”, which is not published."
        return desk.Line(words, block_url(block))

    return desk.Some.of(rows.select_related("parent", "target")).lines(line)


@desk.check("Pages", Page, "with pictures that are missing")
def hidden_pictures(today):
    pages = published().exclude(hero_photo=None).exclude(may_be_seen("hero_photo__"))
    yield from desk.Some.of(pages.select_related("hero_photo")).lines(
        lambda page: desk.Line(
            f"“{page}”: visitors do not see the picture at the top, “{page.hero_photo}”.",
            desk.field_url(page, "hero_photo"),
        )
    )
    for model, fields in PHOTOS.items():
        for field in fields:
            rows = blocks_of(model).exclude(**{field: None}).exclude(may_be_seen(f"{field}__"))
            yield from desk.Some.of(rows.select_related("parent", field)).lines(
                lambda block, field=field: desk.Line(
                    f"“{block.parent}”: a block shows “{getattr(block, field)}”, but visitors do "
                    "not see it.",
                    block_url(block),
                )
            )


@desk.check("Pages", Page, "with pictures that are too small")
def small_pictures(today):
    """Of the largest number of pages that a studio has by itself: those that change last."""
    types = {each.pk: each for each in today.load(records.all_types)}
    rows = blocks_of(Uses).order_by("-parent__updated_at", "-pk")[:MOST_LOOKED_AT]
    photos = Photo.objects.only("title", "pictures").in_bulk({row.photo_id for row in rows})
    for block in rows:
        session_type = types.get(block.session_type_id)
        uses = session_type.uses.all() if session_type else today.load(records.all_uses)
        if words := library.too_small(photos[block.photo_id], uses):
            yield desk.Line(f"“{block.parent}”: {words}", block_url(block))


def dead_links_of(today, rows, column, line):
    """Yield the lines of all dead links in a column of rows; the rest is counted.

    line: what is said of a row and of what is wrong with its link.
    """
    addresses, found = today.load(addresses_of, today), []
    for pk, text in rows.filter(**{f"{column}__contains": "href="}).values_list("pk", column):
        found += ((pk, trouble) for trouble in dead_links(addresses, text))
    shown = found[: desk.LINES_A_GROUP]
    by_pk = rows.in_bulk({pk for pk, _ in shown})
    for pk, trouble in shown:
        yield line(by_pk[pk], trouble)
    if len(found) > len(shown):
        yield desk.More(len(found) - len(shown))


@desk.check("Links", Page, "on pages")
def links_on_pages(today):
    for model in (Prose, CropLines):
        yield from dead_links_of(
            today,
            blocks_of(model),
            "text",
            lambda block, trouble: desk.Line(f"“{block.parent}”: {trouble}", block_url(block)),
        )


@desk.check("Links", Question, "in answers")
def links_in_answers(today):
    return dead_links_of(
        today,
        Question.objects.all(),
        "answer",
        lambda question, trouble: desk.Line(
            f"The answer to “{question}”: {trouble}", desk.field_url(question, "answer")
        ),
    )


@desk.check("Links", Package, "in packages")
def links_in_packages(today):
    return dead_links_of(
        today,
        Package.objects.all(),
        "description",
        lambda package, trouble: desk.Line(
            f"“{package}”: {trouble}", desk.field_url(package, "description")
        ),
    )


def dead_links(addresses, html):
    """Yield what is wrong with each link of a text that does not lead somewhere."""
    for href in links(html):
        if trouble := addresses.trouble(href):
            yield f"the link to “{href or '…'}” {trouble}."


def addresses_of(today):
    """Return what links may lead to at this moment."""
    visible = {
        Page: published(),
        Package: Package.objects.published(),
        Gallery: Gallery.objects.published(),
    }
    paths = [path for rows in visible.values() for path in paths_of(rows)]
    former = [
        path
        for model, rows in visible.items()
        for path in Redirect.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=rows.values("pk")
        ).values_list("old_path", flat=True)
    ]
    return Addresses(paths, former, today.host)


def paths_of(rows):
    """Return the addresses of many rows of one model, which differ in their slugs alone."""
    somewhere = rows.model(slug="slug").get_absolute_url()
    slugs = rows.values_list("slug", flat=True)
    return ["/" if slug == "" else somewhere.replace("slug", slug) for slug in slugs]
