"""Previews on the desk: of what is being typed, and private links to what is saved."""

from datetime import timedelta

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from . import previews, where_used
from .desk_forms import named_errors
from .models import PreviewLink

# No page of ours may be shown in a frame, so a link inside the preview would lead to a blank.
LINKS_OPEN_ELSEWHERE = '<base target="_blank">'
LINK_DAYS = {"1": "a day", "7": "a week", "30": "30 days"}


class PreviewsAdmin(admin.ModelAdmin):
    """Shows the public page of a record before anybody else sees it."""

    def get_urls(self):
        views = [
            ("add/preview/", self.preview_view, "add_preview"),
            ("<path:object_id>/preview/", self.preview_view, "preview"),
        ]
        return (self.desk_urls(views) if self.has_preview else []) + super().get_urls()

    has_preview = True

    def preview_path(self, obj):
        """Return the public address that shows a record; None where there is none."""
        if hasattr(obj, "get_absolute_url"):
            return obj.get_absolute_url()
        shown = (place.path for place in where_used.places(obj) or [] if place.path)
        return next(shown, None)

    def preview_view(self, request, object_id=None):
        """Show the public page: with what is being typed (POST), or as it is saved (GET)."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and obj is None:
            raise Http404("There is no such record.")
        if {"make_link", "end_link"} & request.POST.keys():
            return self.change_links(request, obj)
        context = {"title": f"Preview of “{obj}”" if obj else "Preview", "object": obj}
        context["path"] = obj and self.preview_path(obj)
        try:
            if request.method == "POST":
                context |= self.preview_of_typed(request, object_id)
            else:
                context |= self.preview_of_saved(request, obj)
        except Http404:
            context["preview"] = None
        if html := context.get("preview"):
            context["framed"] = html.replace("<head>", f"<head>{LINKS_OPEN_ELSEWHERE}", 1)
        return self.desk_page(request, "admin/desk_preview.html", context)

    def preview_of_saved(self, request, obj):
        if obj is None or not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {"preview": previews.render_shown(request, obj, self.preview_path)}
        if self.can_be_shared(obj):
            context |= {"links": self.links_of(obj), "link_days": LINK_DAYS}
        return context

    def preview_of_typed(self, request, object_id):
        """Return the page with what was typed, or what is wrong with that."""
        request.previews_changes = True
        try:
            response = self.changeform_view(request, object_id)
        except previews.Rendered as page:
            return {"preview": page.html, "is_typed": True}
        finally:
            list(messages.get_messages(request))  # what saving said is not true
        if response.status_code != 200:
            return {"preview": None, "is_typed": True}
        context = response.context_data
        formsets = [each.formset for each in context["inline_admin_formsets"]]
        errors = named_errors(context["adminform"].form, formsets)
        return {"errors": errors, "is_typed": True}

    def response_add(self, request, obj, post_url_continue=None):
        self.end_preview(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.end_preview(request, obj)
        return super().response_change(request, obj)

    def end_preview(self, request, obj):
        """Render the page while the unsaved changes are in the database, and undo them."""
        if hasattr(request, "previews_changes"):
            shown = previews.show(type(obj)._base_manager.get(pk=obj.pk))
            html = previews.public_page(request, self.preview_path(shown))
            raise previews.Rendered(html)

    def can_be_shared(self, obj):
        return hasattr(obj, "published_at") and hasattr(obj, "get_absolute_url")

    def links_of(self, obj):
        kind = ContentType.objects.get_for_model(obj)
        return PreviewLink.objects.open().filter(content_type=kind, object_id=obj.pk)

    def change_links(self, request, obj):
        """Make a private link to a preview, or end one before its time."""
        if obj is None or not self.can_be_shared(obj):
            raise Http404("There is nothing to share.")
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if days := request.POST.get("make_link"):
            days = int(days if days in LINK_DAYS else "7")
            ends = timezone.now() + timedelta(days=days)
            PreviewLink.objects.create(target=obj, made_by=request.user, expires_at=ends)
            words = "The link is made. Whoever has it sees this preview, and nothing else."
        else:
            self.links_of(obj).filter(key=request.POST["end_link"]).delete()
            words = "The link leads nowhere any more."
        self.message_user(request, words, messages.SUCCESS)
        return redirect(self.url("preview", obj.pk))
