"""What the worker does in the background. Each may be done again from the start at any time."""

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task

from studio import trouble

logger = logging.getLogger("sessions.pictures")

WHEN_IDLE = -50
# Private files that could not be removed: tried again after so long, then twice as long, …
AGAIN = timedelta(minutes=15)
MOST_ATTEMPTS = 10  # within a week
AFTER_TROUBLE = timedelta(minutes=5)


@task()
def make_renditions(photo_id, gone=None):
    """Make the picture files of a photo, and remove those it no longer has.

    gone: what its record named before, {stem: widths}.
    """
    from . import making, removing, renditions
    from .models import Photo, Slimming

    photo = Photo.objects.select_related("release").filter(pk=photo_id).first()
    if photo is not None and renditions.may_be_stored(photo):
        try:
            if making.make(photo):
                Slimming.objects.want([photo.pk])
        except OSError as error:
            logger.warning("No pictures of %s can be made: %s", photo.slug, error)
            if trouble.found(error):  # of the disk, and not of the photograph
                again_at = timezone.now() + AFTER_TROUBLE
                make_renditions.using(run_after=again_at).enqueue(photo_id, gone)
                return
    removing.remove_gone(gone or {}, photo)
    if photo is not None:
        removing.remove_if_withdrawn(photo)


@task()
def remove_private_files(names, attempt=1):
    """Remove private files of records that are gone, whose storage did not answer then."""
    left = []
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.warning("%s cannot be removed: %s", name, error)
            left.append(name)
    if left and attempt < MOST_ATTEMPTS:
        remove_later(left, attempt + 1)
    elif left:
        logger.error("These files belong to nothing and have to be removed by hand: %s", left)


def remove_later(names, attempt=1):
    moment = timezone.now() + AGAIN * 2 ** (attempt - 1)
    remove_private_files.using(run_after=moment).enqueue(names, attempt)


@task(priority=WHEN_IDLE)
def slim_pictures():
    """Make picture files smaller for a few seconds; come back if there is more to do."""
    from . import slimming
    from .models import Slimming

    slimming.take_turn(slim_pictures.module_path)
    if Slimming.objects.due().exists():
        slim_pictures.enqueue()


@task()
def describe_pictures():
    """Work out what the pictures of all photos are called, after a change that shapes them all.

    Each photo's own job makes its files and removes the former ones.
    """
    from .models import Photo

    for _ in Photo.objects.describe_anew():
        pass
