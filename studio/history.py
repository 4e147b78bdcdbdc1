"""Versions of records: noting them, and going back to one.

django-reversion stores them. A revision here always holds one record with its parts (a page
with its blocks), so going back to it touches nothing else.
"""

from collections import Counter
from contextlib import contextmanager
from typing import NamedTuple

import reversion
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from reversion.errors import RevertError
from reversion.models import Version

from . import comparison, publishing, redirects

# Going back does not touch these: consent may be gone, and the owner says what is on the site.
STAYS = ("published_at", "unpublished_at", "release", "release_waiver", "withdrawn_on")
parts_of = {}  # model -> names of the attributes that hold a record's parts


class CannotRestore(Exception):
    """A version cannot be brought back. `args[0]` tells the owner why."""


class Restored(NamedTuple):
    """A record that is what it was, and in words what of that could not be brought back."""

    row: object
    but: str = ""


def register(model, parts=(), models=(), leave_out=()):
    """Keep versions of a model.

    parts: names of the attributes that hold a record's parts, as querysets.
    models: the models of those parts, unless they are registered elsewhere.
    leave_out: fields that are not part of a version; going back leaves them as they are then.
    """
    reversion.register(model, follow=parts, exclude=leave_out)
    for part in models:
        reversion.register(part)
    parts_of[model] = parts


def record(row, user, comment):
    """Note the state of a record that the database has as a version."""
    keep(type(row)._base_manager.get(pk=row.pk), user, comment)


def keep(row, user, comment):
    with reversion.create_revision(manage_manually=True):
        reversion.add_to_revision(row)
        reversion.set_user(user if user and user.is_authenticated else None)
        reversion.set_comment(comment)


def record_first(row, *more):
    """Note the state that the database has of records of one model without a version yet."""
    model, rows = type(row), {str(each.pk): each for each in (row, *more)}
    known = Version.objects.get_for_model(model).filter(object_id__in=rows)
    for key in known.order_by().values_list("object_id", flat=True).distinct():
        del rows[key]
    for former in model._base_manager.filter(pk__in=[each.pk for each in rows.values()]):
        keep(former, None, "As it was before")


def record_present(row):
    """Note the present state if it is not that of the latest version: not all is done in forms."""
    latest = versions(type(row)).filter(object_id=row.pk).first()
    if latest is None or comparison.compare(stored(latest), live(row)):
        record(row, None, "As it was before")


@contextmanager
def changing(row, user, comment):
    """Change a record inside this block; its states before and after are kept."""
    with transaction.atomic():
        record_first(row)
        yield
        record(row, user, comment)


def versions(model):
    """Return the versions of all records of a model, the latest first."""
    return Version.objects.get_for_model(model).select_related("revision__user")


def is_gone_when_deleted(model):
    """Whether records of a model cannot be brought back: their files are deleted with them."""
    return getattr(model, "is_gone_when_deleted", False)


def deleted(model):
    """Return the last version of every deleted record that can be brought back, latest first."""
    if is_gone_when_deleted(model):
        return Version.objects.none()
    return Version.objects.get_deleted(model).select_related("revision__user")


def stored(version):
    """Return (record, parts) as a version holds them: unsaved, parts in their order."""
    main, parts, bases = None, [], {}
    for row in version.revision.version_set.select_related("content_type"):
        data = next(
            iter(serializers.deserialize(row.format, row.serialized_data, ignorenonexistent=True))
        )
        data.object.links = data.m2m_data or {}
        if row.pk == version.pk:
            main = data.object
        elif type(data.object) in bases_of_parts():
            bases[str(row.object_id)] = data.object
        else:
            parts.append(data.object)
    for part in parts:
        if base := bases.get(str(part.pk)):
            for field in base._meta.local_fields:
                setattr(part, field.attname, getattr(base, field.attname))
    return main, sorted(parts, key=place)


def bases_of_parts():
    """Return the models that others extend: a block's place and its contents are two rows."""
    return {base for model in reversion.get_registered_models() for base in model._meta.parents}


def live(row):
    """Return (record, parts) as the database holds them."""
    row.links = {
        field.name: getattr(row, field.name).all()
        for field in row._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created
    }
    parts = [part for name in parts_of[type(row)] for part in getattr(row, name).all()]
    return row, sorted([getattr(part, "content", part) for part in parts], key=place)


def place(part):
    position = getattr(part, "ordering", None)
    return (
        part._meta.model_name if position is None else "",
        getattr(part, "position", 0) if position is None else position,
        part.pk,
    )


def restore(version, user):
    """Make a record what it was in a version; return it as Restored. Raises CannotRestore.

    Whether and when visitors see it stays as it is now. A deleted record comes back as it was.
    """
    model = version.content_type.model_class()
    row = model._base_manager.filter(pk=version.object_id).first()
    when = publishing.moment(version.revision.date_created)
    _, but = coming(version, row)
    try:
        with transaction.atomic():
            if row is None:
                row = bring_back(version, model)
                comment = f"Brought back, as it was on {when}"
            else:
                record_present(row)
                row = take_back(version, row)
                comment = f"Back to the version of {when}"
            record(row, user, comment)
            connection.check_constraints()  # now, not after we have said that all went well
    except (RevertError, ProtectedError, IntegrityError) as error:
        raise CannotRestore(
            "This version cannot be brought back: it shows something that was deleted since, or "
            "another record has its address now."
        ) from error
    return Restored(row, but)


def coming(version, row):
    """Return what going back to a version brings: (state, what it cannot bring in words).

    row: the record as the database has it; None for one that was deleted.
    """
    state = main, parts = stored(version)
    if hasattr(row, "take_back"):
        return state, row.words_of_what_stays if stays_at(row, main) else ""
    lost = links_to_nothing(state)
    for part, field in lost:
        setattr(part, field.attname, None)
    gone = [part for part, field in lost if not field.null]
    return (main, [part for part in parts if part not in gone]), lost_words(lost)


def stays_at(row, former):
    """Return the fields of a record that going back to a former state leaves as they are."""
    return row.stays_at(former) if hasattr(row, "stays_at") else ()


def links_to_nothing(state):
    """Return (row, field) for what a state shows and is gone since.

    A part that cannot be without it is named once.
    """
    main, parts = state
    found = []
    for row in [*parts, main]:
        links = [field for field in row._meta.concrete_fields if leads_nowhere(row, field, main)]
        needed = [field for field in links if not field.null]
        if needed and row is not main:
            links = needed[:1]
        found += [(row, field) for field in links if field.null or row is not main]
    return found


def leads_nowhere(row, field, main):
    key = getattr(row, field.attname)
    if field.primary_key or not field.is_relation or key is None:
        return False
    if (field.related_model, key) == (type(main), main.pk):  # it comes back with it
        return False
    return not field.related_model._base_manager.filter(pk=key).exists()


def lost_words(lost):
    """Say what is missing: “without the block that showed a deleted photo”."""
    known = [(row, field) for row, field in lost if field in comparison.shown_fields(row)]
    counts = Counter(lost_kind(row, field) for row, field in known)
    named = [f"the {one}" if n == 1 else f"{n} {many}" for (one, many), n in counts.items()]
    return f"without {' and '.join(named)}" if named else ""


def lost_kind(row, field):
    """Return what is missing with a link to nothing, in words for one and for many of it."""
    thing = field.related_model._meta
    if field.null or not row._meta.parents:
        one, many = thing.verbose_name, thing.verbose_name_plural
        return f"{one} that was deleted since", f"{many} that were deleted since"
    kind = next(iter(row._meta.parents))._meta  # of all parts like it: a block
    shown = f"that showed a deleted {thing.verbose_name}"
    return f"{kind.verbose_name} {shown}", f"{kind.verbose_name_plural} {shown}"


def bring_back(version, model):
    if is_gone_when_deleted(model):
        raise CannotRestore("Its files were deleted with it, so it cannot be brought back.")
    revert(version)
    return model._base_manager.get(pk=version.object_id)


def take_back(version, row):
    if hasattr(row, "take_back"):
        row.take_back(stored(version)[0])
        return row
    if not hasattr(row, "get_absolute_url"):
        revert(version)
        row.refresh_from_db()
        return row
    times = {name: getattr(row, name) for name in ("published_at", "unpublished_at")}
    if hasattr(row, "updated_at"):
        times["updated_at"] = timezone.now()
    with redirects.kept(row):
        revert(version)
        type(row)._base_manager.filter(pk=row.pk).update(**times)
        row.refresh_from_db()
    return row


def revert(version):
    """Write the rows of a version; what they show and is gone since is left out."""
    version.revision.revert(delete=True)
    for row, field in links_to_nothing(stored(version)):
        same = type(row)._base_manager.filter(pk=row.pk)
        if field.null:
            same.update(**{field.name: None})
        else:
            same.delete()
