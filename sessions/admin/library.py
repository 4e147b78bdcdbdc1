"""The photo library: its list, and the pages around it."""

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.shortcuts import redirect
from django.urls import path

from studio.desk import Today
from studio.desk_admin import DeskAdmin

from ..models import GalleryPhoto
from . import filters, unseen
from .alt_texts import alt_texts_page
from .library_actions import LibraryActions
from .thumbnails import thumbnail
from .uploads import upload_page

NO_RETURN = "Its original is deleted, too; this cannot be taken back."
NO_RETURN_OF_MANY = "Their originals are deleted, too; this cannot be taken back."


class PhotoCards(ChangeList):
    """The list of photos as cards."""

    ticked = frozenset()  # numbers, as they were posted

    def cards(self):
        """Return {photo, address, picture, troubles, is_ticked} for each photo of this page."""
        items = GalleryPhoto.objects.filter(photo__in=[photo.pk for photo in self.result_list])
        hung = set(items.values_list("photo_id", flat=True))
        return [
            {
                "photo": photo,
                "address": self.address(photo),
                "picture": thumbnail(photo, height=176, alt=""),
                "troubles": troubles(photo, is_hung=photo.pk in hung),
                "is_ticked": str(photo.pk) in self.ticked,
            }
            for photo in self.result_list
        ]

    def address(self, photo):
        context = {"preserved_filters": self.preserved_filters, "opts": self.opts}
        return add_preserved_filters(context, self.url_for_result(photo))

    def orders(self):
        """Return (words, address, whether it is the order now) for each order there is."""
        title, added = map(self.list_display.index, ("title", "added"))
        orders = {"Newest first": f"-{added}", "Oldest first": f"{added}", "By title": f"{title}"}
        now = self.params.get(ORDER_VAR, f"-{added}")
        return [
            (words, self.get_query_string({ORDER_VAR: order}), order == now)
            for words, order in orders.items()
        ]


def troubles(photo, is_hung):
    """Return what is wrong with a photo or missing, each in two or three words."""
    found = {
        "no alternative text": not photo.alt,
        **unseen.about_consent(photo),
        "head not confirmed": photo.head is not None and photo.head_confirmed_at is None,
        **unseen.about_publishing(photo),
        "in no gallery": not is_hung,
    }
    return [words for words, is_so in found.items() if is_so]


class Library(LibraryActions, DeskAdmin):
    """The list of photos: cards that say what is wrong, filters, and actions on many."""

    change_list_template = "admin/photo_sessions/photo/change_list.html"
    has_preview = False  # the crop desk is the preview of a photo
    list_display = ["title", "added"]
    list_filter = [
        filters.AltTextFilter,
        filters.ReleaseFilter,
        filters.HeadFilter,
        filters.OnSiteFilter,
        filters.GalleryFilter,
        filters.SessionTypeFilter,
    ]
    list_select_related = ["release"]
    list_per_page = 48  # full rows of 2, 3, 4 and 6 cards
    search_fields = ["title", "alt", "slug", "release__sitter"]
    search_help_text = "Words of the title, of the alternative text, or the sitter’s name."

    class Media:
        css = {"all": ["css/tokens.css", "css/library.css"]}

    def words_of_no_return(self, photos):
        return NO_RETURN if len(photos) == 1 else NO_RETURN_OF_MANY

    @admin.display(description="added", ordering="created_at")
    def added(self, photo):
        return photo.created_at

    def get_changelist(self, request, **kwargs):
        return PhotoCards

    def changelist_view(self, request, extra_context=None):
        own = {
            "title": "Photos",
            "has_change_permission": self.has_change_permission(request),
            "work": Today.of(request).work,
        }
        return super().changelist_view(request, own | (extra_context or {}))

    def get_urls(self):
        pages = [
            path("upload/", upload_page, {"library": self}, "photo_sessions_photo_upload"),
            path(
                "alt-texts/",
                self.admin_site.admin_view(alt_texts_page),
                {"library": self},
                "photo_sessions_photo_alt_texts",
            ),
        ]
        return pages + super().get_urls()

    def add_view(self, request, form_url="", extra_context=None):
        """Lead to the page for many; a form that asks for one photo keeps its small window."""
        if request.method == "GET" and "_popup" not in request.GET:
            return redirect("admin:photo_sessions_photo_upload")
        return super().add_view(request, form_url, extra_context)
