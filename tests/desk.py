"""What a browser would send: the values of a form of the desk, as they stand on the page."""

from django.urls import reverse


def admin_url(row_or_model, action, *args):
    meta = row_or_model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{action}", args=args)


def form_values(client, url):
    """Return what the form at a URL would post if nothing were changed."""
    context = client.get(url).context
    values = {}
    for form in forms_of(context):
        for field in form:
            values |= field_values(field)
    return values


def forms_of(context):
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield inline.formset.management_form
        yield from inline.formset.initial_forms


def field_values(field):
    value, widget = field.value(), field.field.widget
    if hasattr(widget, "widgets"):  # a date and a time
        parts = widget.decompress(value) if not isinstance(value, list) else value
        names = (f"{field.html_name}{end}" for end in widget.widgets_names)
        shown = (part.format_value(v) for part, v in zip(widget.widgets, parts, strict=True))
        return {name: each or "" for name, each in zip(names, shown, strict=True)}
    if value is None or value is False or widget.needs_multipart_form:
        return {}
    return {field.html_name: "on" if value is True else value}
