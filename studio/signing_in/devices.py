"""Browsers that somebody has signed in with before, told by a signed cookie."""

import secrets

from django.conf import settings
from django.core import signing

from ..models import SignIn

COOKIE = "studio-browser"
PATH = "/admin/"
SALT = "studio.browser"
SECONDS = 400 * 24 * 60 * 60  # no browser keeps a cookie for longer


def number(request):
    """Return the number of a browser; "" for one that has none."""
    try:
        signer = signing.TimestampSigner(salt=SALT)
        return signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=SECONDS)
    except signing.BadSignature:
        return ""


def known(request, username):
    """Return the number of a browser in which this account has signed in before; "" for others."""
    device = number(request)
    if not device:
        return ""
    # Compared here: not every database knows the small letters of all alphabets.
    names = SignIn.objects.filter(device=device).order_by().values_list("user__username", flat=True)
    is_known = username.casefold() in {name.casefold() for name in names.distinct()}
    return device if is_known else ""


def remember(request, response, device):
    """Give a browser its number, for as long as cookies last."""
    response.set_cookie(
        COOKIE,
        signing.TimestampSigner(salt=SALT).sign(device),
        max_age=SECONDS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def new_number():
    return secrets.token_hex(16)
