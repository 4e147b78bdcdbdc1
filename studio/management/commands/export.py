"""manage.py export: everything in files that people can read."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from studio import exporting
from studio.backups import BackupError
from studio.backups.progress import Progress


class Command(BaseCommand):
    help = "Write everything into a new folder: words as JSON, tables as CSV, the photographs."

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, folder, **options):
        progress = Progress(self.stdout)
        path = Path(folder).expanduser().resolve()
        try:
            missing = exporting.to_folder(path, progress)
        except BackupError as error:
            raise CommandError(str(error)) from error
        finally:
            progress.end()
        self.stdout.write(f"Everything is in {path}. Begin with README.txt there.")
        for name in missing:
            self.stderr.write(f"Missing on the site itself: {name}")
