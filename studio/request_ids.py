"""A number for each request: in its answer, in every line of the log, in mails about errors.

Whoever sees an error reads its number in the answer's header; whoever looks after the site finds
by it what happened.
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar

from django.conf import settings

from . import visitors

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
logger = logging.getLogger("studio.requests")
current = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Number a request. A proxy's own number is taken over, from proxies that are known."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.monotonic()
        request.id = number(request)
        token = current.set(request.id)
        try:
            response = self.get_response(request)
            response[HEADER] = request.id
            if settings.LOG_FORMAT == "json":
                tell(request, response, time.monotonic() - began)
            return response
        finally:
            current.reset(token)


def number(request):
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    if GIVEN.fullmatch(given) and visitors.is_trusted(request.META.get("REMOTE_ADDR", "")):
        return given
    return secrets.token_hex(8)


def tell(request, response, seconds):
    """Write a line about a request: its route and no address, which may hold keys and words."""
    match = request.resolver_match
    logger.info(
        "%s %s %s",
        request.method,
        f"/{match.route}" if match else "(no route)",
        response.status_code,
        extra={
            "method": request.method,
            "route": match.route if match else None,
            "status": response.status_code,
            "milliseconds": round(1000 * seconds, 1),
        },
    )


class RequestIdFilter(logging.Filter):
    """Gives every record of the log the number of the request it belongs to."""

    def filter(self, record):
        record.request_id = current.get() or "-"
        return True
