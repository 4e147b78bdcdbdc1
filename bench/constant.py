"""What gunicorn costs by itself: an answer of CONSTANT_BYTES, the same for every request."""

import os

BODY = b"x" * int(os.environ["CONSTANT_BYTES"])
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
