"""Answering an inquiry by mail from the desk."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import formats, timezone

from studio.models import Studio

from .. import answering
from ..inquiring import OneLine

LONGEST = 20_000
TWO_CLICKS = timedelta(minutes=1)
NOTHING_WRITTEN = "Your answer is still empty. Write it between the greeting and your name."
ERASED = (
    "Who asked was erased, and the address with it, so nothing can be sent from here. What you "
    "wrote is still below: copy it if you need it."
)
NO_ADDRESS = (
    "There is no mail address in this inquiry, so nothing can be sent from here. What you wrote "
    "is still below: copy it if you need it."
)
ON_ITS_WAY = "Your answer is on its way. What becomes of it stands below, under Mails."
SENT_BEFORE = (
    "You sent these very words before, so they were not sent once more. Change them, or look "
    "under Mails what became of them."
)


class AnswerForm(forms.Form):
    """An answer, begun with a greeting and a name, and what it answers as a quotation."""

    subject = forms.CharField(
        max_length=200,
        validators=[OneLine()],
        error_messages={"required": "Say in a few words what the mail is about."},
    )
    text = forms.CharField(
        label="Your answer",
        max_length=LONGEST,
        error_messages={"required": NOTHING_WRITTEN},
        widget=forms.Textarea({"rows": 12}),
    )
    quoted = forms.CharField(
        label="Quoted below it",
        max_length=LONGEST,
        required=False,
        help_text="So that the client knows what you answer. Shorten it, or empty it.",
        widget=forms.Textarea({"rows": 8}),
    )

    def __init__(self, inquiry, data=None):
        super().__init__(data, initial=beginning(inquiry), label_suffix="")
        self.inquiry = inquiry

    def clean_text(self):
        text = self.cleaned_data["text"]
        if same_words(text, self.initial["text"]):
            raise forms.ValidationError(NOTHING_WRITTEN)
        return text

    def clean(self):
        if self.inquiry.erased_at:
            raise forms.ValidationError(ERASED)
        if not self.inquiry.email:
            raise forms.ValidationError(NO_ADDRESS)


def same_words(one, other):
    return one.split() == other.split()


def beginning(inquiry):
    """Return what stands in the form before the owner writes."""
    studio = Studio.objects.current()
    return {
        "subject": f"Your message about {inquiry.about}",
        "text": f"Hello {inquiry.name},\n\n\n\n{studio.photographer or studio.name}",
        "quoted": quotation(inquiry),
    }


def quotation(inquiry):
    """Return the client's message, and what was chosen with the prices as they were shown."""
    day = formats.date_format(timezone.localtime(inquiry.created_at), "j F Y")
    parts = [f"On {day} you wrote:", inquiry.message]
    if inquiry.told:
        lines = [f"{label}: {words}" for label, words in inquiry.told]
        parts.append("\n".join(["What you chose, with the prices as you saw them:", *lines]))
    return "\n\n".join(parts)


class AnsweringAdmin(admin.ModelAdmin):
    """For a ModelAdmin of inquiries."""

    @transaction.atomic
    def answer_view(self, request, object_id):
        """Show the form; on POST, queue the answer and go back to the inquiry."""
        inquiry = self.get_object(request, unquote(object_id))
        if inquiry is None:
            raise Http404("There is no such inquiry.")
        if not self.has_change_permission(request, inquiry):
            raise PermissionDenied
        form = AnswerForm(inquiry, request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self.send_answer(request, inquiry, form.cleaned_data)
        context = {
            "title": f"Answer {inquiry.name}" if inquiry.name else "Answer",
            "object": inquiry,
            "form": form,
            "sender": Studio.objects.current().email,
        }
        return self.desk_page(request, "admin/photo_sessions/inquiry/answer.html", context)

    def send_answer(self, request, inquiry, written):
        mail, is_new = answering.answer(inquiry, **written)
        if is_new:
            self.log_change(request, inquiry, "Answered by mail")
        if is_new or timezone.now() - mail.created_at < TWO_CLICKS:
            self.message_user(request, ON_ITS_WAY, messages.SUCCESS)
        else:
            self.message_user(request, SENT_BEFORE, messages.WARNING)
        return redirect(self.url("change", inquiry.pk))
