"""One gallery, and one photo of it."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from studio import redirects
from studio.page_cache import cached

from ..looking import Looking
from ..models import Gallery, Use
from ..models.galleries import Display
from ..neighbours import Neighbours
from ..paging import NUMBER, numbers, page_of

WAYS = {"framing": "|".join(Display.values), "use": r"[-\w]{1,60}"}


def find_gallery(slug):
    galleries = Gallery.objects.published().select_related("session_type")
    return get_object_or_404(galleries, slug=slug)


@cached(**WAYS, page=NUMBER.pattern)
@require_safe
def gallery(request, slug):
    """One gallery; `?framing=` and `?use=` show its photos in that framing or for that use."""
    gallery = find_gallery(slug)
    uses = list(Use.objects.all())
    looking = Looking.at(gallery, request.GET, uses)
    if request.GET.get("page") == "1":  # one address for one page
        return HttpResponsePermanentRedirect(looking.address())
    items = gallery.items.shown().in_framing(looking.framing)
    page = page_of(items, request.GET.get("page"))
    context = {
        "gallery": gallery,
        "looking": looking,
        "page_of_photos": page,
        "items": list(page),
        "numbers": numbers(page),
        "framings": [(value, label, looking.framed(value)) for value, label in Display.choices],
        "uses": uses,
    }
    return TemplateResponse(request, "sessions/gallery.html", context)


@cached(**WAYS)
@require_safe
def gallery_photo(request, gallery_slug, slug):
    """One photo of a gallery, large, with its neighbours there."""
    try:
        gallery = find_gallery(gallery_slug)
    except Http404:
        return moved_gallery(gallery_slug, slug)
    looking = Looking.at(gallery, request.GET)
    item = get_object_or_404(gallery.items.shown(), photo__slug=slug)
    context = {
        "gallery": gallery,
        "looking": looking,
        "item": item,
        "photo": item.photo,
        "cuts": looking.cuts(item.photo),
        "first_cut": looking.first_cut(item.photo),
        "neighbours": Neighbours(looking, item.photo),
    }
    return TemplateResponse(request, "sessions/photo.html", context)


def moved_gallery(gallery_slug, slug):
    """Lead from a photo's old address, where its gallery has moved. Raises Http404."""
    path = redirects.path_for(reverse("sessions:gallery", args=[gallery_slug]))
    if path is None:
        raise Http404("There is no such gallery.")
    response = HttpResponsePermanentRedirect(f"{path}{slug}/")
    response["Cache-Control"] = redirects.NOT_REMEMBERED
    return response
