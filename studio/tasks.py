"""What the worker does in the background for the studio itself."""

from django_tasks import task

BEFORE_PICTURES = 10  # picture jobs have priority 0 and take long; a mail takes a second


@task(priority=BEFORE_PICTURES)
def deliver(mail_id):
    """Try to send a mail, if it is due and nobody else is at it."""
    from . import delivery

    delivery.deliver(mail_id)
