"""Photos in the templates of the desk: small pictures, and whether visitors see them."""

from django import template

from ..admin import thumbnails, unseen

register = template.Library()


@register.simple_tag
def small_picture(photo, height=120):
    return thumbnails.thumbnail(photo, height=height)


@register.filter
def why_unseen(photo):
    return unseen.words_for(photo) if photo else ""
