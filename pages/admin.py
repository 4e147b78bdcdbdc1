from content_editor.admin import ContentEditor
from django.contrib import admin

from sessions.admin.choosing import Choosing
from studio.desk_admin import DeskAdmin
from studio.filters import StateFilter

from . import profile_admin  # noqa: F401
from .block_inlines import BLOCK_INLINES
from .drafts_admin import DraftsAdmin
from .models import Page, Question
from .models.page import FIXED_SLUGS


@admin.register(Page)
class PageAdmin(Choosing, DraftsAdmin, ContentEditor):
    list_display = ["title", "kind", "slug", "navigation", "published_at", "position"]
    list_editable = ["position"]
    list_filter = [StateFilter, "kind", "navigation"]
    search_fields = ["title", "headline", "lead"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = BLOCK_INLINES
    fieldsets = [
        (None, {"fields": ["kind", "title", "slug"]}),
        ("Opening", {"fields": ["kicker", "headline", "lead", "hero_photo"]}),
        ("Found by", {"fields": ["description", "session_type"]}),
        ("Navigation", {"fields": ["navigation", "navigation_label", "position"]}),
        ("Publishing", {"fields": ["published_at", "unpublished_at"]}),
    ]

    def has_delete_permission(self, request, obj=None):
        """The home page and the two lists stay: other addresses hang from them."""
        is_fixed = obj is not None and obj.kind in FIXED_SLUGS
        return not is_fixed and super().has_delete_permission(request, obj)


@admin.register(Question)
class QuestionAdmin(DeskAdmin):
    list_display = ["question", "topic", "session_type", "position"]
    list_editable = ["position"]
    list_filter = ["topic", "session_type"]
    list_select_related = ["session_type"]
    search_fields = ["question", "answer"]
