"""What a block shows: records, and photographs with their framing."""

from functools import singledispatch

from ..models import Definition, Gallery, Guide, Packages, Questions, SideBySide, Uses


@singledispatch
def shown(block):
    """Return (records, [(photo, framing)]) of a block. A new type of block with records of its own
    is added below; one with a photograph only needs nothing."""
    photo = getattr(block, "photo", None)
    return ([photo], [(photo, getattr(block, "framing", "whole"))]) if photo else ([], [])


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
        photos += [(photo, package.session_type.framing) for photo in package.cover_photos]
    return records, photos


def of_items(items, framing):
    records = [each for item in items for each in (item, item.photo)]
    return records, [(item.photo, framing) for item in items]


shown.register(Guide, lambda block: (asked(block.types), []))
shown.register(Packages, lambda block: of_packages(block.packages))
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
    return records, [(photo, kind.framing) for photo in photos]


@shown.register(Gallery)
def _(block):
    records, photos = of_items(block.items, block.framing)
    return [block.source, *records], photos


@shown.register(Uses)
def _(block):
    photos = [block.photo, *block.colleague_photos] if block.photo.is_public else []
    return [*block.uses, *photos], [(photo, "whole") for photo in photos[:1]]
