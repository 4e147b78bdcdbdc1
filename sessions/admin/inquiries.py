"""One inquiry on the desk: the message, what was chosen, its mails, and what to do next."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.shortcuts import redirect

from studio.desk_forms import DeskForm
from studio.desk_pages import DeskPages
from studio.models import Mail

from .. import answering, inquiry_prices
from ..models import Inquiry, InquiryState
from .inquiry_answers import AnsweringAdmin
from .inquiry_erasing import ErasingAdmin
from .inquiry_list import InboxAdmin

STEPS = {
    InquiryState.BOOKED: "Booked",
    InquiryState.DECLINED: "Declined",
    InquiryState.SPAM: "Spam",
}
SAID = {
    InquiryState.NEW: "It is in your inbox as new.",
    InquiryState.BOOKED: "It is marked as booked.",
    InquiryState.DECLINED: "It is marked as declined.",
    InquiryState.SPAM: "It is marked as spam.",
}
LET_IN = (
    "It is in your inbox as new. You and the client are sent the mails that were held back: yours, "
    "and the one that says it has arrived."
)


def next_steps(inquiry):
    """Return (state, words on the button) for each usual next step."""
    if inquiry.state == InquiryState.SPAM:
        held = [(InquiryState.SPAM, "It is spam")] if inquiry.is_held else []
        return [(InquiryState.NEW, "Not spam"), *held]
    return [(state, words) for state, words in STEPS.items() if state != inquiry.state]


@admin.register(Inquiry)
class InquiryAdmin(DeskPages, AnsweringAdmin, ErasingAdmin, InboxAdmin):
    """No versions are kept: they would hold what is to be erased."""

    form = DeskForm
    fields = ["state", "notes"]
    change_form_template = "admin/photo_sessions/inquiry/change_form.html"

    def get_urls(self):
        views = [
            ("export/", self.export_view, "export"),
            ("<path:object_id>/answer/", self.answer_view, "answer"),
            ("<path:object_id>/erase/", self.erase_view, "erase"),
            ("<path:object_id>/step/", self.step_view, "step"),
        ]
        return self.desk_urls(views) + super().get_urls()

    def has_add_permission(self, request):
        return False

    def get_object(self, request, object_id, from_field=None):
        """Return the inquiry; locked where something is about to change it."""
        inquiry = super().get_object(request, object_id, from_field)
        if inquiry and request.method == "POST" and connection.in_atomic_block:
            return answering.locked(inquiry.pk)
        return inquiry

    def get_readonly_fields(self, request, obj=None):
        return ["notes"] if obj and obj.erased_at else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Let a form that was open for long say what was changed in it, and what was not."""
        return super().formfield_for_dbfield(db_field, request, show_hidden_initial=True, **kwargs)

    def save_model(self, request, obj, form, change):
        state = obj.state
        obj.state = form.initial["state"]
        if "notes" in form.changed_data:
            obj.save(update_fields=["notes"])
        if "state" in form.changed_data and state != obj.state and self.move(request, obj, state):
            self.message_user(request, LET_IN, messages.SUCCESS)

    def move(self, request, inquiry, state):
        """Give an inquiry a state; whether that set off its mails."""
        return answering.move(inquiry, state, request.build_absolute_uri("/"))

    def response_change(self, request, obj):
        self.message_user(request, "Saved.", messages.SUCCESS)
        return redirect(request.get_full_path())

    @transaction.atomic
    def step_view(self, request, object_id):
        """Give an inquiry the state of the button that was pressed; keep the notes below it."""
        inquiry = self.get_object(request, unquote(object_id))
        state = request.POST.get("step")
        if inquiry is None or request.method != "POST" or state not in SAID:
            raise Http404("There is no such step.")
        if not self.has_change_permission(request, inquiry):
            raise PermissionDenied
        self.keep_notes(request.POST, inquiry)
        if (inquiry.state, inquiry.is_held) != (state, False):
            is_let_in = self.move(request, inquiry, InquiryState(state))
            self.log_change(request, inquiry, InquiryState(state).label)
            self.message_user(request, LET_IN if is_let_in else SAID[state], messages.SUCCESS)
        return redirect(self.url("change", inquiry.pk))

    def keep_notes(self, data, inquiry):
        """Save notes that were changed, in a form that may have been open for long."""
        before, now = (data.get(name, "").strip() for name in ("initial-notes", "notes"))
        if now != before and not inquiry.erased_at:
            inquiry.notes = now
            inquiry.save(update_fields=["notes"])

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= {
                "inquiry": obj,
                "shows_prices": "package" in obj.chosen or "compared" in obj.chosen,
                "price_changes": inquiry_prices.changes(obj),
                "mails": obj.mails.defer("text", "html").order_by("created_at", "pk"),
                "stranded": set(Mail.objects.stranded().filter(inquiries=obj)),
                "steps": next_steps(obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
