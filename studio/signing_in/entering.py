"""Signing in: name and password, then the code where one is asked for."""

from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ..models import SignIn, SignInWay
from ..visitors import client_address, parsed
from . import browsers, devices, forms, notices, second_step, session_life

HALFWAY = "halfway"
MINUTES_HALFWAY = 10
BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SignInView(LoginView):
    """Ask for name and password."""

    authentication_form = forms.SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form):
        return proceed(self.request, form.get_user(), self.get_success_url())

    def form_invalid(self, form):
        return slowed(super().form_invalid(form), form)


def slowed(response, form):
    """Say in the answer, too, when the next guess is taken."""
    if seconds := forms.waits(form):
        response.status_code = 429
        response["Retry-After"] = str(seconds)
    return response


def proceed(request, user, next_path):
    """Let somebody in who has shown the password, or ask for the code first."""
    if second_step.of(user) is None:
        return enter(request, user, SignInWay.PASSWORD, next_path)
    request.session.cycle_key()
    request.session[HALFWAY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": timezone.now().timestamp() + 60 * MINUTES_HALFWAY,
        "next": next_path,
    }
    return redirect("admin:sign_in_code")


def halfway(request):
    """Return (who has shown the password in this session, where to); (None, "") for nobody."""
    found = request.session.get(HALFWAY)
    if not found or found["until"] < timezone.now().timestamp():
        return None, ""
    user = get_user_model().objects.filter(pk=found["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), found["hash"]):
        return None, ""
    return user, found["next"]


@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request, context):
    """Ask for the code, after the password. context: what every page of the desk has."""
    user, next_path = halfway(request)
    if user is None:
        return redirect("admin:login")
    data = request.POST if request.method == "POST" else None
    form = forms.CodeForm(data, request=request, user=user)
    if form.is_valid():
        del request.session[HALFWAY]
        return enter(request, user, form.way, next_path)
    if form.has_error("code", "wrong") and form.is_suspicious():
        notices.tell(request, user, "wrong_codes", **origin(request))
    context = {**context, "title": "The second step", "form": form}
    return slowed(TemplateResponse(request, "admin/sign_in_code.html", context), form)


def enter(request, user, way, next_path):
    """Sign somebody in, write it down, and tell them of a browser that is new."""
    device = devices.number(request) or devices.new_number()
    is_known = bool(devices.known(request, user.get_username()))
    login(request, user, backend=BACKEND)
    came = origin(request)
    sign_in = SignIn.objects.create(user=user, way=way, device=device, **came)
    request.session[session_life.SIGN_IN] = sign_in.pk
    request.session[session_life.SECOND_STEP] = way != SignInWay.PASSWORD
    if not is_known:
        facts = {"sign_in": sign_in, "codes_left": second_step.codes_left(user)}
        notices.tell(request, user, "new_browser", **facts)
    # An address, never the name of one: `redirect` would look for a view called like it.
    response = HttpResponseRedirect(next_path or reverse("admin:index"))
    devices.remember(request, response, device)
    return response


def origin(request):
    """Return where a request came from: its network address and its browser, in words."""
    address = client_address(request)
    return {
        "address": address if parsed(address) else None,
        "browser": browsers.in_words(request.headers.get("User-Agent", "")),
    }
