"""Making the picture files of a photo: one decode, every cut, from large to small."""

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import BoundedSemaphore

from . import renditions
from .imagegenerators import shrink

logger = logging.getLogger("sessions.pictures")

MOST_THREADS = 4  # each takes up to 100 MB


def threads():
    """Return how many files are encoded side by side: one on each processor that is ours."""
    is_told = hasattr(os, "sched_getaffinity")  # not on macOS
    ours = len(os.sched_getaffinity(0)) if is_told else os.cpu_count() or 1
    return min(ours, MOST_THREADS)


def make(photo, cuts=renditions.STANDARD_CUTS):
    """Make the missing files of a photo's cuts; return how many there were."""
    started = time.monotonic()
    wanted = [missing for each in distinct(photo, cuts) if (missing := missing_files(photo, each))]
    made = sum(each_width(photo, wanted, encode_missing))
    if made:
        logger.info("Made %s files of %s in %.1f s.", made, photo.slug, time.monotonic() - started)
    return made


def distinct(photo, cuts):
    """Return those of the cuts that the photo has, and of two with the same files the first."""
    stems = {photo.pictures[cut]["stem"]: cut for cut in reversed(cuts) if cut in photo.pictures}
    return [cut for cut in cuts if cut in stems.values()]


def missing_files(photo, cut):
    """Return the files of a cut that are not stored, as a list for each width, widest first."""
    rows = []
    for width in reversed(photo.pictures[cut]["widths"]):
        files = [
            renditions.rendition(photo, cut, width, format) for format in renditions.EXTENSIONS
        ]
        rows.append([file for file in files if not file.storage.exists(file.name)])
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
    count = threads()
    room = BoundedSemaphore(count + 1)  # or all pictures would wait in memory

    def in_turn(image, files):
        try:
            return encode(image, files)
        finally:
            room.release()

    with ThreadPoolExecutor(count) as pool:
        results = []
        for rows in wanted:
            image = None
            for files in rows:
                room.acquire()
                if is_over():
                    break
                spec = files[0].generator
                cut_out, finish = spec.processors
                image = cut_out.process(master) if image is None else shrink(image, spec.size)
                results.append(pool.submit(in_turn, finish.process(image), files))
    return [result.result() for result in results]


def encode_missing(image, files):
    """Store the formats of one width; return how many there were to store.

    One after the other: two threads that save one Pillow image swap their options.
    """
    return sum(file.keep_once(partial(file.generator.encode, image)) for file in files)
