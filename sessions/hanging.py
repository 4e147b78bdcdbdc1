"""Putting photos into galleries and taking them out."""

from django.db import transaction
from django.db.models import F, Max

from .models import Gallery


@transaction.atomic
def hang(gallery, photos):
    """Put photos at the end of a gallery, in this order; return those that are new to it."""
    keep_others_waiting(gallery)
    there = set(gallery.items.values_list("photo_id", flat=True))
    new = [photo for photo in photos if photo.pk not in there]
    for position, photo in enumerate(new, start=place_at_the_end(gallery)):
        gallery.items.create(photo=photo, position=position)
    return new


@transaction.atomic
def hang_in_turn(gallery, photo, batch, place):
    """Put a photo of an upload where its file stood in the list; return whether it is new there.

    Several files are on their way at once, and a small one overtakes a large one. The first of
    a batch goes to the end of the gallery, the others beside those that came with it.
    """
    keep_others_waiting(gallery)
    if gallery.items.filter(photo=photo).exists():
        return False
    position = place_among(gallery.items.filter(batch=batch).order_by("place_in_batch"), place)
    if position is None:
        position = place_at_the_end(gallery)
    else:
        gallery.items.filter(position__gte=position).update(position=F("position") + 1)
    gallery.items.create(photo=photo, position=position, batch=batch, place_in_batch=place)
    return True


def keep_others_waiting(gallery):
    """Let one at a time hang photos: two at once would share a place."""
    Gallery.objects.select_for_update().get(pk=gallery.pk)


def place_at_the_end(gallery):
    last = gallery.items.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def place_among(batch, place):
    """Return the position behind what stood before it in the list, or before what follows."""
    if before := batch.filter(place_in_batch__lte=place).last():
        return before.position + 1
    after = batch.first()
    return after.position if after else None


def take_down(gallery, photos):
    """Take photos out of a gallery; return how many were in it."""
    items = gallery.items.filter(photo__in=photos)
    with transaction.atomic():
        for item in items:
            item.delete()
    return len(items)
