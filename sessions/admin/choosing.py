"""Choosing in forms: photos by looking at them, everything else from lists loaded once."""

from functools import reduce
from operator import and_

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.choices import BaseChoiceIterator
from django.views.decorators.http import require_safe

from studio.desk_forms import LongSelect

from ..models import Photo

A_PAGE = 24
NO_SUCH_PHOTO = "There is no photo of this number. Choose another one."
PARTS = {"dialog": "admin/photo_chooser.html", "list": "admin/photo_options.html"}


class PhotoChoice(forms.Widget):
    """The chosen photo, to be seen; a number without JavaScript."""

    template_name = "admin/widgets/photo_choice.html"
    photo = None

    class Media:
        css = {"all": ["css/tokens.css", "css/choosing.css"]}
        js = [Script("js/photo-choice.js", type="module")]

    def render(self, name, value, attrs=None, renderer=None):
        # Not by the renderer of forms, which does not look into the project's templates.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        attributes = flatatt(context["widget"]["attrs"])
        return context | {"photo": self.photo, "attributes": attributes}


class BoundPhoto(BoundField):
    """Gives its widget the photo to show, which the form's record mostly knows already."""

    def as_widget(self, *args, **kwargs):
        self.field.widget.photo = self.photo
        return super().as_widget(*args, **kwargs)

    @property
    def photo(self):
        value, record = self.value(), self.form.instance
        if not value:
            return None
        if str(getattr(record, f"{self.name}_id")) == str(value):
            return getattr(record, self.name)
        return Photo.objects.filter(pk=value).first() if str(value).isdecimal() else None


class PhotoField(forms.ModelChoiceField):
    """A photo; the number of one is what a form posts."""

    widget = PhotoChoice
    bound_field_class = BoundPhoto
    default_error_messages = {"invalid_choice": NO_SUCH_PHOTO}


class Choosing:
    """For a form or an inline of the admin: photos are chosen by looking, lists are shared."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.many_to_one and db_field.related_model is Photo:
            # Not by way of the admin, which would put its own links around the widget.
            return db_field.formfield(form_class=PhotoField)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", LongSelect)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and request is not None:
            field.choices = shared_choices(field, request)
        return field


class SharedChoices(BaseChoiceIterator):
    """Choices as they are, for many forms: Django would go through them for every copy of each."""

    def __init__(self, rows):
        self.rows = rows

    def __iter__(self):
        return iter(self.rows)


def shared_choices(field, request):
    """Return the choices of a field; all forms of one request load them once."""
    limits = field.get_limit_choices_to()
    if not hasattr(request, "shared_choices"):
        request.shared_choices = {}
    rows = request.shared_choices.get((field.queryset.model, repr(limits)))
    if rows is None:
        queryset = field.queryset.complex_filter(limits) if limits else field.queryset
        rows = [(field.prepare_value(row), field.label_from_instance(row)) for row in queryset]
        request.shared_choices[field.queryset.model, repr(limits)] = rows
    empty = [] if field.empty_label is None else [("", field.empty_label)]
    return SharedChoices(empty + rows)


def found(words):
    """Return the photos with all these words in their title, description or name."""
    conditions = [
        Q(title__icontains=word) | Q(alt__icontains=word) | Q(slug__icontains=word)
        for word in words.split()
    ]
    photos = Photo.objects.select_related("release")
    return photos.filter(reduce(and_, conditions)) if conditions else photos


@require_safe
def choose(request):
    """Photos to choose from: a page of its own, or a part of it for the dialog of a form."""
    if not request.user.has_perm("photo_sessions.view_photo"):
        raise PermissionDenied
    words = request.GET.get("q", "")
    photos = Paginator(found(words), A_PAGE).get_page(request.GET.get("page"))
    context = {"photos": photos, "words": words, "title": "Choose a photo"}
    template = PARTS.get(request.GET.get("part"))
    if template is None:
        context |= admin.site.each_context(request)
        template = "admin/choose_photo.html"
    return TemplateResponse(request, template, context)
