"""Former addresses: remembering them when a record moves, sending on whoever asks for them."""

from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError
from django.http import HttpResponsePermanentRedirect
from django.utils import timezone

# A browser that remembers a redirect runs in a circle once the record is back at its old address.
NOT_REMEMBERED = "no-store"
OURS = ("/admin/", "/media/", "/static/", "/preview/")


@contextmanager
def kept(record):
    """Save a record inside this block: if its address changes, the old one leads to the new."""
    former = type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None
    yield
    if former is not None and former.is_published:
        remember(record, former.get_absolute_url())


def remember(record, old_path):
    """Send on from an old address of a record, unless it has that very address now."""
    from .models import Redirect  # the models import this module

    path = record.get_absolute_url()
    if path == old_path:
        return
    Redirect.objects.filter(old_path=path).delete()
    target = {
        "content_type": ContentType.objects.get_for_model(record),
        "object_id": record.pk,
        "created_at": timezone.now(),
    }
    Redirect.objects.update_or_create(old_path=old_path, defaults=target)


def path_for(old_path):
    """Return where an old address leads now; None where it leads nowhere."""
    from .models import Redirect

    redirect = Redirect.objects.filter(old_path=old_path).first()
    target = redirect and redirect.target
    if target is None or not target.is_published:
        return None
    path = target.get_absolute_url()
    return None if path == old_path else path


class RedirectMiddleware:
    """Looks for an old address where there would be no page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.path.startswith(OURS):
            return response
        try:
            path = path_for(request.path)
        except DatabaseError:  # then there is no page, as was said already
            return response
        if path is None:
            return response
        query = request.META.get("QUERY_STRING")
        answer = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
        answer["Cache-Control"] = NOT_REMEMBERED
        return answer
