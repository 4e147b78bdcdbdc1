"""How far the idle work on the picture files of each photo has come."""

from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

REST = timedelta(minutes=10)  # somebody may still be moving the crops


class SlimmingQuerySet(models.QuerySet):
    def wanted(self):
        return self.exclude(wanted_at=None)

    def due(self):
        """Those whose photos have not changed for a while, the longest waiting first."""
        return self.filter(wanted_at__lte=timezone.now() - REST).order_by("wanted_at", "photo")

    def want(self, photo_ids):
        """Have the files of photos gone over, but for those that were already."""
        now = timezone.now()
        mine = self.filter(photo__in=photo_ids)
        mine.update(wanted_at=now)
        known = set(mine.values_list("photo_id", flat=True))
        new = [self.model(photo_id=key, wanted_at=now) for key in photo_ids if key not in known]
        try:
            with transaction.atomic():
                self.bulk_create(new, ignore_conflicts=True)
        except IntegrityError:  # a photo was deleted meanwhile; a chore looks for the others
            return


class Slimming(models.Model):
    """Which AVIF files of a photo have been encoded once more, slower and smaller."""

    changes_pages = False  # the pictures look the same
    is_machinery = True

    photo = models.OneToOneField(
        "photo_sessions.Photo", on_delete=models.CASCADE, primary_key=True, related_name="slimming"
    )
    done = models.JSONField(
        default=dict, help_text="The widths that were gone over, by what their names begin with."
    )
    wanted_at = models.DateTimeField(
        null=True,
        blank=True,
        default=timezone.now,
        db_index=True,
        help_text="Since when there are files to go over; empty when all are done.",
    )

    objects = SlimmingQuerySet.as_manager()

    def __str__(self):
        return f"Slimming of {self.photo_id}"
