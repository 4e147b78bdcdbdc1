"""Sending a mail: claimed by one worker, tried once, and what became of it.

A mail is never sent twice by itself. Between the claim, which is committed before the network is
touched, and the outcome, only the mail server knows whether it has the mail: what breaks in between
leaves the mail in the state UNKNOWN, for the owner to decide.
"""

import os
from datetime import timedelta
from email.utils import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import mail_errors, mailing, tasks
from .models import Mail, MailKind, MailState, Studio
from .smtp import DeliveryUnknown

# How long a mail waits after each attempt in vain. After the last one it has failed.
DELAYS = [
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24)),
]

WRITTEN_BY_ITSELF = {MailKind.ACKNOWLEDGEMENT, MailKind.ACCOUNT, MailKind.NEW_PASSWORD}


class CannotSend(Exception):
    """There is nobody to send it to, or from; says so in plain words."""


def deliver(mail_id):
    """Send a mail that waits and is due; record what became of it."""
    mail = claim(mail_id)
    if mail is None:  # sent meanwhile, claimed by another worker, deleted, or too early
        return
    try:
        send(mail)
    except DeliveryUnknown:
        settle(mail, MailState.UNKNOWN, mail_errors.NO_VERDICT)
    except CannotSend as error:
        settle(mail, MailState.FAILED, str(error))
    except OSError as error:  # every exception of smtplib is one
        words = mail_errors.in_words(error)
        is_last = mail_errors.is_final(error) or mail.attempts > len(DELAYS)
        settle(mail, MailState.FAILED if is_last else MailState.WAITING, words)
    except Exception:  # ours, and before the mail was handed over: the job fails for all to see
        settle(mail, MailState.FAILED, mail_errors.OUR_MISTAKE)
        raise
    else:
        settle(mail, MailState.SENT if mailing.leaves_the_house() else MailState.FILED)


def claim(mail_id):
    """Take a mail for this attempt and return it; None where another was first."""
    with transaction.atomic(durable=True):  # must be committed before the network is touched
        taken = (
            Mail.objects.due()
            .filter(pk=mail_id)
            .update(
                state=MailState.SENDING,
                attempts=F("attempts") + 1,
                claimed_at=timezone.now(),
                next_attempt_at=None,
            )
        )
        return Mail.objects.get(pk=mail_id) if taken else None


def send(mail):
    """Hand a mail over to the mail server, or write it to a file.

    Raises DeliveryUnknown where it may have been sent; whatever else it raises, it was not.
    """
    message = written(mail)
    if not mailing.leaves_the_house():  # what clients write is nobody else's business
        os.makedirs(settings.EMAIL_FILE_PATH, mode=0o700, exist_ok=True)
    try:
        connection = get_connection()
    except ImproperlyConfigured as error:  # so says Django of a folder that cannot be written to
        raise OSError(str(error)) from error
    with connection:
        connection.send_messages([message])


def written(mail):
    """Return a mail as Django sends it."""
    name, address = mailing.sender()
    if not address:
        raise CannotSend("The studio’s profile has no mail address to send from.")
    if not mail.to:
        raise CannotSend("It has no address to go to.")
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=f'"{quote(name)}" <{address}>',
        to=[mail.to],
        reply_to=[reply_to] if (reply_to := answers_go_to(mail, address)) else [],
        headers={"Message-ID": mail.message_id},
    )
    if mail.kind in WRITTEN_BY_ITSELF:  # no absence note answers it (RFC 3834)
        message.extra_headers["Auto-Submitted"] = "auto-generated"
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def answers_go_to(mail, address):
    """Return where answers go: nobody reads what comes to a sender like no-reply@."""
    if mail.reply_to:
        return mail.reply_to
    studio = Studio.objects.current().email
    return "" if studio == address else studio


def settle(mail, state, words=""):
    """Record what became of an attempt, unless the mail was put into the queue anew meanwhile."""
    now = timezone.now()
    again_at = now + DELAYS[mail.attempts - 1] if state == MailState.WAITING else None
    with transaction.atomic():
        # UNKNOWN: so slow that it was given up, and now it is known after all.
        held = Mail.objects.filter(
            pk=mail.pk,
            claimed_at=mail.claimed_at,
            state__in=[MailState.SENDING, MailState.UNKNOWN],
        )
        found = held.update(
            state=state,
            next_attempt_at=again_at,
            sent_at=now if state in (MailState.SENT, MailState.FILED) else None,
            dismissed_at=None,
            last_error=words[:300],
        )
        if found:
            Mail.objects.filter(pk=mail.pk).forget_secrets()
        if found and again_at:
            tasks.deliver.using(run_after=again_at).enqueue(mail.pk)
