"""Filters that turn stored values into what people read."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from ..models import money as format_money

register = template.Library()

ITALICS = re.compile(r"\*(?=\S)([^*]+?)(?<=\S)\*")
FRACTIONS = {0: "", 15: "¼", 30: "½", 45: "¾"}


@register.filter
def italics(text):
    """*Words* between asterisks become <em>; everything else is escaped."""
    return mark_safe(ITALICS.sub(r"<em>\1</em>", conditional_escape(text)))


@register.filter
def plain(text):
    """The same text without its asterisks, for titles and attributes."""
    return ITALICS.sub(r"\1", text)


@register.filter
def prose(html):
    """HTML of a prose field: sanitised when it was saved (studio/prose.py)."""
    return mark_safe(html)


@register.filter
def money(amount, currency):
    """290 and "USD" become $290."""
    return format_money(amount, currency)


@register.filter
def duration(minutes):
    """45 becomes “45 min”, 150 “2½ h”, 100 “1 h 40 min”."""
    hours, rest = divmod(minutes, 60)
    if minutes <= 60:
        return f"{minutes} min"
    if rest in FRACTIONS:
        return f"{hours}{FRACTIONS[rest]} h"
    return f"{hours} h {rest} min"
