"""Photos: uploading, words, and where the head is."""

from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.utils import timezone

from .. import intake
from ..models import Photo
from .library import Library
from .thumbnails import all_cuts, head_drawing


def face_words(face):
    """Say where on the photo a found head is."""
    across = (face["left"] + face["right"]) / 2
    side = "left" if across < 0.4 else "right" if across > 0.6 else "middle"
    tall = round(100 * (face["bottom"] - face["top"]))
    return f"the head at {round(100 * across)} % from the left ({side}), {tall} % of the height"


class PhotoForm(forms.ModelForm):
    upload = forms.FileField(
        label="photograph",
        required=False,
        allow_empty_file=True,  # intake says it better
        help_text="JPEG, PNG, WebP, AVIF, TIFF or HEIC. A new file replaces the one before.",
    )
    another_face = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Several heads were found. Choosing another one sets the head box to it.",
    )
    is_confirmed = forms.BooleanField(
        label="the head box is right",
        required=False,
        help_text="Tick after looking at the crops above. A new photograph needs a new look.",
    )

    class Meta:
        model = Photo
        fields = [
            "title",
            "slug",
            "alt",
            "creator",
            "credit",
            "copyright_notice",
            "release",
            "release_waiver",
            "published_at",
            *Photo.HEAD_FIELDS,
            "facing",
        ]
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = self.instance.pk is None
        faces = self.instance.faces
        self.fields["another_face"].choices = [
            ("", "keep the one below"),
            *((number, face_words(face)) for number, face in enumerate(faces)),
        ]
        if len(faces) < 2:
            self.fields["another_face"].disabled = True
            self.fields[
                "another_face"
            ].help_text = "For photographs on which several heads are found."
        self.initial["is_confirmed"] = self.instance.head_confirmed_at is not None

    def clean_upload(self):
        """Take the file in now, so that whatever is wrong with it is said beside the field."""
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        try:
            return intake.take_in(upload)
        except intake.UploadRefused as refusal:
            raise forms.ValidationError(refusal.message) from None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_confirmed") and not cleaned.get("upload"):
            self.instance.head_confirmed_at = self.instance.head_confirmed_at or timezone.now()
        else:
            self.instance.head_confirmed_at = None
        return cleaned


def head_words(photo):
    """Say what became of the head, and why there may be no headshot."""
    if photo.head is None:
        return "No head was found, so there is no headshot."
    if photo.has_headshot:
        return "A head was found."
    return (
        "A head was found, but no headshot can be cut: the face is hidden, too small, or too "
        "close to another one."
    )


@admin.register(Photo)
class PhotoAdmin(Library):
    form = PhotoForm
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["crops", "facts_read"]
    fieldsets = [
        (None, {"fields": ["upload", "title", "slug", "alt"]}),
        ("Crops", {"fields": ["crops"]}),
        (
            "Head box",
            {
                "fields": [
                    "another_face",
                    ("head_top", "eye_line", "head_bottom"),
                    ("head_left", "head_right"),
                    "facing",
                    "is_confirmed",
                ],
                "description": (
                    "Where the head is, from 0 (left or top) to 1 (right or bottom). Every "
                    "crop on the site follows from these numbers. All empty: no head."
                ),
            },
        ),
        (
            "Rights",
            {"fields": ["release", "release_waiver", "creator", "credit", "copyright_notice"]},
        ),
        ("On the site", {"fields": ["published_at", "facts_read"]}),
    ]

    class Media:
        css = {"all": ["css/admin.css"]}

    def save_model(self, request, photo, form, change):
        if accepted := form.cleaned_data["upload"]:
            photo.take(accepted)
        elif (number := form.cleaned_data["another_face"]) is not None:
            photo.set_head(photo.faces[number])
        super().save_model(request, photo, form, change)

    def response_add(self, request, photo, post_url_continue=None):
        """Stay with a new photo: its crops want to be looked at."""
        if "_popup" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, photo, post_url_continue)
        self.message_user(request, f"“{photo}” is in. {head_words(photo)} Look at the crops below.")
        return redirect("admin:photo_sessions_photo_change", photo.pk)

    @admin.display(description="as it is cut now")
    def crops(self, photo):
        if not photo.pk:
            return "After saving, every crop is shown here."
        return head_drawing(photo) + all_cuts(photo)

    @admin.display(description="read from the file")
    def facts_read(self, photo):
        facts = [f"{name.replace('_', ' ')}: {value}" for name, value in photo.facts.items()]
        return "; ".join(facts) or "nothing"
