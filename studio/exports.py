"""What an export holds of the studio itself: the profile, old addresses, mails, accounts."""

from django.contrib.auth import get_user_model

from . import batches, exporting
from .models import Mail, Redirect, Studio

exporting.content("studio", "The profile", Studio.objects.all)(exporting.fields)


@exporting.content("accounts", "Who works here", lambda: get_user_model().objects.order_by("pk"))
def account(user):
    without = ("password", "user_permissions", "last_login")
    return exporting.fields(user, without)


@exporting.content("old-addresses", "Where they lead now", Redirect.objects.all)
def old_address(redirect):
    target = redirect.target
    leads_to = target.get_absolute_url() if hasattr(target, "get_absolute_url") else None
    return {"old_path": redirect.old_path, "made": redirect.created_at, "leads_to": leads_to}


@exporting.content("mails", "What was sent", lambda: batches.each(Mail.objects.all()))
def mail(mail):
    without = ("html", "message_id", "claimed_at")
    return exporting.fields(mail, (*without, "text") if mail.is_secret else without)
