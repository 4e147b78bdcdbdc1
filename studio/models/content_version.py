"""The content version: one row that the database moves on with every change of content."""

import secrets

from django.db import models


def new_lineage():
    return secrets.token_hex(8)


class ContentVersionQuerySet(models.QuerySet):
    def begin_anew(self):
        """Start a new line of versions: nothing that was made before may be shown again."""
        self.update_or_create(pk=1, defaults={"lineage": new_lineage()})

    def suspend(self):
        """Let nothing be kept until a new line begins: the tables are being changed."""
        self.update(lineage="")


class ContentVersion(models.Model):
    """How often content changed (`number`) since the database was made or restored (`lineage`)."""

    changes_pages = False

    lineage = models.CharField(max_length=16)
    number = models.BigIntegerField(default=0)

    objects = ContentVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_content_version"),
        ]

    def __str__(self):
        return f"{self.lineage}-{self.number}"
