"""Blocks that show headshot and portrait in one photograph."""

from django.db import models
from django.utils.functional import cached_property

from sessions import places
from sessions.models import Framing, Gallery, Ratio, Use
from studio.prose import ProseField

from .block_fields import heading, intro, known, nouns, photo, session_type
from .blocks import Block


class Frames(Block):
    """One photograph with both frames drawn over it."""

    needs_photo = True

    heading = heading()
    intro = intro()
    photo = photo(help_text="A wide one, with a confirmed head box and room around the head.")
    portrait_ratio = models.CharField(
        max_length=5,
        choices=Ratio,
        default=Ratio.FOUR_FIVE,
        help_text="The shape of the portrait frame.",
    )
    headshot_kept = nouns("headshot keeps", "What the headshot shows")
    headshot_given_up = nouns("headshot gives up", "What is lost in it")
    portrait_kept = nouns("portrait keeps", "What the portrait shows")
    portrait_given_up = nouns("portrait gives up", "What is lost in it")

    class Meta:
        verbose_name = "frames"
        verbose_name_plural = "frames"
        constraints = [known("portrait_ratio", Ratio, "frames_portrait_ratio")]


class CropLines(Block):
    """One photograph with the lines at which photographers end a headshot."""

    heading = heading()
    text = ProseField(help_text="What the lines mean, in a few sentences.")
    photo = photo(help_text="One that shows head and chest, with a confirmed head box.")

    class Meta:
        verbose_name = "crop lines"
        verbose_name_plural = "crop lines"


class OwnPhoto(Block):
    """Both frames over a photo of the visitor’s own, which never leaves the visitor’s device."""

    heading = heading()
    intro = intro()
    use = models.ForeignKey(
        Use,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"framing": Framing.HEADSHOT},
        verbose_name="place of the headshot",
        help_text="The headshot is shown as it looks there; a small, round place teaches most.",
    )

    class Meta:
        verbose_name = "own photo"


class Uses(Block):
    """One person in the places where pictures will live: headshot, portrait, and which to take."""

    heading = heading()
    intro = intro()
    photo = photo(help_text="Both crops of every place are cut from this one.")
    session_type = session_type(
        null=True, blank=True, help_text="Only the places of this type. Empty: all places."
    )
    colleagues = models.ForeignKey(
        Gallery,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose photos stand beside it where there is a team. Empty: nobody’s.",
    )
    draws_each_setting_once = models.BooleanField(
        "one of each kind",
        default=True,
        help_text="Draw one place of each kind, and name those that are like it beside it.",
    )

    class Meta:
        verbose_name = "uses"
        verbose_name_plural = "uses"

    @property
    def uses(self):
        if self.session_type_id is None:
            return self.records.uses
        return self.records.session_type(self.session_type_id).uses.all()

    @cached_property
    def colleague_photos(self):
        items = self.records.gallery_items[self.colleagues_id] if self.colleagues_id else []
        return places.beside(self.photo, items)

    @cached_property
    def places(self):
        """Its photo in each of the places; none where visitors may not see the photo."""
        if not self.photo.is_public:
            return []
        beside, once = self.colleague_photos, self.draws_each_setting_once
        return places.places(self.photo, self.uses, beside, once)
