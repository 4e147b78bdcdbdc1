"""The form of a photo: the upload, the head box in per cent, crops set by hand."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .. import framing, hand_crops, intake, renditions
from ..models import Photo

PLACES = ("head_top", "eye_line", "head_bottom", "head_left", "head_right")
HAND_CUTS = [cut for cut in renditions.known_cuts() if cut != "whole"]
UNREADABLE = "The crops set by hand could not be read. Load this page again."
WHOLE_BOX = "All five numbers, or none where there is no head."


class PlaceField(forms.FloatField):
    """A place on the photograph: shown and typed in per cent, kept as a fraction.

    What is not touched stays exactly as it was, however many decimals it has.
    """

    def __init__(self, *, label, help_text):
        between = "This lies between 0 and 100 per cent."
        words = {"min_value": between, "max_value": between, "invalid": "A number, such as 18.3."}
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            min_value=0,
            max_value=100,
            error_messages=words,
            widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
        )

    def prepare_value(self, value):
        return f"{100 * value:.1f}" if isinstance(value, int | float) else value

    def clean(self, value):
        percent = super().clean(value)
        return None if percent is None else percent / 100

    def has_changed(self, initial, data):
        shown = self.prepare_value(initial)
        return super().has_changed(None if shown is None else float(shown), data)


class HandCropsField(forms.JSONField):
    """JSON that may hold brackets in brackets, thousands deep, without harm."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(UNREADABLE) from None

    def bound_data(self, data, initial):
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return initial


def face_names(faces):
    """Return what to call each found head by where it is: left, middle, right."""
    order = sorted(range(len(faces)), key=lambda n: faces[n]["left"] + faces[n]["right"])
    usual = {1: ["the head found"], 2: ["left", "right"], 3: ["left", "middle", "right"]}
    names = usual.get(len(faces)) or [f"number {n} from the left" for n in range(1, len(faces) + 1)]
    return [names[order.index(number)] for number in range(len(faces))]


class PhotoForm(forms.ModelForm):
    upload = forms.FileField(
        label="photograph",
        required=False,
        allow_empty_file=True,  # intake says it better
        help_text=(
            "JPEG, PNG, WebP, AVIF, TIFF or HEIC. A new file replaces the one before for good."
        ),
    )
    head_top = PlaceField(label="Crown", help_text="The top of the hair, or of a hat.")
    eye_line = PlaceField(label="Eyes", help_text="The line through both eyes.")
    head_bottom = PlaceField(label="Chin", help_text="The lowest point of the chin.")
    head_left = PlaceField(label="Left", help_text="The left edge of the head, as you see it.")
    head_right = PlaceField(label="Right", help_text="The right edge of the head, as you see it.")
    another_face = forms.TypedChoiceField(
        label="Another face",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Several heads were found. Choosing another one sets the head box to it.",
    )
    is_confirmed = forms.BooleanField(
        label="The head box is right",
        required=False,
        help_text="Tick it after looking at the crops.",
    )
    hand_crops = HandCropsField(
        label="crops set by hand",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": UNREADABLE},
    )
    back_to_automatic = forms.MultipleChoiceField(
        required=False,
        choices=[(cut, cut) for cut in HAND_CUTS],
        help_text="Ticked crops are computed from the head box again.",
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
        photo = self.instance
        self.fields["upload"].required = photo.pk is None
        self.initial["is_confirmed"] = photo.head_confirmed_at is not None
        self.initial["hand_crops"] = photo.hand_crops
        self.fields["another_face"].choices = [
            ("", "keep this one"),
            *enumerate(face_names(photo.faces)),
        ]
        if len(photo.faces) < 2 and (photo.head or not photo.faces):
            self.fields["another_face"].disabled = True
        for name in Photo.HEAD_FIELDS:
            saved = getattr(photo, name)
            shown = self.fields[name].prepare_value(saved)
            # What the browser needs to leave an untouched place exactly as it was.
            self.fields[name].widget.attrs |= {
                "data-shown": "" if shown is None else shown,
                "data-exact": "" if saved is None else repr(saved),
            }

    @property
    def places(self):
        """The fields of the head box, in the order in which they are read."""
        return [self[name] for name in PLACES]

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
        self.keep_untouched_places(cleaned)
        if not self.replaces_head(cleaned):
            self.check_head(cleaned)
        self.check_hand_crops(cleaned)
        return cleaned

    def replaces_head(self, cleaned):
        """Whether the head box comes from elsewhere: whatever the five fields say is void."""
        return bool(cleaned.get("upload")) or cleaned.get("another_face") is not None

    def keep_untouched_places(self, cleaned):
        for name in Photo.HEAD_FIELDS:
            is_void = self.replaces_head(cleaned) and name in cleaned
            if is_void or (name in cleaned and name not in self.changed_data):
                cleaned[name] = getattr(self.instance, name)

    def check_head(self, cleaned):
        """Say beside its field what is impossible about a head box."""
        places = {name: cleaned.get(name) for name in PLACES if name not in self.errors}
        if len(places) < len(PLACES) or all(place is None for place in places.values()):
            return
        for name in places:
            if places[name] is None:
                self.add_error(name, WHOLE_BOX)
        for first, second, order in (
            ("head_top", "eye_line", "above"),
            ("eye_line", "head_bottom", "above"),
            ("head_left", "head_right", "to the left of"),
        ):
            before, after = places[first], places[second]
            if before is not None and after is not None and before >= after:
                self.add_error(first, f"This has to lie {order} “{self[second].label.lower()}”.")

    def check_hand_crops(self, cleaned):
        photo = self.instance
        crops = cleaned.get("hand_crops")
        if cleaned.get("upload") or "hand_crops" in self.errors or not photo.pk:
            return
        crops = photo.hand_crops if crops is None else crops
        try:
            crops = hand_crops.checked(
                crops, HAND_CUTS, photo.hand_crops, photo.size, self.head_to_be(cleaned)
            )
        except hand_crops.Unusable as error:
            self.add_error("hand_crops", str(error))
            return
        automatic = cleaned.get("back_to_automatic", [])
        cleaned["hand_crops"] = {c: crop for c, crop in crops.items() if c not in automatic}

    def head_to_be(self, cleaned):
        """Return the head box as it will be saved; None without one, or with an impossible one."""
        number = cleaned.get("another_face")
        if number is not None:
            face = self.instance.faces[number]
            places = [face[name.removeprefix("head_")] for name in Photo.HEAD_FIELDS]
        else:
            places = [cleaned.get(name) for name in Photo.HEAD_FIELDS]
        return None if None in places else framing.Head(*places)

    def place_head(self):
        """Give the valid form's photo its head box, and say whether somebody has confirmed it.

        A box that was moved by hand counts as confirmed by whoever moved it, unless the tick was
        taken away; a found face only with a tick that was set for this very face.
        """
        photo, number = self.instance, self.cleaned_data["another_face"]
        photo.hand_crops = self.cleaned_data["hand_crops"]
        if number is not None:
            facing = photo.facing
            photo.set_head(photo.faces[number])
            if "facing" in self.changed_data:
                photo.facing = facing
            is_confirmed = self.data.get(self.add_prefix("is_confirmed")) == f"face {number}"
            photo.head_confirmed_at = timezone.now() if is_confirmed else None
            return
        is_moved = any(name in self.changed_data for name in Photo.HEAD_FIELDS)
        is_confirmed = self.cleaned_data["is_confirmed"]
        if is_moved and "is_confirmed" not in self.changed_data:
            is_confirmed = True
        if photo.head is None or not is_confirmed:
            photo.head_confirmed_at = None
        elif is_moved or photo.head_confirmed_at is None:
            photo.head_confirmed_at = timezone.now()
