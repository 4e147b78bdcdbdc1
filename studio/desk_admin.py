"""What the lists and forms of the desk have in common."""

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from . import publishing, where_used
from .deleting_admin import DeletingAdmin
from .desk_forms import PLAIN_WORDS, DeskForm, LongSelect
from .models import Redirect
from .previews_admin import PreviewsAdmin
from .versions_admin import VersionsAdmin

MOVED = (
    "The address changed: {} → {}. Redirect made: who comes by the old one is sent on. "
    '<a href="{}">Undo</a>'
)


class FewLinks:
    """For whatever has a form on the desk: one small link beside a choice, to make what is missing.

    A sign for deleting would stand beside it as well, and read as “choose none”.
    """

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(field.widget, "can_delete_related"):
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        return field


class DeskAdmin(FewLinks, DeletingAdmin, PreviewsAdmin, VersionsAdmin):
    """A list and a form of the desk: with versions, previews, and where a record is used."""

    change_form_template = "admin/desk_form.html"
    change_list_template = "admin/desk_list.html"
    form = DeskForm
    formfield_overrides = PLAIN_WORDS
    list_per_page = 50

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": DeskForm} | kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.many_to_one and db_field.name not in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LongSelect)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        """Put something new at the end of its list."""
        initial = super().get_changeform_initial_data(request)
        if any(field.name == "position" for field in self.opts.fields):
            last = self.model._base_manager.aggregate(last=Max("position"))["last"]
            initial.setdefault("position", 0 if last is None else last + 1)
        return initial

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        if "_publish" in request.POST and not add and "published_at" not in form.changed_data:
            message.append({"changed": {"fields": ["Published from"]}})
        return message

    def save_model(self, request, obj, form, change):
        if "_publish" in request.POST and not obj.is_published:
            obj.published_at, obj.unpublished_at = timezone.now(), None
        former = type(obj)._base_manager.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        if hasattr(former, "get_absolute_url"):
            self.tell_of_move(request, former.get_absolute_url(), obj.get_absolute_url())

    def get_view_on_site_url(self, obj=None):
        """Return the public address of what visitors can see."""
        is_hidden = obj is not None and not getattr(obj, "is_published", True)
        return None if is_hidden else super().get_view_on_site_url(obj)

    def tell_of_move(self, request, old_path, path):
        """Say that an address changed, and offer to undo it."""
        redirect = Redirect.objects.filter(old_path=old_path).first()
        if old_path == path or redirect is None:
            return
        undo = reverse("admin:studio_redirect_undo", args=[redirect.pk])
        self.message_user(request, format_html(MOVED, old_path, path, undo), messages.WARNING)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and request.FILES and settings.PHOTO_BUCKET:
            # Whether it answers: no transaction is to wait for it and keep others waiting.
            default_storage.exists("originals/")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        has_times = hasattr(self.model, "published_at")
        context |= {
            "has_preview": self.has_preview,
            "places": where_used.places(obj) if obj else None,
            "state": publishing.state_words(obj) if obj and has_times else "",
            "can_publish": bool(has_times and obj and not obj.is_published),
        }
        if hasattr(context["media"], "with_nonce"):  # the import map of an editor is written inline
            context["media"] = context["media"].with_nonce(getattr(request, "csp_nonce", ""))
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
