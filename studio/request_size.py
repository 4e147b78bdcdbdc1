"""How much one request may bring: looked at before anything of it is read or written to disk."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

DESK = "/admin/"
MARGIN = 1024 * 1024  # names, tokens and the seams between the parts of a form
MOST_FILES = 50  # that one form without a script may send


class RequestSizeMiddleware:
    """Refuses what is too large for its place."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:  # counts as nothing to Django, too: no byte is read
            length = 0
        if length > limit(request, length):
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)


def limit(request, length):
    """Return how many bytes a request may bring; photographs come to the desk alone."""
    if not request.path_info.startswith(DESK):
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + MARGIN
    # One photograph of somebody who was signed out meanwhile is read, so that words come back.
    one = settings.UPLOAD_MAX_BYTES + MARGIN
    return one * MOST_FILES if length > one and request.user.is_staff else one
