"""Smaller AVIF files of the same look, made when nothing else is to be done.

A new photo gets its files quickly. Later each AVIF is encoded once more, slower, and replaces the
quick one where it has fewer bytes: in one step, under the same name, because what it shows is the
same. Pages need not change for it, and a visitor who keeps the former file misses nothing.
"""

import logging
import time

from django_tasks_db.models import DBTaskResult

from . import encoding, making, removing, renditions
from .models import Photo, Slimming

logger = logging.getLogger("sessions.pictures")

SECONDS = 5  # of one turn, so that the worker can end in order


def take_turn(own_path, seconds=SECONDS):
    """Go over the files of photos until the time is up or another job waits."""
    until = time.monotonic() + seconds

    def is_over():
        return time.monotonic() > until or is_anything_waiting(own_path)

    while not is_over():
        slimming = Slimming.objects.due().select_related("photo__release").first()
        if slimming is None:
            return
        try:
            slim(slimming, is_over)
        except Exception as error:  # a broken photo must not keep the others waiting
            logger.warning("The files of %s stay as large as they are: %s", slimming.photo, error)
            settle(slimming)


def is_anything_waiting(own_path):
    return DBTaskResult.objects.ready().exclude(task_path=own_path).exists()


def slim(slimming, is_over):
    """Go over a photo's files, cut by cut, until they are done or it is over."""
    photo = slimming.photo
    stems = {picture["stem"] for picture in photo.pictures.values()}
    slimming.done = {stem: widths for stem, widths in slimming.done.items() if stem in stems}
    cuts = making.distinct(photo, tuple(photo.pictures))
    for cut in cuts if renditions.may_be_stored(photo) else []:
        files = files_left(slimming, cut)
        widths = making.each_width(photo, [files] if files else [], slim_one, is_over)
        remember(slimming, photo.pictures[cut]["stem"], widths)
        if len(widths) < len(files):
            break
    else:
        settle(slimming)
    removing.remove_if_withdrawn(photo)


def files_left(slimming, cut):
    """Return the AVIF files of a cut that are stored and were not gone over, widest first."""
    picture = slimming.photo.pictures[cut]
    done = slimming.done.get(picture["stem"], [])
    files = [
        renditions.rendition(slimming.photo, cut, width, "AVIF")
        for width in reversed(picture["widths"])
        if width not in done
    ]
    is_stored = making.look_up(slimming.photo)
    return [[file] for file in files if is_stored(file.name)]


def slim_one(image, files):
    """Replace a file by a smaller one; return its width."""
    (file,) = files
    with file.generator.encode(image, **encoding.SLIM) as content:
        file.replace_by_smaller(content.read())
    return image.width


def remember(slimming, stem, widths):
    """Write down what was done: a worker that is killed repeats one cut at most."""
    if widths:
        slimming.done[stem] = sorted({*slimming.done.get(stem, []), *widths})
        Slimming.objects.filter(pk=slimming.pk).update(done=slimming.done)


def settle(slimming):
    """Let a photo rest, unless it got new files meanwhile."""
    same = Slimming.objects.filter(pk=slimming.pk, wanted_at=slimming.wanted_at)
    same.update(done=slimming.done, wanted_at=None)


def find_more():
    """Have gone over what was made since, on first requests. For a chore: it looks at all files."""
    for some in removing.batches():
        photos = Photo.objects.filter(slug__in={slug for slug, _ in some if slug})
        resting = photos.filter(slimming__wanted_at=None)  # or without a record of it
        known = {
            slug: (key, done or {})
            for slug, key, done in resting.values_list("slug", "pk", "slimming__done")
        }
        new = {known[slug][0] for slug, name in some if is_new(name, *known.get(slug, (0, None)))}
        Slimming.objects.want(new)


def is_new(name, key, done):
    """Whether a stored AVIF file of a photo that rests was not gone over."""
    match = renditions.NAME.fullmatch(name.partition("/")[2])
    if done is None or not match or match["extension"] != "avif":
        return False
    return int(match["width"]) not in done.get(f"{renditions.FOLDER}/{match['stem']}", [])
