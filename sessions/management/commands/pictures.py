"""manage.py pictures: work out every photo's crops anew and have changed files made."""

from django.core.management.base import BaseCommand

from sessions.models import Photo


class Command(BaseCommand):
    help = "Work out the crops of all photos anew; the worker makes what changed."

    def handle(self, **options):
        total = Photo.objects.count()
        for number, photo in enumerate(Photo.objects.iterator(chunk_size=100), start=1):
            photo.save()
            self.stdout.write(f"Photo {number} of {total}", ending="\r")
        self.stdout.write(f"The crops of {total} photos are up to date.")
