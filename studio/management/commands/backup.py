"""manage.py backup: one file with everything that cannot be made again."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from studio.backups import BackupError, making
from studio.backups.progress import Progress


class Command(BaseCommand):
    help = "Make a backup of the database, the photographs and the releases while the site runs."

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            metavar="FOLDER",
            default=str(settings.BACKUP_DIR),
            help="Where it is written; without it the folder BACKUP_DIR.",
        )

    def handle(self, to, **options):
        if not to.strip():
            raise CommandError("Name a folder behind --to, or leave it out.")
        progress = Progress(self.stdout)
        try:
            made = making.make(Path(to).expanduser().resolve(), progress)
        except BackupError as error:
            progress.end()
            raise CommandError(str(error)) from error
        progress.end()
        self.stdout.write(
            f"The backup is in {made.path} and was checked: {made.rows} rows, {made.files} files, "
            f"{filesizeformat(made.size)}."
        )
        for name, reason in sorted(made.missing.items()):
            self.stderr.write(f"Missing on the site itself: {name} {reason}.")
