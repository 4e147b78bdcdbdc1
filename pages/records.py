"""The records that the blocks of a page render."""

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.functional import cached_property

from sessions.models import GalleryPhoto, Package, SessionType, Use

from .models import Gallery, Packages, Question, Uses
from .models.page import Kind


class Records:
    """Records of the sessions app, each kind loaded in one go when a block first asks."""

    def __init__(self, blocks, all_packages=False):
        self.blocks = blocks
        self.all_packages = all_packages

    @cached_property
    def session_types(self):
        return list(SessionType.objects.with_details())

    def session_type(self, pk):
        return next(each for each in self.session_types if each.pk == pk)

    def includes(self, session_type):
        """The types that another one includes."""
        return list(self.session_type(session_type.pk).includes.all())

    @cached_property
    def uses(self):
        return list(Use.objects.all())

    @cached_property
    def packages(self):
        packages = Package.objects.listed().with_pictures()
        if self.all_packages:
            return list(packages)
        types = [b.session_type_id for b in self.blocks if isinstance(b, Packages)]
        wanted = Q(session_type__in=[pk for pk in types if pk])
        if None in types:
            wanted |= Q(is_featured=True)
        return list(packages.filter(wanted))

    @cached_property
    def price_range(self):
        """(lowest, highest) price of all listed packages; None where there are none."""
        names = ("price", "next_price", "next_price_at")
        prices = [each.current_price for each in Package.objects.listed().only(*names)]
        return (min(prices), max(prices)) if prices else None

    def packages_of(self, session_type):
        return [each for each in self.packages if each.session_type_id == session_type.pk]

    @cached_property
    def questions(self):
        return list(Question.objects.all())

    @cached_property
    def gallery_items(self):
        """The items that may be shown, of every gallery on the page, by gallery."""
        galleries = [block.source for block in self.blocks if isinstance(block, Gallery)]
        galleries += [b.colleagues for b in self.blocks if isinstance(b, Uses) and b.colleagues]
        items = Prefetch("items", GalleryPhoto.objects.select_related("photo__release"))
        prefetch_related_objects(galleries, items)
        return {g.pk: g.shown_items if g.is_published else [] for g in galleries}


def load_blocks(page):
    """Return the blocks that visitors see, each as its own type, and the records they render."""
    blocks = [row.content for row in page.blocks if row.content.is_shown]
    records = Records(blocks, all_packages=page.kind == Kind.PACKAGES)
    for block in blocks:
        block.records = records
    return blocks, records
