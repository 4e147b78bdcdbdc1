"""What the front page of the desk says about photos, galleries and packages."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.utils import formats, timezone

from studio import desk, publishing
from studio.models import Studio, money

from . import (
    inquiry_desk,  # noqa: F401  (first: on Today, clients come before photographs)
    picture_desk,  # noqa: F401
)
from .admin.thumbnails import thumbnail
from .desk_records import all_types
from .models import (
    Aspect,
    Gallery,
    GalleryPhoto,
    Inclusion,
    Package,
    PackagePhoto,
    Photo,
    Release,
    SessionType,
    Use,
)
from .models.photos import NOT_PRINTED, may_be_seen

SHOWN = 6
MOST_LOOKED_AT = 60  # photos in whose places visitors’ pages are looked for
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

# Functions that return the condition that visitors meet a photo; other apps add theirs.
SHOWS_PHOTOS = []


def shows_photos(function):
    SHOWS_PHOTOS.append(function)
    return function


def of_photo(rows, **conditions):
    """Return the condition that one of these rows is about a photo."""
    return Q(Exists(rows.filter(photo=OuterRef("pk"), **conditions)))


@shows_photos
def photos_on_site():
    """The photos of published packages and galleries, and of the session types."""
    packages, galleries = Package.objects.published(), Gallery.objects.published()
    return (
        of_photo(PackagePhoto.objects.all(), package__in=packages)
        | of_photo(GalleryPhoto.objects.all(), gallery__in=galleries)
        | of_photo(SessionType.objects.all())
    )


def shown_first(photos):
    """Return some photos: of the newest ones, those that visitors meet come first."""
    newest = photos.order_by("-created_at", "-pk").values("pk")[:MOST_LOOKED_AT]
    is_met = Case(When(reduce(or_, (each() for each in SHOWS_PHOTOS)), then=0), default=1)
    order = ["is_met", F("created_at").desc(), F("pk").desc()]
    ordered = Photo.objects.filter(pk__in=newest).annotate(is_met=is_met).order_by(*order)
    keys = list(ordered.values_list("pk", flat=True)[: desk.LINES_A_GROUP])
    rows = Photo.objects.select_related("release").defer(*NOT_PRINTED).in_bulk(keys)
    return desk.Some([rows[key] for key in keys], photos.count())


def without_alt():
    return shown_first(Photo.objects.filter(alt=""))


def without_release():
    needed = Photo.objects.filter(release=None, shows_person=True, release_waiver="")
    return shown_first(needed)


def without_look():
    """Photos with a head box that nobody has looked at yet."""
    return shown_first(Photo.objects.filter(head_top__isnull=False, head_confirmed_at=None))


def expiring():
    """Releases of photos that have ended or end soon; not those taken back."""
    until = timezone.localdate() + SOON
    has_photos = Exists(Photo.objects.filter(release=OuterRef("pk")))
    rows = Release.objects.filter(has_photos, withdrawn_on=None, expires_on__lte=until)
    return rows.order_by("expires_on", "pk")


def has_ended(release):
    return release.expires_on < timezone.localdate()


def several(number, one, many):
    return f"1 {one}" if number == 1 else f"{number} {many}"


def list_of(model, query=""):
    return desk.admin_url(model) + query


def photo_lines(photos, field):
    return [
        desk.Line(str(photo), desk.field_url(photo, field), thumbnail(photo))
        for photo in photos.first[:SHOWN]
    ]


@desk.needs(Photo)
def words_releases_heads(today):
    if (photos := today.load(without_alt)).count:
        yield desk.Need(
            several(photos.count, "photo needs", "photos need") + " an alternative text",
            "Who cannot see a picture, and every search engine, only has these words.",
            list_of(Photo, "?alt=missing"),
            photo_lines(photos, "alt"),
        )
    if (photos := today.load(without_release)).count:
        yield desk.Need(
            several(photos.count, "photo of a person has", "photos of people have") + " no release",
            "Visitors do not see them until you choose the release, or say why none is needed.",
            list_of(Photo, "?release=none"),
            photo_lines(photos, "release"),
        )
    if (photos := today.load(without_look)).count:
        yield desk.Need(
            several(photos.count, "head box waits", "head boxes wait") + " for your look",
            "Every crop follows from it. Look, and correct it or say that it is right.",
            list_of(Photo, "?head=unconfirmed"),
            photo_lines(photos, "head_top"),
        )


@desk.needs(Release)
def releases_that_end(today):
    releases = desk.Some.of(expiring())
    if releases.count:
        lines = [
            desk.Line(
                release_words(release),
                desk.field_url(release, "expires_on"),
                thumbnail(release.photos.first()),
            )
            for release in releases.first[:SHOWN]
        ]
        yield desk.Need(
            several(releases.count, "release has", "releases have") + " ended or will end soon",
            "When a release ends, its photos leave the site. Ask the sitter for a new one.",
            list_of(Photo, "?release=ended"),
            lines,
        )


def release_words(release):
    day = formats.date_format(release.expires_on, "j F Y")
    return f"{release.sitter}: {'ended on' if has_ended(release) else 'until'} {day}"


@desk.coming(Gallery)
def planned_galleries(today):
    galleries = Gallery.objects.filter(publishing.has_plans())
    return desk.all_planned(galleries, lambda gallery: f"Gallery “{gallery}”")


@desk.coming(Package)
def planned_packages(today):
    packages = Package.objects.filter(publishing.has_plans())
    yield from desk.all_planned(packages, lambda package: f"Package “{package}”")
    for package in Package.objects.filter(next_price_at__gt=timezone.now()):
        price = money(package.next_price, today.load(Studio.objects.current).currency)
        url = desk.field_url(package, "next_price")
        yield desk.Line(f"“{package}” costs {price}", url, when=package.next_price_at, kind="from")


@desk.check("Photos", Photo, "without alternative text", "alt=missing")
def alternative_texts(today):
    return today.load(without_alt).lines(
        lambda photo: desk.Line(f"“{photo}” has no alternative text.", desk.field_url(photo, "alt"))
    )


@desk.check("Photos", Photo, "without a release", "release=none")
def missing_releases(today):
    needed = Photo.objects.filter(release=None, shows_person=True, release_waiver="")
    return shown_first(needed.exclude(published_at=None)).lines(
        lambda photo: desk.Line(
            f"“{photo}” shows a person and has no release: visitors do not see it.",
            desk.field_url(photo, "release"),
        )
    )


@desk.check("Photos", Release, "with releases that ended")
def ended_releases(today):
    ended = expiring().filter(expires_on__lt=timezone.localdate()).annotate(left=Count("photos"))
    return desk.Some.of(ended).lines(
        lambda release: desk.Line(
            f"The release of {release.sitter} has ended: "
            f"{several(release.left, 'photo has', 'photos have')} left the site.",
            desk.field_url(release, "expires_on"),
        )
    )


@desk.check("Photos", Photo, "with a head box that nobody has confirmed", "head=unconfirmed")
def unconfirmed_crops(today):
    return today.load(without_look).lines(
        lambda photo: desk.Line(
            f"Nobody has said yet that the crops of “{photo}” are right.",
            desk.field_url(photo, "head_top"),
        )
    )


@desk.check("Photos", SessionType, "too small for what they stand for")
def small_pictures_of_types(today):
    for each in today.load(all_types):
        if each.photo and (words := too_small(each.photo, each.uses.all())):
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
    for package in Package.objects.filter(Q(price=0) | Q(next_price=0)):
        if package.current_price == 0:
            url = desk.field_url(package, "price")
            yield desk.Line(f"“{package}” has no price.", url)


def has_shown_photo(rows, owner):
    """Return the condition that one of the rows of an owner shows visitors a photo."""
    return Exists(rows.filter(may_be_seen("photo__"), **{owner: OuterRef("pk")}))


@desk.check("Packages and galleries", Package, "without pictures")
def pictures_of_packages(today):
    rows = PackagePhoto.objects.all()
    has_photos = Exists(rows.filter(package=OuterRef("pk")))
    packages = Package.objects.exclude(has_shown_photo(rows, "package"))

    def line(package):
        words = "none of its pictures may be shown" if package.has_photos else "it has no pictures"
        url = f"{desk.admin_url(Package, 'change', package.pk)}#package_photos-group"
        return desk.Line(f"“{package}” is sold without a picture: {words}.", url)

    return desk.Some.of(packages.annotate(has_photos=has_photos)).lines(line)


@desk.check("Packages and galleries", Package, "that nobody can book", "state=draft")
def packages_off_the_site(today):
    is_off = Q(published_at=None) | Q(unpublished_at__lte=timezone.now())

    def line(package):
        is_draft = package.publishing_state == "draft"
        words = "is a draft" if is_draft else "has left the site"
        name = "published_at_0" if is_draft else "unpublished_at_0"
        url = desk.field_url(package, name)
        return desk.Line(f"“{package}” {words}: nobody can book it.", url)

    return desk.Some.of(Package.objects.filter(is_off)).lines(line)


@desk.check("Packages and galleries", Gallery, "that show nothing")
def empty_galleries(today):
    is_empty = ~has_shown_photo(GalleryPhoto.objects.all(), "gallery")

    def line(gallery):
        url = f"{desk.admin_url(Gallery, 'change', gallery.pk)}#items-group"
        return desk.Line(f"The gallery “{gallery}” is published but shows no photo.", url)

    return desk.Some.of(Gallery.objects.published().filter(is_empty)).lines(line)


@desk.job("sessions.tasks.make_renditions")
def making_pictures(today, photo_id):
    photo = Photo.objects.filter(pk=photo_id).only("title").first()
    return f"Making the picture files of “{photo}”" if photo else "Making picture files"
