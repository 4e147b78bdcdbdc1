"""One gallery."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from ..models import Gallery, Shape, Use
from ..models.galleries import Display


@require_safe
def gallery(request, slug):
    """One gallery; `?framing=` and `?use=` show its photos in that framing or for that use."""
    galleries = Gallery.objects.published().select_related("session_type").with_photos()
    gallery = get_object_or_404(galleries, slug=slug)
    uses = list(Use.objects.all())
    use = next((use for use in uses if use.slug == request.GET.get("use")), None)
    asked = use.framing if use else request.GET.get("framing")
    framing = asked if asked in Display.values else gallery.framing
    items = gallery.shown_items
    if framing == Display.HEADSHOT:
        items = [item for item in items if item.photo.has_headshot]
    context = {
        "gallery": gallery,
        "items": items,
        "framing": framing,
        "ratio": use.ratio if use else "",
        "is_own_framing": use is None and framing == gallery.framing,
        "is_round": use is not None and use.shape == Shape.CIRCLE,
        "displays": Display,
        "uses": uses,
        "chosen_use": use,
    }
    return TemplateResponse(request, "sessions/gallery.html", context)
