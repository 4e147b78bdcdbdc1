"""What the worker does in the background."""

import logging

from django_tasks import task

logger = logging.getLogger("sessions.pictures")


@task()
def make_renditions(photo_id):
    """Make the picture files of a photo, and remove those it no longer has."""
    from . import renditions
    from .models import Photo

    photo = Photo.objects.select_related("release").filter(pk=photo_id).first()
    if photo is None:  # deleted meanwhile
        return
    if not renditions.may_be_stored(photo):
        renditions.remove(photo)
        return
    try:
        renditions.make(photo)
    except OSError as error:
        logger.warning("No pictures of %s can be made: %s", photo.slug, error)
    renditions.sweep(photo)
    photo = Photo.objects.select_related("release").filter(pk=photo_id).first()
    if photo and not renditions.may_be_stored(photo):  # withdrawn meanwhile
        renditions.remove(photo)


@task()
def describe_pictures():
    """Work out what the pictures of all photos are called, after a change that shapes them all.

    Each photo's own job makes its files and removes the former ones.
    """
    from .models import Photo

    for photo in Photo.objects.iterator(chunk_size=100):
        photo.save()
