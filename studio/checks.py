"""Checks of the settings, in plain words; Django runs them at every start."""

import os
from email.utils import parseaddr
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, connections
from django.http.request import validate_host
from django.utils import translation

from . import (
    bucket_address,
    data_folder,
    health,
    redis_client,
    sentry,
    static_files,
    trouble,
    visitors,
)
from .backups import buckets, keeper

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


@register()
def hosts(app_configs, **kwargs):
    """Find what is wrong with ALLOWED_HOSTS."""
    for host in settings.ALLOWED_HOSTS:
        bare = host.partition("://")[2] or host
        name = bare.partition("/")[0]
        if "://" in host or "/" in host:
            yield Error(
                f"ALLOWED_HOSTS: “{host}” is an address. Write the name alone: {name}",
                id="studio.E020",
            )
        elif ":" in host and not host.startswith("["):
            yield Error(
                f"ALLOWED_HOSTS: “{host}” has a port. Write the name alone: "
                f"{host.partition(':')[0]}",
                id="studio.E021",
            )
        elif host != host.strip() or " " in host.strip():
            yield Error(
                f"ALLOWED_HOSTS: there are spaces in “{host}”. Write names with commas between "
                "them and no spaces.",
                id="studio.E022",
            )
        elif host == "*":
            yield Warning(
                "ALLOWED_HOSTS: “*” answers to every name, and links in mails can be made to lead "
                "to strangers. Name your own hosts.",
                id="studio.W023",
            )


@register()
def folders(app_configs, **kwargs):
    """Find folders that cannot be written to."""
    named = [
        ("STUDIO_DATA", settings.DATA_DIR, "studio.E024"),
        ("BACKUP_DIR", settings.BACKUP_DIR, "studio.W026"),
    ]
    if not settings.PHOTO_BUCKET:
        named.append(("STUDIO_DATA", settings.MEDIA_ROOT, "studio.E025"))
    for variable, folder, number in named:
        if not os.access(data_folder.nearest(folder), os.R_OK | os.W_OK | os.X_OK):
            kind = Warning if ".W" in number else Error
            yield kind(data_folder.not_writable(variable, folder), id=number)


@register()
def language(app_configs, **kwargs):
    """Find what is wrong with LANGUAGE_CODE."""
    try:
        Locale.parse(translation.to_locale(settings.LANGUAGE_CODE))
    except (ValueError, UnknownLocaleError):
        yield Error(
            f"LANGUAGE_CODE: “{settings.LANGUAGE_CODE}” is no language. Write en-us, en-gb or de.",
            id="studio.E027",
        )


@register()
def backups(app_configs, **kwargs):
    """Find what is wrong with BACKUP_KEEP and BACKUP_URL."""
    try:
        keeper.keep()
    except ValueError:
        yield Error(
            "BACKUP_KEEP: write three numbers, how many daily, weekly and monthly backups are "
            "kept, such as 7,4,12; or 0 for no backups by themselves.",
            id="studio.E028",
        )
    if not settings.BACKUP_URL:
        return
    try:
        buckets.bucket()
    except ValueError as error:
        yield Error(
            f"BACKUP_URL: {error}. {bucket_address.HOW_TO_WRITE}",
            id="studio.E029",
        )
    if bucket_address.lacks_packages("boto3"):
        yield Error(buckets.NO_PACKAGE, id="studio.E030")


@register()
def photo_bucket(app_configs, **kwargs):
    """Find out whether what STORAGE_URL needs is installed. What it says was read at the start."""
    if settings.PHOTO_BUCKET and bucket_address.lacks_packages("boto3", "storages"):
        yield Error(
            "STORAGE_URL needs packages that are not installed, boto3 and django-storages: "
            f"{bucket_address.INSTALL}",
            id="studio.E037",
        )


@register(Tags.database)
def photo_bucket_answers(app_configs, databases=None, **kwargs):
    """Find out whether the bucket of STORAGE_URL answers, as `database_answers` does.

    One that is silent ends nothing: pages can be shown without it.
    """
    there = settings.PHOTO_BUCKET
    if not databases or not there or bucket_address.lacks_packages("boto3"):
        return
    try:
        client = there.client(connect_s=5, read_s=10, attempts=2)
        client.list_objects_v2(Bucket=there.name, Prefix=there.path(""), MaxKeys=1)
    except bucket_address.failures() as error:
        words = f"STORAGE_URL: the bucket {there} cannot be used: {bucket_address.reason(error)}."
        if bucket_address.refusal_of(error) is None:
            yield Warning(f"{words} Until it answers there are no pictures.", id="studio.W038")
        else:
            yield Error(words, id="studio.E039")


@register()
def errors(app_configs, **kwargs):
    """Find what is wrong with ERROR_MAILS_TO and SENTRY_DSN."""
    for _, address in settings.ADMINS:
        try:
            validate_email(address)
        except ValidationError:
            yield Error(
                f"ERROR_MAILS_TO: “{address}” is no mail address. Write addresses with commas "
                "between them.",
                id="studio.E031",
            )
    if settings.ADMINS and settings.EMAIL_BACKEND == settings.EMAIL_TO_FILES:
        yield Warning(
            "ERROR_MAILS_TO is set but EMAIL_URL is not: mails about errors become files.",
            id="studio.W032",
        )
    if settings.SENTRY_DSN and not sentry.is_address(settings.SENTRY_DSN):
        yield Error(
            "SENTRY_DSN is not what Sentry calls a DSN: https://key@host/number.",
            id="studio.E033",
        )
    if settings.SENTRY_DSN and not sentry.is_installed():
        yield Error(sentry.NO_PACKAGE, id="studio.E034")


@register()
def health_addresses(app_configs, **kwargs):
    """Find what is wrong with HEALTH_FROM."""
    try:
        health.networks()
    except ValueError as error:
        yield Error(
            f"HEALTH_FROM: {error}. Write addresses or networks with commas between them, such as "
            "10.0.0.0/8.",
            id="studio.E035",
        )


@register()
def cache(app_configs, **kwargs):
    """Find what is wrong with CACHE_URL. The site works whether or not it answers."""
    if not settings.CACHE_URL:
        return
    if not redis_client.is_installed():
        yield Error(redis_client.NO_PACKAGE, id="studio.E040")
        return
    try:
        redis_client.connect(settings.CACHE_URL)
    except (TypeError, ValueError):  # they may quote the address
        yield Error(
            "CACHE_URL has options behind the “?” that Redis does not know.", id="studio.E041"
        )


@register(Tags.security, deploy=True)
def on_the_internet(app_configs, **kwargs):
    """Find what visitors on the internet would miss. Run by `check --deploy`.

    Of what HTTPS sets, Django's own warnings name parts that nobody can set here (see settings).
    """
    if not settings.HTTPS:
        yield Warning(
            "HTTPS=0: passwords and what clients write travel for everybody to read. Write "
            "HTTPS=1, with a certificate in the web server before the site.",
            id="studio.W042",
        )
    if settings.HTTPS and settings.ALLOWED_HOSTS == settings.THIS_MACHINE:
        yield Warning(
            "ALLOWED_HOSTS is not set: every visitor gets an error. Write the site’s own names, "
            "such as www.example.com.",
            id="studio.W043",
        )
    if settings.EMAIL_BACKEND == settings.EMAIL_TO_FILES:
        yield Warning(
            "EMAIL_URL is not set: mails become files, and nobody is told of an inquiry.",
            id="studio.W044",
        )
    name = urlsplit(settings.PAGE_FILES).hostname
    if name and not validate_host(name, settings.ALLOWED_HOSTS):
        yield Warning(
            f"PAGE_FILES: {name} is not among ALLOWED_HOSTS: none of its pages can be written.",
            id="studio.W045",
        )


@register(Tags.staticfiles, deploy=True)
def static_files_are_there(app_configs, **kwargs):
    """Find out whether static files were collected. `prepare`, which does it, is not asked."""
    if static_files.are_missing():
        yield Warning(static_files.NOT_COLLECTED, id="studio.W046")


@register(Tags.database)
def database_answers(app_configs, databases=None, **kwargs):
    """Find out whether the database answers. Run by `migrate` and `check --database default`."""
    for alias in databases or []:
        try:
            connections[alias].ensure_connection()
        except DatabaseError as error:
            yield Error(trouble.no_answer(error), id="studio.E036")
