"""The filters of the photo library, in the owner's words."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from studio.filters import WordsFilter

from ..models import Gallery, GalleryPhoto, PackagePhoto, Photo, Release, SessionType


class AltTextFilter(WordsFilter):
    title = "alternative text"
    parameter_name = "alt"

    def choices_with_conditions(self):
        return {"missing": ("Missing", Q(alt="")), "there": ("There", ~Q(alt=""))}


class ReleaseFilter(WordsFilter):
    title = "release"
    parameter_name = "release"

    def choices_with_conditions(self):
        valid = Q(release__in=Release.objects.valid())
        waived = ~Q(release_waiver="") | Q(shows_person=False)
        return {
            "none": ("None, though one is needed", Q(release=None) & ~waived),
            "ended": ("Ended", Q(release__isnull=False) & ~valid),
            "valid": ("Holds", valid),
            "not-needed": ("Not needed", Q(release=None) & waived),
        }


def once(request, rows):
    """Return the rows of a query, asked once a request: each count beside a filter asks again."""
    known = request.__dict__.setdefault("filter_rows", {})
    if rows.model not in known:
        known[rows.model] = list(rows)
    return known[rows.model]


class GalleryFilter(admin.SimpleListFilter):
    title = "gallery"
    parameter_name = "gallery"

    def lookups(self, request, model_admin):
        rows = once(request, Gallery.objects.values_list("pk", "title"))
        return [("none", "In none"), *((str(pk), title) for pk, title in rows)]

    def queryset(self, request, photos):
        items = GalleryPhoto.objects.filter(photo=OuterRef("pk"))
        if self.value() == "none":
            return photos.filter(~Exists(items))
        if self.value() and self.value().isdecimal():
            return photos.filter(Exists(items.filter(gallery=self.value())))
        return photos


class SessionTypeFilter(admin.SimpleListFilter):
    """Photos that a gallery or a package of the type shows."""

    title = "session type"
    parameter_name = "type"

    def lookups(self, request, model_admin):
        return once(request, SessionType.objects.values_list("slug", "name"))

    def queryset(self, request, photos):
        if not self.value():
            return photos
        # Lists that are made once: asking every photo of the library takes much longer.
        galleries = GalleryPhoto.objects.filter(gallery__session_type__slug=self.value())
        packages = PackagePhoto.objects.filter(package__session_type__slug=self.value())
        keys = (rows.order_by().values("photo") for rows in (galleries, packages))
        return photos.filter(Q(pk__in=next(keys)) | Q(pk__in=next(keys)))


class HeadFilter(WordsFilter):
    title = "head box"
    parameter_name = "head"

    def choices_with_conditions(self):
        has_head = Q(head_top__isnull=False)
        return {
            "unconfirmed": ("Not confirmed", has_head & Q(head_confirmed_at=None)),
            "confirmed": ("Confirmed", has_head & Q(head_confirmed_at__isnull=False)),
            "none": ("No head", Q(head_top=None)),
        }


class OnSiteFilter(WordsFilter):
    title = "visitors"
    parameter_name = "visitors"

    def choices_with_conditions(self):
        published = Q(published_at__lte=timezone.now())
        held = Q(pk__in=Photo.objects.without_consent().values("pk"))
        return {
            "shown": ("May see it", published & ~held),
            "held": ("Do not see it: no consent", published & held),
            "later": ("See it later", Q(published_at__gt=timezone.now())),
            "draft": ("Do not see it: a draft", Q(published_at=None)),
        }
