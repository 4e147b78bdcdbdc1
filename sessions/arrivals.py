"""What becomes of each uploaded file: a new photo, or a sentence why not."""

import hashlib
import logging
from dataclasses import dataclass
from threading import BoundedSemaphore

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from studio import trouble
from studio.models import Studio

from . import intake, likeness, removing, titles
from .hanging import hang, hang_in_turn
from .models import Photo

logger = logging.getLogger("sessions.pictures")

# In one process: each opened picture takes a child of up to 585 MB, and its master waits in here.
room = BoundedSemaphore(2)

IN, THERE, ALIKE, REFUSED = "in", "there", "alike", "refused"
IN_TROUBLE = "{}, so nothing of this file was kept. Try it again later."
SORRY = (
    "Something went wrong on our side, and nothing of this file was kept. Try it again; if it "
    "happens twice, the reason stands in the server’s log."
)


@dataclass
class Wishes:
    """What was chosen for all files of a batch."""

    gallery: object = None
    release: object = None
    shoot: str = ""
    is_draft: bool = False
    keeps_alike: bool = False  # take what looks like a photo we have, too
    batch: str = ""  # files that are sent one by one: which belong together,
    place: int = 0  # and where this one stands among them


@dataclass
class Arrival:
    """What became of one file, in words. `twin` is the photo that was there before."""

    name: str
    state: str
    words: str
    photo: Photo = None
    twin: Photo = None


def receive(file, wishes, note):
    """Take one file in, wholly or not at all; return its Arrival. Raises nothing.

    note: called with a new photo once it is saved; what it writes holds with the photo or not.
    """
    try:
        return take(file, wishes, note)
    except intake.UploadRefused as refusal:
        return Arrival(file.name, REFUSED, refusal.message)
    except Exception as error:  # one file must not end the others'; the log has the cause
        logger.exception("The upload %s failed.", file.name)
        reason = trouble.found(error)
        words = IN_TROUBLE.format(reason.owners_words) if reason else SORRY
        return Arrival(file.name, REFUSED, words)


def take(file, wishes, note):
    if twin := same_bytes(digest_of(file)):
        return already_there(file, twin, wishes)
    with room:
        accepted = intake.take_in(file)
        return keep(file, accepted, wishes, note)


def digest_of(file):
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def keep(file, accepted, wishes, note):
    """Save the photo of an accepted upload, unless the library has it by now."""
    latest = Photo.objects.aggregate(latest=Max("pk"))["latest"] or 0
    twin = looks_like(accepted, Photo.objects.filter(pk__lte=latest))
    if twin and not wishes.keeps_alike:
        return alike(file, twin)
    # Looking and storing may take long: meanwhile others can write.
    photo, arrival = Photo.from_intake(accepted), None
    try:
        with transaction.atomic():
            wait_for_turn()
            arrival = settle(file, photo, accepted, wishes, note, twin, latest)
    finally:
        if arrival is None or arrival.photo is None:
            removing.remove_sources(removing.sources(photo))
    return arrival


def settle(file, photo, accepted, wishes, note, twin, latest):
    """Save a photo whose files are stored, unless its like came in meanwhile."""
    if same := same_bytes(accepted.original_digest):
        return already_there(file, same, wishes)
    twin = twin or looks_like(accepted, Photo.objects.filter(pk__gt=latest))
    if twin and not wishes.keeps_alike:
        return alike(file, twin)
    for name, value in fields(accepted, wishes).items():
        setattr(photo, name, value)
    photo.save()
    note(photo)
    words = [found_words(photo)]
    if wishes.gallery and put_up(photo, wishes):
        words.append(f"Added to “{wishes.gallery}”.")
    if twin:
        words.append(f"It looks like “{twin}”, exported again: delete the one you do not need.")
    if not photo.has_consent:
        words.append("It shows a person and has no release, so visitors do not see it yet.")
    return Arrival(file.name, IN, " ".join(words), photo, twin)


def put_up(photo, wishes):
    """Put a photo into the chosen gallery; return whether it is new to it."""
    if wishes.batch:
        return hang_in_turn(wishes.gallery, photo, wishes.batch, wishes.place)
    return bool(hang(wishes.gallery, [photo]))


def alike(file, twin):
    return Arrival(file.name, ALIKE, f"It looks like “{twin}”, exported again.", twin=twin)


def wait_for_turn():
    """Let two requests that bring the same picture come one after the other."""
    list(Studio.objects.select_for_update().values_list("pk"))


def fields(accepted, wishes):
    """Return the fields of a new photo that are not in its pixels."""
    shoot = wishes.shoot or (str(wishes.gallery) if wishes.gallery else "")
    title = titles.title_of(accepted.name, accepted.facts, shoot)
    short = title[: titles.TITLE_LONGEST - 6]
    alike = Photo.objects.filter(title__startswith=short)
    title = titles.numbered(title, set(alike.values_list("title", flat=True)))
    begun = Photo.objects.filter(slug__startswith=titles.slug_base(title) or "photo")
    return {
        "title": title,
        "slug": titles.slug_of(title, set(begun.values_list("slug", flat=True))),
        "alt": accepted.facts.get("alt", ""),
        "release": wishes.release,
        "published_at": None if wishes.is_draft else timezone.now(),
    }


def same_bytes(original_digest):
    return Photo.objects.filter(original_digest=original_digest).first()


def looks_like(accepted, photos):
    """Return which of the photos the upload is another export of; None if there is none."""
    known = photos.exclude(likeness="").values_list("pk", "likeness")
    near = [pk for pk, other in known if likeness.is_near(accepted.likeness, other)]
    if not near:
        return None
    new = likeness.glimpse(accepted.master)
    accepted.master.seek(0)
    return next((p for p in Photo.objects.filter(pk__in=near) if shows_same(new, p)), None)


def shows_same(new, photo):
    try:
        with photo.master.open() as master:
            return likeness.is_same(new, likeness.glimpse(master))
    except OSError as error:
        logger.warning("The master of %s cannot be compared: %s", photo.slug, error)
        return False


def already_there(file, twin, wishes):
    words = f"This very file is in the library already: “{twin}”."
    if wishes.gallery:
        is_new = put_up(twin, wishes)
        words += f" It is {'now' if is_new else 'also'} in “{wishes.gallery}”."
    return Arrival(file.name, THERE, words, twin=twin)


def found_words(photo):
    """Say what became of the head, and why there may be no headshot."""
    if photo.head is None:
        return "No head was found, so there is no headshot."
    if photo.has_headshot:
        return "A head was found."
    return "A head was found, but too small, hidden or too close to another one for a headshot."
