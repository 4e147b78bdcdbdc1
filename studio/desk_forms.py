"""Forms of the desk: what is wrong is said in plain words, beside the field it is about."""

from django import forms
from django.contrib.admin.widgets import AdminTimeWidget
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

SELECTED = mark_safe(" selected")

ADDRESS_WORDS = "Only letters without accents, digits, hyphens and underscores, such as “new-team”."
# For `formfield_overrides`: Django's own sentence about these calls them slugs.
DATE_WORDS, TIME_WORDS = "Write the date like 2026-11-30.", "Write the time like 18:30."
PLAIN_WORDS = {
    models.SlugField: {"error_messages": {"invalid": ADDRESS_WORDS}},
    models.DateField: {"error_messages": {"invalid": DATE_WORDS}},
    models.TimeField: {
        "error_messages": {"invalid": TIME_WORDS},
        "widget": AdminTimeWidget(format="%H:%M"),
    },
    models.DateTimeField: {
        "error_messages": {"invalid_date": DATE_WORDS, "invalid_time": TIME_WORDS}
    },
}


def named_errors(form, formsets):
    """Return all that is wrong with a form and its parts, each with the part and the field."""
    found = errors_of(form)
    for formset in formsets:
        name = capfirst(formset.model._meta.verbose_name)
        found += [f"{name}: {error}" for error in formset.non_form_errors()]
        for each in formset.forms:
            found += [f"{part_name(each)}, {error}" for error in errors_of(each)]
    return found


def part_name(form):
    """Return the kind of a part, and its first words if it has some."""
    kind = str(form.instance._meta.verbose_name)
    try:
        words = str(form.instance)
    except ObjectDoesNotExist:  # what its name is made of was not chosen
        words = kind
    return capfirst(kind) if words == kind else f"{capfirst(kind)} “{words}”"


def errors_of(form):
    """Return what is wrong with a form, each with the field."""
    return [
        error if name == NON_FIELD_ERRORS else f"{capfirst(form[name].label)}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    ]


class LongSelect(forms.Select):
    """A list of choices, written in one go: Django renders a template for each of them."""

    def render(self, name, value, attrs=None, renderer=None):
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        chosen = set(self.format_value(value))
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", words) for key, words in self.choices),
        )
        return format_html("<select{}>\n{}\n</select>", flatatt(attributes), options)


def fields_of(constraint):
    """Return the names of the fields that a constraint is about."""
    if isinstance(constraint, models.CheckConstraint):
        return constraint.condition.referenced_base_fields
    return set(getattr(constraint, "fields", ()))


class DeskForm(forms.ModelForm):
    """A form that says the errors of constraints beside the last of the fields they are about."""

    def add_error(self, field, error):
        if field is None and hasattr(error, "error_dict"):
            error = self.beside_fields(error)
        super().add_error(field, error)

    def beside_fields(self, error):
        errors = {name: list(found) for name, found in error.error_dict.items()}
        for each in errors.pop(NON_FIELD_ERRORS, []):
            errors.setdefault(self.place_of(each), []).append(each)
        for name in errors.keys() - self.fields.keys() - {NON_FIELD_ERRORS}:
            errors.setdefault(NON_FIELD_ERRORS, []).extend(errors.pop(name))
        return ValidationError(errors)

    def place_of(self, error):
        """Return the field that an error is said beside, or NON_FIELD_ERRORS for the top."""
        named = {
            name
            for constraint in self.instance._meta.constraints
            if constraint.get_violation_error_message() in error.messages
            for name in fields_of(constraint)
        }
        shown = [name for name in self.fields if name in named and not self[name].is_hidden]
        return shown[-1] if shown else NON_FIELD_ERRORS


class DeskFormSet(BaseInlineFormSet):
    """Lines of a form that say in plain words when two of them are the same."""

    def get_unique_error_message(self, unique_check):
        return "Two lines are about the same thing. Change one of them, or delete it."

    def get_form_error(self):
        return "Another line is about this, too."
