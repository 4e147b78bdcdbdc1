"""Passwords: choosing another one at the desk, or by a link in a mail."""

from django.contrib import messages
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from .. import mailing, tasks
from ..models import MailKind
from . import account, entering, forms, notices, session_life

MINUTES = 60  # how long a link works: PASSWORD_RESET_TIMEOUT


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Choose another password; every other browser is signed out."""
    data = request.POST if request.method == "POST" else None
    form = forms.OwnPasswordForm(request.user, data)
    if form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        session_life.end_others(user, request)
        notices.tell(request, user, "password_changed", **entering.origin(request))
        messages.success(request, "Your password is changed. Every other browser is signed out.")
        return redirect("admin:account")
    context = {"title": "Change password", "form": form}
    return entering.slowed(account.page(request, "admin/password_change.html", context), form)


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, context):
    """Ask where the link is to go; say the same whether or not anybody has that address."""
    form = forms.MailForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        # In the background, so that the answer takes as long for an address that nobody has.
        site = request.build_absolute_uri("/").rstrip("/")
        tasks.write_password_mails.enqueue(form.cleaned_data["email"], site)
        return redirect("admin:password_reset_sent")
    leaves = mailing.leaves_the_house()
    context = {**context, "title": "A new password", "form": form, "leaves_the_house": leaves}
    return entering.slowed(TemplateResponse(request, "admin/password_ask.html", context), form)


@require_safe
def sent(request, context):
    context = {**context, "title": "Look into your mail", "minutes": MINUTES}
    return TemplateResponse(request, "admin/password_sent.html", context)


def write_mails(email, site):
    """Write a mail with a link to everybody at the desk who has this address."""
    users = get_user_model().objects.filter(email__iexact=email, is_active=True, is_staff=True)
    for user in filter(lambda each: each.has_usable_password(), users):
        uid = urlsafe_base64_encode(force_bytes(user.pk))
        token = default_token_generator.make_token(user)
        path = reverse("admin:password_reset_confirm", args=[uid, token])
        words = mailing.render(
            "new_password", {"user": user, "url": f"{site}{path}", "minutes": MINUTES}
        )
        mailing.queue(MailKind.NEW_PASSWORD, user.email, *words)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ChooseView(PasswordResetConfirmView):
    """Take the new password of somebody who came by the link, and let them in."""

    template_name = "admin/password_choose.html"
    form_class = forms.ChosenPasswordForm
    title = "A new password"

    def form_valid(self, form):
        user = form.save()
        del self.request.session["_password_reset_token"]
        session_life.end_all(user)
        notices.tell(self.request, user, "password_changed", **entering.origin(self.request))
        messages.success(self.request, "Your password is changed.")
        return entering.proceed(self.request, user, reverse("admin:index"))
