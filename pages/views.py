"""Pages for visitors, from the database."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from sessions.models import Gallery

from .models import Frames, Page
from .models.page import Kind
from .records import load_blocks


def published_page(**lookup):
    pages = Page.objects.published().select_related("hero_photo__release", "session_type")
    return get_object_or_404(pages, **lookup)


def render_page(request, page, **context):
    """Render a page with the template of its kind."""
    blocks, records = load_blocks(page)
    opens_with_frames = bool(blocks) and isinstance(blocks[0], Frames)
    if opens_with_frames and page.kind == Kind.HOME:
        context["lead_block"] = blocks.pop(0)
    context |= {
        "page": page,
        "blocks": blocks,
        "records": records,
        "shows_hero": not opens_with_frames,
    }
    return TemplateResponse(request, f"pages/{page.kind}.html", context)


@require_safe
def home(request):
    return render_page(request, published_page(kind=Kind.HOME))


@require_safe
def page(request, slug):
    """A page by its address."""
    return render_page(request, published_page(slug=slug))


@require_safe
def packages(request):
    """All listed packages by session type; `?use=` keeps the types that serve a use."""
    response = render_page(request, published_page(kind=Kind.PACKAGES))
    records = response.context_data["records"]
    use = next((use for use in records.uses if use.slug == request.GET.get("use")), None)
    types = [kind for kind in records.session_types if use is None or use in kind.uses.all()]
    groups = [(kind, records.packages_of(kind)) for kind in types]
    response.context_data |= {"groups": groups, "uses": records.uses, "chosen_use": use}
    return response


@require_safe
def galleries(request):
    """All published galleries with a few of their photos each."""
    page = published_page(kind=Kind.GALLERIES)
    return render_page(request, page, galleries=Gallery.objects.published().with_photos())


def error_page(status):
    """Return a view for an error: needs no database and does not read the request."""

    def view(request, exception=None):
        return HttpResponse(render_to_string(f"{status}.html"), status=status)

    return view


bad_request, forbidden, not_found, server_error = map(error_page, (400, 403, 404, 500))
