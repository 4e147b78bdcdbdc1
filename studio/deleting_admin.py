"""Deleting on the desk: what goes, whether it can come back, and what stands in the way."""

from django.contrib import admin
from django.contrib.admin import actions
from django.contrib.admin.utils import NestedObjects, quote, unquote
from django.db import router
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from . import where_used


class DeletingAdmin(admin.ModelAdmin):
    """Says before it deletes something what goes along, and what keeps it from going."""

    delete_confirmation_template = "admin/desk_delete.html"
    delete_selected_confirmation_template = "admin/desk_delete_selected.html"

    def words_of_no_return(self, rows):
        """Return the sentence that these cannot be brought back; none where they can."""
        return ""

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        context = {
            "places": where_used.places(obj) if obj else None,
            "no_return": self.words_of_no_return([obj]) if obj else "",
        }
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def get_actions(self, request):
        found = super().get_actions(request)
        if "delete_selected" in found:
            _, name, words = found["delete_selected"]
            found[name] = delete_selected, name, words
        return found

    def get_deleted_objects(self, objs, request):
        """Return what Django’s method does; what stands in the way as [(record, places)]."""
        objs = list(objs)
        if not objs:
            return [], {}, set(), []
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        known = {m: rows for m, rows in collector.model_objs.items() if not is_machinery(m)}
        for model, rows in known.items():
            if model is not self.model:
                load_names(model, rows)
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in known.items()}
        lacking = self.lacking_rights(request, known)
        return lines(collector.nested()), counts, lacking, in_the_way(objs, collector.protected)

    def lacking_rights(self, request, found):
        """Return the kinds of records that would go along and that one may not delete."""
        registered = self.admin_site._registry
        return {
            model._meta.verbose_name
            for model, rows in found.items()
            if model in registered
            and not all(registered[model].has_delete_permission(request, row) for row in rows)
        }


def delete_selected(desk, request, queryset):
    """Delete what was chosen in a list, after asking as for a single one."""
    response = actions.delete_selected(desk, request, queryset)
    if response is not None:
        response.context_data["no_return"] = desk.words_of_no_return(list(queryset))
    return response


def is_machinery(model):
    """Whether nobody knows its rows: links between two, halves of one, how far some work is."""
    meta = model._meta
    is_half = any(each.one_to_one and each.parent_link for each in meta.related_objects)
    return is_half or bool(meta.auto_created) or getattr(model, "is_machinery", False)


def load_names(model, rows):
    """Load what names of rows are made of: a query for each kind, however many there are."""
    links = [field.name for field in model._meta.concrete_fields if field.many_to_one]
    prefetch_related_objects(list(rows), *links)


def lines(nested):
    """Return nested rows as nested words; what belongs to a row that is left out moves up."""
    found, is_left_out = [], False
    for each in nested:
        if not isinstance(each, list):
            is_left_out = is_machinery(type(each))
            found += [] if is_left_out else [line(each)]
        elif inner := lines(each):
            found += inner if is_left_out else [inner]
    return found


def line(row):
    """Return what kind of record a row is and its name, with a link to its form."""
    kind, name = capfirst(row._meta.verbose_name), str(row)
    if name == row._meta.verbose_name:
        return kind
    if address := form_of(row):
        return format_html('{}: <a href="{}">{}</a>', kind, address, name)
    return f"{kind}: {name}"


def form_of(row):
    """Return the address of a record’s form; None where it has none of its own."""
    if not admin.site.is_registered(type(row)):
        return None
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(row.pk)])


def in_the_way(objs, protected):
    """Return [(record, places)] for the records that have to stay, and where they stand."""
    objs_by_pk = {obj.pk: obj for obj in objs}
    model, found = type(objs[0]), {}
    for row, place in where_used.located(protected):
        links = (f for f in row._meta.concrete_fields if f.related_model is model)
        keys = {getattr(row, field.attname) for field in links} & objs_by_pk.keys()
        for key in keys or objs_by_pk:
            found.setdefault(key, []).append(place)
    return [(objs_by_pk[key], sorted(places)) for key, places in found.items()]
