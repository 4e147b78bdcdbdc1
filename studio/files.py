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
    if not name.startswith(FOLDERS) or not default_storage.exists(name):
        raise Http404("There is no such file.")
    response = FileResponse(default_storage.open(name), as_attachment=True)
    response["Cache-Control"] = "private, no-store"
    return response
