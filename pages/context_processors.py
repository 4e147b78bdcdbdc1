"""The links to pages that stand on every page."""

from django.db.models import Q
from django.utils.functional import cached_property

from .models import Page
from .models.page import Kind, Navigation


class Links:
    """Published pages of the navigation and service pages, loaded once when first asked for."""

    @cached_property
    def pages(self):
        wanted = ~Q(navigation="") | Q(kind__in=[Kind.SERVICE, Kind.ARTICLE])
        return list(Page.objects.published().filter(wanted).defer("lead", "description"))

    @property
    def header(self):
        return [page for page in self.pages if page.navigation == Navigation.HEADER]

    @property
    def footer(self):
        return [page for page in self.pages if page.navigation == Navigation.FOOTER]

    @property
    def article(self):
        return next((page for page in self.pages if page.kind == Kind.ARTICLE), None)

    def service(self, session_type):
        """The service page about a session type; None where there is none."""
        return next((p for p in self.pages if p.session_type_id == session_type.pk), None)


def navigation(request):
    return {"navigation": Links()}
