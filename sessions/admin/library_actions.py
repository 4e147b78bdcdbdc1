"""What can be done to many photos of the library at once."""

import logging
from copy import copy

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from studio import batches, history, trouble
from studio.desk_forms import LongSelect

from ..hanging import hang, take_down
from ..models import Gallery, Photo, Release

logger = logging.getLogger("sessions.pictures")

AT_ONCE = 25  # photos in a transaction: as long as it lasts, nobody else can write
# Longer addresses are cut off on the way by some servers.
MOST_IN_ADDRESS = 500


class LibraryActionForm(ActionForm):
    """Django's choice of an action, and what some of the actions need."""

    gallery = forms.ModelChoiceField(
        Gallery.objects.all(),
        required=False,
        label="Gallery:",
        empty_label="choose one",
        widget=LongSelect(attrs={"data-for": "add_to_gallery take_out_of_gallery"}),
    )
    release = forms.ModelChoiceField(
        Release.objects.none(),
        required=False,
        label="Release:",
        empty_label="choose one",
        widget=LongSelect(attrs={"data-for": "set_release"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["release"].queryset = Release.objects.valid()


def photos_counted(number):
    return "1 photo" if number == 1 else f"{number} photos"


def ended_words(error, left):
    reason = trouble.found(error)
    why = reason.owners_words if reason else "Something went wrong on our side"
    return f"{why}: {photos_counted(left)} stayed as before. Choose the same for them once more."


class LibraryActions:
    """The actions of the photo list, for a ModelAdmin of photos."""

    action_form = LibraryActionForm
    actions = [
        "write_alt_texts",
        "add_to_gallery",
        "take_out_of_gallery",
        "set_release",
        "publish",
        "make_draft",
        "confirm_heads",
    ]

    def has_arrange_permission(self, request):
        return request.user.has_perm("photo_sessions.change_gallery")

    def get_action_choices(self, request, default_choices=(("", "Choose what to do"),)):
        return super().get_action_choices(request, list(default_choices))

    def chosen(self, request, name, words):
        """Return what was chosen beside the action; None, and a word about it, for nothing."""
        form = self.action_form(request.POST)
        form.is_valid()  # its other fields are Django's business
        chosen = form.cleaned_data.get(name)
        if chosen is None:
            self.message_user(request, f"Nothing was changed: {words}", messages.WARNING)
        return chosen

    def asked_again(self, request):
        """Show the list as it was sent: its ticks, and the action that lacks something."""
        again = copy(request)
        again.method = "GET"
        page = self.changelist_view(again)
        page.context_data["cl"].ticked = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        page.context_data["action_form"].initial["action"] = request.POST["action"]
        return page

    def save_photos(self, request, photos, words, **values):
        """Save the same values in many photos, one by one: each has crops and pages to follow.

        Some are saved at once, so that visitors can send inquiries meanwhile. Return how many were
        saved; the owner is told if an accident ended it in between.
        """
        done = 0
        try:
            for keys in batches.turns([photo.pk for photo in photos], AT_ONCE):
                done += self.save_some(request, keys, words, values)
        except Exception as error:
            if not done:
                raise
            logger.exception("“%s” ended after %s of %s photos.", words, done, len(photos))
            self.message_user(request, ended_words(error, len(photos) - done), messages.ERROR)
        return done

    @transaction.atomic
    def save_some(self, request, keys, words, values):
        photos = Photo.objects.select_for_update().filter(pk__in=keys)
        photos = list(photos.prefetch_related("release"))
        if photos:
            history.record_first(*photos)
        for photo in photos:
            for name, value in values.items():
                setattr(photo, name, value)
            photo.save(update_fields=[*values, "updated_at"])
            self.log_change(request, photo, words)
        return len(photos)

    def log_gallery(self, request, gallery, words):
        self.admin_site.get_model_admin(Gallery).log_change(request, gallery, words)

    @admin.action(description="Write alternative texts", permissions=["change"])
    def write_alt_texts(self, request, photos):
        ids = ",".join(map(str, photos.values_list("pk", flat=True)[:MOST_IN_ADDRESS]))
        address = reverse("admin:photo_sessions_photo_alt_texts")
        return HttpResponseRedirect(f"{address}?ids={ids}")

    @admin.action(description="Add to a gallery", permissions=["arrange"])
    def add_to_gallery(self, request, photos):
        gallery = self.chosen(request, "gallery", "choose the gallery beside the action.")
        if gallery is None:
            return self.asked_again(request)
        photos = list(photos)
        history.record_first(gallery)
        added = len(hang(gallery, photos))
        if added:
            self.log_gallery(request, gallery, f"Added {photos_counted(added)}")
        words = f"{photos_counted(added)} added at the end of “{gallery}”."
        if there := len(photos) - added:
            words += f" {photos_counted(there)} had been in it already."
        self.message_user(request, words, messages.SUCCESS)

    @admin.action(description="Take out of a gallery", permissions=["arrange"])
    def take_out_of_gallery(self, request, photos):
        gallery = self.chosen(request, "gallery", "choose the gallery beside the action.")
        if gallery is None:
            return self.asked_again(request)
        photos = list(photos)
        history.record_first(gallery)
        out = take_down(gallery, photos)
        if out:
            self.log_gallery(request, gallery, f"Took out {photos_counted(out)}")
        words = f"{photos_counted(out)} taken out of “{gallery}”."
        if others := len(photos) - out:
            words += f" {photos_counted(others)} had not been in it."
        self.message_user(request, words, messages.SUCCESS)

    @admin.action(description="Set the release", permissions=["change"])
    def set_release(self, request, photos):
        release = self.chosen(request, "release", "choose the release beside the action.")
        if release is None:
            return self.asked_again(request)
        done = self.save_photos(request, photos, f"Set the release of {release}", release=release)
        words = f"The release of {release} now covers {photos_counted(done)}."
        self.message_user(request, words, messages.SUCCESS)

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request, photos):
        now = timezone.now()
        new = [p for p in photos if p.published_at is None or p.published_at > now]
        done = self.save_photos(request, new, "Published", published_at=now)
        words = f"{photos_counted(done)} published."
        if there := len(photos) - len(new):
            words += f" {photos_counted(there)} had been published already."
        self.message_user(request, words, messages.SUCCESS)
        if held := sum(not photo.has_consent for photo in photos):
            words = f"{photos_counted(held)} without a valid release: visitors do not see them."
            self.message_user(request, words, messages.WARNING)

    @admin.action(description="Make drafts that only you see", permissions=["change"])
    def make_draft(self, request, photos):
        new = [photo for photo in photos if photo.published_at is not None]
        done = self.save_photos(request, new, "Made a draft", published_at=None)
        words = f"{photos_counted(done)} taken off the site: only you see them now."
        self.message_user(request, words, messages.SUCCESS)

    @admin.action(description="The head boxes are right", permissions=["change"])
    def confirm_heads(self, request, photos):
        heads = [photo for photo in photos if photo.head is not None]
        new = [photo for photo in heads if photo.head_confirmed_at is None]
        now = timezone.now()
        done = self.save_photos(request, new, "Confirmed the head box", head_confirmed_at=now)
        words = f"The head boxes of {photos_counted(done)} are confirmed."
        if there := len(heads) - len(new):
            words += f" {photos_counted(there)} had been confirmed already."
        if without := len(photos) - len(heads):
            words += f" {photos_counted(without)} without a head box left as they are."
        self.message_user(request, words, messages.SUCCESS)
