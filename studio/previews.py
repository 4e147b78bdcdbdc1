"""Previews: a public page as visitors would get it, with changes that nobody else sees.

The changes are made in a transaction, the page is rendered by its own view, then everything is
rolled back. So a preview is what the site would show, not a likeness of it.
"""

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.http import require_safe

from .models import PreviewLink


class Rendered(Exception):
    """Carries a page out of the transaction that is rolled back."""

    def __init__(self, html):
        super().__init__("A preview was rendered.")
        self.html = html


def public_page(request, path):
    """Return the HTML of a public address as an anonymous visitor gets it. Raises Http404."""
    if path is None:
        raise Http404("No page shows it.")
    factory = RequestFactory(headers={"host": request.get_host()})
    asked = factory.get(path, secure=request.is_secure())
    asked.user = AnonymousUser()
    view, args, kwargs = resolve(path.partition("?")[0])
    response = view(asked, *args, **kwargs)
    if hasattr(response, "render"):
        response.render()
    return response.content.decode()


def show(row):
    """Put a record before visitors, for a transaction that is rolled back. Return it."""
    if hasattr(row, "put_in_place"):
        row = row.put_in_place()
    if hasattr(row, "published_at"):
        times = {"published_at": timezone.now()}
        if hasattr(row, "unpublished_at"):
            times["unpublished_at"] = None
        type(row).objects.filter(pk=row.pk).update(**times)
        row.refresh_from_db()
    return row


def render_shown(request, row, path_of):
    """Return the public page about a record as if the record were published now.

    path_of: returns the address of that page for the record.
    """
    try:
        with transaction.atomic():
            shown = show(type(row)._base_manager.get(pk=row.pk))
            raise Rendered(public_page(request, path_of(shown)))
    except Rendered as page:
        return page.html
    except IntegrityError as error:  # another record has its address by now
        raise Http404("It cannot be shown at its address.") from error


@require_safe
def preview_link(request, key):
    """The preview that somebody was given a private link to."""
    link = get_object_or_404(PreviewLink, key=key)
    if link.expires_at <= timezone.now() or link.target is None:
        response = render(request, "preview_ended.html", status=410)
    else:
        html = render_shown(request, link.target, lambda row: row.get_absolute_url())
        note = render_to_string("partials/preview_note.html", {"link": link})
        response = HttpResponse(html.replace("<body>", f"<body>{note}", 1))
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
