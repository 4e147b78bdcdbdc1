"""Removing picture files: of photos that go, of former crops, and what nothing names any more."""

import logging
from datetime import timedelta
from functools import partial
from itertools import islice

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from . import renditions
from .cachefile_backend import UNFINISHED

logger = logging.getLogger("sessions.pictures")

LEFT_BEHIND = timedelta(hours=1)
REMOVED_AT_ONCE = 1_000
LOOKED_AT_ONCE = 5_000  # files of the folder
MOST_REMOVED = 20_000  # in one round of the chore


def stored():
    """Yield (slug, name) of every rendition in the storage; (None, name) for what is none.

    It lists a folder that may hold half a million files: for chores, not for each photo.
    """
    try:
        _, names = storages["renditions"].listdir(renditions.FOLDER)
    except FileNotFoundError:
        return
    names.sort()
    for name in names:
        match = renditions.NAME.fullmatch(name)
        yield match and match["slug"], f"{renditions.FOLDER}/{name}"


def remove_names(names):
    """Remove files, made or not."""
    storage = storages["renditions"]
    if hasattr(storage, "delete_all"):  # a bucket: one request for many
        storage.delete_all(names)
        return
    for name in names:
        storage.delete(name)


def remove_gone(stems, photo):
    """Remove what a photo's record named once, {stem: widths}, unless it does so again."""
    kept = renditions.all_names(photo) if photo else set()
    remove_names(renditions.names_of(stems) - kept)


def remove(*photos):
    """Remove all renditions of photos, share pictures too; masters and originals stay.

    It follows a commit, so it raises nothing: what cannot be removed now is pruned, and meanwhile
    its address says that it is gone.
    """
    from . import share_pictures  # which is built on this module

    try:
        share_pictures.remove(*photos)
        remove_names({name for photo in photos for name in renditions.all_names(photo)})
    except OSError as error:
        logger.warning("Picture files that have to go are pruned later: %s", error)


def remove_if_withdrawn(photo):
    """Remove the renditions of a photo that was deleted, or whose release ended, while they were
    being made."""
    now = type(photo).objects.select_related("release").filter(pk=photo.pk).first()
    if now is None or not renditions.may_be_stored(now):
        remove(photo)


def sources(photo):
    """Return [(storage, name)] of the files that a photo's pictures are made from."""
    return [(file.storage, file.name) for file in (photo.master, photo.original) if file]


def remove_sources(files):
    """Remove files that no record names any more. Raises nothing: they go later if need be."""
    failed = []
    for storage, name in files:
        try:
            storage.delete(name)
        except OSError as error:
            logger.warning("%s is removed later: %s", name, error)
            failed.append(name)
    if failed:
        from . import tasks

        tasks.remove_later(failed)


def remove_when_committed(*files):
    """Remove files of a record once the transaction that gives them up is committed."""
    named = [(file.storage, file.name) for file in files if file]
    transaction.on_commit(partial(remove_sources, named))


def remove_files(photo):
    """Remove every file of a photo that is deleted."""
    remove_sources(sources(photo))
    remove(photo)


def prune(most=MOST_REMOVED):
    """Remove every file that no photo's record names, `most` of them at once; return how many."""
    names, count = islice(unused(), most), 0
    while some := list(islice(names, REMOVED_AT_ONCE)):
        remove_names(some)
        count += len(some)
    if count:
        logger.info("Removed %s picture files that nothing named any more.", count)
    return count


def batches():
    """Yield what `stored` yields, in lists."""
    files = stored()
    while some := list(islice(files, LOOKED_AT_ONCE)):
        yield some


def unused():
    """Yield the names of all files that may go. Files that are none of ours stay."""
    for some in batches():
        kept = names_kept({slug for slug, _ in some if slug})
        for slug, name in some:
            if name not in kept if slug else is_left_behind(name):
                yield name


def names_kept(slugs):
    """Return the names of all files of the photos with these slugs that may be stored."""
    from .models import Photo

    photos = Photo.objects.filter(slug__in=slugs).select_related("release")
    photos = photos.only("slug", "pictures", "release").iterator(chunk_size=100)
    return {
        name
        for photo in photos
        if renditions.may_be_stored(photo)
        for name in renditions.all_names(photo)
    }


def is_left_behind(name):
    """Whether a file was begun by a process that did not live to finish it."""
    if not name.startswith(f"{renditions.FOLDER}/{UNFINISHED}"):
        return False
    try:
        age = timezone.now() - storages["renditions"].get_modified_time(name)
    except FileNotFoundError:  # finished meanwhile
        return False
    return age > LEFT_BEHIND
