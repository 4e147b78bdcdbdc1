"""Drafts of published pages on the desk."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.html import format_html

from studio import comparison, history
from studio.desk_admin import DeskAdmin

from . import drafts
from .models import Page

REPLACED = "There was a draft already. This one takes its place; the other is among the deleted."
KEPT = "The draft is kept. Visitors see “{}” as it was until you publish the draft."


class Copied(Exception):
    """Carries the copy of a page out of the transaction in which its form was saved."""

    def __init__(self, draft, blocks):
        super().__init__("A page was copied.")
        self.draft, self.blocks = draft, blocks


class DraftsAdmin(DeskAdmin):
    """Work on a published page without visitors seeing it, then publish or discard."""

    change_form_template = "admin/page_form.html"

    def get_urls(self):
        views = [
            ("<path:object_id>/draft-changes/", self.draft_changes_view, "draft_changes"),
            ("<path:object_id>/discard/", self.discard_view, "discard"),
        ]
        return self.desk_urls(views) + super().get_urls()

    def get_queryset(self, request):
        """Return all pages; without drafts where pages are listed, for they go with theirs."""
        pages = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "pages_page_changelist":
            return pages.originals().select_related("draft")
        return pages

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and obj.draft_of_id:
            elsewhere = {"published_at", "navigation"}  # a draft says nothing about these
            return [each for each in fieldsets if not elsewhere & set(each[1]["fields"])]
        return fieldsets

    def has_delete_permission(self, request, obj=None):
        """A draft is discarded, which says what becomes of it."""
        match = request.resolver_match
        is_asked_for = bool(obj and match and match.kwargs.get("object_id") == str(obj.pk))
        is_draft = is_asked_for and obj.draft_of_id is not None
        return not is_draft and super().has_delete_permission(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.draft_of_id:
            context |= {"draft_of": obj.draft_of, "is_behind": drafts.is_behind(obj)}
        elif obj:
            draft = Page.objects.filter(draft_of=obj).first()
            context |= {"draft": draft, "can_keep_draft": obj.is_published and draft is None}
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Copied as copy:
            list(messages.get_messages(request))  # what saving said was rolled back
            with transaction.atomic():
                if drafts.make_room(copy.draft.draft_of, request.user):
                    self.message_user(request, REPLACED, messages.WARNING)
                draft = drafts.keep(copy.draft, copy.blocks, request.user)
            self.message_user(request, KEPT.format(draft.draft_of), messages.SUCCESS)
            return redirect(self.url("change", draft.pk))

    def response_change(self, request, obj):
        if hasattr(request, "previews_changes"):
            return super().response_change(request, obj)
        if "_keep_draft" in request.POST and not obj.draft_of_id:
            # What the form saved is rolled back; the copy is saved in its place.
            raise Copied(*drafts.copied(Page.objects.get(pk=obj.pk)))
        if "_publish_draft" in request.POST and obj.draft_of_id:
            former = obj.draft_of.get_absolute_url()
            page = drafts.publish(Page.objects.get(pk=obj.pk), request.user)
            words = format_html(
                '<a href="{}">“{}”</a> is published.', page.get_absolute_url(), page
            )
            self.message_user(request, words, messages.SUCCESS)
            self.tell_of_move(request, former, page.get_absolute_url())
            return redirect(self.url("change", page.pk))
        return super().response_change(request, obj)

    def draft_or_404(self, request, object_id):
        draft = self.get_object(request, unquote(object_id))
        if draft is None or not draft.draft_of_id:
            raise Http404("There is no such draft.")
        if not self.has_change_permission(request, draft):
            raise PermissionDenied
        return draft

    def draft_page(self, request, draft, template, title):
        states = history.live(draft.draft_of), history.live(draft)
        parts = comparison.compare(*states, (*history.STAYS, *drafts.NOT_OF_A_DRAFT))
        context = {"title": title, "object": draft, "parts": parts}
        return self.desk_page(request, template, context)

    def draft_changes_view(self, request, object_id):
        """Show what a draft changes."""
        draft = self.draft_or_404(request, object_id)
        title = f"What the draft of “{draft.draft_of}” changes"
        return self.draft_page(request, draft, "admin/draft_changes.html", title)

    def discard_view(self, request, object_id):
        """Ask, then discard a draft."""
        draft = self.draft_or_404(request, object_id)
        page = draft.draft_of
        if request.method != "POST":
            title = f"Discard the draft of “{page}”?"
            return self.draft_page(request, draft, "admin/draft_discard.html", title)
        drafts.discard(draft, request.user)
        words = f"The draft of “{page}” is discarded; the page is as it was."
        self.message_user(request, words, messages.SUCCESS)
        return redirect(self.url("change", page.pk))
