"""Old addresses on the desk: where they lead, and undoing a move."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from . import history
from .models import Redirect

JUST_MOVED = timedelta(hours=1)


def addressed(target):
    """Return the record whose slug ends an address: of a photo in a gallery, the photo."""
    return getattr(target, "addressed", target)


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    list_display = ["old_path", "leads_to", "created_at", "undo_link"]
    list_display_links = None
    search_fields = ["old_path"]
    change_list_template = "admin/redirects.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("target")

    def get_urls(self):
        undo = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", undo, name="studio_redirect_undo"), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="leads to")
    def leads_to(self, row):
        if row.target is None:
            return "nothing: it was deleted"
        link = format_html('<a href="{0}">{0}</a>', row.target.get_absolute_url())
        return link if row.target.is_published else format_html("{} (not published)", link)

    @admin.display(description="")
    def undo_link(self, row):
        if row.target is None:
            return ""
        url = reverse("admin:studio_redirect_undo", args=[row.pk])
        return format_html('<a href="{}">Give it this address back</a>', url)

    def undo_view(self, request, pk):
        """Ask, then give a record its old address back."""
        row = get_object_or_404(Redirect, pk=pk)
        if row.target is None:
            raise Http404("What had this address was deleted.")
        meta = addressed(row.target)._meta
        if not request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}"):
            raise PermissionDenied
        if request.method == "POST":
            return self.undo(request, row)
        context = {
            **self.admin_site.each_context(request),
            "title": "Give it its old address back?",
            "opts": self.opts,
            "row": row,
        }
        return TemplateResponse(request, "admin/redirect_undo.html", context)

    def undo(self, request, row):
        target, old_path = addressed(row.target), row.old_path
        path = row.target.get_absolute_url()
        target.slug = old_path.rstrip("/").rpartition("/")[2]
        try:
            target.full_clean()
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(request.path)
        with history.changing(target, request.user, f"Back at the address {old_path}"):
            target.save()
        if timezone.now() - row.created_at < JUST_MOVED:  # nobody knows the other address yet
            Redirect.objects.filter(old_path=path).delete()
        self.message_user(request, f"It is at {old_path} again.", messages.SUCCESS)
        meta = target._meta
        return redirect(
            reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[target.pk])
        )
