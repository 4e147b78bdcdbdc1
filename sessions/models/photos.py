"""The library: photographs, and where the heads on them are."""

from functools import partial

from django.core.files.base import File
from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import receiver
from django.utils import timezone

from studio import redirects
from studio.models import Studio

from .. import framing, removing, renditions, tasks
from .fields import ReadJSONField
from .releases import Release


class Facing(models.TextChoices):
    FRONT = "front", "Into the camera"
    LEFT = "left", "To the left of the picture"
    RIGHT = "right", "To the right of the picture"


def is_fraction(field):
    # A comparison with NULL is not false to a database, so NULL is ruled out.
    return Q(**{f"{field}__isnull": False, f"{field}__gte": 0, f"{field}__lte": 1})


def may_be_seen(photo="", moment=None):
    """Return the condition that visitors may see a photo: published, and the people on it agree.

    photo: the way to it in a query, such as "photo__". It asks each row for its release, instead
    of making a list of all that hold: so it costs what the rows cost that it is asked of.
    """

    def where(**conditions):
        return Q(**{f"{photo}{name}": value for name, value in conditions.items()})

    moment = moment or timezone.now()
    today = timezone.localdate(moment)
    agreed = (
        where(release__isnull=False)
        & (where(release__withdrawn_on=None) | where(release__withdrawn_on__gt=today))
        & (where(release__expires_on=None) | where(release__expires_on__gte=today))
    )
    needs_none = where(shows_person=False) | where(release_waiver__gt="")
    not_asked = where(release__isnull=True) & needs_none
    return where(published_at__lte=moment) & (agreed | not_asked)


# What no page for visitors prints: how a photo came, and what was made of it by hand.
NOT_PRINTED = ("facts", "faces", "hand_crops", "likeness", "original_digest", "digest")


class PhotoQuerySet(models.QuerySet):
    def public(self):
        """Photos that visitors may see: published, and the people on them agree."""
        return self.filter(may_be_seen())

    def without_consent(self):
        """Photos that visitors do not see because nobody on them has agreed, or not any more."""
        nobody_asked = Q(release=None, shows_person=True, release_waiver="")
        ended = Q(release__isnull=False) & ~Q(release__in=Release.objects.valid())
        return self.filter(nobody_asked | ended)

    def describe_anew(self):
        """Work out the crops and file names of these photos anew; yield as each is done.

        Each that changes is read and saved in one transaction of its own, so what the owner does
        meanwhile stays, and nobody waits for long. Done again, it passes over what is right.
        """
        for key in list(self.values_list("pk", flat=True)):
            photo = Photo.objects.filter(pk=key).first()
            if photo and photo.described() != (photo.pictures, photo.shows_person):
                with transaction.atomic():
                    for photo in Photo.objects.select_for_update().filter(pk=key):
                        photo.save(update_fields=["updated_at"])
            yield key


class Photo(models.Model):
    """One photograph: the upload, the master made from it, and where the head is.

    Places are fractions of the upright master, 0 to 1 from its top left.
    """

    title = models.CharField(max_length=120, help_text="Over it, where it is looked at alone.")
    slug = models.SlugField(
        "file name",
        max_length=80,
        unique=True,
        help_text="Begins the names of its picture files. Letters, digits and hyphens.",
        error_messages={"unique": "Another photo has this file name. Choose another one."},
    )
    alt = models.CharField(
        "alternative text",
        max_length=250,
        blank=True,
        help_text="What is to be seen, for people who cannot see it. Not “photo of”.",
    )
    creator = models.CharField(
        max_length=120, blank=True, help_text="Who made it. Written into every picture file."
    )
    credit = models.CharField(
        max_length=120, blank=True, help_text="The credit line. Written into every picture file."
    )
    copyright_notice = models.CharField(
        max_length=160, blank=True, help_text="Written into every picture file."
    )
    release = models.ForeignKey(
        Release,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        help_text="The sitter’s consent. When it ends, the photo leaves the site.",
    )
    release_waiver = models.CharField(
        "why no release is needed",
        max_length=200,
        blank=True,
        help_text=(
            "A person is shown only with a release – or with your reason why none is needed, "
            "such as “nobody can be recognised” or “that is me”."
        ),
    )
    shows_person = models.BooleanField(
        default=False, editable=False, help_text="Whether a head was found or drawn."
    )
    published_at = models.DateTimeField(
        "published from",
        default=timezone.now,
        null=True,
        blank=True,
        help_text="Empty: only you see it. A time to come: it may be shown from then on.",
    )

    original = models.FileField(
        upload_to="originals/%Y/", max_length=200, editable=False, help_text="The file as it came."
    )
    master = models.FileField(
        upload_to="masters/%Y/",
        max_length=200,
        editable=False,
        help_text="Upright, in sRGB, without metadata: what all pictures are made from.",
    )
    width = models.PositiveIntegerField(editable=False, help_text="Of the master, in pixels.")
    height = models.PositiveIntegerField(editable=False, help_text="Of the master, in pixels.")
    digest = models.CharField(max_length=64, editable=False, help_text="Hash of the master.")
    original_digest = models.CharField(
        max_length=64, editable=False, db_index=True, help_text="SHA-256 of the file as it came."
    )
    likeness = models.CharField(
        max_length=64,
        editable=False,
        blank=True,
        help_text="256 bits, in hexadecimal, that stay nearly the same when it is exported again.",
    )
    tone = models.CharField(
        max_length=7, editable=False, default="#8a8178", help_text="Its average colour."
    )
    facts = models.JSONField(
        default=dict, editable=False, blank=True, help_text="What its metadata said."
    )
    faces = models.JSONField(
        default=list, editable=False, blank=True, help_text="All heads found, best first."
    )

    head_left = models.FloatField(
        "left ear", null=True, blank=True, help_text="0 is the left edge, 1 the right one."
    )
    head_top = models.FloatField(
        "crown", null=True, blank=True, help_text="With the hair. 0 is the top, 1 the bottom."
    )
    head_right = models.FloatField(
        "right ear", null=True, blank=True, help_text="More than the left ear."
    )
    head_bottom = models.FloatField("chin", null=True, blank=True, help_text="More than the eyes.")
    eye_line = models.FloatField(
        "eyes", null=True, blank=True, help_text="Between the crown and the chin."
    )
    facing = models.CharField(
        max_length=5, choices=Facing, default=Facing.FRONT, help_text="Where the sitter looks."
    )
    head_confirmed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When somebody said the box is right."
    )
    hand_crops = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="Crops set by hand: {cut: [left, top, right, bottom]}; the others are computed.",
    )
    pictures = ReadJSONField(
        default=dict,
        editable=False,
        blank=True,
        help_text="What templates print: for each cut its file names, widths and crop.",
    )
    # For queries: looking into all that is stored about the pictures takes its time.
    can_be_headshot = models.GeneratedField(
        expression=Q(pictures__has_key="headshot 4:5"),
        output_field=models.BooleanField(),
        db_persist=True,
        serialize=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PhotoQuerySet.as_manager()

    HEAD_FIELDS = ("head_left", "head_top", "head_right", "head_bottom", "eye_line")
    # What a version remembers besides: the crops, as long as it is the same photograph.
    CROP_FIELDS = (*HEAD_FIELDS, "facing", "hand_crops", "head_confirmed_at")
    WORD_FIELDS = (
        "title",
        "slug",
        "alt",
        "creator",
        "credit",
        "copyright_notice",
    )
    shown_in_history = ("hand_crops", "head_confirmed_at")
    is_gone_when_deleted = True
    words_of_what_stays = (
        "without the picture and its crops: the file was replaced since, and the former one is gone"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="photo_newest"),
            models.Index(
                fields=["-created_at", "-id"], condition=Q(alt=""), name="photo_without_alt"
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(head_top__isnull=False, head_confirmed_at=None),
                name="photo_without_look",
            ),
            # What a search looks through.
            models.Index(fields=["title", "slug", "alt", "release"], name="photo_words"),
            # What lists and counts ask of every photo, without what is stored about its pictures.
            models.Index(
                fields=[
                    *("published_at", "release", "shows_person", "release_waiver"),
                    *("head_top", "head_confirmed_at", "created_at"),
                ],
                name="photo_states",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    head_left=None, head_top=None, head_right=None, head_bottom=None, eye_line=None
                )
                | (
                    is_fraction("head_left")
                    & is_fraction("head_top")
                    & is_fraction("head_right")
                    & is_fraction("head_bottom")
                    & is_fraction("eye_line")
                    & Q(head_right__gt=F("head_left"), head_bottom__gt=F("head_top"))
                    & Q(eye_line__gt=F("head_top"), eye_line__lt=F("head_bottom"))
                ),
                name="photo_head_box",
                violation_error_message=(
                    "The head box: all five numbers between 0 and 1, the crown above the eyes, "
                    "the eyes above the chin, left before right – or none of them."
                ),
            ),
            models.CheckConstraint(condition=Q(facing__in=Facing.values), name="photo_facing"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="photo_has_size"),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        """Save; work out its crops and file names, and have the files made."""
        before = self.pictures
        self.pictures, self.shows_person = self.described()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "pictures", "shows_person"}
        same = Photo.objects.filter(pk=self.pk) if self.pictures != before else Photo.objects.none()
        former_slug = same.values_list("slug", flat=True).first()  # it is part of all file names
        super().save(**kwargs)
        if former_slug and former_slug != self.slug:
            for item in self.gallery_items.select_related("gallery", "photo"):
                redirects.remember(item, item.path_at(former_slug))
        if self.pictures != before:
            gone = renditions.gone(before, self.pictures)
            tasks.make_renditions.enqueue(self.pk, *([gone] if gone else []))
        if not renditions.may_be_stored(self):
            transaction.on_commit(partial(removing.remove, self), robust=True)

    def described(self):
        """Return what its `pictures` and `shows_person` are by its other fields."""
        may_train = Studio.objects.filter(machines_may_train=True).exists()
        pictures = renditions.describe(self, renditions.known_cuts(), may_train)
        return pictures, bool(self.faces) or self.head is not None

    @classmethod
    def from_intake(cls, intake, **fields):
        """Return an unsaved photo of an accepted upload; the suggested head box is set."""
        photo = cls(**fields)
        photo.take(intake)
        return photo

    def take(self, intake):
        """Replace the picture by an accepted upload; its own words and credit stay.

        The former files go when the transaction around this is committed.
        """
        removing.remove_when_committed(self.master, self.original)
        self.original.save(intake.name, File(intake.original), save=False)
        try:
            self.master.save("master.jpg", File(intake.master), save=False)
        except BaseException:
            removing.remove_sources([(self.original.storage, self.original.name)])
            raise
        known = ("width", "height", "digest", "original_digest", "likeness", "tone", "faces")
        for name in known:
            setattr(self, name, getattr(intake, name))
        size = " × ".join(map(str, intake.original_size))
        self.facts = intake.facts | {"format": intake.format, "size": size}
        profile = Studio.objects.current()
        usual = {
            "creator": profile.photographer,
            "credit": profile.credit,
            "copyright_notice": profile.copyright_notice,
        }
        for name, words in usual.items():
            setattr(self, name, getattr(self, name) or intake.facts.get(name) or words)
        self.hand_crops = {}
        self.set_head(self.faces[0] if self.faces else None)

    def set_head(self, face):
        """Take one of the found faces as the head box, or None for no head."""
        self.head_confirmed_at = None
        for name in self.HEAD_FIELDS:
            setattr(self, name, face[name.removeprefix("head_")] if face else None)
        self.facing = face["facing"] if face else Facing.FRONT

    def take_back(self, former):
        """Be again what a former version was: its words and, if it is the same file, its crops.

        Consent stays as it is: it may have been taken back since.
        """
        stays = self.stays_at(former)
        for name in (*self.WORD_FIELDS, *self.CROP_FIELDS):
            if name not in stays:
                setattr(self, name, getattr(former, name))
        self.save()

    def stays_at(self, former):
        """Return the fields that going back to a former version leaves: where its file is gone."""
        return () if former.digest == self.digest else self.CROP_FIELDS

    def words_for(self, name, value):
        """Return how the history says a value; None for the usual way."""
        if name in self.HEAD_FIELDS and value is not None:
            return f"{100 * value:.1f} %"
        if name == "hand_crops":
            return "; ".join(value) or "none"
        return None

    @property
    def size(self):
        return self.width, self.height

    @property
    def head(self):
        """The head box as framing.Head; None where there is no head."""
        places = [getattr(self, name) for name in self.HEAD_FIELDS]
        if None in places:
            return None
        return framing.Head(*places, self.facing)

    @property
    def has_headshot(self):
        return "headshot 4:5" in self.pictures

    @property
    def is_public(self):
        """Whether visitors may see it. Load `release` along."""
        return self.is_published and self.has_consent

    @property
    def is_published(self):
        """Whether the owner lets it be shown."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def has_consent(self):
        """Whether the people on it agree, or nobody has to. Load `release` along."""
        if self.release is not None:
            return self.release.is_valid
        return not self.shows_person or bool(self.release_waiver)


@receiver(models.signals.pre_save, sender=Studio)
def write_the_permission_anew(sender, instance, **kwargs):
    """Have all picture files say it when the owner changes whether machines may be trained on
    them. A signal: the profile does not know of pictures."""
    former = Studio.objects.filter(pk=1).first()
    if former and former.machines_may_train != instance.machines_may_train:
        tasks.describe_pictures.enqueue()


@receiver(models.signals.post_delete, sender=Photo)
def remove_files(sender, instance, **kwargs):
    """Remove all its files. A signal: bulk deletes and cascades call no method."""
    transaction.on_commit(partial(removing.remove_files, instance))
