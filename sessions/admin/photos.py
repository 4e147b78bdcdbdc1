"""The page of one photo: its words and rights, and the crop desk."""

from django.contrib import admin, messages
from django.forms import Script
from django.shortcuts import redirect

from .. import alt_words, likeness, traces
from ..arrivals import found_words
from ..models import Photo
from .crop_desk import Desk
from .library import Library
from .photo_form import PhotoForm

ANOTHER_PICTURE = (
    "This is another picture, perhaps of somebody else: say again who has agreed. Until then "
    "visitors do not see it if it shows a person."
)
STILL_DESCRIBED = (
    "The alternative text still describes the former picture: “{}”. Say what is to be seen now."
)
WORDS = {"fields": ["title", "alt"]}
HEAD = {"fields": [*Photo.HEAD_FIELDS, "facing", "another_face", "is_confirmed"]}
ON_DESK = ("Words", "Head box")  # drawn by the crop desk, above the other fields
RIGHTS = {"fields": ["release", "release_waiver", "creator", "credit", "copyright_notice"]}
PUBLISHING = {"fields": ["published_at", "slug"]}


@admin.register(Photo)
class PhotoAdmin(Library):
    form = PhotoForm
    change_form_template = "admin/photo_sessions/photo/change_form.html"
    prepopulated_fields = {"slug": ["title"]}
    add_fieldsets = [
        (None, {"fields": ["upload", "title", "slug", "alt"]}),
        ("Rights", RIGHTS),
        ("On the site", {"fields": ["published_at"]}),
    ]
    fieldsets = [
        ("Words", WORDS),
        ("Head box", HEAD),
        ("On the site", PUBLISHING),
        ("Rights", RIGHTS),
        ("The file", {"fields": ["upload"]}),
    ]

    class Media:
        css = {
            "all": [
                "css/tokens.css",
                "css/crop-desk.css",
                "css/crop-desk-head.css",
                "css/crop-desk-crops.css",
            ]
        }
        js = [Script("js/crop-desk.js", type="module")]

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            # A form with mistakes has put them into its own photo already.
            photo = Photo.objects.get(pk=obj.pk) if request.method == "POST" else obj
            delivered = traces.delivered(photo)
            context |= {
                "desk": Desk(photo),
                "delivered": delivered,
                "traces": traces.rows(photo, delivered),
                "desk_fieldsets": take_from(context["adminform"], ON_DESK),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, photo, form, change):
        if accepted := form.cleaned_data["upload"]:
            former = photo.likeness
            photo.take(accepted)
            if change and former and not likeness.is_near(former, photo.likeness):
                self.tell_of_another(request, photo, form.changed_data)
        elif change:
            form.place_head()
        super().save_model(request, photo, form, change)
        if "alt" in form.changed_data and (words := alt_words.warning(photo)):
            self.message_user(request, words, messages.WARNING)

    def tell_of_another(self, request, photo, changed):
        """Another picture may show somebody else, who has not agreed yet, and other things."""
        is_asked = {"release", "release_waiver"} & set(changed)
        if not is_asked and (photo.release or photo.release_waiver):
            photo.release, photo.release_waiver = None, ""
            self.message_user(request, ANOTHER_PICTURE, messages.WARNING)
        if photo.alt and "alt" not in changed:
            self.message_user(request, STILL_DESCRIBED.format(photo.alt), messages.WARNING)

    def response_add(self, request, photo, post_url_continue=None):
        """Stay with a new photo: its crops want to be looked at."""
        if "_popup" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, photo, post_url_continue)
        self.message_user(
            request, f"“{photo}” is in. {found_words(photo)} Look at the crops below."
        )
        return redirect("admin:photo_sessions_photo_change", photo.pk)


def take_from(admin_form, names):
    """Take fieldsets out of what the common template lists; return them by name."""
    taken = {fieldset.name: fieldset for fieldset in admin_form if fieldset.name in names}
    admin_form.fieldsets = [row for row in admin_form.fieldsets if row[0] not in names]
    return taken
