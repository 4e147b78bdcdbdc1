"""The pages that every page links to."""

from django.db.models import Q
from django.http import Http404
from django.utils.functional import cached_property

from .models import Page
from .models.page import Kind, Navigation

ABOUT = "about"  # the address of the page about the photographer, where there is one


class Links:
    """Published pages that others lead to; one query, when first asked.

    Those of the navigation, those about a session type, the lists, and the one about the studio.

    asked_for: conditions of one more page, which comes in the same query.
    """

    def __init__(self, **asked_for):
        self.asked_for = Q(**asked_for)

    @cached_property
    def pages(self):
        wanted = ~Q(navigation="") | Q(session_type__isnull=False)
        wanted |= Q(kind__in=[Kind.PACKAGES, Kind.GALLERIES]) | Q(slug=ABOUT)
        if self.asked_for:
            wanted |= self.asked_for
        pages = Page.objects.published().filter(wanted)
        return list(pages.select_related("hero_photo__release", "session_type"))

    def page(self, **lookup):
        """Return the page of these fields. Raises Http404."""
        for page in self.pages:
            if all(getattr(page, name) == value for name, value in lookup.items()):
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
