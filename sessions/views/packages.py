"""One package, and packages beside each other."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from studio.page_cache import cached

from ..chosen import PARAMETERS, Chosen
from ..compared import Compared
from ..models import Package

MOST_OTHERS = 12  # packages of the same type; a link leads to all of them


@cached()
@require_safe
def package(request, slug):
    """One package, with the others of its type. Packages by link only are open here too."""
    packages = (
        Package.objects.published()
        .with_pictures()
        .prefetch_related("package_inclusions__inclusion")
    )
    package = get_object_or_404(packages, slug=slug)
    listed = Package.objects.listed().filter(session_type=package.session_type_id)
    others = list(listed.exclude(pk=package.pk)[: MOST_OTHERS + 1])
    has_more, others = len(others) > MOST_OTHERS, others[:MOST_OTHERS]
    context = {
        "package": package,
        "others": others,
        "has_more": has_more,
        "with_others": [package, *others],
        "chosen": Chosen(package=slug, began_on=request.path),
    }
    return TemplateResponse(request, "sessions/package.html", context)


@cached(passes=PARAMETERS | {"only", "prices"})
@require_safe
def compare(request):
    """Two to four packages side by side; what is unknown or too much is left out, and said."""
    compared = Compared(request.GET)
    context = {"compared": compared, "chosen": compared.chosen}
    return TemplateResponse(request, "sessions/compare.html", context)
