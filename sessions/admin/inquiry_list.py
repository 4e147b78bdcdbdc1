"""The inbox: what came in, what waits, what did not arrive, and the figures above it."""

from datetime import datetime, time

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from studio.models import Mail, MailKind, MailState

from .. import inquiry_export, inquiry_figures
from ..models import Inquiry
from . import inquiry_filters as filters

CHUNK = 500
NOT_ARRIVED = {
    MailKind.NOTICE: "Mail to you",
    MailKind.ACKNOWLEDGEMENT: "Confirmation to the client",
    MailKind.ANSWER: "Your answer",
}
TROUBLES = {MailState.FAILED: "not delivered", MailState.UNKNOWN: "perhaps not delivered"}


def trouble(mail):
    """Say in a few words that a mail did not arrive; "" where nothing is wrong."""
    words = TROUBLES.get(mail.state, "")
    if mail.state == MailState.WAITING and mail.attempts:
        words = "not delivered yet"
    return f"{NOT_ARRIVED.get(mail.kind, mail.get_kind_display())}: {words}" if words else ""


def its_mails():
    """Return what to prefetch: the mails of inquiries, without their words."""
    return Prefetch("mails", Mail.objects.defer("text", "html"))


def last_weeks():
    """Return the Figures of the last twelve weeks, in the studio's time zone."""
    today = timezone.localdate()
    first = datetime.combine(inquiry_figures.first_monday(today), time.min)
    recent = Inquiry.objects.wanted().filter(created_at__gte=timezone.make_aware(first))
    rows = recent.values_list("created_at", "session_type__name", "began_on")
    days = [(timezone.localdate(moment), kind, page) for moment, kind, page in rows]
    return inquiry_figures.count(days, today)


class Inbox(ChangeList):
    """The list of inquiries, as rows that tell everything on a phone as well."""

    def rows(self):
        """Return {inquiry, address, troubles} for each inquiry of this page."""
        prefetch_related_objects(self.result_list, its_mails())
        return [
            {
                "inquiry": inquiry,
                "address": self.address(inquiry),
                "troubles": [words for mail in inquiry.mails.all() if (words := trouble(mail))],
            }
            for inquiry in self.result_list
        ]

    def address(self, inquiry):
        context = {"preserved_filters": self.preserved_filters, "opts": self.opts}
        return add_preserved_filters(context, self.url_for_result(inquiry))

    def figures(self):
        return last_weeks()

    def views(self):
        """Return (words, how many, address, whether it is shown now) of what is asked for most."""
        counts = Inquiry.objects.aggregate(
            all=Count("pk"),
            **{
                name: Count("pk", filter=Q(pk__in=rows))
                for name, rows in {
                    "new": Inquiry.objects.unanswered(),
                    "overdue": Inquiry.objects.overdue(),
                    "held": Inquiry.objects.held(),
                }.items()
            },
        )
        choices = {
            "All": ("all", {}),
            "New": ("new", {"state": "new"}),
            "Waiting for more than a day": ("overdue", {"state": "overdue"}),
            "Held: looks like spam": ("held", {"review": "held"}),
        }
        return [
            (words, counts[name], self.only(**query), self.filter_params == listed(query))
            for words, (name, query) in choices.items()
            if counts[name] or name in ("all", "new")
        ]

    def only(self, **query):
        return self.get_query_string(query, remove=list(self.params))

    def export_query(self):
        return self.get_query_string()  # Django has taken the number of the page out of it


def listed(query):
    return {name: [value] for name, value in query.items()}


class InboxAdmin(admin.ModelAdmin):
    """The list of inquiries and its export, for a ModelAdmin of inquiries."""

    list_display = ["pk"]
    list_filter = [
        filters.StateFilter,
        filters.ReviewFilter,
        filters.SessionTypeFilter,
        filters.BeganOnFilter,
        filters.PeriodFilter,
    ]
    list_per_page = 30
    list_select_related = ["session_type"]
    search_fields = ["name", "email", "message", "notes"]
    search_help_text = "Words of the name, the address, the message or your notes."
    change_list_template = "admin/photo_sessions/inquiry/change_list.html"

    def get_changelist(self, request, **kwargs):
        return Inbox

    def export_view(self, request):
        """Send what the list shows, all of its pages, as a table for spreadsheets."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            inbox = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(self.url("changelist"))
        inquiries = inbox.get_queryset(request).iterator(CHUNK)
        name = f"inquiries-{timezone.localdate().isoformat()}.csv"
        return StreamingHttpResponse(
            inquiry_export.lines(inquiries),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )
