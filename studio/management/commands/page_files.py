"""manage.py page_files: write all pages as files for nginx or Caddy, now."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from studio.models import Studio
from studio.page_cache.writing import page_files


class Command(BaseCommand):
    help = "Write all pages as files for a web server before the site (see PAGE_FILES)."

    def handle(self, **options):
        if not settings.PAGE_FILES:
            raise CommandError(
                "Say for which address: PAGE_FILES=https://www.example.com in the environment or "
                "in .env. The worker then writes the pages by itself."
            )
        Studio.objects.exists()  # a database that cannot say so ends it here, in one sentence
        files = page_files()
        try:
            files.write_headers()
            count = files.write(self.report)
        except OSError as error:
            raise CommandError(f"Nothing was put before visitors: {error}") from None
        if count is None:
            raise CommandError("Content changed meanwhile. Start it again.")
        self.stdout.write(f"{count} pages are in {files.current}")

    def report(self, done, total):
        self.stdout.write(f"Page {done} of {total}", ending="\n" if done == total else "\r")
        self.stdout.flush()
