"""Making the picture files of a photo: one decode, every cut, from large to small."""

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Condition

from django.core.files.storage import storages

from . import renditions
from .imagegenerators import shrink

logger = logging.getLogger("sessions.pictures")

MOST_THREADS = 4
# That wait or are being encoded, which takes some 20 MB a million. A larger picture goes alone.
MOST_PIXELS = 7_000_000


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
    """Return the files of a cut that are not stored, as a list for each width, widest first."""
    rows = []
    for width in reversed(photo.pictures[cut]["widths"]):
        files = [
            renditions.rendition(photo, cut, width, format) for format in renditions.EXTENSIONS
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
    master = renditions.open_master(photo.master, reduced)
    room, results = Room(MOST_PIXELS), []
    # The largest comes last: by then, nobody needs the master, which takes much memory.
    wanted = sorted(wanted, key=lambda rows: pixels_of(rows[0]))

    def in_turn(image, files, pixels):
        try:
            return encode(image, files)
        finally:
            room.leave(pixels)

    with ThreadPoolExecutor(threads()) as pool:
        for number, rows in enumerate(wanted, start=1):
            image = None
            for files in rows:
                spec = files[0].generator
                pixels = pixels_of(files)
                room.enter(pixels)
                if is_over():
                    room.leave(pixels)
                    break
                cut_out, finish = spec.processors
                image = shrink(image, spec.size) if image else cut_out.process(master)
                if number == len(wanted):
                    master = None
                results.append(pool.submit(in_turn, finish.process(image), files, pixels))
    return [result.result() for result in results]


def pixels_of(files):
    width, height = files[0].generator.size
    return width * height


class Room:
    """So much at a time: who does not fit in waits, unless nobody else is there."""

    def __init__(self, most):
        self.most, self.held, self.changed = most, 0, Condition()

    def enter(self, amount):
        with self.changed:
            self.changed.wait_for(lambda: not self.held or self.held + amount <= self.most)
            self.held += amount

    def leave(self, amount):
        with self.changed:
            self.held -= amount
            self.changed.notify()


def encode_missing(image, files):
    """Store the formats of one width; return how many there were to store.

    One after the other: two threads that save one Pillow image swap their options.
    """
    return sum(file.keep_once(partial(file.generator.encode, image)) for file in files)
