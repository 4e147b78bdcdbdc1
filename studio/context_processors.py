"""What every template of the site knows."""

from functools import cache

from .models import Studio


def studio(request):
    """The studio's profile, loaded when a template first asks for it.

    A function, which templates call by themselves: an object that loads itself is asked whether it
    has done so at each of a hundred words.
    """
    return {"studio": cache(Studio.objects.current)}
