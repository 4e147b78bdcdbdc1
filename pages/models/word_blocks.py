"""Blocks of words: prose, a definition, questions, a quote, the call to action."""

from django.db import models

from sessions.models.galleries import Display
from studio.prose import ProseField

from .block_fields import heading, known, photo, session_type, shown_as
from .blocks import Block
from .page import Page
from .questions import Topic


class Prose(Block):
    """Text with headings, lists and links."""

    text = ProseField(help_text="Select words to make them bold, italic or a link.")
    margin_note = models.CharField(
        max_length=240, blank=True, help_text="An aside, set in the margin of wide screens."
    )
    photo = photo(
        null=True,
        blank=True,
        verbose_name="picture beside it",
        help_text="A photo that shows what the text speaks of. Empty: none.",
    )
    framing = shown_as()

    class Meta:
        verbose_name = "prose"
        verbose_name_plural = "prose"
        constraints = [known("framing", Display, "prose_framing")]

    @property
    def picture(self):
        """Its photo, if visitors may see it."""
        return self.photo if self.photo and self.photo.is_public else None


class Definition(Block):
    """What one session type is, in the words of the type itself."""

    heading = heading()
    session_type = session_type()
    shows_traits = models.BooleanField(
        "aspects too", default=True, help_text="Show its words for every aspect as a list."
    )

    class Meta:
        verbose_name = "definition"

    @property
    def type(self):
        return self.records.session_type(self.session_type_id)


class Questions(Block):
    """What clients ask, with the answers from the list of questions."""

    heading = heading()
    session_type = session_type(
        null=True, blank=True, help_text="Only those of this type. Empty: all."
    )
    limit = models.PositiveSmallIntegerField(
        "how many", default=0, help_text="How many questions at the most; 0 for all of them."
    )

    class Meta:
        verbose_name = "questions"
        verbose_name_plural = "questions"

    @property
    def questions(self):
        questions = self.records.questions
        if self.session_type_id is not None:
            questions = [q for q in questions if q.session_type_id == self.session_type_id]
        if self.limit:
            questions = questions[: self.limit]
        return sorted(questions, key=lambda question: Topic.values.index(question.topic))


class Quote(Block):
    """A sentence, set large."""

    text = models.TextField(help_text="The sentence itself. It is set in large letters.")
    attribution = models.CharField(max_length=120, blank=True, help_text="Who said it.")

    class Meta:
        verbose_name = "quote"


class CallToAction(Block):
    """The one next step of a page: a button."""

    heading = heading()
    text = models.TextField(blank=True, help_text="A sentence or two over the button.")
    label = models.CharField(
        "words of the button", max_length=60, help_text="What the button does: “Compare sessions”."
    )
    target = models.ForeignKey(
        Page,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"draft_of": None},
        verbose_name="leads to",
        help_text="The page it leads to. Empty: a message to the studio.",
    )

    class Meta:
        verbose_name = "call to action"
        verbose_name_plural = "calls to action"
