"""What the owner does with an inquiry: gives it a state, answers it by mail.

Both need a locked inquiry, so that two clicks, or two people, do it one after the other.
"""

from django.utils import timezone

from studio import mailing
from studio.models import MailKind, Studio

from . import inquiry_mails
from .models import Inquiry, InquiryState

DEALT_WITH = {InquiryState.ANSWERED, InquiryState.BOOKED, InquiryState.DECLINED}
WAITS = {InquiryState.NEW, InquiryState.SPAM}


def locked(pk):
    """Return an inquiry that nobody else changes in this transaction; None if there is none."""
    return Inquiry.objects.select_for_update().filter(pk=pk).first()


def move(inquiry, state, site_url):
    """Give a locked inquiry a state; whether that set off its mails.

    One that was held as spam and is none after all sets them off, as if it came in now: once.
    site_url: the address of the home page, for the links in them.
    """
    was_spam = inquiry.state == InquiryState.SPAM
    keep(inquiry, state)
    is_let_in = was_spam and state == InquiryState.NEW and inquiry.email
    if not is_let_in or inquiry.mails.exists():
        return False
    inquiry_mails.announce(inquiry, site_url)
    return True


def answer(inquiry, subject, text, quoted=""):
    """Queue an answer to a locked inquiry and note it; return (its Mail, whether it is a new one).

    quoted: what stands below it, as a quotation. The same answer once more is not sent again.
    """
    rendered = render(subject, text, quoted)
    if same := former_answers(inquiry).filter(subject=rendered[0], text=rendered[1]).first():
        return same, False
    reply_to = Studio.objects.current().email
    mail = inquiry_mails.send(inquiry, MailKind.ANSWER, inquiry.email, rendered, reply_to)
    keep(inquiry, InquiryState.ANSWERED if inquiry.state in WAITS else inquiry.state)
    return mail, True


def render(subject, text, quoted):
    lines = "\n".join(f"> {line}".rstrip() for line in quoted.splitlines())
    context = {"subject": subject, "text": text, "quoted": quoted, "quoted_lines": lines}
    return mailing.render("inquiry_answer", context)


def former_answers(inquiry):
    return inquiry.mails.filter(kind=MailKind.ANSWER)


def keep(inquiry, state):
    """Store a state. Whoever gives one has looked: nothing is held for review any more."""
    inquiry.state, inquiry.held_because = state, ""
    if state in DEALT_WITH and inquiry.answered_at is None:
        inquiry.answered_at = timezone.now()
    inquiry.save(update_fields=["state", "held_because", "answered_at"])
