"""The stylesheets of every public page."""

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html_join

from ..static_files import EVERY_PAGE, JOINED

register = template.Library()


@register.simple_tag
def stylesheets_of_every_page():
    """Link to the joined file; to each by itself where none was collected: in tests, with DEBUG."""
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    names = [JOINED] if JOINED in hashed else EVERY_PAGE
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', [[static(n)] for n in names])
