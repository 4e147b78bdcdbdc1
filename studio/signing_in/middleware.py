"""What holds for every page of the desk: sessions end, and the second step may be asked for."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from .. import desk
from ..models import Studio
from . import session_life

DESK = "/admin/"
OPEN = [
    "admin:second_step",
    "admin:second_step_picture",
    "admin:still_signed_in",
    "admin:password_change",
    "admin:logout",
]
FIRST = "Your studio asks everybody for a second step. Set yours up first; it takes two minutes."


class DeskSessionMiddleware:
    """Ends sessions that are over; leads to the second step where it is missing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(DESK) and request.user.is_authenticated:
            session_life.keep(request)
        if is_missing_the_second_step(request):
            messages.warning(request, FIRST)
            return redirect("admin:second_step")
        return self.get_response(request)


def is_missing_the_second_step(request):
    if not request.path_info.startswith(DESK) or not request.user.is_authenticated:
        return False
    if request.session.get(session_life.SECOND_STEP) or not request.user.is_staff:
        return False
    if request.path_info in map(reverse, OPEN):
        return False
    # The pages of the desk need the profile anyhow: it is loaded once.
    return desk.Today.of(request).load(Studio.objects.current).requires_second_step
