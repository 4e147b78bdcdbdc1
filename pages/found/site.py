"""Whole addresses of this site, as others have to be told them."""

from django.urls import reverse

from ..models.page import Kind
from ..navigation import ABOUT


class Site:
    """The site as a request reached it: its host, the studio's profile, the pages linked to."""

    def __init__(self, request, studio, navigation):
        self.request, self.studio, self.navigation = request, studio, navigation

    def address(self, path):
        """Return the whole address of a path; one that is whole already stays."""
        return self.request.build_absolute_uri(path)

    def id(self, name):
        """Return the name of something that this site describes: https://host/#studio."""
        return f"{self.address('/')}#{name}"

    @property
    def about_path(self):
        """The page about the photographer, or the home page."""
        pages = self.navigation.pages
        about = next((page for page in pages if page.slug == ABOUT), None)
        return about.get_absolute_url() if about else reverse("pages:home")

    def trail(self, *places):
        """Return [(name, path)] from the home page down; a place may be the kind of a list page."""
        return [(self.studio.name, reverse("pages:home")), *map(self.place, places)]

    def place(self, place):
        if not isinstance(place, Kind):
            return place
        path = reverse(f"pages:{place}")
        page = next((page for page in self.navigation.pages if page.kind == place), None)
        return (page.title if page else Kind(place).label), path
