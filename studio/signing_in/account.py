"""The desk's page about signing in: the second step, where one is signed in, who signed in."""

from io import BytesIO

import segno
from django.contrib import admin, messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..models import SignIn, Studio
from . import entering, forms, notices, second_step, session_life, totp

NEW_KEY = "new_key"
SHOWN = 20


def page(request, template, context):
    response = TemplateResponse(request, template, admin.site.each_context(request) | context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def overview(request):
    """Show how one signs in, where one is signed in, and when somebody did."""
    user = request.user
    context = {
        "title": "Signing in",
        "second_step": second_step.of(user),
        "codes_left": second_step.codes_left(user),
        "is_required": Studio.objects.current().requires_second_step,
        "places": session_life.of(user, request),
        "sign_ins": SignIn.objects.filter(user=user)[:SHOWN],
        "idle_hours": round(session_life.idle().total_seconds() / 3600),
        "days": session_life.longest().days,
    }
    return page(request, "admin/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request):
    """Show the picture for the phone, and take its first code."""
    user = request.user
    key = request.session.setdefault(NEW_KEY, totp.new_key())
    data = request.POST if request.method == "POST" else None
    form = forms.NewPhoneForm(data, request=request, user=user, key=key)
    if form.is_valid():
        codes = second_step.turn_on(user, key, form.counter)
        del request.session[NEW_KEY]
        request.session[session_life.SECOND_STEP] = True
        session_life.end_others(user, request)
        notices.tell(request, user, "second_step", is_on=True)
        return show_codes(request, codes, "The second step is on")
    context = {
        "title": "A second step with your phone",
        "form": form,
        "key": totp.grouped(key),
        "address": address_of(user, key),
        "is_on": second_step.of(user),
        "is_required": must_set_up(request),
    }
    return entering.slowed(page(request, "admin/second_step.html", context), form)


def address_of(user, key):
    return totp.address(key, Studio.objects.current().name, user.get_username())


@never_cache
@require_safe
def picture(request):
    """Draw what the phone photographs. As a file of its own: no page holds a picture inline."""
    if NEW_KEY not in request.session:
        raise Http404("No phone is being set up.")
    file = BytesIO()
    code = segno.make(address_of(request.user, request.session[NEW_KEY]), error="m", micro=False)
    code.save(file, kind="svg", scale=5, border=4, dark="#000", light="#fff", svgclass=None)
    response = HttpResponse(file.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


def show_codes(request, codes, title):
    """Show recovery codes, this once."""
    return page(request, "admin/recovery_codes.html", {"title": title, "codes": codes})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def renew_codes(request):
    """Make new recovery codes, after the password."""
    user = request.user
    if second_step.of(user) is None:
        return redirect("admin:account")
    data = request.POST if request.method == "POST" else None
    form = forms.PasswordForm(data, request=request, user=user)
    if form.is_valid():
        notices.tell(request, user, "new_codes")
        return show_codes(request, second_step.renew_codes(user), "New recovery codes")
    context = {
        "title": "New recovery codes",
        "form": form,
        "words": "The ones you have now stop working. The new ones are shown once.",
        "button": "Make new codes",
    }
    return entering.slowed(page(request, "admin/password_first.html", context), form)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request):
    """Let the password be enough again, after the password."""
    user = request.user
    if second_step.of(user) is None:
        return redirect("admin:account")
    if Studio.objects.current().requires_second_step:
        messages.warning(request, "Your studio asks everybody for a second step. See its profile.")
        return redirect("admin:account")
    data = request.POST if request.method == "POST" else None
    form = forms.PasswordForm(data, request=request, user=user)
    if form.is_valid():
        second_step.turn_off(user)
        request.session[session_life.SECOND_STEP] = False
        notices.tell(request, user, "second_step", is_on=False)
        messages.success(request, "The second step is off. Your password alone opens this desk.")
        return redirect("admin:account")
    context = {
        "title": "Turn the second step off",
        "form": form,
        "words": "From then on, whoever knows your password can sign in as you.",
        "button": "Turn it off",
    }
    return entering.slowed(page(request, "admin/password_first.html", context), form)


@never_cache
@require_safe
def still_signed_in(request):
    """Tell a form that was open for long whether it can be sent."""
    return JsonResponse({"is_signed_in": admin.site.has_permission(request)})


@require_POST
def sign_out_one(request, pk):
    """Sign out in another browser."""
    if session_life.end_one(request.user, pk):
        messages.success(request, "Signed out there.")
    else:
        messages.warning(request, "Nobody was signed in there any more.")
    return redirect("admin:account")


@require_POST
def sign_out_others(request):
    """Sign out everywhere but here."""
    count = session_life.end_others(request.user, request)
    places = "in one other browser" if count == 1 else f"in {count} other browsers"
    words = f"You are signed out {places}." if count else "You were signed in nowhere else."
    messages.success(request, f"{words} Only this browser is still known.")
    return redirect("admin:account")


def must_set_up(request):
    """Whether somebody at the desk has to set the second step up before anything else."""
    if request.session.get(session_life.SECOND_STEP):
        return False
    return Studio.objects.current().requires_second_step
