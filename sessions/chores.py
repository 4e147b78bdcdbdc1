"""What is kept about people no longer than needed."""

from calendar import monthrange
from datetime import datetime, timedelta

from django.utils import timezone

from studio import chores
from studio.backups import afterwards
from studio.models import Studio

from . import tasks
from .models import Inquiry, Photo

KEEP_SENDERS = timedelta(days=1)


@chores.every(timedelta(days=1))
def erase_old_inquiries():
    """Erase who asked, once the months of the studio's profile are over; booked ones as well."""
    months = Studio.objects.current().keep_inquiries_months
    before = months_before(timezone.localtime(), months)
    Inquiry.objects.filter(created_at__lt=before).erase()


@chores.every(timedelta(hours=1))
def forget_senders():
    """Empty the hashes of network addresses, which only serve to stop floods."""
    old = Inquiry.objects.filter(created_at__lt=timezone.now() - KEEP_SENDERS)
    old.exclude(sender="").update(sender="")


@afterwards.do
def make_picture_files():
    """Have the files made that no backup holds; their names may be others in newer software."""
    tasks.describe_pictures.enqueue()
    for key in list(Photo.objects.values_list("pk", flat=True)):
        tasks.make_renditions.enqueue(key)


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same time so many calendar months earlier; of a shorter month, its last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
