"""The guide: ticks lead to a session type and a package, and say why."""

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from studio.page_cache import cached

from ..catalogue import GuideRecords
from ..chosen import PARAMETERS, Chosen
from ..guide_result import Result

ANSWERS = ("reason", "use", "people")


@cached(passes=PARAMETERS)
@require_safe
def which_one(request):
    """The ticks; with answers in the address, what they lead to."""
    chosen = Chosen.from_query(request.GET)
    records = GuideRecords()
    has_asked = any(name in request.GET for name in ANSWERS)
    result = Result(records, chosen) if has_asked and records.types else None
    context = {
        "records": records,
        "chosen": chosen,
        "result": result,
        "carried": chosen.without_answers().pairs,
    }
    return TemplateResponse(request, "sessions/which_one.html", context)
