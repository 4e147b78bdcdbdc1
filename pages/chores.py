"""What is put in order every so often."""

from datetime import timedelta

from studio import chores

from . import sharing


@chores.every(timedelta(days=1))
def sweep_share_pictures():
    """Remove share pictures and icons of former titles, photos and names."""
    sharing.sweep()
