"""Asking about a session, and the page that says it has arrived."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from studio.visitors import sender_hash

from ..asked import Asked
from ..chosen import Chosen
from ..inquiring import InquiryForm, Token, TooManyMessages, store

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
TOO_MANY_REQUESTS = 429


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
    try:
        data = request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
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
        return form_page(request, form, asked, token, TOO_MANY_REQUESTS)
    return redirect("sessions:inquiry_sent")


def form_page(request, form, asked, token=None, status=200):
    """Show the form with the token it came with, if it is good: sent twice, it counts once."""
    signed = token.text if token else Token.new(asked.prices).text
    context = {"form": form, "asked": asked, "chosen": asked.chosen, "token": signed}
    return TemplateResponse(request, "sessions/inquire.html", context, status=status)


def unreadable(request, asked):
    """Answer a body in a wrong encoding, or one that is far too large."""
    request.POST = QueryDict()  # nothing after this is to try reading it again
    form = InquiryForm(QueryDict())
    form.errors.clear()
    form.add_error(None, UNREADABLE)
    return form_page(request, form, asked, status=400)


@never_cache
@require_safe
def inquiry_sent(request):
    """Say that it has arrived, and what happens next."""
    return TemplateResponse(request, "sessions/inquiry_sent.html")
