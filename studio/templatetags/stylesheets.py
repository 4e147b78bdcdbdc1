"""Stylesheets that pages need together."""

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html_join

from ..static_files import JOINED

register = template.Library()


@register.simple_tag
def stylesheets(joined):
    """Link to a joined file; to its parts where none was collected: in tests, with DEBUG."""
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    names = [joined] if joined in hashed else JOINED[joined]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', [[static(n)] for n in names])
