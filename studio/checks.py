"""Checks of the settings, in plain words; Django runs them at every start."""

from email.utils import parseaddr

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from . import visitors

SMTP = "studio.smtp.EmailBackend"


@register()
def mail_server(app_configs, **kwargs):
    """Find what is wrong with EMAIL_URL."""
    if settings.EMAIL_BACKEND != SMTP:
        return
    user, password = settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD
    is_encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if not settings.EMAIL_HOST:
        yield Error("EMAIL_URL names no mail server.", id="studio.E001")
    if settings.EMAIL_USE_TLS and settings.EMAIL_PORT == 465:
        yield Error("EMAIL_URL: with port 465, write smtp+ssl:// before it.", id="studio.E002")
    if settings.EMAIL_USE_SSL and settings.EMAIL_PORT in (25, 587):
        yield Error("EMAIL_URL: with that port, write smtp+tls:// before it.", id="studio.E003")
    if bool(user) != bool(password):
        yield Error("EMAIL_URL needs both, a user and a password, or neither.", id="studio.E004")
    if password and not is_encrypted and settings.EMAIL_HOST not in ("localhost", "127.0.0.1"):
        yield Warning(
            "EMAIL_URL sends the password for everybody to read: write smtp+tls:// or smtp+ssl://.",
            id="studio.W005",
        )


@register()
def mail_sender(app_configs, **kwargs):
    """Find what is wrong with MAIL_FROM."""
    try:
        if settings.MAIL_FROM:
            validate_email(parseaddr(settings.MAIL_FROM)[1])
    except ValidationError:
        yield Error(
            "MAIL_FROM is no mail address. Write studio@example.com, or with a name: "
            "Studio Marsh <studio@example.com>.",
            id="studio.E006",
        )


@register()
def proxies(app_configs, **kwargs):
    """Find what is wrong with TRUSTED_PROXIES."""
    try:
        visitors.trusted_networks()
    except ValueError as error:
        yield Error(
            f"TRUSTED_PROXIES: {error}. Write addresses or networks with commas between them, "
            "such as 127.0.0.1,10.0.0.0/8.",
            id="studio.E007",
        )
    if settings.BEHIND_PROXY and not settings.TRUSTED_PROXIES:
        yield Warning(
            "BEHIND_PROXY is set but TRUSTED_PROXIES is not: all visitors seem to come from the "
            "proxy. A few inquiries an hour are all that is taken from them together, and wrong "
            "passwords of one hold up the others.",
            id="studio.W008",
        )
