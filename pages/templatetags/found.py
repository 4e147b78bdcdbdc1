"""The head of a page: title, description, canonical address, share picture, structured data."""

from django import template

from ..found import heads
from ..found.site import Site

register = template.Library()
PARTIAL = "partials/head.html"


def site_of(context):
    return Site(context["request"], context["studio"], context["navigation"])


@register.inclusion_tag(PARTIAL, takes_context=True)
def page_head(context):
    """Write the head of a page made of blocks."""
    page, blocks, records = (context[name] for name in ("page", "blocks", "records"))
    groups = context.get("groups")
    return {"head": heads.of_page(site_of(context), page, blocks, records, groups)}


@register.inclusion_tag(PARTIAL, takes_context=True)
def package_head(context):
    """Write the head of the page about a package."""
    return {"head": heads.of_package(site_of(context), context["package"])}


@register.inclusion_tag(PARTIAL, takes_context=True)
def gallery_head(context):
    """Write the head of a gallery: `gallery`, `items`, `framing` and `ratio` as they are shown."""
    gallery, items = context["gallery"], context["items"]
    framing, ratio = context.get("framing", ""), context.get("ratio", "")
    return {"head": heads.of_gallery(site_of(context), gallery, items, framing, ratio)}


@register.inclusion_tag(PARTIAL, takes_context=True)
def photo_head(context, gallery, item, path):
    """Write the head of the page about one photo (an item) of a gallery."""
    return {"head": heads.of_photo(site_of(context), gallery, item, path)}


@register.inclusion_tag(PARTIAL, takes_context=True)
def place_head(context, name, title=""):
    """Write the head of a page that stands for no record; one with choices is not indexed.

    name: of its address, as in sessions/urls.py. title: in the place of its usual one.
    """
    request = context["request"]
    is_plain = not request.GET and request.method in ("GET", "HEAD")
    return {"head": heads.of_place(site_of(context), name, title, is_plain)}
