"""Small pictures in the templates of the desk."""

from django import template

from ..admin import thumbnails

register = template.Library()


@register.simple_tag
def small_picture(photo, height=120):
    return thumbnails.thumbnail(photo, height=height)
