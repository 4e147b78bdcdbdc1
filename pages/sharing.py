"""Which share picture a page has, and serving it; it is made when somebody first asks.

Only addresses that stand in pages are answered: whose hash is that of a card as it is now.
"""

import logging

from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from sessions import icons, media, renditions, share_pictures
from sessions.models import Gallery, Package, Photo
from sessions.share_pictures import Card
from studio.bucket_address import BucketError
from studio.models import Studio

from .found.places import PLACES
from .models import Page
from .models.page import Kind

logger = logging.getLogger("sessions.pictures")


def card(about, words, studio, photos):
    """Return the card with the first of the photos that visitors may see."""
    photos = [*photos, studio.share_photo]
    shown = next((photo for photo in photos if photo and photo.is_public and photo.pictures), None)
    return Card(about, words, studio.name, shown)


def of_page(page, studio):
    about = "home" if page.kind == Kind.HOME else f"page-{page.slug}"
    return card(about, page.headline, studio, [page.hero_photo])


def of_package(package, studio):
    return card(f"package-{package.slug}", package.name, studio, package.cover_photos)


def of_gallery(gallery, studio):
    photos = [item.photo for item in gallery.items.shown()[:1]]
    return card(f"gallery-{gallery.slug}", gallery.title, studio, photos)


def of_photo(photo, studio):
    return card(f"photo-{photo.slug}", photo.title, studio, [photo])


def of_place(name, studio):
    return card(f"place-{name}", PLACES[name].headline, studio, [])


def pages():
    return Page.objects.published().select_related("hero_photo__release")


RECORDS = {
    "home": (pages, of_page),
    "page": (pages, of_page),
    "package": (lambda: Package.objects.published().with_pictures(), of_package),
    "gallery": (lambda: Gallery.objects.published(), of_gallery),
    "photo": (lambda: Photo.objects.public().select_related("release"), of_photo),
}


def find(kind, slug, studio):
    """Return the present card of a record that visitors see; None where there is no such one."""
    if kind == "place":
        return of_place(slug, studio) if slug in PLACES else None
    if kind not in RECORDS:
        return None
    rows, make = RECORDS[kind]
    lookup = {"kind": Kind.HOME} if kind == "home" else {"slug": slug}
    row = rows().filter(**lookup).first()
    return row and make(row, studio)


@require_safe
def picture(request, name):
    """Serve a share picture or an icon; only those that a page has now."""
    studio = Studio.objects.current()
    if icon := next((i for i in icons.all_icons(studio.name) if i.name == f"s/{name}"), None):
        try:
            content = media.open_made(icon.file)
        except BucketError as error:
            logger.warning("No icon %s: %s", name, error)
            return media.away()
        return media.answer(request, content, name, icons.TYPES[icon.end])
    match = share_pictures.NAME.fullmatch(name)
    if match is None:
        raise Http404("No picture has this name.")
    present = find(match["kind"], match["slug"], studio)
    if present is None or present.name != f"{share_pictures.FOLDER}/{name}":
        if was_withdrawn(match["photo"]):
            return media.gone()
        raise Http404("No picture has this name.")
    try:
        content = open_content(present)
    except BucketError as error:
        logger.warning("No share picture %s: %s", name, error)
        return media.away()
    except OSError as error:
        logger.warning("No share picture %s: %s", name, error)
        raise Http404("This picture cannot be made.") from error
    if was_withdrawn(match["photo"]):  # meanwhile
        content.close()
        share_pictures.remove(present.photo)
        return media.gone()
    response = media.answer(request, content, name, "image/jpeg")
    return media.with_reservation(response, present.photo) if present.photo else response


def open_content(present):
    """Return the file of a card; the first time it is made, and former ones go."""
    file = present.file
    try:
        return file.storage.open(file.name)
    except FileNotFoundError:
        share_pictures.remove_others(present)
        return media.open_made(file)


def was_withdrawn(number):
    """Whether the photo of this number may not be shown any more."""
    photo = Photo.objects.select_related("release").filter(pk=number).first()
    return photo is not None and not renditions.may_be_stored(photo)


@require_safe
def favicon(request):
    """Browsers and others ask for this name without having seen a page."""
    icon = icons.Icon(icons.OLD_SIZES[-1], Studio.objects.current().name)
    try:
        with media.open_made(icon.file) as content:
            response = HttpResponse(content.read(), content_type=icons.TYPES["ico"])
    except BucketError as error:
        logger.warning("No icon: %s", error)
        return media.away()
    response["Cache-Control"] = "public, max-age=86400"
    return response


def sweep():
    """Remove share pictures and icons that no page has any more."""
    studio = Studio.objects.current()
    icons.sweep(studio.name)
    for match, name in share_pictures.stored():
        present = find(match["kind"], match["slug"], studio)
        if present is None or present.name != name:
            storages["renditions"].delete(name)
