"""Pages for visitors, from the database."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from sessions.chosen import PARAMETERS, Chosen
from sessions.models import Gallery, Package
from sessions.paging import NUMBER, page_of
from studio import trouble
from studio.page_cache import cached

from .models import Frames
from .models.page import Kind
from .navigation import Links
from .records import load_blocks

SLUG = r"[-\w]{1,60}"
A_PAGE = 24  # packages of one type, or galleries


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


@cached(passes=PARAMETERS - {"use"}, use=SLUG, type=SLUG, page=NUMBER.pattern)
@require_safe
def packages(request):
    """The listed packages by session type; `?use=` keeps the types that serve a use.

    Of each type the first ones; `?type=` shows all of one, in pages.
    """
    response = render_page(request, kind=Kind.PACKAGES)
    context = response.context_data
    records = context["records"]
    context["uses"] = records.uses
    context["chosen_use"] = find(records.uses, request.GET.get("use"))
    context["chosen_type"] = kind = find(records.session_types, request.GET.get("type"))
    if kind is not None:
        listed = Package.objects.listed().filter(session_type=kind).with_pictures()
        page = page_of(listed, request.GET.get("page"), A_PAGE)
        groups = [(kind, list(page), None)] if page else []
        context |= {"page_of_packages": page, "groups": groups}
    else:
        context["groups"] = list(groups_of(records, context["chosen_use"]))
    context["offered"] = [package for _, packages, _ in context["groups"] for package in packages]
    # Its `use` is a filter here, no answer of the guide.
    response.context_data["chosen"] = Chosen.from_query(request.GET).without_answers()
    return response


def find(rows, slug):
    return next((row for row in rows if row.slug == slug), None)


def groups_of(records, use):
    """Yield (type, its first packages, the type again if there are more) for each of a use."""
    for kind in records.session_types:
        serves = use is None or use in kind.uses.all()
        if serves and (packages := records.packages_for(kind.pk)):
            yield kind, packages, records.more_for(kind.pk)


@cached(page=NUMBER.pattern)
@require_safe
def galleries(request):
    """The published galleries with a few of their photos each, in pages."""
    response = render_page(request, kind=Kind.GALLERIES)
    page = page_of(Gallery.objects.published(), request.GET.get("page"), A_PAGE)
    keys = [gallery.pk for gallery in page]
    cards = Gallery.objects.filter(pk__in=keys).cards()
    response.context_data |= {"galleries": cards, "page_of_galleries": page}
    return response


def error_page(status):
    """Return a view for an error: needs no database and does not read the request."""

    def view(request, exception=None):
        return HttpResponse(render_to_string(f"{status}.html"), status=status)

    return view


def unless_in_trouble(view):
    """Return a view for an error that says instead, where it is so, that the site is in trouble."""

    def wrapped(request, exception=None):
        return trouble.answer(request, exception) or view(request)

    return wrapped


bad_request, forbidden, not_found, server_error = map(error_page, (400, 403, 404, 500))
# A session that could not be stored is a “bad request” to Django.
bad_request, server_error = map(unless_in_trouble, (bad_request, server_error))


def csrf_failure(request, reason=""):
    """Refuse a form without a token: after signing out elsewhere, or sent by a program."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
