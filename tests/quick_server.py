"""What `test_web_server.py` has gunicorn serve: the settings of the site, with little patience."""

import struct

from studio import web_server

web_server.SILENCE = struct.pack("ll", 1, 0)
web_server.SECONDS_TO_ARRIVE = 1
when_ready = web_server.when_ready
worker_class = web_server.worker_class
workers, threads = 1, 2


def application(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "3")])
    return [b"ok\n"]
