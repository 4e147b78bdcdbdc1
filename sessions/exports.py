"""What an export holds of sessions: types, packages, photographs, galleries, inquiries."""

import json
from pathlib import PurePosixPath

from studio import batches, exporting

from . import inquiry_export
from .models import Gallery, Inquiry, Package, Photo, Release, SessionType, Use

# What nobody reads: it is worked out anew from the photograph.
WORKED_OUT = ("pictures", "likeness", "digest", "original_digest", "faces", "tone", "shows_person")
LIST = (
    "title",
    "slug",
    "alt",
    "creator",
    "credit",
    "copyright_notice",
    "release",
    "width",
    "height",
)


@exporting.content("session-types", "What each type is", SessionType.objects.all)
def session_type(kind):
    return exporting.fields(kind) | {
        "traits": {str(trait.aspect): trait.text for trait in kind.traits.all()},
        "reasons": [reason.text for reason in kind.reasons.all()],
    }


def packages_now():
    """Return all packages with the prices of today, as the site shows them."""
    packages = list(Package.objects.select_related("session_type"))
    for package in packages:
        package.settle_price()
    return packages


@exporting.content("packages", "With what they include", packages_now)
def package(package):
    return exporting.fields(package) | {
        "inclusions": [
            {"name": str(each.inclusion), "note": each.note}
            for each in package.package_inclusions.select_related("inclusion")
        ],
        "photos": [str(each.photo) for each in package.package_photos.select_related("photo")],
    }


exporting.content("uses", "Places where pictures live", Use.objects.all)(exporting.fields)


@exporting.content("galleries", "With their photos in order", Gallery.objects.all)
def gallery(gallery):
    items = gallery.items.select_related("photo")
    photos = [{"photo": item.photo.slug, "caption": item.caption} for item in items]
    return exporting.fields(gallery) | {"photos": photos}


def photos():
    return batches.each(Photo.objects.select_related("release").order_by("slug"))


@exporting.content("photos", "What is known about each", photos)
def photo(photo):
    return exporting.fields(photo, WORKED_OUT)


exporting.content("releases", "Who agreed to what", Release.objects.all)(exporting.fields)


@exporting.content("inquiries", "What people wrote", lambda: batches.each(Inquiry.objects.all()))
def inquiry(inquiry):
    without = ("sender", "fingerprint", "mails")
    return exporting.fields(inquiry, without) | {"told": dict(inquiry.told)}


@exporting.table("packages", "What each costs and holds")
def packages():
    names = ("name", "session_type", "price", "next_price", "next_price_at", "duration_minutes")
    names += ("looks", "retouched_pictures", "turnaround_days", "usage_rights", "visibility")
    yield [*names, "inclusions"]
    for package in packages_now():
        said = exporting.fields(package)
        yield [*(said[name] for name in names), "; ".join(said["inclusions"])]


@exporting.table("prices", "Now and later, in one line each")
def prices():
    yield ["package", "price", "from"]
    for package in packages_now():
        yield [package.name, package.price, None]
        if package.next_price is not None:
            yield [package.name, package.next_price, package.next_price_at]


@exporting.table("inquiries", "One in a line")
def inquiries():
    columns = inquiry_export.COLUMNS
    yield list(columns)
    for inquiry in batches.each(Inquiry.objects.select_related("session_type")):
        yield [value(inquiry) for value in columns.values()]


@exporting.table("photos", "With credits and releases")
def photo_list():
    yield ["file", *LIST]
    for photo in photos():
        said = exporting.fields(photo, WORKED_OUT)
        yield [file_name(photo), *(said[name] for name in LIST)]


@exporting.files("photos", "the photographs as they came, each with a .json that says who and what")
def photographs():
    for photo in photos():
        yield file_name(photo), photo.original
        said = exporting.fields(photo, WORKED_OUT)
        text = json.dumps(said, default=exporting.plain, ensure_ascii=False, indent=1)
        yield f"{photo.slug}.json", text + "\n"


def file_name(photo):
    return photo.slug + PurePosixPath(photo.original.name).suffix.lower()


@exporting.files("releases", "the signed papers")
def papers():
    for release in Release.objects.exclude(document="").order_by("pk"):
        yield PurePosixPath(release.document.name).name, release.document
