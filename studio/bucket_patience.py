"""Whether a process waits for a bucket that may be silent, so that its threads stay free."""

import time
from contextlib import contextmanager
from threading import Condition

from . import web_server

REST_S = 10  # for which a silent bucket is not asked again
SLOW_S = 1  # after which nobody else may wait, if many do already:
MOST_WAITING = web_server.threads - 2


class Patience:
    """Whether a bucket is to be waited for, in one process.

    A silent one costs each who asks some seconds of a thread, and with every picture of a page
    asking for one, no thread would be left for pages. So some threads never wait: once others have
    done so for a moment, whoever comes is refused at once. And after one who has waited in vain,
    all are refused; now and then one of them tries again.
    """

    def __init__(self):
        self.changed = Condition()
        self.is_silent, self.again_at = False, 0.0
        self.waiting = []  # since when, of each who asks

    @contextmanager
    def waited(self, is_long):
        """Wait for the bucket in the block. is_long: it takes its time even if all is well."""
        since = self.enter(is_long)
        try:
            yield
        finally:
            if not is_long:
                with self.changed:
                    self.waiting.remove(since)
                    self.changed.notify()

    def enter(self, is_long):
        with self.changed:
            while True:
                now = time.monotonic()
                if self.is_silent and now < self.again_at:
                    raise Refused
                if is_long or len(self.waiting) < MOST_WAITING:
                    break
                left = min(self.waiting) + SLOW_S - now
                if left <= 0:
                    raise Refused
                self.changed.wait(left)
            self.again_at = now + REST_S
            if not is_long:
                self.waiting.append(now)
            return now

    def heard(self, is_silent):
        with self.changed:
            self.is_silent, self.again_at = is_silent, time.monotonic() + REST_S


class Refused(Exception):
    """A bucket is not asked, because others wait for it or have done so in vain."""
