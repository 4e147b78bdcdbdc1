from django import forms
from django.contrib import admin

from studio.desk_admin import DeskAdmin

from ..models import Aspect, Reason, SessionType, Trait, Use


class TraitInline(admin.TabularInline):
    model = Trait
    extra = 0


class ReasonInline(admin.TabularInline):
    model = Reason
    extra = 0


class SessionTypeForm(forms.ModelForm):
    def clean_includes(self):
        includes = self.cleaned_data["includes"]
        if self.instance in includes:
            raise forms.ValidationError("A type does not include itself.")
        return includes


@admin.register(SessionType)
class SessionTypeAdmin(DeskAdmin):
    form = SessionTypeForm
    list_display = ["name", "goal", "framing", "position"]
    list_editable = ["position"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["photo"]
    filter_horizontal = ["uses", "includes"]
    inlines = [TraitInline, ReasonInline]


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
