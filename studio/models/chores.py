"""What has to be done every so often, by whichever worker comes first."""

from django.db import models


class Chore(models.Model):
    changes_pages = False

    name = models.CharField(max_length=60, unique=True)
    last_run_at = models.DateTimeField()

    def __str__(self):
        return self.name
