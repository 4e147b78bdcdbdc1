"""The head of a page: title, description, canonical address, share picture, structured data."""

from django import template

from ..found import heads
from ..found.site import Site

register = template.Library()
PARTIAL = "partials/head.html"


def site_of(context):
    return Site(context["request"], context["studio"](), context["navigation"])


@register.inclusion_tag(PARTIAL, takes_context=True)
def page_head(context):
    """Write the head of a page made of blocks."""
    page, blocks, records = (context[name] for name in ("page", "blocks", "records"))
    use, kind = context.get("chosen_use"), context.get("chosen_type")
    chosen = kind.plural if kind else use.name if use else ""
    head = heads.of_page(site_of(context), page, blocks, records, context.get("groups"), chosen)
    return {"head": head}


@register.inclusion_tag(PARTIAL, takes_context=True)
def package_head(context):
    """Write the head of the page about a package."""
    return {"head": heads.of_package(site_of(context), context["package"])}


@register.inclusion_tag(PARTIAL, takes_context=True)
def gallery_head(context):
    """Write the head of one page of a gallery, as its photos are looked at."""
    gallery, looking, page = (context[n] for n in ("gallery", "looking", "page_of_photos"))
    return {"head": heads.of_gallery(site_of(context), gallery, looking, page)}


@register.inclusion_tag(PARTIAL, takes_context=True)
def photo_head(context):
    """Write the head of the page about one photo of a gallery."""
    return {"head": heads.of_photo(site_of(context), context["gallery"], context["item"])}


@register.inclusion_tag(PARTIAL, takes_context=True)
def place_head(context, name, title=""):
    """Write the head of a page that stands for no record; one with choices is not indexed.

    name: of its address, as in sessions/urls.py. title: in the place of its usual one.
    """
    request = context["request"]
    is_plain = not request.GET and request.method in ("GET", "HEAD")
    head = heads.of_place(site_of(context), name, title, "; ".join(brought(context)), is_plain)
    return {"head": head}


def brought(context):
    """Return what a visitor brought along, in words: in a list of tabs, each says what it is.

    Names of records only: what an address says beside them, anybody may have written.
    """
    if compared := context.get("compared"):
        return [package.name for package in compared.packages]
    words = []
    if asked := context.get("asked"):
        words += [asked.package.name] if asked.package else []
        words += [f"“{asked.photo.title}”"] if asked.photo else []
        words += [each.name for each in asked.compared if each != asked.package]
    return words
