"""Small answers that machines ask for: what they may fetch and learn from."""

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from .models import Studio
from .page_cache import cached

# By these names robots.txt tells programs that gather pages and pictures to train machines on.
# Search engines have other names, and so have programs that fetch one page for the person who
# asks for it: both stay allowed. Google-Extended and Applebot-Extended only switch training off.
TRAINERS = [
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "img2dataset",
    "Meta-ExternalAgent",
    "omgili",
    "PanguBot",
    "Timpibot",
    "webzio-extended",
]


@cached()
@require_safe
def robots(request):
    """What programs may fetch. Pages that are not to be listed say so themselves: “noindex”."""
    may_train = Studio.objects.current().machines_may_train
    context = {
        "trainers": [] if may_train else TRAINERS,
        "sitemap": request.build_absolute_uri(reverse("sitemap")),
    }
    return HttpResponse(render_to_string("robots.txt", context), content_type="text/plain")


@cached()
@require_safe
def training_reservation(request):
    """Whether the right to mine texts and pictures is reserved: TDM Reservation Protocol."""
    if Studio.objects.current().machines_may_train:
        return JsonResponse([{"location": "/", "tdm-reservation": 0}], safe=False)
    policy = request.build_absolute_uri(reverse("training_policy"))
    rule = {"location": "/", "tdm-reservation": 1, "tdm-policy": policy}
    return JsonResponse([rule], safe=False)


@cached()
@require_safe
def training_policy(request):
    """Whom to ask, in the terms that the protocol names: ODRL."""
    studio = Studio.objects.current()
    home = request.build_absolute_uri("/")
    assigner = {
        "uid": home,
        "vcard:fn": studio.name,
        "vcard:hasEmail": f"mailto:{studio.email}",
        "vcard:hasURL": request.build_absolute_uri(studio.acquire_address or "/"),
    }
    if studio.telephone:
        assigner["vcard:hasTelephone"] = studio.telephone_url
    consent = {"action": "obtainConsent"}
    policy = {
        "@context": [
            "http://www.w3.org/ns/odrl.jsonld",
            {"vcard": "http://www.w3.org/2006/vcard/ns#", "tdm": "http://www.w3.org/ns/tdmrep#"},
        ],
        "@type": "Offer",
        "profile": "http://www.w3.org/ns/tdmrep",
        "uid": request.build_absolute_uri(),
        "assigner": assigner,
        "permission": [{"target": home, "action": "tdm:mine", "duty": [consent]}],
    }
    if studio.machines_may_train:
        del policy["permission"][0]["duty"]
    return JsonResponse(policy, content_type="application/ld+json")
