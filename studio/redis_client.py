"""Redis (or Valkey), where CACHE_URL names one: it may be away, and nothing depends on it."""

import logging
import threading
import time
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from .later import Later

logger = logging.getLogger("studio.redis")

PACKAGE = "redis"
NO_PACKAGE = (
    "CACHE_URL needs a package that is not installed: .venv/bin/pip install -r "
    "requirements-grown.txt"
)
PATIENCE_SECONDS = 0.15  # for each answer: making a page anew takes less
LEFT_ALONE_SECONDS = 5
TRIAL = "studio-trial"


def is_installed():
    return find_spec(PACKAGE) is not None


def connect(address):
    """Return a client that loses little time on a server that is slow or away.

    Raises ImproperlyConfigured where the package is missing, ValueError or TypeError for an address
    with options that mean nothing. Nothing is sent yet.
    """
    if not is_installed():
        raise ImproperlyConfigured(NO_PACKAGE)
    import redis

    pool = redis.ConnectionPool.from_url(address, **options())
    pool.connection_class(**pool.connection_kwargs)  # which reads the options
    return redis.Redis.from_pool(pool)


def options():
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_timeout": PATIENCE_SECONDS,
        "retry": Retry(NoBackoff(), 0),
        # A connection begins without further questions.
        "protocol": 2,
        "driver_info": None,
    }


def try_out(client):
    """Write something small. Raises one of failures()."""
    client.set(TRIAL, "", ex=60)


def failures():
    """Return what a client raises."""
    from redis import RedisError

    return (RedisError, OSError)


class Redis:
    """A client that is left alone for some seconds after each failure.

    After one, a thread of its own tries whether Redis takes something again: meanwhile nobody
    waits for it, however long a name or an address takes to fail.
    """

    def __init__(self, client):
        self.client, self.failures = client, failures()
        self.is_away, self.look_again_at = False, 0
        self.later, self.lock = Later(), threading.Lock()

    def ask(self, work):
        """Return work(client); None while Redis is away."""
        if self.is_away:
            self.look_again()
            return None
        try:
            return work(self.client)
        except self.failures as error:
            self.leave_alone(error)
            return None

    def leave_alone(self, error):
        with self.lock:
            self.look_again_at = time.monotonic() + LEFT_ALONE_SECONDS
            if self.is_away:
                return
            self.is_away = True
        logger.warning(
            "Redis does not answer (%s). Pages are kept on this machine alone meanwhile.",
            type(error).__name__,
        )

    def look_again(self):
        with self.lock:
            if time.monotonic() < self.look_again_at:
                return
            self.look_again_at = time.monotonic() + LEFT_ALONE_SECONDS
        self.later.do(self.look)

    def look(self):
        try:
            try_out(self.client)
        except self.failures as error:
            self.leave_alone(error)
        else:
            self.is_away = False
            logger.info("Redis answers again.")
