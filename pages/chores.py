"""What is put in order every so often."""

from datetime import timedelta

from studio import chores

from . import sharing, sitemaps


@chores.every(timedelta(days=1))
def sweep_share_pictures():
    """Remove share pictures and icons of former titles, photos and names."""
    sharing.sweep()


@chores.every(timedelta(hours=1))
def notice_changes():
    """Note which records each page shows: what went away has no date of its own."""
    for _ in sitemaps.entries():
        pass
