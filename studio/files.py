"""Private files for those who work at the desk: originals and signed releases."""

from django.contrib.admin.views.decorators import staff_member_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

FOLDERS = ("originals/", "releases/")


@require_safe
@staff_member_required
def private_file(request, name):
    """Hand out a private file, to be saved and not shown: it may hold anything."""
    if not name.startswith(FOLDERS):
        raise Http404("There is no such file.")
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404("There is no such file.") from None
    response = FileResponse(file, as_attachment=True, content_type="application/octet-stream")
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
