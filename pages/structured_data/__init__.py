"""What the site says in schema.org's terms, from the same records as the pages.

Everything here returns plain dicts. A thing is described in full on one page; elsewhere its `@id`
stands for it. Nothing is said that the page or the profile does not say.
"""

import json

from django.utils.safestring import mark_safe

from .articles import article
from .business import home
from .offers import catalogue, package, service
from .pictures import gallery, image_object, photo
from .trails import trail

__all__ = [
    "article",
    "catalogue",
    "gallery",
    "home",
    "image_object",
    "package",
    "photo",
    "script",
    "service",
    "trail",
]

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(things):
    """Return things as the content of a script element of JSON-LD; "" for none."""
    if not things:
        return ""
    graph = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # as Django's json_script does
