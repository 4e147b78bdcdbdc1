"""What the menu and the front page of the desk need in their templates."""

from django import template
from django.utils.safestring import mark_safe

from .. import mail_words, moments

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context, url):
    """Mark a link to the present page, or to the list that the present page belongs to."""
    path = context["request"].path
    if path == url:
        return mark_safe('aria-current="page"')
    return mark_safe('aria-current="true"') if path.startswith(url) else ""


@register.filter
def mail_fate(mail):
    """Say in a sentence what became of a mail."""
    return mail_words.fate(mail)


@register.filter
def moment(value):
    """“at 14:05” of today, “on 3 May, 14:05” of another day."""
    return mail_words.at(value)


@register.filter
def ago(value):
    """“3 hours ago”."""
    return moments.ago(value)


@register.filter
def since(value):
    """“yesterday 14:10”."""
    return moments.since(value)
