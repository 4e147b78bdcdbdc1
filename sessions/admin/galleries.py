from django.contrib import admin

from studio.desk_admin import DeskAdmin

from ..models import Gallery, GalleryPhoto
from .thumbnails import thumbnail


class GalleryPhotoInline(admin.TabularInline):
    model = GalleryPhoto
    extra = 0
    autocomplete_fields = ["photo"]
    fields = ["picture", "photo", "caption", "position"]
    readonly_fields = ["picture"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("photo")

    @admin.display(description="")
    def picture(self, item):
        return thumbnail(item.photo) if item.photo_id else ""


@admin.register(Gallery)
class GalleryAdmin(DeskAdmin):
    list_display = ["title", "session_type", "framing", "published_at", "position"]
    list_editable = ["position"]
    list_filter = ["session_type"]
    list_select_related = ["session_type"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [GalleryPhotoInline]
