"""What somebody at the desk is told when the bucket of the photographs does not do its part."""

import logging

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.template.loader import render_to_string

from .bucket_address import BucketError

logger = logging.getLogger("studio.requests")


def look_first():
    """Raise BucketError where the bucket does not answer, before a transaction waits for it."""
    if settings.PHOTO_BUCKET:
        default_storage.exists("originals/")


class BucketSilenceMiddleware:
    """Says it on a page of its own. The transaction of the request is taken back by then."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, BucketError):
            return None
        logger.error("%s %s: %s", request.method, request.path, exception)
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Cache-Control"] = "no-store"
        response["Retry-After"] = "60"
        response._has_been_logged = True
        return response
