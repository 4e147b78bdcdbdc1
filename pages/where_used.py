"""Where records of the library are used: on which pages, in which galleries and packages."""

from django.db.models import Q, prefetch_related_objects
from django.utils.text import capfirst

from sessions.models import (
    Aspect,
    Gallery,
    Inclusion,
    Package,
    PackageInclusion,
    Photo,
    Release,
    SessionType,
    Trait,
    Use,
)
from studio.models import Studio
from studio.where_used import finder, locator
from studio.where_used import form_place as place

from .models import BLOCK_MODELS, Block, Packages, Page, Question, Questions, Uses
from .models.page import Kind


def page_place(page, what=""):
    words = f"Draft of “{page}”" if page.draft_of_id else f"Page “{page}”"
    path = page.get_absolute_url() if page.is_published else None
    return place(page, f"{words}{what}", path)


def pages_with_blocks(condition):
    """Return the pages that have a block of this condition, published ones first."""
    pages = Page.objects.filter(pk__in=Block.objects.filter(condition).values("parent"))
    return sorted(pages, key=lambda page: (not page.is_published, page.position))


def links_to(*rows):
    """Return the condition that a block links to one of these records of one model."""
    condition = Q(pk__in=[])
    for model in BLOCK_MODELS:
        for field in model._meta.local_fields:
            if field.related_model is type(rows[0]) and not field.primary_key:
                condition |= Q(**{f"{model._meta.model_name}__{field.name}__in": rows})
    return condition


def own_place(row):
    """Return the place of a gallery or package: it has an address of its own."""
    path = row.get_absolute_url() if row.is_published else None
    return place(row, path=path)


def places_of_photos(*photos):
    """Return where these photos are, at least one: six queries, however many they are."""
    heroes = Page.objects.filter(hero_photo__in=photos)
    shelves = [
        *Gallery.objects.filter(photos__in=photos).distinct(),
        *Package.objects.filter(photos__in=photos).distinct(),
    ]
    types = SessionType.objects.filter(photo__in=photos)
    studios = Studio.objects.filter(share_photo__in=photos)
    return [
        *(page_place(page, ", at the top") for page in heroes),
        *(page_place(page) for page in pages_with_blocks(links_to(*photos))),
        *(own_place(each) for each in shelves),
        *(place(each, f"Session type “{each}”") for each in types),
        *(place(each, "Studio profile, as the share picture") for each in studios),
    ]


@finder(Photo)
def places_of_photo(photo):
    return places_of_photos(photo)


@finder(Release)
def places_of_release(release):
    photos = list(release.photos.all())
    return places_of_photos(*photos) if photos else []


@finder(Gallery)
def places_of_gallery(gallery):
    return [page_place(page) for page in pages_with_blocks(links_to(gallery))]


@finder(Package)
def places_of_package(package):
    same_type = Q(packages__session_type=package.session_type_id)
    featured = Q(pk__in=Packages.objects.filter(session_type=None).values("pk"))
    condition = same_type | featured if package.is_featured else same_type
    lists = Page.objects.filter(kind=Kind.PACKAGES)
    return [page_place(page) for page in [*lists, *pages_with_blocks(condition)]]


@finder(SessionType)
def places_of_type(session_type):
    own = [page_place(page) for page in session_type.pages.all()]
    packages = [own_place(each) for each in session_type.packages.all()]
    return own + [page_place(p) for p in pages_with_blocks(links_to(session_type))] + packages


@finder(Use)
def places_of_use(use):
    drawn = Uses.objects.filter(Q(session_type=None) | Q(session_type__uses=use))
    pages = pages_with_blocks(Q(pk__in=drawn.values("pk")) | links_to(use))
    types = [place(each, f"Session type “{each}”") for each in use.session_types.all()]
    return [page_place(page) for page in pages] + types


@finder(Inclusion)
def places_of_inclusion(inclusion):
    return [own_place(each) for each in inclusion.packages.all()]


@finder(Aspect)
def places_of_aspect(aspect):
    types = SessionType.objects.filter(traits__aspect=aspect)
    pages = pages_with_blocks(Q(sidebyside__detail="full"))
    return [page_place(page) for page in pages] + [place(t, f"Session type “{t}”") for t in types]


@finder(Question)
def places_of_question(question):
    """The pages with a questions block that lets it through."""
    blocks = Questions.objects.filter(
        Q(session_type=None) | Q(session_type=question.session_type_id)
    ).select_related("parent")
    rows = list(Question.objects.values_list("pk", "session_type"))
    found = {}
    for block in blocks:
        wanted = block.session_type_id
        allowed = [pk for pk, kind in rows if wanted is None or kind == wanted]
        if question.pk in allowed[: block.limit or None]:
            found[block.parent_id] = block.parent
    return [page_place(page) for page in found.values()]


@locator(*BLOCK_MODELS)
def blocks_on_their_pages(blocks):
    prefetch_related_objects(blocks, "parent")
    return [(block, page_place(block.parent, f", {block_words(block)}")) for block in blocks]


def block_words(block):
    """Return the kind of a block and its first words."""
    kind = str(block._meta.verbose_name)
    return (
        f"block “{capfirst(kind)}”" if str(block) == kind else f"block “{capfirst(kind)}: {block}”"
    )


@locator(PackageInclusion)
def inclusions_in_packages(inclusions):
    prefetch_related_objects(inclusions, "package")
    return [(row, own_place(row.package)) for row in inclusions]


@locator(Trait)
def traits_of_types(traits):
    prefetch_related_objects(traits, "session_type")
    return [(trait, place(trait.session_type)) for trait in traits]
