"""Mails of the studio: writing them down to be sent, rendering them, sending them once more.

A mail is a row and a job that are written together with what they belong to. The worker sends it
(studio/delivery.py); no page ever waits for a mail server.
"""

import re
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.encoding import punycode
from django_tasks_db.models import DBTaskResult

from . import tasks
from .models import Mail, MailState, Studio

# Line ends, other control characters, and halves of characters that cannot be encoded.
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\s]+")


def queue(kind, to, subject, text, html="", reply_to=""):
    """Write a mail down and enqueue its job, both in the caller's transaction; return the Mail.

    kind: a MailKind. subject: line ends in it become spaces. html: left out, a mail of text alone.
    """
    domain = sender()[1].rpartition("@")[2] or "localhost"
    with transaction.atomic():
        mail = Mail.objects.create(
            kind=kind,
            to=to,
            reply_to=reply_to,
            subject=one_line(subject)[:200],
            text=text,
            html=html,
            message_id=make_msgid(domain=punycode(domain)),
        )
        tasks.deliver.enqueue(mail.pk)
    return mail


def render(name, context):
    """Return (subject, text, html) of templates/mail/<name>.txt and <name>.html.

    The text begins with the line “Subject: …” and an empty line. Both templates know `studio`.
    """
    context = {"studio": Studio.objects.current(), **context}
    # Plain text: an & in a name stays one, without every template having to say so.
    template = get_template(f"mail/{name}.txt").template
    whole = template.render(Context(context, autoescape=False)).strip()
    head, _, text = whole.partition("\n\n")
    label, _, subject = head.partition(":")
    if label != "Subject" or not text.strip():
        raise ValueError(f"mail/{name}.txt must begin with “Subject: …” and an empty line.")
    html = get_template(f"mail/{name}.html").render(context).strip()
    return one_line(subject), text.strip() + "\n", html


def send_again(mail):
    """Put a mail that failed, or may have arrived, into the queue anew; False if it is neither,
    or secret: its words are gone, and whoever waits for it asks for a new one."""
    if mail.is_secret:
        return False
    with transaction.atomic():
        changed = Mail.objects.stranded().filter(pk=mail.pk)
        # Without claimed_at, a worker that still holds the former attempt changes nothing any more.
        found = changed.update(
            state=MailState.WAITING,
            attempts=0,
            next_attempt_at=timezone.now(),
            claimed_at=None,
            dismissed_at=None,
            last_error="",
        )
        if found:
            tasks.deliver.enqueue(mail.pk)
    return bool(found)


def delete(mails):
    """Delete mails with their jobs: what a failed one has noted may hold an address."""
    keys = list(mails.values_list("pk", flat=True))
    jobs = DBTaskResult.objects.filter(task_path=tasks.deliver.module_path)
    jobs.filter(args_kwargs__args__in=[[key] for key in keys]).delete()
    Mail.objects.filter(pk__in=keys).delete()


def sender():
    """Return (name, address) of the sender: those of MAIL_FROM, else those of the studio."""
    studio = Studio.objects.current()
    name, address = parseaddr(settings.MAIL_FROM)
    return one_line(name or studio.name), address or studio.email


def leaves_the_house():
    """Whether mails go to a mail server; they are written to files where EMAIL_URL is missing."""
    return settings.EMAIL_BACKEND != settings.EMAIL_TO_FILES


def one_line(text):
    """Return a text as one line, fit for a header."""
    return NOT_IN_A_LINE.sub(" ", text).strip()
