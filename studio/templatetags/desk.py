"""What the menu and the front page of the desk need in their templates."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context, url):
    """Mark a link to the present page, or to the list that the present page belongs to."""
    path = context["request"].path
    if path == url:
        return mark_safe('aria-current="page"')
    return mark_safe('aria-current="true"') if path.startswith(url) else ""
