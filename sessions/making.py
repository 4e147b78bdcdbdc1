"""Making the picture files of a photo: one decode, every cut, from large to small."""

import logging
import os
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Condition

from django.core.files.storage import storages

from . import renditions
from .imagegenerators import shrink

logger = logging.getLogger("sessions.pictures")

MOST_THREADS = 4
# What pictures may take while they are in work, beside the program itself.
MOST_BYTES = 400_000_000
MOST_BYTES_CUT_OUT = 200_000_000  # enough for the standard cuts of a photo
BYTES_A_PIXEL = 4  # as Pillow keeps it
BYTES_A_PIXEL_ENCODED = 24  # while it is being encoded


def threads():
    """Return how many files are encoded side by side: one on each processor that is ours."""
    is_told = hasattr(os, "sched_getaffinity")  # not on macOS
    ours = len(os.sched_getaffinity(0)) if is_told else os.cpu_count() or 1
    return min(ours, MOST_THREADS)


def make(photo, cuts=renditions.STANDARD_CUTS):
    """Make the missing files of a photo's cuts; return how many there were."""
    started = time.monotonic()
    is_stored = look_up(photo)
    found = (missing_files(photo, each, is_stored) for each in distinct(photo, cuts))
    wanted = [missing for missing in found if missing]
    made = sum(each_width(photo, wanted, encode_missing))
    if made:
        logger.info("Made %s files of %s in %.1f s.", made, photo.slug, time.monotonic() - started)
    return made


def distinct(photo, cuts):
    """Return those of the cuts that the photo has, and of two with the same files the first."""
    stems = {photo.pictures[cut]["stem"]: cut for cut in reversed(cuts) if cut in photo.pictures}
    return [cut for cut in cuts if cut in stems.values()]


def look_up(photo):
    """Return a function that says whether a file of the photo is stored, by its name."""
    storage = storages["renditions"]
    if not hasattr(storage, "beginning_with"):
        return storage.exists
    # A bucket is asked once for all of them.
    found = storage.beginning_with(f"{renditions.FOLDER}/{photo.slug}-")
    return {entry.name for entry in found}.__contains__


def missing_files(photo, cut, is_stored):
    """Return the files of a cut that are not stored, as a list for each width, widest first.

    JPEGs that no page offers are left to the first request for one.
    """
    rows = []
    for width in reversed(photo.pictures[cut]["widths"]):
        files = [
            renditions.rendition(photo, cut, width, format) for format in renditions.formats(width)
        ]
        rows.append([file for file in files if not is_stored(file.name)])
    return [row for row in rows if row]


def each_width(photo, wanted, encode, is_over=lambda: False):
    """Call encode(image, files) for every width of every cut, in threads; return what it returns.

    wanted: for each cut its files, as a list for each width, widest first. The master is decoded
    once, no larger than the files need, and each width is shrunk from the one before it.
    is_over: asked before each width; once it is, no other is begun.
    """
    if not wanted:
        return []
    reduced = min(rows[0][0].generator.reduction for rows in wanted)
    room, results = Room(MOST_BYTES), []

    def in_turn(image, files, size):
        try:
            return encode(image, files)
        finally:
            room.leave(size)

    with ThreadPoolExecutor(threads()) as pool:
        for rows, image in cut_out(
            pool, renditions.open_master(photo.master, reduced), wanted, room
        ):
            for files in rows:
                spec = files[0].generator
                image = image if image.size == spec.size else shrink(image, spec.size)
                size = pixels_of(files) * BYTES_A_PIXEL_ENCODED
                room.enter(size)
                if is_over():
                    room.leave(size)
                    break
                finished = spec.finish.process(image)
                results.append(pool.submit(in_turn, finished, files, size))
    return [result.result() for result in results]


def cut_out(pool, master, wanted, room):
    """Yield each cut's files with its widest picture, the smallest first.

    As many as there is room for are cut out at once. Mostly these are all: nobody needs the master
    any more when the encoders need memory, so whoever calls must not keep it.
    """
    waiting = deque(sorted(wanted, key=bytes_cut_out))
    while waiting:
        some = [waiting.popleft()]
        while waiting and sum(map(bytes_cut_out, [*some, waiting[0]])) <= MOST_BYTES_CUT_OUT:
            some.append(waiting.popleft())
        cutting = [pool.submit(rows[0][0].generator.cut_out.process, master) for rows in some]
        pictures = deque(each.result() for each in cutting)
        kept = master.width * master.height * BYTES_A_PIXEL if waiting else 0
        master = master if waiting else None
        room.keep(kept + sum(map(bytes_cut_out, some)))
        del cutting
        for rows in some:
            yield rows, pictures.popleft()
            room.keep(-bytes_cut_out(rows))
        room.keep(-kept)


def bytes_cut_out(rows):
    return pixels_of(rows[0]) * BYTES_A_PIXEL


def pixels_of(files):
    width, height = files[0].generator.size
    return width * height


class Room:
    """So much at a time: who does not fit in waits, unless nobody else is in."""

    def __init__(self, most):
        self.most, self.held, self.inside, self.changed = most, 0, 0, Condition()

    def enter(self, amount):
        with self.changed:
            self.changed.wait_for(lambda: not self.inside or self.held + amount <= self.most)
            self.held += amount
            self.inside += 1

    def leave(self, amount):
        with self.changed:
            self.inside -= 1
        self.keep(-amount)

    def keep(self, amount):
        """Take some of the room without going in; a negative amount gives it back."""
        with self.changed:
            self.held += amount
            self.changed.notify()


def encode_missing(image, files):
    """Store the formats of one width; return how many there were to store.

    One after the other: two threads that save one Pillow image swap their options.
    """
    return sum(file.keep_once(partial(file.generator.encode, image)) for file in files)
