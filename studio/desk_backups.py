"""Backups on the desk: the last good one, making one now, fetching one, the export to be read."""

import logging
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from . import desk
from .backups import keeper, keeping
from .models import Backup, BackupKind, BackupState
from .moments import since

VIEW, ADD = "studio.view_backup", "studio.add_backup"
SHOWN = 12
LOOKED_AT = 50
PATIENCE = timedelta(minutes=1)
SCRIPT = forms.Media(js=[forms.widgets.Script("js/backup-state.js", type="module")])
logger = logging.getLogger("studio.backups")

desk.way("Look after your backups", "admin:backups", VIEW, position=57)


def first(rows):
    return next(iter(rows), None)


class Standing:
    """How it stands with backups at this moment."""

    def __init__(self):
        rows = list(Backup.objects.all()[:LOOKED_AT])
        mine = [row for row in rows if row.kind != BackupKind.EXPORT]
        ended = [row for row in mine if not row.is_unfinished]
        self.newest = first(ended)
        self.last = first(row for row in ended if row.state == BackupState.GOOD)
        if self.last is None and len(rows) == LOOKED_AT:  # a long row of failures
            self.last = Backup.objects.backups().good().first()
        # What is being made, else what waits longest.
        unfinished = [row for row in reversed(rows) if row.is_unfinished]
        running = (row for row in unfinished if row.state == BackupState.RUNNING)
        self.under_way = first(running) or first(unfinished)
        exports = (row for row in rows if row.kind == BackupKind.EXPORT)
        self.export = first(row for row in exports if not row.is_unfinished)

    @cached_property
    def is_old(self):
        """Whether the last good one is too old, or there is none where one should be."""
        if self.last is not None:
            return timezone.now() - self.last.began_at > keeping.TOO_OLD
        born = keeper.born()
        return born is None or timezone.now() - born > keeping.TOO_OLD

    @property
    def has_failed(self):
        """Whether the newest attempt failed."""
        return self.newest is not None and self.newest.state == BackupState.FAILED

    @property
    def waits_long(self):
        """Whether nobody has begun what was asked for: no worker runs."""
        found = self.under_way
        is_waiting = found is not None and found.state == BackupState.WAITING
        return is_waiting and timezone.now() - found.created_at > PATIENCE


@desk.check("Backups", Backup)
def troubles(today):
    """Say that the last backup is old, failed, or has no copy."""
    standing, url = today.load(Standing), reverse("admin:backups")
    if standing.has_failed:
        when = since(standing.newest.created_at)
        yield desk.Line(f"The backup of {when} failed: {standing.newest.error}", url)
    if standing.is_old:
        if standing.last is None:
            yield desk.Line("There is no backup of your site yet. Make one now.", url)
        else:
            yield desk.Line(f"The last good backup is from {since(standing.last.began_at)}.", url)
    elif standing.last and standing.last.copy_error:
        yield desk.Line(f"The last backup was not copied: {standing.last.copy_error}", url)
    if standing.last and standing.last.missing:
        count = len(standing.last.missing)
        files = "1 file" if count == 1 else f"{count} files"
        yield desk.Line(f"The last backup is without {files} that the site itself lacks.", url)


def card(today):
    """Return the Standing for the front page; None for those who may not see backups."""
    return today.load(Standing) if today.may("view", Backup) else None


@require_safe
@permission_required(VIEW, raise_exception=True)
def backups(request):
    """Show how it stands with backups, and what can be done."""
    user = request.user
    context = {
        "title": "Backups",
        "standing": Standing(),
        "kept": kept() if user.is_superuser else [],
        "folder": settings.BACKUP_DIR,
        "numbers": numbers(),
        "has_bucket": bool(settings.BACKUP_URL),
        "may_make": user.has_perm(ADD),
        "may_export": may_export(user),
        "export_here": has_export(),
        "media": SCRIPT,
    }
    return page(request, "admin/backups.html", context)


def page(request, template, context):
    response = TemplateResponse(request, template, admin.site.each_context(request) | context)
    response["Cache-Control"] = "no-store"
    return response


def numbers():
    """Return how many daily, weekly and monthly ones are kept; None where none are made."""
    try:
        return keeper.keep()
    except ValueError:  # studio/checks.py says so
        return None


def kept():
    """Return the backups that lie on this machine: [(name, when, size)]."""
    found = []
    for path in keeping.found(keeper.folder())[:SHOWN]:
        try:
            found.append((path.name, keeping.moment_of(path.name), path.stat().st_size))
        except FileNotFoundError:  # not kept any more, a moment ago
            continue
    return found


@require_POST
@permission_required(ADD, raise_exception=True)
def make(request):
    """Ask for a backup; a worker begins within seconds."""
    keeper.request(BackupKind.BY_HAND, request.user)
    return redirect("admin:backups")


@require_POST
@permission_required(ADD, raise_exception=True)
def export(request):
    """Ask for the export that people can read."""
    if not may_export(request.user):
        raise PermissionDenied
    keeper.request(BackupKind.EXPORT, request.user)
    return redirect("admin:backups")


def may_export(user):
    """Whether somebody may have everything: an export holds what clients wrote."""
    return user.has_perm(ADD) and user.has_perm("photo_sessions.view_inquiry")


def export_path():
    found = sorted((keeper.folder() / keeper.EXPORTS).glob("*.zip"))
    return found[-1] if found else None


def has_export():
    return export_path() is not None


@require_safe
def fetch_export(request):
    """Hand out the newest export."""
    if not may_export(request.user):
        raise PermissionDenied
    path = export_path()
    if path is None:
        messages.warning(request, "That export is no longer kept. Ask for a new one.")
        return redirect("admin:backups")
    logger.info("%s fetched the export %s.", request.user.pk, path.name)
    return handed_out(request, path)


@require_safe
def fetch(request, name):
    """Hand out a backup: to technicians alone, for it holds accounts and all personal data."""
    if not request.user.is_superuser:
        raise PermissionDenied
    path = keeper.folder() / name
    if keeping.moment_of(name) is None or not path.is_file():
        raise Http404("There is no such backup on this machine.")
    logger.info("%s fetched the backup %s.", request.user.pk, name)
    return handed_out(request, path)


def handed_out(request, path):
    # It is compressed: Django's gzip middleware would do it again, and take its length away.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    response["Cache-Control"] = "private, no-store"
    return response
