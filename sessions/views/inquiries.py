"""Asking about a session, and the page that says it has arrived."""

import logging

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from studio import trouble
from studio.visitors import sender_hash

from ..asked import Asked
from ..chosen import Chosen
from ..inquiring import InquiryForm, Token, TooManyMessages, store

logger = logging.getLogger("sessions.inquiries")

UNREADABLE = (
    "What your browser sent could not be read, so nothing was stored. Please write it once more; "
    "without pictures or documents, a few thousand letters at the most."
)
TOO_OLD = (
    "This page was open for a long time. What you wrote is still here: look at it once more, then "
    "press the button again."
)
TOO_MANY = (
    "Several messages came from your connection within an hour, so this one was not taken. It is "
    "still here: send it later, or by e-mail."
)
NOT_NOW = (
    "{} So your message was not stored yet. What you wrote is still here: please press the button "
    "again in a minute."
)
TOO_MANY_REQUESTS, AN_HOUR = 429, 3600


# No cookie, and nobody is signed in: the form's own signed token does what Django's would do.
@csrf_exempt
# Not “no-store”: with that, going back to a form that came back with errors shows no page at all.
@cache_control(private=True, no_cache=True, max_age=0)
@require_http_methods(["GET", "HEAD", "POST"])
def inquire(request):
    """Ask about a session. What was chosen on the way is in the address."""
    asked = Asked(Chosen.from_query(request.GET))
    if request.method != "POST":
        return form_page(request, InquiryForm(), asked)
    data = posted(request)
    try:
        response = sent(request, data, asked)
        return response.render() if hasattr(response, "render") else response
    except (DatabaseError, OSError) as error:
        reason = trouble.found(error)
        if reason is None or data is None:
            raise
        logger.error("A message could not be stored: %s", error)
        return not_now(request, data, asked, NOT_NOW.format(reason.words))


def sent(request, data, asked):
    """Answer what a form sent."""
    if data is None:
        return unreadable(request, asked)
    token = Token.read(data.get("token", ""))
    asked.shown = token.prices if token else {}
    if "remove" in data:  # the address is already without what was taken away
        return form_page(request, InquiryForm(initial=data.dict()), asked, token)
    form = InquiryForm(data)
    if token is None:
        form.add_error(None, TOO_OLD)
    if not form.is_valid():
        return form_page(request, form, asked, token)
    try:
        site_url = request.build_absolute_uri("/")
        store(form.cleaned_data, token, asked, sender_hash(request), site_url)
    except TooManyMessages:
        form.add_error(None, TOO_MANY)
        response = form_page(request, form, asked, token, TOO_MANY_REQUESTS)
        response["Retry-After"] = str(AN_HOUR)
        return response
    return redirect("sessions:inquiry_sent")


def posted(request):
    """Return what a form sent; None if it cannot be read, or no form of ours sends such a thing."""
    if request.content_type != trouble.FORM_TYPE:
        return None
    try:
        return request.POST
    except (BadRequest, SuspiciousOperation, UnreadablePostError):
        request.POST = QueryDict()  # nothing after this is to try reading it again
        return None


def form_page(request, form, asked, token=None, status=200):
    """Show the form with the token it came with, if it is good: sent twice, it counts once."""
    is_empty = not (form.is_bound or form.initial)
    token = token or Token.new(asked.prices, is_empty)
    wrong = [field for field in form.shown if field.errors]
    for field in wrong[:1]:
        field.field.widget.attrs["autofocus"] = True
    context = {
        "form": form,
        "wrong": wrong,
        "asked": asked,
        "chosen": asked.chosen,
        "token": token.text,
    }
    return TemplateResponse(request, "sessions/inquire.html", context, status=status)


def not_now(request, data, asked, words):
    """Give back what was typed, with or without a database, to be sent once more."""
    form = InquiryForm(data)
    form.add_error(None, words)
    token = Token.read(data.get("token", ""))
    try:
        response = form_page(request, form, asked, token).render()
    except DatabaseError:
        context = {
            "form": form,
            "token": token.text if token else "",
            "path": request.get_full_path(),
        }
        response = HttpResponse(render_to_string("sessions/inquire_later.html", context))
    response._has_been_logged = True  # with its cause, by us
    return trouble.later(response)


def unreadable(request, asked):
    """Answer a body in a wrong encoding or form, or one that is far too large."""
    form = InquiryForm()
    context = {"form": form, "asked": asked, "chosen": asked.chosen, "trouble": UNREADABLE}
    context["token"] = Token.new(asked.prices).text
    return TemplateResponse(request, "sessions/inquire.html", context, status=400)


@never_cache
@require_safe
def inquiry_sent(request):
    """Say that it has arrived, and what happens next."""
    return TemplateResponse(request, "sessions/inquiry_sent.html")
