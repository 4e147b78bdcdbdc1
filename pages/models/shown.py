"""What each page showed when somebody last looked: so that going away counts as a change."""

from django.db import models


class Shown(models.Model):
    changes_pages = False  # it notes what pages show already

    path = models.CharField(max_length=255, unique=True, help_text="The address of a page.")
    records = models.CharField(max_length=64, help_text="Hash of which records it showed.")
    changed_at = models.DateTimeField(
        null=True, help_text="When that changed, as far as anybody noticed. Empty: it never did."
    )

    def __str__(self):
        return self.path
