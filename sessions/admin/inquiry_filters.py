"""The filters of the inbox, in the owner's words."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone

from studio.filters import WordsFilter

from ..models import Inquiry, InquiryState, SessionType
from .filters import once

NONE = "none"
MOST_PAGES = 12  # the end of an address is typed by whoever likes to: not all need a line


class StateFilter(WordsFilter):
    title = "state"
    parameter_name = "state"

    def choices_with_conditions(self):
        states = {state.value: (state.label, Q(state=state)) for state in InquiryState}
        states[InquiryState.NEW] = ("New", Q(state=InquiryState.NEW, erased_at=None))
        overdue = Q(pk__in=Inquiry.objects.overdue())
        return {"overdue": ("New, for more than a day", overdue), **states}


class ReviewFilter(WordsFilter):
    title = "looks like spam"
    parameter_name = "review"

    def choices_with_conditions(self):
        held = Q(pk__in=Inquiry.objects.held())
        return {"held": ("Held for your look", held), "not": ("Not held", ~held)}


class PeriodFilter(WordsFilter):
    title = "when it came"
    parameter_name = "period"

    def choices_with_conditions(self):
        def since(days):
            return Q(created_at__gte=timezone.now() - timedelta(days=days))

        return {
            "week": ("In the last 7 days", since(7)),
            "month": ("In the last 30 days", since(30)),
            "year": ("In the last 365 days", since(365)),
            "before": ("Before that", ~since(365)),
        }


class SessionTypeFilter(admin.SimpleListFilter):
    title = "session type"
    parameter_name = "type"

    def lookups(self, request, model_admin):
        types = once(request, SessionType.objects.values_list("slug", "name"))
        return [*types, (NONE, "None chosen")]

    def queryset(self, request, inquiries):
        if self.value() == NONE:
            return inquiries.filter(session_type=None)
        return inquiries.filter(session_type__slug=self.value()) if self.value() else inquiries


class BeganOnFilter(admin.SimpleListFilter):
    title = "page it began on"
    parameter_name = "began"

    def lookups(self, request, model_admin):
        pages = Inquiry.objects.exclude(began_on="").values("began_on")
        most = pages.annotate(number=Count("pk")).order_by("-number", "began_on")
        paths = once(request, most.values_list("began_on", flat=True)[:MOST_PAGES])
        return [*((path, path) for path in paths), (NONE, "Not known")]

    def queryset(self, request, inquiries):
        if self.value() == NONE:
            return inquiries.filter(began_on="")
        return inquiries.filter(began_on=self.value()) if self.value() else inquiries
