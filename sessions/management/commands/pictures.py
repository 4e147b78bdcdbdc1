"""manage.py pictures: work out every photo’s crops anew; files that nothing names go."""

from django.core.management.base import BaseCommand

from sessions import removing, renditions
from sessions.likeness import likeness
from sessions.models import Photo


class Command(BaseCommand):
    help = "Work out the crops of all photos anew; the worker makes what changed."

    def handle(self, **options):
        total = Photo.objects.count()
        for number, photo in enumerate(Photo.objects.iterator(chunk_size=100), start=1):
            if not photo.likeness:
                self.fill_likeness(photo)
            photo.save()
            self.stdout.write(f"Photo {number} of {total}", ending="\r")
        self.stdout.write(f"The crops of {total} photos are up to date.")
        if removed := removing.prune():
            self.stdout.write(f"Files that nothing named any more: {removed}, removed.")

    def fill_likeness(self, photo):
        """Work out what newer photos got when they came in: by it, second exports are noticed."""
        try:
            photo.likeness = likeness(renditions.open_master(photo.master))
        except OSError as error:
            self.stderr.write(f"The master of “{photo}” cannot be read: {error}")
