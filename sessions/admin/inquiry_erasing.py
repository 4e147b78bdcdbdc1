"""Erasing who asked, and deleting inquiries: both say beforehand what goes and what stays."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import formats, timezone

from studio import mailing
from studio.deleting_admin import DeletingAdmin

from ..models import Inquiry

LOGGED = "Personal data erased"


def several(number):
    return "1 inquiry" if number == 1 else f"{number} inquiries"


class ErasingAdmin(DeletingAdmin):
    """For a ModelAdmin of inquiries."""

    actions = ["erase_many"]

    def get_action_choices(self, request, default_choices=(("", "Choose what to do"),)):
        return super().get_action_choices(request, list(default_choices))

    def has_erase_permission(self, request):
        return self.has_delete_permission(request)

    @admin.action(description="Erase personal data", permissions=["erase"])
    def erase_many(self, request, inquiries):
        inquiries = inquiries.with_personal_data()
        if not inquiries.exists():
            self.message_user(request, "They are erased already.", messages.WARNING)
            return None
        if "erase" in request.POST:
            self.erase(request, inquiries)
            return None
        return self.erasing_page(request, inquiries)

    def erase_view(self, request, object_id):
        """Say what goes and what stays; on POST, erase one inquiry."""
        inquiries = Inquiry.objects.filter(pk=unquote(object_id))
        inquiry = inquiries.first()
        if inquiry is None:
            raise Http404("There is no such inquiry.")
        if not self.has_erase_permission(request):
            raise PermissionDenied
        if inquiry.erased_at is None and request.method != "POST":
            return self.erasing_page(request, inquiries, inquiry)
        if inquiry.erased_at is None:
            self.erase(request, inquiries)
        return redirect(self.url("change", inquiry.pk))

    def erasing_page(self, request, inquiries, inquiry=None):
        inquiries = list(inquiries)
        what = "this inquiry" if inquiry else several(len(inquiries))
        context = {
            "title": f"Erase the personal data of {what}?",
            "object": inquiry,
            "inquiries": inquiries,
            "folder": "" if mailing.leaves_the_house() else settings.EMAIL_FILE_PATH,
        }
        return self.desk_page(request, "admin/photo_sessions/inquiry/erase.html", context)

    @transaction.atomic
    def erase(self, request, inquiries):
        chosen = list(inquiries.with_personal_data())
        inquiries.erase()
        for inquiry in chosen:
            self.log_change(request, inquiry, LOGGED)
        words = f"The personal data of {several(len(chosen))} are erased."
        self.message_user(request, words, messages.SUCCESS)

    def words_of_no_return(self, inquiries):
        return "This cannot be taken back."

    def get_deleted_objects(self, objs, request):
        """Name what is deleted; mails and links between the two need no rights of their own."""
        inquiries = list(objs)
        mails = Inquiry.mails.through.objects.filter(inquiry__in=inquiries).count()
        lines = [named(inquiry) for inquiry in inquiries]
        if mails:
            lines.append("1 mail" if mails == 1 else f"{mails} mails")
        return lines, {several(len(inquiries)): len(inquiries)}, set(), []


def named(inquiry):
    day = formats.date_format(timezone.localtime(inquiry.created_at), "j F Y")
    return f"{inquiry.name or 'Somebody'} asked about {inquiry.about} on {day}"
