"""The photo library: its list."""

from django.contrib import admin

from studio.desk_admin import DeskAdmin

from .thumbnails import thumbnail


class Library(DeskAdmin):
    """The list of photos."""

    has_preview = False

    list_display = ["picture", "title", "on_site", "has_alt", "headshot", "is_confirmed", "release"]
    list_display_links = ["picture", "title"]
    list_filter = ["facing", ("head_confirmed_at", admin.EmptyFieldListFilter), "galleries"]
    list_select_related = ["release"]
    list_per_page = 40
    search_fields = ["title", "alt", "slug"]

    @admin.display(description="")
    def picture(self, photo):
        return thumbnail(photo)

    @admin.display(description="on the site", boolean=True)
    def on_site(self, photo):
        return photo.is_public

    @admin.display(description="headshot")
    def headshot(self, photo):
        if photo.has_headshot:
            return thumbnail(photo, framing="headshot")
        return "none possible"

    @admin.display(description="alt text", boolean=True)
    def has_alt(self, photo):
        return bool(photo.alt)

    @admin.display(description="head confirmed", boolean=True)
    def is_confirmed(self, photo):
        return photo.head_confirmed_at is not None
