"""Has the page files written whenever content changed: beside the jobs of a worker, or at once."""

import logging
from contextlib import contextmanager
from threading import Event, Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from .application import page_cache
from .page_files import PageFiles, withdraw

logger = logging.getLogger("studio.pages")

SECONDS_BETWEEN = 0.5
SECONDS_AFTER_A_FAILURE = 30
SECONDS_TO_END = 5


def page_files():
    """Return the page files as the settings want them."""
    cache = page_cache(get_wsgi_application())
    return PageFiles(cache, settings.PAGE_FILES_DIR, settings.PAGE_FILES)


@contextmanager
def page_files_beside():
    """Keep the page files up to date in a thread until the end of the block."""
    if not settings.PAGE_FILES:
        yield
        return
    ending = Event()
    thread = Thread(target=keep_up, args=[page_files(), ending], name="page files", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(SECONDS_TO_END)


def keep_up(files, ending):
    wait, has_headers = 0, False
    while not ending.wait(wait):
        wait = SECONDS_BETWEEN
        try:
            if files.is_due():
                # Nobody has, where a process was killed between a change and taking them away.
                withdraw(files.folder)
                if not has_headers:
                    files.write_headers()
                    has_headers = True
                if count := files.write():
                    logger.info("Wrote %s pages as files.", count)
        except Exception:
            logger.exception("Page files could not be written; the site itself serves pages.")
            wait = SECONDS_AFTER_A_FAILURE
        finally:
            connections.close_all()
