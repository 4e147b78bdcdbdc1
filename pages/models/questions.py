"""What clients ask."""

from django.db import models
from django.db.models import Q

from sessions.models import SessionType
from studio.prose import ProseField


class Topic(models.TextChoices):
    PRICE = "price", "Price"
    BEFORE = "before", "Before the session"
    DURING = "during", "During the session"
    AFTER = "after", "After the session"
    RIGHTS = "rights", "Rights"


class Question(models.Model):
    question = models.CharField(
        max_length=160,
        unique=True,
        help_text="In a client’s words: “How long does it take?”",
        error_messages={"unique": "This question is in the list already. Change that one."},
    )
    answer = ProseField(help_text="One or two short paragraphs. It is the same wherever it stands.")
    topic = models.CharField(
        max_length=10, choices=Topic, help_text="Questions of a topic stand together."
    )
    session_type = models.ForeignKey(
        SessionType,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        help_text="The type it is about. Empty: every type.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="question_topic"),
        ]

    def __str__(self):
        return self.question
