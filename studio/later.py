"""What nobody waits for: done one thing after the other, in a thread that gives way."""

import logging
import os
import queue
import threading
from contextlib import suppress

logger = logging.getLogger("studio.pages")

NICENESS = 15


class Later:
    """Does what it is given, in the process that gave it."""

    def __init__(self):
        self.queue = queue.SimpleQueue()
        self.thread = None
        self.lock = threading.Lock()

    def do(self, work):
        self.queue.put(work)
        with self.lock:  # begun in the process that needs it, after gunicorn has forked
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name="later", daemon=True)
                self.thread.start()

    def run(self):
        with suppress(OSError, AttributeError):  # Linux: of this thread alone
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while True:
            work = self.queue.get()
            try:
                work()
            except Exception:
                logger.exception("Looking after finished pages failed.")
