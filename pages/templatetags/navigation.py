"""Ways from a record to the page about it."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def service_page(context, session_type):
    """The published service page about a session type; None where there is none."""
    return context["navigation"].service(session_type)


@register.simple_tag(takes_context=True)
def current(context, url):
    """Mark a link to the present page, or to the page that the present address hangs from."""
    path = context["request"].path
    if path == url:
        return mark_safe('aria-current="page"')
    if url != "/" and path.startswith(url):
        return mark_safe('aria-current="true"')
    return ""
