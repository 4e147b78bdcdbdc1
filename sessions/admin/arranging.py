"""Photos in an order: a contact sheet of cards inside the form of what they belong to."""

from django import forms
from django.contrib import admin
from django.forms.widgets import Script

from studio.desk_admin import FewLinks
from studio.desk_forms import DeskForm, DeskFormSet

from .choosing import Choosing


class Place(forms.IntegerField):
    """The place of a card. Not a change of its own: the formset numbers all cards anew."""

    def __init__(self, **kwargs):
        help_text = "1 comes first. Type another number to move the photo there."
        super().__init__(label="place", required=False, min_value=1, help_text=help_text, **kwargs)

    def has_changed(self, initial, data):
        return False


class SheetForm(DeskForm):
    place = Place()

    class Media:
        css = {"all": ["css/tokens.css", "css/choosing.css", "css/contact-sheet.css"]}
        js = [Script("js/sortable-sheet.js", type="module")]


class SheetFormSet(DeskFormSet):
    """Cards in the order of their places; saving numbers the rows 1, 2, 3 …"""

    may_arrange = True
    was_rearranged = False

    @property
    def is_empty(self):
        """Whether no card has a photo: neither a saved one nor one that was just chosen."""
        return not any("photo" not in form.fields or form["photo"].value() for form in self.forms)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-describedby"] = f"{self.prefix}-help"
        if index is None or index >= self.initial_form_count():
            return
        form.fields["place"].initial = index + 1
        # A card keeps its photo; so no query has to find out whether it exists. Nor whether the
        # row does: a form with a number that is not among the rows has an unsaved instance.
        del form.fields["photo"]
        key = self._pk_field.name
        form.fields[key] = forms.IntegerField(
            initial=form.instance.pk, required=False, widget=forms.HiddenInput
        )

    def _should_delete_form(self, form):
        """A row that somebody else took out meanwhile is gone, which is no error."""
        is_gone = "photo" not in form.fields and form.instance._state.adding
        return is_gone or super()._should_delete_form(form)

    def validate_unique(self):
        """Refuse a photo that is there already, in the forms or from elsewhere."""
        rows = self.model._default_manager.none()
        if self.instance.pk:
            rows = self.model._default_manager.filter(**{self.fk.name: self.instance})
        leaving = {form.instance.pk for form in self.deleted_forms}
        taken = set(rows.exclude(pk__in=leaving).values_list("photo", flat=True))
        for form in self.extra_forms:
            photo = form.cleaned_data.get("photo")
            if photo is None or form in self.deleted_forms:
                continue
            if photo.pk in taken:
                form.add_error("photo", "This photo is there already. Take one of the two out.")
            taken.add(photo.pk)

    def save(self, commit=True):
        saved = super().save(commit)
        if commit and self.may_arrange:
            self.arrange()
        return saved

    def arrange(self):
        """Number the rows 1, 2, 3 … in the order that the form gives."""
        orders = {
            form.instance.pk: sort_key(form.cleaned_data.get("place"), index)
            for index, form in enumerate(self.forms)
            if form.instance.pk and hasattr(form, "cleaned_data")
        }
        rows = list(self.model._default_manager.filter(**{self.fk.name: self.instance}))
        shown = {form.instance.pk for form in self.initial_forms}
        former = [row.pk for row in rows if row.pk in shown]
        rows.sort(key=lambda row: orders.get(row.pk, AT_THE_END))
        moved = []
        for position, row in enumerate(rows, start=1):
            if row.position != position:
                row.position = position
                moved.append(row)
        self.model._default_manager.bulk_update(moved, ["position"])
        self.was_rearranged = former != [row.pk for row in rows if row.pk in shown]


AT_THE_END = (float("inf"), 0, 0)


def sort_key(place, index):
    """Return what sorts a card that was shown at `index` and is now wanted at `place`.

    A card that was moved to a place stands there: before the one that had it when it came from
    behind, after it when it came from before. Cards without a place come last.
    """
    if place is None:
        return float("inf"), 0, index
    former = index + 1
    return place, (former < place) - (place < former), index


class SheetInline(FewLinks, Choosing, admin.StackedInline):
    """The photos of a record as a contact sheet. The model has `photo` and `position`."""

    template = "admin/sheet_inline.html"
    form = SheetForm
    formset = SheetFormSet
    extra = 1
    fields = ["photo"]
    title = "Photos"
    description = ""

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("photo__release")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.may_arrange = self.has_change_permission(request, obj)
        return formset


class Arranging:
    """For an admin with sheets: its history says that photos were put in another order."""

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        if any(getattr(formset, "was_rearranged", False) for formset in formsets or []):
            message.append({"changed": {"fields": ["Order of the photos"]}})
        return message
