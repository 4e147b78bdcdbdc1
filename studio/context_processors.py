"""What every template of the site knows."""

from django.utils.functional import SimpleLazyObject

from .models import Studio


def studio(request):
    """The studio's profile, loaded when a template first asks for it."""
    return {"studio": SimpleLazyObject(Studio.objects.current)}
