"""What telephones ask for when somebody keeps the site on their home screen."""

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from sessions import lettering
from sessions.icons import SIZES, Icon
from studio.models import Studio


@require_safe
def manifest(request):
    """The web manifest: names, colors and icons of the studio."""
    studio = Studio.objects.current()
    answer = {
        "name": studio.name,
        "short_name": studio.name if len(studio.name) <= 12 else studio.name.split()[0][:12],
        "description": studio.tagline,
        "lang": "en",
        "id": "/",
        "start_url": reverse("pages:home"),
        "scope": "/",
        "display": "browser",
        "background_color": lettering.PAPER,
        "theme_color": lettering.PAPER,
        "icons": [
            *(icon(Icon(size, studio.name)) for size in SIZES[1:]),
            icon(Icon(512, studio.name, is_mask=True)),
        ],
    }
    return JsonResponse(answer, content_type="application/manifest+json")


def icon(icon):
    return {
        "src": icon.path,
        "sizes": f"{icon.size}x{icon.size}",
        "type": "image/png",
        "purpose": "maskable" if icon.is_mask else "any",
    }
