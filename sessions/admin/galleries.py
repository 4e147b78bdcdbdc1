from django.contrib import admin

from studio.desk_admin import DeskAdmin
from studio.filters import StateFilter

from ..models import Gallery, GalleryPhoto
from .arranging import Arranging, SheetInline
from .choosing import Choosing


class GalleryPhotoInline(SheetInline):
    model = GalleryPhoto
    fields = ["photo", "caption"]
    description = "In the order in which visitors see them, without those that are not on the site."


@admin.register(Gallery)
class GalleryAdmin(Arranging, Choosing, DeskAdmin):
    list_display = ["title", "session_type", "framing", "published_at", "position"]
    list_editable = ["position"]
    list_filter = [StateFilter, "session_type"]
    list_select_related = ["session_type"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [GalleryPhotoInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", "lead"]}),
        ("How it is shown", {"fields": ["framing", "session_type", "position"]}),
        ("On the site", {"fields": [("published_at", "unpublished_at")]}),
    ]
