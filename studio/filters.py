"""Filters of the desk's lists, in the owner's words."""

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone

from . import publishing


class WordsFilter(admin.SimpleListFilter):
    """A filter whose choices are conditions: {value: (words, condition)}."""

    def choices_with_conditions(self):
        raise NotImplementedError

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _) in self.choices_with_conditions().items()]

    def queryset(self, request, rows):
        chosen = self.choices_with_conditions().get(self.value())
        return rows.filter(chosen[1]) if chosen else rows


class StateFilter(WordsFilter):
    """Whether visitors see it."""

    title = "on the site"
    parameter_name = "state"

    def choices_with_conditions(self):
        now = timezone.now()
        return {
            "published": ("On the site", publishing.now_published()),
            "draft": ("Draft", Q(published_at=None)),
            "scheduled": ("Later", Q(published_at__gt=now)),
            "ended": ("Not any more", Q(unpublished_at__lte=now)),
        }
