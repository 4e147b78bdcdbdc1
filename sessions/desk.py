"""What the front page of the desk says about photos, galleries and packages."""

from collections import defaultdict
from datetime import timedelta

from django.utils import formats, timezone

from studio import desk
from studio.models import Studio, money

from . import (
    inquiry_desk,  # noqa: F401  (first: on Today, clients come before photographs)
    picture_desk,  # noqa: F401
)
from .admin.thumbnails import thumbnail
from .desk_records import (
    all_galleries,
    all_packages,
    all_photos,
    all_types,
    photos_of_galleries,
    photos_of_packages,
)
from .models import (
    Aspect,
    Gallery,
    Inclusion,
    Package,
    Photo,
    Release,
    SessionType,
    Use,
)

SHOWN = 6
SOON = timedelta(days=30)
DENSITY = 2  # pixels of a file for one on the screen: a sharp picture on every phone

desk.subject("Photos and galleries", Photo, Gallery, Release, position=10, in_bar=[Photo, Gallery])
desk.subject("Packages and prices", Package, Inclusion, position=30, in_bar=[Package])
desk.subject("Sessions and uses", SessionType, Aspect, Use, position=40)

desk.way(
    "Add photos",
    "admin:photo_sessions_photo_upload",
    "photo_sessions.add_photo",
    position=10,
)
desk.way(
    "Make a new gallery",
    "admin:photo_sessions_gallery_add",
    "photo_sessions.add_gallery",
    position=20,
)
desk.way(
    "Change prices",
    "admin:photo_sessions_package_changelist",
    "photo_sessions.change_package",
    position=40,
)

# Functions of a Today that return the keys of photos that visitors meet; other apps add theirs.
SHOWS_PHOTOS = []


def shows_photos(function):
    SHOWS_PHOTOS.append(function)
    return function


@shows_photos
def photos_on_site(today):
    """The photos of published packages and galleries, and of the session types."""
    pairs = [(all_packages, photos_of_packages), (all_galleries, photos_of_galleries)]
    for records, keys in pairs:
        for record in today.load(records):
            if record.is_published:
                yield from today.load(keys)[record.pk]
    yield from (each.photo_id for each in today.load(all_types))


def shown_photos(today):
    return {key for function in SHOWS_PHOTOS for key in function(today)}


def shown_first(today, photos):
    """Order photos: those that visitors meet come first."""
    shown = today.load(shown_photos, today)
    return sorted(photos, key=lambda photo: photo.pk not in shown)


def without_alt(today):
    return [photo for photo in today.load(all_photos).values() if not photo.alt]


def without_release(today):
    photos = today.load(all_photos).values()
    return [photo for photo in photos if photo.release is None and not photo.has_consent]


def without_look(today):
    """Photos with a head box that nobody has looked at yet."""
    photos = today.load(all_photos).values()
    return [photo for photo in photos if photo.head and not photo.head_confirmed_at]


def expiring(today):
    """Releases that have ended or end soon, each with its photos; not those taken back."""
    until = timezone.localdate() + SOON
    photos = defaultdict(list)
    for photo in today.load(all_photos).values():
        release = photo.release
        if release is None or release.withdrawn_on or release.expires_on is None:
            continue
        if release.expires_on <= until:
            photos[release].append(photo)
    return sorted(photos.items(), key=lambda pair: pair[0].expires_on)


def has_ended(release):
    return release.expires_on < timezone.localdate()


def several(number, one, many):
    return f"1 {one}" if number == 1 else f"{number} {many}"


def list_of(model, query=""):
    return desk.admin_url(model) + query


def photo_lines(photos, field, words=str):
    return [
        desk.Line(words(photo), desk.field_url(photo, field), thumbnail(photo))
        for photo in photos[:SHOWN]
    ]


@desk.needs(Photo)
def words_releases_heads(today):
    if photos := shown_first(today, without_alt(today)):
        yield desk.Need(
            several(len(photos), "photo needs", "photos need") + " an alternative text",
            "Who cannot see a picture, and every search engine, only has these words.",
            list_of(Photo, "?alt=missing"),
            photo_lines(photos, "alt"),
        )
    if photos := without_release(today):
        yield desk.Need(
            several(len(photos), "photo of a person has", "photos of people have") + " no release",
            "Visitors do not see them until you choose the release, or say why none is needed.",
            list_of(Photo, "?release=none"),
            photo_lines(photos, "release"),
        )
    if photos := shown_first(today, without_look(today)):
        yield desk.Need(
            several(len(photos), "head box waits", "head boxes wait") + " for your look",
            "Every crop follows from it. Look, and correct it or say that it is right.",
            list_of(Photo, "?head=unconfirmed"),
            photo_lines(photos, "head_top"),
        )


@desk.needs(Release)
def releases_that_end(today):
    if releases := expiring(today):
        lines = [
            desk.Line(
                release_words(release), desk.field_url(release, "expires_on"), thumbnail(photos[0])
            )
            for release, photos in releases[:SHOWN]
        ]
        yield desk.Need(
            several(len(releases), "release has", "releases have") + " ended or will end soon",
            "When a release ends, its photos leave the site. Ask the sitter for a new one.",
            list_of(Photo, "?release=ended"),
            lines,
        )


def release_words(release):
    day = formats.date_format(release.expires_on, "j F Y")
    return f"{release.sitter}: {'ended on' if has_ended(release) else 'until'} {day}"


@desk.coming(Gallery)
def planned_galleries(today):
    for gallery in today.load(all_galleries):
        yield from desk.planned(gallery, f"Gallery “{gallery}”")


@desk.coming(Package)
def planned_packages(today):
    for package in today.load(all_packages):
        yield from desk.planned(package, f"Package “{package}”")
        if package.next_price_at and package.next_price_at > timezone.now():
            price = money(package.next_price, today.load(Studio.objects.current).currency)
            url = desk.field_url(package, "next_price")
            yield desk.Line(
                f"“{package}” costs {price}", url, when=package.next_price_at, kind="from"
            )


@desk.check("Photos", Photo, "without alternative text", "alt=missing")
def alternative_texts(today):
    for photo in shown_first(today, without_alt(today)):
        yield desk.Line(f"“{photo}” has no alternative text.", desk.field_url(photo, "alt"))


@desk.check("Photos", Photo, "without a release", "release=none")
def missing_releases(today):
    for photo in shown_first(today, without_release(today)):
        if photo.published_at:
            words = f"“{photo}” shows a person and has no release: visitors do not see it."
            yield desk.Line(words, desk.field_url(photo, "release"))


@desk.check("Photos", Release, "with releases that ended")
def ended_releases(today):
    for release, photos in expiring(today):
        if has_ended(release):
            left = several(len(photos), "photo has", "photos have")
            words = f"The release of {release.sitter} has ended: {left} left the site."
            yield desk.Line(words, desk.field_url(release, "expires_on"))


@desk.check("Photos", Photo, "with a head box that nobody has confirmed", "head=unconfirmed")
def unconfirmed_crops(today):
    for photo in shown_first(today, without_look(today)):
        words = f"Nobody has said yet that the crops of “{photo}” are right."
        yield desk.Line(words, desk.field_url(photo, "head_top"))


@desk.check("Photos", SessionType, "too small for what they stand for")
def small_pictures_of_types(today):
    for each in today.load(all_types):
        photo = today.load(all_photos).get(each.photo_id)
        if photo and (words := too_small(photo, each.uses.all())):
            yield desk.Line(f"{each}: {words}", desk.field_url(each, "photo"))


def too_small(photo, uses):
    """Say for which uses a photo has too few pixels; "" where it serves them all."""
    short = []
    for use in uses:
        cut = photo.pictures.get(f"{use.framing} {use.ratio}")
        if cut and cut["size"][0] < DENSITY * use.smallest_px:
            short.append(f"{use} (needs {DENSITY * use.smallest_px} pixels, has {cut['size'][0]})")
    if not short:
        return ""
    others = f" and {len(short) - 1} more" if len(short) > 1 else ""
    return f"“{photo}” is too small for {short[0]}{others}."


@desk.check("Packages and galleries", Package, "without a price")
def prices(today):
    for package in today.load(all_packages):
        if package.current_price == 0:
            url = desk.field_url(package, "price")
            yield desk.Line(f"“{package}” has no price.", url)


@desk.check("Packages and galleries", Package, "without pictures")
def pictures_of_packages(today):
    photos = today.load(all_photos)
    for package in today.load(all_packages):
        keys = today.load(photos_of_packages)[package.pk]
        if not any(photos[key].is_public for key in keys if key in photos):
            words = "none of its pictures may be shown" if keys else "it has no pictures"
            url = f"{desk.admin_url(Package, 'change', package.pk)}#package_photos-group"
            yield desk.Line(f"“{package}” is sold without a picture: {words}.", url)


@desk.check("Packages and galleries", Package, "that nobody can book", "state=draft")
def packages_off_the_site(today):
    for package in today.load(all_packages):
        state = package.publishing_state
        if state in ("draft", "ended"):
            words = "is a draft" if state == "draft" else "has left the site"
            name = "published_at_0" if state == "draft" else "unpublished_at_0"
            url = desk.field_url(package, name)
            yield desk.Line(f"“{package}” {words}: nobody can book it.", url)


@desk.check("Packages and galleries", Gallery, "that show nothing")
def empty_galleries(today):
    photos = today.load(all_photos)
    for gallery in today.load(all_galleries):
        keys = today.load(photos_of_galleries)[gallery.pk]
        if gallery.is_published and not any(photos[key].is_public for key in keys if key in photos):
            url = f"{desk.admin_url(Gallery, 'change', gallery.pk)}#items-group"
            yield desk.Line(f"The gallery “{gallery}” is published but shows no photo.", url)
