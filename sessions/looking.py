"""How somebody looks at the photographs of a gallery, as the address says it.

Each gallery has a framing of its own. `?framing=` asks for another one, `?use=` for the cut of one
place; both travel along from page to page and from photo to photo.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import cached_property

from .models import Gallery, Shape, Use
from .models.galleries import Display

USUAL_RATIO = "4:5"
WORDS = {
    Display.WHOLE: "whole",
    Display.HEADSHOT: "cut as headshots",
    Display.PORTRAIT: "cut as portraits",
}
SWITCH = {
    Display.HEADSHOT: "As a headshot",
    Display.PORTRAIT: "As a portrait",
    Display.WHOLE: "Whole",
}


@dataclass(frozen=True)
class Cut:
    """One way to show a photo: its framing, its ratio, and the words to choose it by."""

    framing: str
    ratio: str
    label: str


@dataclass
class Looking:
    gallery: Gallery
    framing: str
    use: Use | None = None

    @classmethod
    def at(cls, gallery, query, uses=None):
        """Read a QueryDict; what names no framing and no use is passed over.

        uses: all uses, where the page has loaded them anyway.
        """
        slug = query.get("use")
        if uses is None:
            uses = Use.objects.filter(slug=slug) if slug and slug.isprintable() else ()
        use = next((use for use in uses if use.slug == slug), None)
        asked = use.framing if use else query.get("framing")
        return cls(gallery, asked if asked in Display.values else gallery.framing, use)

    @property
    def is_own(self):
        """Whether it is the gallery's own way of showing them."""
        return self.use is None and self.framing == self.gallery.framing

    @property
    def is_round(self):
        return self.use is not None and self.use.shape == Shape.CIRCLE

    @property
    def ratio(self):
        return self.use.ratio if self.use else USUAL_RATIO

    @property
    def words(self):
        """What was done to the photographs."""
        return f"cut for one place: {self.use.name}" if self.use else WORDS[self.framing]

    @cached_property
    def pairs(self):
        if self.use:
            return [("use", self.use.slug)]
        return [] if self.is_own else [("framing", self.framing)]

    @property
    def query(self):
        """The query string that says it, with its question mark; "" for the gallery's own way."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    def address(self, page=1, photo=None):
        """Return the address of a page of the gallery, at one of its photos."""
        pairs = [*self.pairs, *([("page", page)] if page > 1 else [])]
        query = f"?{urlencode(pairs)}" if pairs else ""
        place = f"#photo-{photo.slug}" if photo else ""
        return f"{self.gallery.get_absolute_url()}{query}{place}"

    def framed(self, framing):
        return Looking(self.gallery, framing)

    def cuts(self, photo):
        """Return the cuts to choose from: those that the photo has, and the whole of it."""
        cuts = [Cut(framing, self.ratio_of(framing), label) for framing, label in SWITCH.items()]
        return [cut for cut in cuts if self.has(photo, cut)]

    def has(self, photo, cut):
        if cut.framing == Display.WHOLE:
            return True
        if f"{cut.framing} {cut.ratio}" not in photo.pictures:
            return False
        # Where nobody is on it, a portrait is only what somebody asked for.
        return photo.shows_person or cut.framing == self.framing

    def ratio_of(self, framing):
        return self.ratio if framing == self.framing else USUAL_RATIO

    def first_cut(self, photo):
        """The cut of a photo that is shown until another one is chosen."""
        cuts = self.cuts(photo)
        return next((cut for cut in cuts if cut.framing == self.framing), cuts[-1])
