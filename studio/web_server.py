"""How gunicorn serves the site: `gunicorn --config python:studio.web_server studio.wsgi`.

A thread that waits for a slow client serves nobody else. So a request comes to a thread when its
head, and the few kilobytes of a form, have arrived: until then it costs a socket, and not for long.
Photographs are read by a thread, but never by all of them. Who stops in the middle is cut off.
"""

import re
import selectors
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from functools import partial

from gunicorn.workers.gthread import ThreadWorker

SECONDS_OF_SILENCE = 10
# struct timeval: seconds and microseconds.
SILENCE = struct.pack("ll", SECONDS_OF_SILENCE, 0)
SECONDS_TO_ARRIVE = 20  # for a head, or a form
SECONDS_FOR_LARGE = 900  # for 60 MB at 70 kB a second
SECONDS_AT_THE_END = 2  # what has not arrived then is not waited for
LARGE = 32 * 1024  # what is longer is read by a thread
ENOUGH = LARGE + 16 * 1024  # a head and a form; no head is longer than gunicorn takes
MOSTLY_ENOUGH = 4096  # for a head
PEEK = socket.MSG_PEEK | socket.MSG_DONTWAIT
KEPT_FOR_OTHERS = 3  # threads that read no large body
# The kernel takes most answers whole: a client that reads slowly holds no thread for them.
SEND_BUFFER = 512 * 1024
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE)
# A body of unknown length, and one that comes only when it is asked for.
UNKNOWN = re.compile(rb"^(?:transfer-encoding|expect):", re.MULTILINE)
ABOUT_A_BODY = (b"\ncontent-length:", b"\ntransfer-encoding:", b"\nexpect:")

workers = 2
threads = 8
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190


def missing(data):
    """Return (how many bytes a thread would have to wait for, whether the body is large).

    data: what has arrived of a request. At least 1 where its head is not complete.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return (0 if len(data) >= ENOUGH else 1), False
    head = head.lower()
    if not any(map(head.__contains__, ABOUT_A_BODY)):  # as of most requests
        return 0, False
    if UNKNOWN.search(head):
        return 0, True
    length = LENGTH.search(head)
    length = int(length[1]) if length else 0
    if length > LARGE:
        return 0, True
    return max(0, min(length, ENOUGH - len(head)) - len(body)), False


class PatientWorker(ThreadWorker):
    """Waits for requests without a thread, in gunicorn’s own loop."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.large, self.waiting_large, self.ends_at = set(), deque(), None

    @property
    def most_large(self):
        return max(1, self.cfg.threads - KEPT_FOR_OTHERS)

    def enqueue_req(self, conn):
        """Give a request to a thread once it is there; called in the loop alone."""
        is_read = conn.initialized and conn.parser.unreader.buf.getvalue()  # with the one before
        if is_read or self.cfg.is_ssl:  # of what is encrypted, nothing can be seen
            super().enqueue_req(conn)
            return
        data = self.peek(conn)
        more, is_large = (1, False) if data is None else missing(data)
        size = len(data or b"") + more
        # The loop comes back earlier for a client that has ended, or a kernel short of memory.
        waited_for = getattr(conn, "waits_for", 0)
        if more and data != b"" and size > waited_for:
            self.wait_for(conn, size)
            return
        if waited_for:
            wake_at(conn, 1)
        conn.data_ready, conn.arrives_until, conn.waits_for = True, None, 0
        if not is_large:
            super().enqueue_req(conn)
        elif len(self.large) < self.most_large:
            self.take_large(conn)
        else:
            self.waiting_large.append(conn)

    def take_large(self, conn):
        conn.large_until = time.monotonic() + SECONDS_FOR_LARGE
        self.large.add(conn)
        super().enqueue_req(conn)

    def peek(self, conn):
        """Return what has arrived; b"" where the client has gone, None where nothing has."""
        try:
            data = conn.sock.recv(MOSTLY_ENOUGH, PEEK)
            return conn.sock.recv(ENOUGH, PEEK) if len(data) == MOSTLY_ENOUGH else data
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def wait_for(self, conn, size):
        """Have the loop come back when so many bytes are there, or the client has gone."""
        conn.sock.setblocking(False)
        wake_at(conn, size)
        if getattr(conn, "arrives_until", None) is None:
            conn.arrives_until = time.monotonic() + SECONDS_TO_ARRIVE
        conn.timeout, conn.waits_for = conn.arrives_until, size
        self.pending_conns.append(conn)
        callback = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, callback)

    def murder_pending(self):
        """Close what has not arrived in time. Called by the loop every second."""
        now = time.monotonic()
        if not self.alive:
            self.ends_at = self.ends_at or now + SECONDS_AT_THE_END
            for conn in self.pending_conns:
                conn.timeout = min(conn.timeout, self.ends_at)
        self.pending_conns = deque(sorted(self.pending_conns, key=lambda conn: conn.timeout))
        for conn in self.pending_conns:
            if conn.timeout <= now:
                with suppress(OSError):  # or the client would hear of a breakdown
                    conn.sock.recv(ENOUGH)
        super().murder_pending()
        for conn in self.large:
            if conn.large_until < now:
                with suppress(OSError):  # its thread hears of the end
                    conn.sock.shutdown(socket.SHUT_RD)

    def finish_request(self, conn, fs):
        if conn in self.large:
            self.large.remove(conn)
            if self.waiting_large:
                self.take_large(self.waiting_large.popleft())
        super().finish_request(conn, fs)


def wake_at(conn, size):
    """Have a socket count as readable only when so many bytes are there."""
    with suppress(OSError):  # a client that is gone; the next look at it says so
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)


worker_class = PatientWorker


def when_ready(server):
    """Let no client be silent for long, in the middle of its request or of its answer."""
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, SILENCE)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
