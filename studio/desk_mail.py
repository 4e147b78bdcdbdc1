"""Mails on the desk: those that did not arrive, sending them again, and a test mail."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import desk, mail_words, mailing
from .models import Mail, MailKind, MailState, Studio

VIEW, TEST, CHANGE = "studio.view_mail", "studio.add_mail", "studio.change_mail"
SHOWN = 8
GONE = "That mail has been dealt with already."
SCRIPT = forms.Media(js=[forms.widgets.Script("js/mail-state.js", type="module")])

desk.way("Send a test mail", "admin:mail_test", TEST, position=55)


@dataclass(frozen=True)
class Troubles:
    """The newest mails that did not arrive and their count; how many are tried again, the next."""

    stranded: list
    count: int
    delayed: int
    next: Mail | None
    may_change: bool


def troubles(today):
    """Return what went wrong with mails; None where nothing did."""
    if not today.may("view", Mail):
        return None
    mails = Mail.objects.defer("text", "html")
    found = list(mails.undealt() | mails.delayed())
    if not found:
        return None
    delayed = [mail for mail in found if mail.state == MailState.WAITING]
    stranded = [mail for mail in found if mail.state != MailState.WAITING]
    return Troubles(
        stranded[:SHOWN],
        len(stranded),
        len(delayed),
        min(delayed, key=lambda mail: mail.next_attempt_at, default=None),
        today.may("change", Mail),
    )


@desk.check("Mail", Mail)
def no_mail_server(today):
    if not mailing.leaves_the_house():
        words = "No mail leaves the house: mails to you and your clients become files."
        yield desk.Line(words, f"{reverse('admin:mail_test')}#no-server")


@desk.job("studio.tasks.deliver")
def sending(today, mail_id):
    mail = Mail.objects.filter(pk=mail_id).first() if today.may("view", Mail) else None
    return f"Sending “{mail.subject}” to {mail.to}" if mail else "Sending a mail"


class TestMailForm(forms.Form):
    to = forms.EmailField(
        label="To",
        label_suffix="",
        max_length=254,
        help_text="An address whose mailbox you can look into.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(TEST, raise_exception=True)
def send_test(request):
    """Send a mail to oneself, to see whether mails arrive; then show what becomes of it."""
    initial = {"to": Studio.objects.current().email}
    form = TestMailForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        here = request.build_absolute_uri(reverse("admin:mail_test"))
        words = mailing.render("test", {"desk_url": here})
        mail = mailing.queue(MailKind.TEST, form.cleaned_data["to"], *words)
        return redirect("admin:mail", mail.pk)
    name, address = mailing.sender()
    context = {
        "title": "Send a test mail",
        "form": form,
        "sender_name": name,
        "sender_address": address,
        "leaves_the_house": mailing.leaves_the_house(),
        "host": settings.EMAIL_HOST,
        "folder": settings.EMAIL_FILE_PATH,
        "earlier": Mail.objects.filter(kind=MailKind.TEST).defer("text", "html")[:SHOWN],
    }
    return page(request, "admin/mail_test.html", context)


@require_safe
@permission_required(VIEW, raise_exception=True)
def state(request, pk):
    """Show what became of a mail."""
    mail = get_object_or_404(Mail, pk=pk)
    context = {
        "title": mail.get_state_display(),
        "mail": mail,
        "is_changing": mail.state in mail_words.CHANGING,
        "is_stranded": Mail.objects.stranded().filter(pk=pk).exists(),
        "is_filed": not mailing.leaves_the_house(),
        "may_change": request.user.has_perm(CHANGE),
        "may_test": request.user.has_perm(TEST),
        "media": SCRIPT,
    }
    return page(request, "admin/mail_state.html", context)


def page(request, template, context):
    response = TemplateResponse(request, template, admin.site.each_context(request) | context)
    response["Cache-Control"] = "no-store"  # “Look again” must ask
    return response


@require_POST
@permission_required(CHANGE, raise_exception=True)
def send_again(request, pk):
    """Put a mail that did not arrive into the queue once more."""
    if mailing.send_again(get_object_or_404(Mail, pk=pk)):
        messages.success(request, "It is being sent again.")
    else:
        messages.warning(request, GONE)
    return HttpResponseRedirect(next_page(request) or reverse("admin:mail", args=[pk]))


@require_POST
@permission_required(CHANGE, raise_exception=True)
def dismiss(request, pk):
    """Put a mail that did not arrive aside: somebody has seen to it in another way."""
    if Mail.objects.undealt().filter(pk=pk).update(dismissed_at=timezone.now()):
        messages.success(request, "The mail is off the list.")
    else:
        messages.warning(request, GONE)
    return HttpResponseRedirect(next_page(request) or reverse("admin:index"))


def next_page(request):
    """Return the page of ours that a form wants to come back to; "" for none."""
    path = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    return path if is_ours else ""
