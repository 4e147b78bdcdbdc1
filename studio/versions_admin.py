"""The history of a record on the desk: who changed what and when, and going back."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from . import comparison, history, publishing
from .desk_pages import DeskPages


class VersionsAdmin(DeskPages, admin.ModelAdmin):
    """Keeps a version of every change made on the desk."""

    def get_urls(self):
        views = [
            ("deleted/", self.deleted_view, "deleted"),
            ("deleted/<int:version_id>/", self.version_view, "deleted_version"),
            ("<path:object_id>/history/<int:version_id>/", self.version_view, "version"),
        ]
        return self.desk_urls(views) + super().get_urls()

    @property
    def keeps_versions(self):
        return self.model in history.parts_of

    def save_model(self, request, obj, form, change):
        if change and self.keeps_versions:
            history.record_first(obj)
        super().save_model(request, obj, form, change)

    def log_addition(self, request, obj, message):
        self.note(request, obj, "Made")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        self.note(request, obj, entry.get_change_message() or "Saved")
        return entry

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self.note(request, obj, "Deleted")
        return super().log_deletions(request, queryset)

    def note(self, request, obj, comment):
        if self.keeps_versions:
            history.record(obj, request.user, comment)

    def history_view(self, request, object_id, extra_context=None):
        """List the versions of a record; `?v=…&v=…` compares two of them."""
        if not self.keeps_versions:
            return super().history_view(request, object_id, extra_context)
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404("There is no such record.")
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        versions = history.versions(self.model).filter(object_id=obj.pk)
        versions = list(versions.defer("serialized_data"))
        chosen = [each for each in versions if str(each.pk) in request.GET.getlist("v")]
        context = {"object": obj, "title": f"Versions of “{obj}”", "versions": versions}
        context |= {"chosen": chosen, "asked": "compare" in request.GET}
        if len(chosen) == 2:
            now, before = map(history.stored, chosen)
            context["parts"] = comparison.compare(before, now)
        return self.desk_page(request, "admin/desk_history.html", context)

    def version_view(self, request, version_id, object_id=None):
        """Show how a version differs from now; go back to it on POST."""
        versions = history.versions(self.model)
        if object_id is not None:
            versions = versions.filter(object_id=unquote(object_id))
        version = get_object_or_404(versions, pk=version_id)
        obj = self.model._base_manager.filter(pk=version.object_id).first()
        may_restore = self.has_change_permission(request, obj)
        if not may_restore or (obj is None and not self.has_add_permission(request)):
            raise PermissionDenied
        if request.method == "POST":
            return self.restore(request, version)
        state, but = history.coming(version, obj)
        stays = (*history.STAYS, *history.stays_at(obj, state[0]))
        context = {
            "title": f"A former “{version.object_repr}”",
            "object": obj,
            "version": version,
            "but": but,
            "parts": comparison.compare(history.live(obj), state, stays)
            if obj
            else comparison.whole(state),
        }
        return self.desk_page(request, "admin/desk_version.html", context)

    def restore(self, request, version):
        try:
            obj, but = history.restore(version, request.user)
        except history.CannotRestore as refusal:
            self.message_user(request, refusal.args[0], messages.ERROR)
            return redirect(request.path)
        when = publishing.moment(version.revision.date_created)
        words = f"“{obj}” is again what it was on {when}"
        if but:
            self.message_user(request, f"{words} – {but}.", messages.WARNING)
        else:
            self.message_user(request, f"{words}.", messages.SUCCESS)
        return redirect(self.url("change", obj.pk))

    def deleted_view(self, request):
        """List what was deleted and can be brought back."""
        if not (self.has_change_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied
        context = {
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "versions": history.deleted(self.model) if self.keeps_versions else [],
            "is_gone_when_deleted": history.is_gone_when_deleted(self.model),
        }
        return self.desk_page(request, "admin/desk_deleted.html", context)
