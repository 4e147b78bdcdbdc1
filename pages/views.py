"""Pages for visitors, from the database."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from sessions.chosen import PARAMETERS, Chosen
from sessions.models import Gallery
from studio.page_cache import cached

from .models import Frames
from .models.page import Kind
from .navigation import Links
from .records import load_blocks

SLUG = r"[-\w]{1,60}"


def render_page(request, **lookup):
    """Render the published page of these fields with the template of its kind."""
    navigation = Links(**lookup)
    page = navigation.page(**lookup)
    blocks, records = load_blocks(page)
    context = {"page": page, "records": records, "navigation": navigation}
    opens_with_frames = bool(blocks) and isinstance(blocks[0], Frames)
    if opens_with_frames and page.kind == Kind.HOME:
        context["lead_block"] = blocks.pop(0)
    context |= {"blocks": blocks, "shows_hero": not opens_with_frames}
    return TemplateResponse(request, f"pages/{page.kind}.html", context)


@cached()
@require_safe
def home(request):
    return render_page(request, kind=Kind.HOME)


@cached()
@require_safe
def page(request, slug):
    """A page by its address."""
    return render_page(request, slug=slug)


@cached(passes=PARAMETERS - {"use"}, use=SLUG)
@require_safe
def packages(request):
    """All listed packages by session type; `?use=` keeps the types that serve a use."""
    response = render_page(request, kind=Kind.PACKAGES)
    records = response.context_data["records"]
    use = next((use for use in records.uses if use.slug == request.GET.get("use")), None)
    types = [kind for kind in records.session_types if use is None or use in kind.uses.all()]
    groups = [(kind, packages) for kind in types if (packages := records.packages_of(kind))]
    response.context_data |= {"groups": groups, "uses": records.uses, "chosen_use": use}
    # Its `use` is a filter here, no answer of the guide.
    response.context_data["chosen"] = Chosen.from_query(request.GET).without_answers()
    return response


@cached()
@require_safe
def galleries(request):
    """All published galleries with a few of their photos each."""
    response = render_page(request, kind=Kind.GALLERIES)
    response.context_data["galleries"] = Gallery.objects.published().with_cards()
    return response


def error_page(status):
    """Return a view for an error: needs no database and does not read the request."""

    def view(request, exception=None):
        return HttpResponse(render_to_string(f"{status}.html"), status=status)

    return view


bad_request, forbidden, not_found, server_error = map(error_page, (400, 403, 404, 500))


def csrf_failure(request, reason=""):
    """Refuse a form without a token: after signing out elsewhere, or sent by a program."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
