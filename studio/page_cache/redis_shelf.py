"""Finished pages in Redis (or Valkey), where several machines share them.

Redis holds pages under the name of their content version, which stays in the database: it can lose
pages, and never show old ones.
"""

import logging
import time
from contextlib import contextmanager, suppress

from django.utils.crypto import salted_hmac

from .finished import Finished
from .shelves import FORMER_SECONDS, name_of

logger = logging.getLogger("studio.pages")

# A version ends at midnight at the latest; pages are of use for longer while the database is away.
KEPT_SECONDS = 2 * 24 * 60 * 60
LOCKED_SECONDS = 10  # a maker that was killed holds up nobody for longer
POLL_SECONDS = 0.01


class RedisShelf:
    """A shelf of all machines, before the folder that the processes of one machine share.

    It is asked first, and what is put there is put into the folder, too: a Redis that is away,
    slow, full or empty costs speed, and no page.
    """

    def __init__(self, redis, folder, most_bytes):
        self.redis, self.folder, self.most_bytes = redis, folder, most_bytes
        self.build = folder.build
        # Other studios may use the same Redis.
        site = salted_hmac("studio.page_cache", "redis", algorithm="sha256").hexdigest()[:12]
        self.prefix = f"studio-pages:{site}"

    @property
    def index(self):
        """Return the name of the list of all pages and when each was put there."""
        return f"{self.prefix}:index"

    def name(self, *parts):
        return ":".join([self.prefix, self.build, *parts])

    def place(self, version, key):
        return self.name(version, name_of(key))

    def get(self, version, key):
        data = self.redis.ask(lambda client: client.get(self.place(version, key)))
        try:
            page = data and Finished.load(data)
        except ValueError as error:
            logger.warning("A finished page cannot be read: %s", error)
            page = None
        return page or self.folder.get(version, key)

    def put(self, version, key, page):
        self.folder.put(version, key, page)
        place = self.place(version, key)

        def put(client):
            with client.pipeline(transaction=False) as commands:
                commands.set(place, page.dump(), ex=KEPT_SECONDS)
                commands.zadd(self.index, {place: time.time()})
                commands.expire(self.index, KEPT_SECONDS)
                commands.execute()

        self.redis.ask(put)

    def remember(self, version):
        """Note which version is the present one, for a process that starts without a database."""
        self.folder.remember(version)
        note = self.name("current")
        self.redis.ask(lambda client: client.set(note, version, ex=KEPT_SECONDS))

    def remembered(self):
        version = self.redis.ask(lambda client: client.get(self.name("current")))
        return version.decode() if version else self.folder.remembered()

    @contextmanager
    def only_maker(self, key, patience):
        """Let one thread of all machines make a page; wait for it some seconds at most.

        The threads of this machine wait for each other first: one of them at a time asks Redis.
        """
        until = time.monotonic() + patience
        with self.folder.only_maker(key, patience):
            lock = self.redis.ask(lambda client: self.locked(client, key, until))
            try:
                yield
            finally:
                if lock:
                    self.redis.ask(lambda client: give_back(lock))

    def locked(self, client, key, until):
        """Return the lock of a page; None where it is not to be had in time."""
        lock = client.lock(
            self.name("lock", name_of(key)),
            timeout=LOCKED_SECONDS,
            sleep=POLL_SECONDS,
            blocking_timeout=max(0, until - time.monotonic()),
        )
        return lock if lock.acquire() else None

    def tidy(self, version):
        """Remove pages of former versions, and the oldest of all where there are too many."""
        self.folder.tidy(version)
        self.redis.ask(lambda client: self.tidy_there(client, version))

    def tidy_there(self, client, version):
        rows = client.zrange(self.index, 0, -1, desc=True, withscores=True)
        with client.pipeline(transaction=False) as commands:
            for name, _ in rows:
                commands.strlen(name)
            sizes = commands.execute()
        if surplus := self.surplus(version, rows, sizes):
            client.unlink(*surplus)
            client.zrem(self.index, *surplus)

    def surplus(self, version, rows, sizes):
        """Return the names of the pages that are to go.

        rows: [(name, when it was put there)], the newest first. Pages of another build, on machines
        that are not updated yet, are no former ones; they count as all others do.
        """
        ours, present = (f"{self.name(*parts)}:".encode() for parts in [(), (version,)])
        before = time.time() - FORMER_SECONDS
        total, surplus = 0, []
        for (name, put_at), size in zip(rows, sizes, strict=True):
            is_former = name.startswith(ours) and not name.startswith(present) and put_at < before
            if is_former or not size or total + size > self.most_bytes:
                surplus.append(name)
            else:
                total += size
        return surplus


def give_back(lock):
    from redis.exceptions import LockError

    with suppress(LockError):  # the page took so long that another one holds it
        lock.release()
