from django import forms
from django.contrib import admin
from django.db.models import Subquery

from studio.desk_admin import DeskAdmin, FewLinks
from studio.desk_forms import DeskForm, DeskFormSet
from studio.filters import StateFilter
from studio.models import Studio, money

from ..catalogue import GuideRecords
from ..models import Framing, Inclusion, Package, PackageInclusion, PackagePhoto
from ..unreached import unreached
from .arranging import Arranging, SheetInline
from .choosing import Choosing


class InclusionNumber(forms.ModelChoiceField):
    """Which inclusion a line is about. It stands there unasked, so it is never a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class InclusionForm(DeskForm):
    inclusion = InclusionNumber(Inclusion.objects.all())
    included = forms.BooleanField(required=False, help_text="Tick what the package includes.")

    class Media:
        css = {"all": ["css/tokens.css", "css/choosing.css", "css/inclusions.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["included"].initial = self.instance.pk is not None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("note") and not cleaned.get("included") and not self.instance.pk:
            self.add_error("note", "Tick this line too, or leave its note empty.")
        return cleaned


class InclusionFormSet(DeskFormSet):
    """A line for each inclusion there is: those of the package ticked, the others not."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.inclusions = {inclusion.pk: inclusion for inclusion in Inclusion.objects.all()}
        self.given = {row.inclusion_id for row in self.get_queryset()}
        self.initial_extra = [{"inclusion": pk} for pk in self.inclusions if pk not in self.given]
        self.extra = len(self.initial_extra)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        number = form["inclusion"].value()
        form.subject = self.inclusions.get(int(number)) if str(number).isdecimal() else None

    def _should_delete_form(self, form):
        if form.instance.pk is not None:
            return not form.cleaned_data.get("included")
        # Somebody else took it off the list, or ticked it, since this form was opened.
        return form.subject is None or form.subject.pk in self.given

    @property
    def lines(self):
        """Its forms in the order of the inclusions."""
        order = {inclusion: place for place, inclusion in enumerate(self.inclusions.values())}
        return sorted(self.forms, key=lambda form: order.get(form.subject, len(order)))


class PackageInclusionInline(FewLinks, admin.TabularInline):
    model = PackageInclusion
    form = InclusionForm
    formset = InclusionFormSet
    fields = ["inclusion", "included", "note"]
    template = "admin/inclusions_inline.html"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("inclusion")


class PackagePhotoInline(SheetInline):
    model = PackagePhoto
    fields = ["photo", "framing"]
    description = "The first three that may be shown stand on its card."

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        kwargs["choices"] = [("", "as its type"), *Framing.choices]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(Package)
class PackageAdmin(Arranging, Choosing, DeskAdmin):
    list_display = ["name", "session_type", "price_shown", "visibility", "is_featured", "position"]
    list_editable = ["visibility", "is_featured", "position"]
    list_filter = [StateFilter, "session_type", "visibility"]
    list_select_related = ["session_type"]
    search_fields = ["name", "summary"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["in_guide"]
    inlines = [PackageInclusionInline, PackagePhotoInline]
    fieldsets = [
        (None, {"fields": ["session_type", "name", "slug", "summary", "description"]}),
        (
            "Price",
            {
                "fields": ["price", ("next_price", "next_price_at"), "extra_costs"],
                "description": "Prices are in the currency of the studio profile.",
            },
        ),
        (
            "What a client gets",
            {
                "fields": [
                    "duration_minutes",
                    "people",
                    "looks",
                    "locations",
                    "leaves_studio",
                    "retouched_pictures",
                    "turnaround_days",
                    "usage_rights",
                ],
                "description": "These stand beside those of other packages in the comparison.",
            },
        ),
        ("In the guide", {"fields": ["guide_places", "in_guide"]}),
        (
            "On the site",
            {
                "fields": [
                    "visibility",
                    ("published_at", "unpublished_at"),
                    "is_featured",
                    "position",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        currency = Subquery(Studio.objects.values("currency")[:1])
        return super().get_queryset(request).annotate(currency=currency)

    def get_object(self, request, object_id, from_field=None):
        """Return the package; a price that has begun stands in the field of the price."""
        package = super().get_object(request, object_id, from_field)
        if package is not None:
            package.settle_price()
        return package

    @admin.display(description="named by the guide")
    def in_guide(self, package):
        """Say whether an answer of the guide leads to a package as it is saved."""
        catalogue = GuideRecords().catalogue
        if package.pk not in {offer.key for offer in catalogue.offers}:
            return "No: it is not listed, or cannot be booked now."
        return unreached(catalogue).get(package.pk, "Yes, some answers lead to it.")

    @admin.display(description="price", ordering="price")
    def price_shown(self, package):
        return money(package.current_price, package.currency)


@admin.register(Inclusion)
class InclusionAdmin(DeskAdmin):
    list_display = ["name", "detail", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
