"""The fields that many blocks have, each with what it is for."""

from django.db import models
from django.db.models import Q

from sessions.models import Photo, SessionType
from sessions.models.galleries import Display

ITALICS = "Asterisks set words in italic."


def heading(**kwargs):
    words = f"Over the block; empty for none. {ITALICS}"
    return models.CharField(max_length=120, blank=True, help_text=words, **kwargs)


def intro():
    words = "One to three sentences under the heading."
    return models.TextField("opening", blank=True, help_text=words)


def nouns(label, what):
    words = f"{what}: a few nouns, no full stop."
    return models.CharField(label, max_length=120, help_text=words)


def photo(**kwargs):
    options = {"help_text": "A photo of the library.", **kwargs}
    return models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+", **options)


def session_type(**kwargs):
    options = {"help_text": "Its words come from the session type itself.", **kwargs}
    return models.ForeignKey(SessionType, on_delete=models.PROTECT, related_name="+", **options)


def shown_as():
    words = "Whole, or cut by the head box."
    options = {"choices": Display, "default": Display.WHOLE, "help_text": words}
    return models.CharField("shown as", max_length=10, **options)


def known(field, choices, name):
    """Return the constraint that a field holds one of its choices."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)
