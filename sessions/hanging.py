"""Putting photos into galleries and taking them out."""

from django.db import transaction
from django.db.models import Max

from .models import Gallery


@transaction.atomic
def hang(gallery, photos):
    """Put photos at the end of a gallery, in this order; return those that are new to it."""
    Gallery.objects.select_for_update().get(pk=gallery.pk)  # two at once would share a place
    there = set(gallery.items.values_list("photo_id", flat=True))
    last = gallery.items.aggregate(last=Max("position"))["last"]
    new = [photo for photo in photos if photo.pk not in there]
    for position, photo in enumerate(new, start=0 if last is None else last + 1):
        gallery.items.create(photo=photo, position=position)
    return new


def take_down(gallery, photos):
    """Take photos out of a gallery; return how many were in it."""
    items = gallery.items.filter(photo__in=photos)
    with transaction.atomic():
        for item in items:
            item.delete()
    return len(items)
