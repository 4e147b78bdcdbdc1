"""Two states of a record beside each other, in the owner's words."""

import difflib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape

from django.db import models
from django.utils import formats, timezone
from django.utils.html import strip_tags

from .prose import ProseField

NOTHING = "–"
BLOCK_END = re.compile(r"</(p|li|h\d|blockquote)>|<br ?/?>")


@dataclass
class Change:
    """One field that differs: its label, and pieces of text, each kept, taken out or put in."""

    label: str
    pieces: list  # [("same" | "out" | "in", text)]


@dataclass
class Part:
    """The record itself or one of its parts, and what differs."""

    name: str
    state: str = "changed"  # or "added" or "removed"
    changes: list = field(default_factory=list)


def compare(before, after, leave_out=()):
    """Return the differences between two states as a list of Parts.

    before, after: (record, parts) as history.stored and history.live return them.
    leave_out: names of fields that nothing is said about.
    """
    (former, former_parts), (now, now_parts) = before, after
    names = Names(now, [former, *former_parts, now, *now_parts], leave_out)
    found = [Part(str(now), changes=differences(former, now, names))]
    old = {key(part): part for part in former_parts}
    new = {key(part): part for part in now_parts}
    old_order = [each for each in old if each in new]
    new_order = [each for each in new if each in old]
    for each, part in new.items():
        if each not in old:
            found.append(Part(title(part, names), "added", contents(part, names, "in")))
            continue
        changes = differences(old[each], part, names)
        if old_order.index(each) != new_order.index(each):
            changes.insert(0, moved(old_order.index(each), new_order.index(each)))
        found.append(Part(title(part, names), changes=changes))
    for each, part in old.items():
        if each not in new:
            found.append(Part(title(part, names), "removed", contents(part, names, "out")))
    return [part for part in found if part.changes or part.state != "changed"]


def whole(state):
    """Return all of one state, as if everything had just been put in."""
    row, parts = state
    names = Names(row, [row, *parts])
    found = [Part(str(row), "added", contents(row, names, "in"))]
    return found + [Part(title(p, names), "added", contents(p, names, "in")) for p in parts]


def key(part):
    # A part of a draft stands for the one that it was copied from.
    return part._meta.model, getattr(part, "origin_id", None) or part.pk


def moved(before, after):
    return Change("Place", [("out", str(before + 1)), ("in", str(after + 1))])


def title(part, names):
    words = str(part._meta.verbose_name).capitalize()
    for each in names.fields(part):
        if each.name in {"heading", "photo", "inclusion", "text", "aspect", "question"}:
            value = names.words(part, each)
            return f"{words}: {value if len(value) < 60 else value[:57] + '…'}"
    return words


def shown_fields(row, whole=""):
    """Return the fields that the owner knows.

    whole: what a part's link to the record that it belongs to is called; that goes unsaid.
    """
    skipped = {"id", "parent", "region", "ordering", "position", "origin", "draft_of", whole}
    skipped |= {link.name for link in row._meta.parents.values() if link}
    return [
        each
        for each in row._meta.get_fields()
        if each.concrete
        and each.name not in skipped
        and not (each.many_to_many and not each.remote_field.through._meta.auto_created)
        and (each.editable or each.name in getattr(row, "shown_in_history", ()))
    ]


def differences(before, after, names):
    changes = []
    for each in names.fields(after):
        old, new = names.words(before, each), names.words(after, each)
        if old != new:
            changes.append(Change(label(each), pieces(old, new)))
    return changes


def contents(row, names, state):
    found = [(label(each), names.words(row, each)) for each in names.fields(row)]
    return [Change(name, [(state, words)]) for name, words in found if words != NOTHING]


def label(each):
    name = str(each.verbose_name)
    return name[:1].upper() + name[1:]


def pieces(old, new):
    """Return how one text becomes the other, word by word."""
    a, b = (re.findall(r"\S+\s*|\s+", text) for text in (old, new))
    found = []
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < 0.3:
        return [("out", old), ("in", new)]
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(a[i:j])))
            continue
        if i < j:
            found.append(("out", "".join(a[i:j])))
        if k < m:
            found.append(("in", "".join(b[k:m])))
    return found


class Names:
    """The words for values; the names of linked records are looked up once for each model."""

    def __init__(self, main, rows, leave_out=()):
        self.leave_out = leave_out
        self.model, self.whole = type(main), str(main._meta.verbose_name).replace(" ", "_")
        wanted = {}
        for row in rows:
            for each in self.fields(row):
                if each.is_relation:
                    wanted.setdefault(each.related_model, set()).update(linked(row, each))
        self.names = {
            model: {row.pk: str(row) for row in model._base_manager.filter(pk__in=pks)}
            for model, pks in wanted.items()
        }

    def fields(self, row):
        fields = shown_fields(row, "" if type(row) is self.model else self.whole)
        return [each for each in fields if each.name not in self.leave_out]

    def words(self, row, each):
        """Return the value of a field as the owner would say it."""
        if each.is_relation:
            known = self.names[each.related_model]
            found = [known.get(pk, "(deleted)") for pk in linked(row, each)]
            return ", ".join(found) or NOTHING
        value = getattr(row, each.attname)
        if hasattr(row, "words_for") and (words := row.words_for(each.name, value)) is not None:
            return words
        return plain_words(each, value)


def linked(row, each):
    """Return the keys of the records that a field links to."""
    if each.many_to_many:
        links = getattr(row, "links", {}).get(each.name, [])
        return [getattr(link, "pk", link) for link in links]
    key = getattr(row, each.attname)
    return [] if key is None else [key]


def plain_words(each, value):
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(each, ProseField):
        return unescape(strip_tags(BLOCK_END.sub("\n", value))).strip()
    if isinstance(each, models.FileField):
        return value.name.rpartition("/")[2] or NOTHING
    return str(value)
