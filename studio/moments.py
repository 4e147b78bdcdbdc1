"""Moments as people name them: “3 hours ago”, “yesterday 14:10”."""

from datetime import timedelta

from django.utils import formats, timezone
from django.utils.timesince import timesince

MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)
# The clocks of machines differ a little. What was noted later than that was noted by a clock that
# has been put back since: nobody is to wait until it is that late again.
CLOCKS_DIFFER = timedelta(minutes=2)


def ago(moment):
    """“just now”, “3 hours ago”, “2 weeks ago”."""
    if timezone.now() - moment < MINUTE:
        return "just now"
    return f"{timesince(moment, timezone.now(), depth=1)} ago"


def since(moment):
    """“14:10” of today, “yesterday 14:10”, “Monday 14:10” of this week, “3 May” before that."""
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    clock = formats.date_format(local, "H:i")
    if days <= 0:
        return clock
    if days == 1:
        return f"yesterday {clock}"
    if days < WEEK.days:
        return f"{formats.date_format(local, 'l')} {clock}"
    return formats.date_format(local, "j F" if local.year == timezone.localdate().year else "j F Y")
