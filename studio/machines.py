"""Small answers that machines ask for."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def healthz(request):
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def favicon(request):
    """Browsers ask for this name on pages that name no icon."""
    return redirect(static("icon.svg"))
