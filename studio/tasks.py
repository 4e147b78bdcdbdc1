"""What the worker does in the background for the studio itself."""

from django_tasks import task

BEFORE_PICTURES = 10  # picture jobs have priority 0 and take long; a mail takes a second


@task(priority=BEFORE_PICTURES)
def deliver(mail_id):
    """Try to send a mail, if it is due and nobody else is at it."""
    from . import delivery

    delivery.deliver(mail_id)


@task(priority=BEFORE_PICTURES)
def write_password_mails(email, site):
    """Write a link to a new password to whoever works at the desk and has this address."""
    from .signing_in import passwords

    passwords.write_mails(email, site)
