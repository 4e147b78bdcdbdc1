"""Private files for those who work at the desk: originals and signed releases."""

import posixpath

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

# The right to see what a file belongs to, by the first folder of its name.
RIGHTS = {"originals": "photo_sessions.{}_photo", "releases": "photo_sessions.{}_release"}


@require_safe
@staff_member_required
def private_file(request, name):
    """Hand out a private file, to be saved and not shown: it may hold anything."""
    folder, _, rest = name.partition("/")
    # “originals/../releases/…” must not pass for an original.
    if folder not in RIGHTS or not rest or posixpath.normpath(name) != name:
        raise Http404("There is no such file.")
    if not may_see(request.user, RIGHTS[folder]):
        raise PermissionDenied
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404("There is no such file.") from None
    response = FileResponse(file, as_attachment=True, content_type="application/octet-stream")
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def may_see(user, right):
    """Whether somebody may open on the desk what the file belongs to."""
    return any(user.has_perm(right.format(action)) for action in ("view", "change"))
