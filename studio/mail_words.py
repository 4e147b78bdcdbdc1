"""What became of a mail, in a sentence for the desk."""

from datetime import timedelta

from django.conf import settings
from django.utils import formats, timezone

from .models import MailState

SECONDS = timedelta(minutes=1)  # what “a few seconds” may last
ASK_ANEW = "have a new link sent from the page where one signs in: this one is kept nowhere."
CHANGING = {MailState.WAITING, MailState.SENDING}


def fate(mail):
    """Return a sentence or two: where the mail is, and what happens next or can be done."""
    return FATES[mail.state](mail)


def waiting(mail):
    if mail.attempts:
        return (
            f"It could not be sent yet. It is tried again by itself {at(mail.next_attempt_at)}; "
            "until then it lies here safely."
        )
    if timezone.now() - mail.next_attempt_at < SECONDS:
        return "It waits to be sent. That takes a few seconds."
    return (
        "It has been waiting for longer than it should: what sends mails in the background seems "
        "to have stopped. End the site and start it again."
    )


def sending(mail):
    if timezone.now() - mail.claimed_at < SECONDS:
        return "It is being sent at this moment."
    return (
        f"It has been on its way to the mail server since {at(mail.claimed_at)}. The server is "
        "slow, or the site was ended meanwhile. After a quarter of an hour it stands on Today."
    )


def sent(mail):
    return (
        f"The mail server took it {at(mail.sent_at)}. If it is not in the mailbox of {mail.to} "
        "within a few minutes, look among the spam there."
    )


def filed(mail):
    return (
        f"Nobody got it: no mail server was set up. It lies in the folder "
        f"{settings.EMAIL_FILE_PATH} on the machine of the site."
    )


def unknown(mail):
    if mail.is_secret:
        return f"It may have arrived, or not. If it is not with {mail.to}, {ASK_ANEW}"
    return (
        "It may have arrived, or not. So that nobody gets it twice, it is not sent again by "
        f"itself. Ask {mail.to} whether it is there. If it is not, send it again."
    )


def failed(mail):
    if mail.is_secret:
        return f"It did not arrive. When the cause is mended, {ASK_ANEW}"
    return (
        "It did not arrive, and it is not tried again by itself. When the cause is mended, send "
        "it again."
    )


FATES = {
    MailState.WAITING: waiting,
    MailState.SENDING: sending,
    MailState.SENT: sent,
    MailState.FILED: filed,
    MailState.UNKNOWN: unknown,
    MailState.FAILED: failed,
}


def at(moment):
    """“at 14:05” of today, “on 3 May, 14:05” of another day."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localdate():
        return f"at {formats.date_format(local, 'H:i')}"
    return f"on {formats.date_format(local, 'j M, H:i')}"
