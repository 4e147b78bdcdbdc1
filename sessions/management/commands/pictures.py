"""manage.py pictures: work out every photo’s crops anew; files that nothing names go."""

from django.core.management.base import BaseCommand

from sessions import removing, renditions
from sessions.likeness import likeness
from sessions.models import Photo
from studio import batches


class Command(BaseCommand):
    help = "Work out the crops of all photos anew; the worker makes what changed."

    def handle(self, **options):
        for photo in batches.each(Photo.objects.filter(likeness="")):
            self.fill_likeness(photo)
        total = Photo.objects.count()
        for number, _ in enumerate(Photo.objects.describe_anew(), start=1):
            self.stdout.write(f"Photo {number} of {total}", ending="\r")
        self.stdout.write(f"The crops of {total} photos are up to date.")
        if removed := removing.prune():
            self.stdout.write(f"Files that nothing named any more: {removed}, removed.")

    def fill_likeness(self, photo):
        """Work out what newer photos got when they came in: by it, second exports are noticed."""
        try:
            found = likeness(renditions.open_master(photo.master))
        except OSError as error:
            self.stderr.write(f"The master of “{photo}” cannot be read: {error}")
            return
        Photo.objects.filter(pk=photo.pk, digest=photo.digest).update(likeness=found)
