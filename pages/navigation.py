"""The pages that every page links to."""

from django.db.models import FilteredRelation, Q
from django.http import Http404
from django.utils.functional import cached_property

from sessions.models.photos import NOT_PRINTED
from studio.prepared import Prepared

from .models import Page
from .models.page import Kind, Navigation

ABOUT = "about"  # the address of the page about the photographer, where there is one


def linked(wanted, moment):
    """Return the pages that others lead to, and the one that is wanted, with its photo on top.

    wanted: the address of a page, or the kind of a list.
    """
    lists = [Kind.HOME, Kind.PACKAGES, Kind.GALLERIES]
    is_wanted = Q(slug=wanted) | Q(kind__in=lists, kind=wanted)
    is_linked = ~Q(navigation="") | Q(session_type__isnull=False) | Q(kind__in=lists)
    pages = Page.objects.published(moment).filter(is_linked | Q(slug=ABOUT) | is_wanted)
    photo = FilteredRelation("hero_photo", condition=is_wanted)
    pages = pages.annotate(photo_on_top=photo).select_related(
        "photo_on_top__release", "session_type"
    )
    return pages.defer(*(f"photo_on_top__{name}" for name in NOT_PRINTED))


LINKED = Prepared(linked, by_words=True)


class Links:
    """Published pages that others lead to; one query, when first asked.

    Those of the navigation, those about a session type, the lists, and the one about the studio.

    slug: the address of one more page, which comes in the same query; kind: of one of the lists.
    """

    def __init__(self, slug="", kind=""):
        self.wanted = slug or kind or ABOUT

    @cached_property
    def pages(self):
        return LINKED.rows(self.wanted)

    def page(self, **lookup):
        """Return the page of these fields. Raises Http404."""
        for page in self.pages:
            if all(getattr(page, name) == value for name, value in lookup.items()):
                page.hero_photo = getattr(page, "photo_on_top", None)
                return page
        raise Http404("There is no such page.")

    @property
    def header(self):
        return [page for page in self.pages if page.navigation == Navigation.HEADER]

    @property
    def footer(self):
        return [page for page in self.pages if page.navigation == Navigation.FOOTER]

    def service(self, session_type):
        """Return the service page about a session type; None where there is none."""
        return next((p for p in self.pages if p.session_type_id == session_type.pk), None)
