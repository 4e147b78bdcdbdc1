"""What a block shows: records, and photographs with the cut that it shows of them."""

from functools import singledispatch

from django.utils import timezone

from sessions.models.galleries import Display

from ..models import Definition, Gallery, Guide, Packages, Questions, Retouching, SideBySide, Uses

SMALL = "4:5"  # of photos that stand for something, side by side


def latest(records):
    """Return when the last of the records changed or began to be shown; None if nobody knows."""
    now = timezone.now()
    names = ("updated_at", "published_at", "next_price_at")
    moments = [getattr(row, name, None) for row in records for name in names]
    known = [moment for moment in moments if moment and moment <= now]
    return max(known).replace(microsecond=0) if known else None


@singledispatch
def shown(block):
    """Return (records, [(photo, cut)]) of a block.

    A new type of block with records of its own is added below; one with a photo only is not.
    """
    photo, framing = getattr(block, "photo", None), getattr(block, "framing", "whole")
    if photo and not photo.is_public:
        return [], []
    cut = "portrait 3:2" if framing == "portrait" else framing  # as it stands across a page
    return ([photo], [(photo, cut)]) if photo else ([], [])


def described(types):
    """Return types with their traits."""
    traits = [trait for each in types for trait in each.traits.all()]
    return [*types, *traits, *(trait.aspect for trait in traits)]


def asked(types):
    """Return types with the reasons that speak for them."""
    return [*types, *(reason for each in types for reason in each.reasons.all())]


def of_packages(packages):
    records, photos = [], []
    for package in packages:
        records += [package, *package.package_photos.all()[:3], *package.cover_photos]
        photos += [(photo, f"{framing} {SMALL}") for photo, framing in package.covers]
    return records, photos


def of_items(items, framing):
    """Return items of a gallery: whole photographs in their own shape, crops in one."""
    cut = framing if framing == Display.WHOLE else f"{framing} {SMALL}"
    records = [each for item in items for each in (item, item.photo)]
    return records, [(item.photo, cut) for item in items]


shown.register(Guide, lambda block: (asked(block.types), []))
shown.register(Packages, lambda block: of_packages(block.packages))
shown.register(
    Retouching, lambda block: ([block.before, block.after], [(block.after, block.shown_framing)])
)
shown.register(Questions, lambda block: (block.questions, []))


@shown.register(SideBySide)
def _(block):
    uses = [use for each in block.types for use in each.uses.all()]
    return [*described(block.types), *uses], []


@shown.register(Definition)
def _(block):
    kind = block.type
    photos = [kind.photo] if kind.photo and kind.photo.is_public else []
    records = [*described([kind]), *kind.includes.all(), *photos]
    return records, [(photo, f"{kind.framing} {SMALL}") for photo in photos]


@shown.register(Gallery)
def _(block):
    records, photos = of_items(block.items, block.framing)
    return [block.source, *records], photos


@shown.register(Uses)
def _(block):
    uses = list(block.uses)
    photos = [block.photo, *block.colleague_photos] if block.photo.is_public else []
    return [*uses, *photos], [(block.photo, f"{use.framing} {use.ratio}") for use in uses[:1]]
