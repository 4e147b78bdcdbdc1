from django import forms
from django.contrib import admin
from django.db import models

from studio.desk_admin import DeskAdmin, FewLinks
from studio.desk_forms import DeskForm, DeskFormSet

from ..models import Aspect, Reason, SessionType, Trait, Use
from .choosing import Choosing


class TraitInline(FewLinks, Choosing, admin.TabularInline):
    model = Trait
    form = DeskForm
    formset = DeskFormSet
    extra = 0
    verbose_name_plural = "what it looks like"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("aspect")


class ReasonInline(FewLinks, admin.TabularInline):
    model = Reason
    form = DeskForm
    formset = DeskFormSet
    extra = 0
    verbose_name_plural = "choose it if …"


class SessionTypeForm(DeskForm):
    def clean_includes(self):
        includes = self.cleaned_data["includes"]
        if self.instance in includes:
            raise forms.ValidationError("A type does not include itself.")
        return includes


@admin.register(SessionType)
class SessionTypeAdmin(Choosing, DeskAdmin):
    form = SessionTypeForm
    list_display = ["name", "goal", "framing", "position"]
    list_editable = ["position"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {
        **DeskAdmin.formfield_overrides,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    inlines = [TraitInline, ReasonInline]
    fieldsets = [
        (None, {"fields": ["name", "plural", "slug"]}),
        (
            "What it is",
            {"fields": ["tagline", "definition", "goal", "framing", "photo"]},
        ),
        ("What it is for", {"fields": ["uses", "includes"]}),
        ("In lists", {"fields": ["position"]}),
    ]


@admin.register(Aspect)
class AspectAdmin(DeskAdmin):
    list_display = ["name", "position"]
    list_editable = ["position"]


@admin.register(Use)
class UseAdmin(DeskAdmin):
    list_display = ["name", "framing", "ratio", "shape", "smallest_px", "position"]
    list_editable = ["position"]
    list_filter = ["framing", "ratio"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "note"]}),
        (
            "The picture there",
            {
                "fields": ["setting", "framing", "ratio", "shape", "smallest_px", "largest_px"],
                "description": "What this place asks of a picture: all crops for it follow.",
            },
        ),
        ("In the guide", {"fields": ["asks_for_location"]}),
        ("In lists", {"fields": ["position"]}),
    ]
