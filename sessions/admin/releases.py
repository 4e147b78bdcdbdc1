"""Releases: what sitters agreed to."""

from django.contrib import admin

from studio.desk_admin import DeskAdmin

from ..models import Release


@admin.register(Release)
class ReleaseAdmin(DeskAdmin):
    has_preview = False
    list_display = ["sitter", "scope", "signed_on", "expires_on", "withdrawn_on"]
    list_filter = ["scope"]
    search_fields = ["sitter"]
    date_hierarchy = "signed_on"
