"""The mails that an inquiry sets off: to the owner, and to the client that it has arrived."""

from urllib.parse import urljoin

from django.urls import reverse

from studio import mailing
from studio.models import MailKind, Studio


def announce(inquiry, site_url):
    """Queue both mails of a new inquiry. Call it in the transaction that stores the inquiry.

    site_url: the address of the home page, as it was asked for.
    """
    studio = Studio.objects.current()
    context = {"inquiry": inquiry, "desk_url": desk_url(inquiry, site_url)}
    # A studio without an address gets it, too: it fails in words, and the desk says so.
    notice = mailing.render("inquiry_notice", context)
    send(inquiry, MailKind.NOTICE, studio.email, notice, reply_to=inquiry.email)
    receipt = mailing.render("inquiry_receipt", context)
    send(inquiry, MailKind.ACKNOWLEDGEMENT, inquiry.email, receipt, reply_to=studio.email)


def send(inquiry, kind, to, rendered, reply_to):
    subject, text, html = rendered
    mail = mailing.queue(kind, to, subject, text, html, reply_to)
    inquiry.mails.add(mail)
    return mail


def desk_url(inquiry, site_url):
    """Return the whole address of an inquiry on the desk."""
    return urljoin(site_url, reverse("admin:photo_sessions_inquiry_change", args=[inquiry.pk]))
