"""Blocks of what the studio offers: session types beside each other, the guide, packages."""

from django.db import models
from django.db.models import Q

from .block_fields import heading, intro, known, session_type
from .blocks import Block


class Detail(models.TextChoices):
    SHORT = "short", "In short: tagline, goal and uses"
    FULL = "full", "Row by row: every aspect"


class SideBySide(Block):
    """Two session types beside each other."""

    heading = heading()
    intro = intro()
    left = session_type(help_text="The type that comes first.")
    right = session_type(help_text="The type beside it: another one.")
    detail = models.CharField(
        max_length=5,
        choices=Detail,
        default=Detail.SHORT,
        help_text="How much of the two types is compared.",
    )

    class Meta:
        verbose_name = "side by side"
        verbose_name_plural = "side by side"
        constraints = [
            models.CheckConstraint(
                condition=~Q(left=models.F("right")),
                name="side_by_side_differ",
                violation_error_message="Choose two different types.",
            ),
            known("detail", Detail, "side_by_side_detail"),
        ]

    @property
    def types(self):
        return [self.records.session_type(self.left_id), self.records.session_type(self.right_id)]

    @property
    def rows(self):
        """(aspect, words of the left type, words of the right type), for every shared aspect."""
        left, right = ({trait.aspect: trait.text for trait in t.traits.all()} for t in self.types)
        return [(aspect, left[aspect], right[aspect]) for aspect in left if aspect in right]


class Guide(Block):
    """The reasons that speak for each session type."""

    heading = heading()
    intro = intro()

    class Meta:
        verbose_name = "guide"

    @property
    def types(self):
        return self.records.session_types


class Packages(Block):
    """The packages of a type, or the featured ones; left out while there are none."""

    heading = heading()
    intro = intro()
    session_type = session_type(
        null=True, blank=True, help_text="Empty: the featured packages of all types."
    )

    class Meta:
        verbose_name = "packages"
        verbose_name_plural = "packages"

    @property
    def is_empty(self):
        return not self.packages

    @property
    def packages(self):
        return self.records.packages_for(self.session_type_id)

    @property
    def more(self):
        """The session type of which there are more than it shows; None where it shows all."""
        return self.records.more_for(self.session_type_id)
