"""The page that takes many photographs in at once."""

from functools import partial

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from studio.desk_forms import LongSelect

from .. import arrivals, intake
from ..models import Gallery, Release
from .thumbnails import thumbnail

SIGNED_OUT = "You are signed out. Sign in in another tab, then try again."
NOT_ALLOWED = "Your account may not add photos. Ask whoever runs the site."
NO_FILES = "Choose at least one photograph."
NOT_OURS = "The page has become too old. Open it again in another tab, then try again."
RESULT = "admin/photo_sessions/photo/upload_result.html"
MEDIA = forms.Media(
    css={"all": ["css/library.css", "css/uploads.css"]},
    js=[forms.widgets.Script("js/photo-drop.js", type="module")],
)
MOST_PLACES = 2**31 - 1  # the largest number that every database keeps
TAKEN = ",".join(f".{ending}" for ending in sorted(intake.EXTENSIONS))


class UploadForm(forms.Form):
    """What is to hold for all photographs of a batch."""

    gallery = forms.ModelChoiceField(
        Gallery.objects.all(),
        required=False,
        empty_label="none for now",
        widget=LongSelect,
        help_text="They are added behind those that are in it.",
    )
    release = forms.ModelChoiceField(
        Release.objects.none(),
        required=False,
        label="The sitter’s consent, for all of these",
        empty_label="I choose it later",
        widget=LongSelect,
        help_text="Without one, visitors do not see photographs of people.",
    )
    shoot = forms.CharField(
        required=False,
        max_length=80,
        label="Name of the shoot",
        help_text="For files named by a camera: DSC_4821 becomes “Team day 4821”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shown = forms.ChoiceField(
        required=False,
        label="On the site",
        choices=[("now", "Publish at once"), ("later", "Keep as drafts that only you see")],
        initial="now",
        widget=forms.RadioSelect,
    )
    keep = forms.BooleanField(required=False, widget=forms.HiddenInput)
    # From the page's script, which sends one file at a time.
    batch = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    place = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_PLACES, widget=forms.HiddenInput
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["release"].queryset = Release.objects.valid()
        if not user.has_perm("photo_sessions.change_gallery"):
            del self.fields["gallery"]

    def wishes(self, keeps_alike):
        chosen = self.cleaned_data
        return arrivals.Wishes(
            gallery=chosen.get("gallery"),
            release=chosen["release"],
            shoot=chosen["shoot"],
            is_draft=chosen["shown"] == "later",
            keeps_alike=keeps_alike,
            batch=chosen["batch"],
            place=chosen["place"] or 0,
        )


def wants_json(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


class CsrfInWords(CsrfViewMiddleware):
    """Django's own check; a script is told in words what is wrong."""

    def _reject(self, request, reason):
        if wants_json(request):
            super()._reject(request, reason)  # logs it
            return JsonResponse({"error": NOT_OURS}, status=403)
        return super()._reject(request, reason)


csrf_in_words = decorator_from_middleware(CsrfInWords)


@csrf_exempt  # take_uploads checks, and answers in words
def upload_page(request, library):
    """Answer with JSON to the page's script, whatever happens; else with a page."""
    if not wants_json(request):
        return library.admin_site.admin_view(take_uploads)(request, library=library)
    len(request.FILES)  # read to the end: a browser still sending does not hear an early answer
    if not library.admin_site.has_permission(request):
        return JsonResponse({"error": SIGNED_OUT}, status=401)
    return take_uploads(request, library=library)


@csrf_exempt
@csrf_in_words
def take_uploads(request, library):
    """Show the page, or take the files that came with the request."""
    if not library.has_add_permission(request):
        if wants_json(request):
            return JsonResponse({"error": NOT_ALLOWED}, status=403)
        raise PermissionDenied
    form = UploadForm(request.POST if request.method == "POST" else None, user=request.user)
    if not form.is_valid():
        return show(request, library, form)
    files = request.FILES.getlist("files")
    if not files:
        form.add_error(None, NO_FILES)
        return show(request, library, form)
    results = [receive(request, library, form, file) for file in files]
    return answer(request, library, form, results)


def receive(request, library, form, file):
    """Take one file in. A page without a script cannot ask back about what looks alike."""
    is_asked_back = wants_json(request) and not form.cleaned_data["keep"]
    wishes = form.wishes(keeps_alike=not is_asked_back)
    return arrivals.receive(file, wishes, note=partial(note_addition, request, library))


def note_addition(request, library, photo):
    library.log_addition(request, photo, [{"added": {}}])


def answer(request, library, form, results):
    if not wants_json(request):
        return show(request, library, form, results)
    told = [
        {
            "state": arrival.state,
            "words": arrival.words,
            "photo": arrival.photo and arrival.photo.pk,
            "html": result_html(arrival),
        }
        for arrival in results
    ]
    return JsonResponse({"results": told})


def result_html(arrival):
    photo = arrival.photo or arrival.twin
    picture = thumbnail(photo, height=96, alt="") if photo else ""
    return render_to_string(RESULT, {"arrival": arrival, "photo": photo, "picture": picture})


def show(request, library, form, results=()):
    """Return the page; with what became of the files that were sent without a script."""
    if wants_json(request):
        errors = [words for field in form.errors.values() for words in field]
        return JsonResponse({"error": " ".join(errors)}, status=400)
    context = {
        **library.admin_site.each_context(request),
        "title": "Add photos",
        "opts": library.model._meta,
        "media": library.media + MEDIA,
        "form": form,
        "accept": TAKEN,
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        "results": [(arrival.name, result_html(arrival)) for arrival in results],
        "count_words": count_words(results),
        "new": ",".join(str(arrival.photo.pk) for arrival in results if arrival.photo),
    }
    return TemplateResponse(request, "admin/photo_sessions/photo/upload.html", context)


def count_words(results):
    """Return "48 in, 1 in the library already, 2 not taken." """
    states = [arrival.state for arrival in results]
    names = {
        arrivals.IN: "in",
        arrivals.THERE: "in the library already",
        arrivals.REFUSED: "not taken",
    }
    counted = [f"{states.count(key)} {name}" for key, name in names.items() if key in states]
    return f"{', '.join(counted)}." if counted else ""
