"""Drafts of published pages: a copy of the page to work on, until it takes the page's place."""

from django.db import transaction
from reversion.models import Version

from studio import history
from studio.models import Redirect

from .models import Block, Page

NOT_COPIED = {"id", "draft_of_id", "published_at", "unpublished_at", "created_at", "updated_at"}
# Arranged for all pages together, in the profile of the studio.
NOT_OF_A_DRAFT = ("navigation", "navigation_label", "position")
BLOCK_NOT_COPIED = {"id", "block_ptr_id", "parent_id", "origin_id"}


def copied(page):
    """Return (draft, blocks): unsaved copies of a page and its blocks as the database has them."""
    draft = Page(draft_of=page)
    copy_fields(page, draft)
    blocks = []
    for row in page.blocks:
        block = type(row.content)(origin_id=row.pk)
        copy_block(row.content, block)
        blocks.append(block)
    return draft, blocks


def copy_fields(source, target):
    for field in Page._meta.concrete_fields:
        if field.attname not in NOT_COPIED:
            setattr(target, field.attname, getattr(source, field.attname))


def copy_block(source, target):
    for field in source._meta.concrete_fields:
        if field.attname not in BLOCK_NOT_COPIED:
            setattr(target, field.attname, getattr(source, field.attname))


@transaction.atomic
def keep(draft, blocks, user):
    """Save copies as the draft of their page; return it."""
    known = set(Block.objects.filter(parent=draft.draft_of).values_list("pk", flat=True))
    draft.save()
    for block in blocks:
        block.parent = draft
        if block.origin_id not in known:
            block.origin_id = None
        block.save()
    history.record(draft, user, "Draft begun")
    return draft


@transaction.atomic
def publish(draft, user):
    """Let a draft take the place of its page; return the page."""
    page = draft.draft_of
    with history.changing(page, user, "Draft published"):
        settle(draft)
    return page


def settle(draft):
    """Move the draft's words and blocks to its page, and remove the draft.

    A block that was copied keeps the number of its origin: the page's versions know it by that.
    """
    page = draft.draft_of
    origins = {row.pk: type(row.content) for row in page.blocks}
    stays = set()
    for row in draft.blocks:
        block = row.content
        if origins.get(row.origin_id) is type(block):
            original = type(block)(pk=row.origin_id, parent=page)
            copy_block(block, original)
            original.save()
            stays.add(row.origin_id)
        else:
            Block.objects.filter(pk=row.pk).update(parent=page, origin=None)
            stays.add(row.pk)
    Block.objects.filter(parent=page).exclude(pk__in=stays).delete()
    kept = {name: getattr(page, name) for name in NOT_OF_A_DRAFT}
    if has_moved_since(draft):
        kept["slug"] = page.slug
    copy_fields(draft, page)
    for name, value in kept.items():
        setattr(page, name, value)
    Version.objects.get_for_object(draft).delete()
    draft.delete()
    page.save()


def has_moved_since(draft):
    """Whether the page left the address that the draft still has after the draft was begun."""
    left = Redirect.objects.filter(
        old_path=draft.get_absolute_url(), created_at__gte=draft.created_at
    )
    return any(redirect.target == draft.draft_of for redirect in left)


@transaction.atomic
def discard(draft, user):
    """Remove a draft. It can be brought back from the list of deleted pages."""
    history.record(draft, user, "Draft discarded")
    draft.delete()


def make_room(page, user):
    """Discard the draft that a page has already, if it has one; return whether it had."""
    draft = Page.objects.filter(draft_of=page).first()
    if draft is not None:
        discard(draft, user)
    return draft is not None


def is_behind(draft):
    """Whether the page has changed since its draft was begun."""
    return draft.draft_of.updated_at > draft.created_at
