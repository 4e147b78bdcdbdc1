"""manage.py starter: the content of a believable studio, for an empty database only."""

from django.core.management.base import BaseCommand, CommandError

from studio.bucket_address import BucketError
from studio.starter import loader


class Command(BaseCommand):
    help = "Fill an empty database with the starter content; leave any other as it is."

    def handle(self, **options):
        if loader.has_content():
            self.stdout.write("The database has content already: nothing was changed.")
            return
        try:
            loader.load(self.report)
        except BucketError as error:
            raise CommandError(f"The starter content was not loaded: {error}.") from error
        self.stdout.write(
            "The starter content is in. Put your own photographs and words in its place."
        )

    def report(self, done, total):
        self.stdout.write(f"Starter content: photograph {done} of {total}", ending="\r")
        if done == total:
            self.stdout.write("")
        self.stdout.flush()
