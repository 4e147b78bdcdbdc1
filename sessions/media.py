"""Serving renditions; a missing one is made by whoever asks first."""

import logging

from django.core.files.storage import storages
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from studio.bucket_address import BucketError

from . import metadata, renditions
from .models import Photo

logger = logging.getLogger("sessions.pictures")

TYPES = {"AVIF": "image/avif", "JPEG": "image/jpeg"}
BLOCK = 64 * 1024
RETRY_S = "10"
TYPES_BY_EXTENSION = {
    extension: TYPES[format] for format, extension in renditions.EXTENSIONS.items()
}
WHILE_AWAY = "private, no-cache"
# Browsers need not ask again. Who keeps it for many does after an hour: a release may have ended.
FOREVER = "public, max-age=31536000, s-maxage=3600, immutable"
PLACEHOLDER = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"
 viewBox="0 0 {width} {height}"><rect width="100%" height="100%" fill="#d9d4cc"/>
<path d="M0 0L{width} {height}M{width} 0L0 {height}" stroke="#b3aca1" stroke-width="2"/></svg>"""


@require_safe
def rendition(request, name):
    """Serve one file of a photo; only names that the photo's record holds."""
    match = renditions.NAME.fullmatch(name)
    if match is None:
        raise Http404("No picture has this name.")
    try:
        photo = get_object_or_404(Photo.objects.select_related("release"), slug=match["slug"])
    except DatabaseError:
        return stored_alone(request, name, match["extension"])
    file = renditions.find(photo, name)
    if file is not None and not renditions.may_be_stored(photo) and not request.user.is_staff:
        return gone()
    if file is None or not (photo.is_public or request.user.is_staff):
        raise Http404("No picture has this name.")
    try:
        content = open_content(photo, file)
    except BucketError as error:
        logger.warning("No picture %s: %s", name, error)
        return for_now(placeholder(file.generator.size))
    except OSError as error:
        logger.warning("No picture %s: %s", name, error)
        return placeholder(file.generator.size)
    caching = FOREVER if photo.is_public else "private, no-store"
    response = answer(request, content, name, TYPES[file.generator.format], caching)
    return with_reservation(response, photo)


def stored_alone(request, name, extension):
    """Serve a file that is there while the database is away: finished pages still show it.

    Files of withdrawn photos are none, and nobody guesses the hash in a name.
    """
    storage = storages["renditions"]
    try:
        content = storage.open(f"{renditions.FOLDER}/{name}")
    except FileNotFoundError:
        raise Http404("No picture has this name.") from None
    except BucketError:
        return away()
    return answer(request, content, name, TYPES_BY_EXTENSION[extension], WHILE_AWAY)


def answer(request, content, name, content_type, caching=FOREVER):
    """Return the answer with an open file, whose name says all about what is to be seen.

    Its bytes may be replaced by fewer ones that look the same (slimming.py): the tag tells the two
    apart, so that nobody puts halves of both together; whoever has the former may keep it.
    """
    response = FileResponse(content, content_type=content_type)
    response.block_size = BLOCK
    response["Cache-Control"] = caching
    length = response.headers.get("Content-Length", "")
    response["ETag"] = f'"{name}-{length}"' if length else f'"{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    # Pictures are compressed; Django's gzip middleware would do it again, and weaken the ETag.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    if conditional is not response:  # not modified; closing the answer would end the request
        content.close()
    return conditional


def with_reservation(response, photo):
    """Say beside a picture, too, whether machines may be trained on it (the TDM protocol)."""
    response["tdm-reservation"] = "0" if metadata.may_train(photo) else "1"
    return response


def gone():
    """Return the answer for a picture whose release has ended: the desk alone still sees it."""
    response = HttpResponse("This picture was withdrawn.", content_type="text/plain", status=410)
    response["Cache-Control"] = "no-store"
    return response


def open_content(photo, file):
    """Return the file, made if it is missing. Raises OSError where that is not possible."""
    if not renditions.may_be_stored(photo):
        return file.generator.generate()
    return open_made(file)


def open_made(file):
    """Return a file of imagekit's, made if it is missing."""
    try:
        return file.storage.open(file.name)
    except FileNotFoundError:
        file.generate()
        return file.storage.open(file.name)


def for_now(response):
    """Say of an answer that the picture itself may be had in a moment: its bucket is silent."""
    response.status_code = 503
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = RETRY_S
    response._has_been_logged = True
    return response


def away():
    """Return the answer for a picture whose bucket is silent, where nothing stands in for it."""
    words = "This picture cannot be had at the moment."
    return for_now(HttpResponse(words, content_type="text/plain"))


def placeholder(size):
    """Return a drawing in the place of a picture. As an error, so that nobody keeps it."""
    width, height = size
    drawing = PLACEHOLDER.format(width=width, height=height)
    response = HttpResponse(drawing, content_type="image/svg+xml", status=404)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # with its cause, by us: Django need not do it again
    return response
