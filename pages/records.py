"""The records that the blocks of a page render."""

from collections import defaultdict

from django.db.models import Q
from django.utils.functional import cached_property

from sessions.models import GalleryPhoto, Package, SessionType, Use
from sessions.models.galleries import Display
from sessions.places import CANDIDATES
from studio.prepared import Prepared

from .models import Block, Gallery, Packages, Question, Uses
from .models.page import Kind

MOST_PACKAGES = 12  # of a type, or of the featured ones, where others follow on a page of their own


class Records:
    """Records of the sessions app, each kind loaded in one go when a block first asks."""

    def __init__(self, blocks, all_packages=False):
        self.blocks = blocks
        self.all_packages = all_packages

    @cached_property
    def session_types(self):
        return TYPES.rows()

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
        """Of each type that a block shows, and of the featured ones, one more than is shown."""
        listed, wanted = Package.objects.listed(), Q(pk__in=[])
        types = [b.session_type_id for b in self.blocks if isinstance(b, Packages)]
        if not self.all_packages:
            listed = listed.filter(session_type__in=[pk for pk in types if pk])
        if self.all_packages or any(types):
            first = listed.first_of_each_type(MOST_PACKAGES + 1)
            wanted |= Q(pk__in=first.values("pk"))
        if None in types:
            featured = Package.objects.listed().filter(is_featured=True)[: MOST_PACKAGES + 1]
            wanted |= Q(pk__in=featured.values("pk"))
        return list(Package.objects.filter(wanted).with_pictures())

    @cached_property
    def price_range(self):
        """(lowest, highest) price of all listed packages; None where there are none."""
        return Package.objects.listed().price_range()

    def packages_for(self, session_type_id):
        """The packages of a type that stand on a page; the featured ones for None."""
        return self.all_for(session_type_id)[:MOST_PACKAGES]

    def more_for(self, session_type_id):
        """The type of which there are more; None where a page shows all, or for the featured."""
        found = self.all_for(session_type_id)
        is_more = session_type_id is not None and len(found) > MOST_PACKAGES
        return found[0].session_type if is_more else None

    def all_for(self, session_type_id):
        if session_type_id is None:
            return [package for package in self.packages if package.is_featured]
        return [each for each in self.packages if each.session_type_id == session_type_id]

    @cached_property
    def questions(self):
        return list(Question.objects.all())

    @cached_property
    def gallery_items(self):
        """The first items of every gallery on the page, by gallery: as many as the blocks show."""
        blocks = [block for block in self.blocks if isinstance(block, Gallery)]
        teams = [b.colleagues for b in self.blocks if isinstance(b, Uses) and b.colleagues]
        galleries = {each.pk: each for each in [*(block.source for block in blocks), *teams]}
        most = {True: CANDIDATES if teams else 0, False: 0}
        for block in blocks:
            is_headshot = block.framing == Display.HEADSHOT
            most[is_headshot] = max(most[is_headshot], block.most)
        published = [each for each in galleries.values() if each.is_published]
        items = GalleryPhoto.objects.filter(gallery__in=published)
        found = defaultdict(list)
        for item in items.first_of_each(most[False], headshots=most[True]):
            item.gallery = galleries[item.gallery_id]
            found[item.gallery_id].append(item)
        return found


TYPES = Prepared(lambda key, moment: SessionType.objects.with_details())
BLOCKS = Prepared(
    lambda page, moment: Block.objects.filter(parent=page).with_contents().with_totals(moment)
)


def load_blocks(page):
    """Return the blocks that visitors see, each as its own type, and the records they render."""
    totals = {row.content: row.total for row in BLOCKS.rows(page.pk)}
    blocks = [block for block in totals if block.is_shown]
    records = Records(blocks, all_packages=page.kind == Kind.PACKAGES)
    records.totals = {block.pk: total for block, total in totals.items()}
    for block in blocks:
        block.records = records
    return [block for block in blocks if not block.is_empty], records
