"""Mails to those who work at the desk, about signing in."""

from django.urls import reverse

from .. import mailing
from ..models import MailKind


def tell(request, user, name, **facts):
    """Write a mail about an account to the one whose it is, if an address is known."""
    if not user.email:
        return None
    context = {
        "user": user,
        "account_url": request.build_absolute_uri(reverse("admin:account")),
        "password_url": request.build_absolute_uri(reverse("admin:password_change")),
        "reset_url": request.build_absolute_uri(reverse("admin:password_reset")),
        **facts,
    }
    return mailing.queue(MailKind.ACCOUNT, user.email, *mailing.render(name, context))
