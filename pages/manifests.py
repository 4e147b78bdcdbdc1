"""What telephones ask for when somebody keeps the site on their home screen."""

import hashlib
import json

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from sessions import lettering
from sessions.icons import SIZES, Icon
from sessions.media import FOREVER
from studio.models import Studio

BRIEFLY = "public, max-age=3600"


@require_safe
def manifest(request):
    """The web manifest: names, colors and icons of the studio."""
    text = content(Studio.objects.current())
    response = HttpResponse(text, content_type="application/manifest+json")
    is_named = request.GET.get("v") == version(text)
    response["Cache-Control"] = FOREVER if is_named else BRIEFLY
    return response


def address(studio):
    """Return the address of a studio's manifest as it is now."""
    return f"{reverse('manifest')}?v={version(content(studio))}"


def version(text):
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def content(studio):
    is_short = len(studio.name) <= 12
    facts = {
        "name": studio.name,
        "short_name": studio.name if is_short else studio.name.split()[0][:12],
        "description": studio.tagline,
        "lang": "en",
        "id": "/",
        "start_url": reverse("pages:home"),
        "scope": "/",
        "display": "browser",
        "background_color": lettering.PAPER,
        "theme_color": lettering.PAPER,
        "icons": [
            *(described(Icon(size, studio.name)) for size in SIZES[1:]),
            described(Icon(512, studio.name, is_mask=True)),
        ],
    }
    return json.dumps(facts, ensure_ascii=False)


def described(icon):
    return {
        "src": icon.path,
        "sizes": f"{icon.size}x{icon.size}",
        "type": "image/png",
        "purpose": "maskable" if icon.is_mask else "any",
    }
