"""The group that runs the studio day by day: rights on the whole desk, none on accounts."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

GROUP = "Studio owner"
OUR_APPS = {"studio", "photo_sessions", "pages"}
OTHER_RIGHTS = [
    # To try a failed background job again, or to put it aside (studio/desk_jobs.py).
    ("django_tasks_database", "delete_dbtaskresult"),
    # To see what became of a mail, to send a test mail, to send a mail again (studio/desk_mail.py).
    *(("studio", f"{action}_mail") for action in ("view", "add", "change")),
    # To see how it stands with backups, to make one, to export everything (studio/desk_backups.py).
    *(("studio", f"{action}_backup") for action in ("view", "add")),
]
# Nobody does these: the profile stays; old addresses, and inquiries, come about by themselves.
NOT_NEEDED = {"delete_studio", "add_redirect", "change_redirect", "add_inquiry"}


def models_of_the_desk():
    """Return our models that have a list or stand in a form of the desk."""
    models = set()
    for model, model_admin in admin.site._registry.items():
        models |= {model, *(inline.model for inline in model_admin.inlines)}
    return {model for model in models if model._meta.app_label in OUR_APPS}


def rights():
    """Return all permissions of the group."""
    types = ContentType.objects.get_for_models(*models_of_the_desk()).values()
    ours = Permission.objects.filter(content_type__in=types)
    permissions = set(ours.exclude(codename__in=NOT_NEEDED))
    for label, codename in OTHER_RIGHTS:
        found = Permission.objects.filter(content_type__app_label=label, codename=codename)
        permissions.add(found.get())
    return permissions


def sync_group():
    """Make the group, or give it exactly its rights again; return it."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.set(rights())
    return group


def exist():
    """Whether somebody can sign in as an owner."""
    owners = get_user_model().objects.filter(groups__name=GROUP, is_active=True, is_staff=True)
    return any(owner.has_usable_password() for owner in owners)
