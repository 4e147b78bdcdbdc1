"""manage.py prepare: bring the database and the static files up to date, for web and worker."""

from django.conf import settings
from django.core.checks import Tags
from django.core.management import BaseCommand, call_command

from studio import collecting, owners
from studio.page_cache.writing import page_files


class Command(BaseCommand):
    help = (
        "Bring the database up to date, load the starter content into an empty one, and collect "
        "the static files. Run it once before the new version serves; it may be run at any time."
    )

    def handle(self, **options):
        self.check(tags=[Tags.database], databases=["default"])
        self.say("Bringing the database up to date …")
        call_command("migrate", verbosity=0)
        owners.sync_group()
        call_command("starter", stdout=self.stdout)
        self.say("Collecting the static files …")
        collecting.collect()
        if settings.PAGE_FILES:  # what the web server before the site reads when it starts
            page_files().write_headers()

    def say(self, words):
        self.stdout.write(words)
        self.stdout.flush()
