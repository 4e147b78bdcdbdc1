"""The studio's profile with the navigation: which pages are linked at the top and at the foot.

It stands here because pages know the profile, and not the other way round.
"""

from django.contrib import admin
from django.contrib.admin.checks import InlineModelAdminChecks
from django.db.models import Q
from django.forms import BaseModelFormSet, modelformset_factory

from sessions.admin.choosing import Choosing
from studio import history
from studio.admin import StudioAdmin
from studio.desk_forms import DeskForm
from studio.models import Studio

from .models import Page

MOST_OTHERS = 12  # pages without a link that the form of the profile offers


class PagesFormSet(BaseModelFormSet):
    """The pages, whatever record the form around them is about."""

    def __init__(self, *args, instance=None, save_as_new=False, **kwargs):
        super().__init__(*args, **kwargs)

    @classmethod
    def get_default_prefix(cls):
        return "navigation"


class WithoutLink(InlineModelAdminChecks):
    """Pages are not linked to the profile; there is one profile, and all pages are its own."""

    def _check_relation(self, obj, parent_model):
        return []

    def _check_exclude_of_parent_model(self, obj, parent_model):
        return []


class NavigationInline(admin.TabularInline):
    model = Page
    checks_class = WithoutLink
    verbose_name_plural = "navigation and footer"
    template = "admin/navigation_inline.html"
    fields = ["navigation", "navigation_label", "position"]
    can_delete = False
    max_num = 0

    def get_queryset(self, request):
        """All pages that are linked, and some others; a page has its link in its own form, too."""
        pages = Page.objects.originals()
        others = list(pages.filter(navigation="").values_list("pk", flat=True)[:MOST_OTHERS])
        wanted = ~Q(navigation="") | Q(pk__in=others)
        return pages.filter(wanted).order_by("position", "pk")

    def get_formset(self, request, obj=None, **kwargs):
        return modelformset_factory(
            Page,
            form=DeskForm,
            fields=self.fields,
            formset=PagesFormSet,
            extra=0,
            formfield_callback=lambda field, **kw: self.formfield_for_dbfield(field, request, **kw),
        )


class ProfileAdmin(Choosing, StudioAdmin):
    """One form for everything that is the same on every page."""

    inlines = [NavigationInline]

    def save_formset(self, request, form, formset, change):
        for row in formset.forms:
            if row.has_changed():
                history.record_first(row.instance)
        super().save_formset(request, form, formset, change)
        for page, _ in formset.changed_objects:
            history.record(page, request.user, "Navigation changed")


admin.site.unregister(Studio)
admin.site.register(Studio, ProfileAdmin)
