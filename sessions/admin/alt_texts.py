"""The page for writing alternative texts beside the pictures, many in a row."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from studio import history

from .. import alt_words
from ..models import Photo
from .thumbnails import wide_thumbnail

MEDIA = forms.Media(
    css={"all": ["css/library.css", "css/alt-texts.css"]},
    js=[forms.widgets.Script("js/text-room.js", type="module")],
)
ON_A_PAGE = 20
LONGEST = Photo._meta.get_field("alt").max_length


class AltTextForm(forms.ModelForm):
    class Meta:
        model = Photo
        fields = ["alt"]
        widgets = {"alt": forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST})}
        error_messages = {
            "alt": {
                "max_length": "This text has %(show_value)d characters; %(limit_value)d is the "
                "most. Say what matters first, and leave out the rest."
            }
        }

    def __init__(self, data, photo):
        super().__init__(data, instance=photo, prefix=f"photo-{photo.pk}", label_suffix="")
        self.fields["alt"].label = photo.title
        self.fields["alt"].help_text = ""
        self.picture = wide_thumbnail(photo, 320)

    def clean_alt(self):
        return " ".join(self.cleaned_data["alt"].split())


def alt_texts_page(request, library):
    """Show photos, those without a text unless others are chosen; save, and show the next."""
    if not library.has_change_permission(request):
        raise PermissionDenied
    chosen, before = photo_ids(request.GET.get("ids")), photo_ids(request.GET.get("before"))
    if request.method == "POST":
        shown = photo_ids(",".join(request.POST.getlist("photo")))
        texts = [AltTextForm(request.POST, photo) for photo in ordered(shown)]
        valid = [text.is_valid() for text in texts]  # all of them, so that all errors show
        if all(valid):
            changed = [text.instance for text in texts if text.has_changed()]
            save(request, library, changed)
            say_saved(request, changed)
            return HttpResponseRedirect(f"?{address_of_next(request, texts)}")
    else:
        photos = Photo.objects.filter(pk__in=chosen) if chosen else Photo.objects.filter(alt="")
        if before:
            photos = photos.filter(pk__lt=before[0])
        texts = [AltTextForm(None, photo) for photo in photos.order_by("-pk")[:ON_A_PAGE]]
    context = {
        **library.admin_site.each_context(request),
        "title": "Alternative texts",
        "opts": library.model._meta,
        "media": library.media + MEDIA,
        "texts": texts,
        "longest": LONGEST,
        "is_chosen": bool(chosen),
        "is_continued": bool(before),
        "missing": Photo.objects.filter(alt="").count(),
        "has_errors": any(text.errors for text in texts),
    }
    return TemplateResponse(request, "admin/photo_sessions/photo/alt_texts.html", context)


def photo_ids(words):
    """Return the numbers of "3,1,2"; what is no number of a photo is left out."""
    return [int(word) for word in (words or "").split(",") if word.isdecimal() and len(word) < 19]


def ordered(ids):
    return Photo.objects.filter(pk__in=ids).order_by("-pk")


@transaction.atomic
def save(request, library, photos):
    for photo in photos:
        history.record_first(photo)
        photo.save(update_fields=["alt", "updated_at"])
        library.log_change(request, photo, "Wrote its alternative text")


def say_saved(request, photos):
    if photos:
        count = "1 alternative text" if len(photos) == 1 else f"{len(photos)} alternative texts"
        messages.success(request, f"{count} saved.")
    else:
        messages.info(request, "Nothing had changed.")
    for words in filter(None, map(alt_words.warning, photos)):
        messages.warning(request, words)


def address_of_next(request, texts):
    """Return the query of the page behind the last photo of this one."""
    query = request.GET.copy()
    if texts:
        query["before"] = texts[-1].instance.pk
    return query.urlencode()
