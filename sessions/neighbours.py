"""What stands before and after a photo in its gallery, on whatever page of it."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse

from .models.galleries import HAS_HEADSHOT, Display
from .paging import page_with


@dataclass(frozen=True)
class Neighbour:
    slug: str
    title: str
    address: str


class Neighbours:
    """The photos around one, in the order and the framing in which somebody looks at them.

    One query, however long the gallery. A photo without a headshot keeps its place among
    those with one: somebody may have its address.
    """

    def __init__(self, looking, photo):
        self.looking, self.photo = looking, photo

    @cached_property
    def all(self):
        items = self.looking.gallery.items.shown().select_related(None)
        if self.looking.framing == Display.HEADSHOT:
            items = items.filter(HAS_HEADSHOT | Q(photo=self.photo))
        return list(items.values_list("photo__slug", "photo__title"))

    @cached_property
    def place(self):
        """Its place, from 0."""
        return next(at for at, (slug, _) in enumerate(self.all) if slug == self.photo.slug)

    @property
    def number(self):
        return self.place + 1

    @property
    def total(self):
        return len(self.all)

    def at(self, place):
        if not 0 <= place < self.total:
            return None
        slug, title = self.all[place]
        path = reverse("sessions:gallery_photo", args=[self.looking.gallery.slug, slug])
        return Neighbour(slug, title, path + self.looking.query)

    @property
    def previous(self):
        return self.at(self.place - 1)

    @property
    def next(self):
        return self.at(self.place + 1)

    @property
    def first(self):
        return self.at(0)

    @property
    def last(self):
        return self.at(self.total - 1)

    @property
    def back(self):
        """The address of the page of the gallery on which the photo stands."""
        return self.looking.address(page_with(self.place), self.photo)
