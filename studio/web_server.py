"""How gunicorn serves the site: `gunicorn --config python:studio.web_server studio.wsgi`.

A thread that waits for a slow client serves nobody else. Clients that send nothing at all are put
aside by gunicorn itself; those that stop in the middle are cut off here. Who sends a byte now and
then can still hold a thread: a proxy before the site, which reads requests whole, does the rest.
"""

import socket
import struct

SECONDS_OF_SILENCE = 10
# struct timeval: seconds and microseconds.
SILENCE = struct.pack("ll", SECONDS_OF_SILENCE, 0)

worker_class = "gthread"
workers = 2
threads = 8
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190


def when_ready(server):
    """Let no client be silent for long, in the middle of its request or of its answer."""
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, SILENCE)
