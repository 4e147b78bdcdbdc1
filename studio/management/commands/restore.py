"""manage.py restore: a backup becomes the site, all of it or nothing."""

import sys

from django.core.management.base import BaseCommand, CommandError

from studio.backups import BackupError, archive, restoring
from studio.backups.progress import Progress


class Command(BaseCommand):
    help = "Bring the site up from a backup, on any database engine; check every row and file."
    requires_system_checks = []  # the database may be empty

    def add_arguments(self, parser):
        parser.add_argument("file", help="The backup, studio-….zip.")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Even where there is content; a backup of it is made first.",
        )
        parser.add_argument(
            "--discard",
            action="store_true",
            help="With --replace: make no backup of what is there; it may be broken.",
        )
        parser.add_argument(
            "--moving",
            action="store_true",
            help="The site stood still since the backup: mails that wait may be sent.",
        )

    def handle(self, file, yes, replace, discard, moving, **options):
        progress = Progress(self.stdout)
        try:
            with archive.Reader(file) as reader:
                self.introduce(reader.about)
            if not yes and not self.agrees():
                self.stdout.write("Nothing was changed.")
                return
            restored = restoring.restore(file, progress, replace, not discard, moving)
        except restoring.NotInPlace as error:
            progress.end()
            raise CommandError(str(error)) from error
        except BackupError as error:
            progress.end()
            raise CommandError(f"{error}\nNothing was changed.") from error
        progress.end()
        self.tell(restored)

    def introduce(self, about):
        rows, files = sum(about["rows"].values()), about["files"]
        self.stdout.write(
            f"Backup of {about['site']}, made on {about['made_at'][:16].replace('T', ' at ')} UTC "
            f"on {about['database']}: {rows} rows, {files} files."
        )

    def agrees(self):
        if not sys.stdin.isatty():
            raise CommandError("There is nobody to ask here. Give --yes.")
        answer = input("Shall it become the site? [y/N] ")
        return answer.strip().lower() in ("y", "yes")

    def tell(self, restored):
        self.stdout.write(
            f"The site is back as it was: {restored.rows} rows and {restored.files} files, each "
            "compared with the backup."
        )
        if restored.former:
            self.stdout.write(f"What was there before is in {restored.former.path}.")
        for name, reason in sorted(restored.about.get("missing", {}).items()):
            self.stdout.write(f"Missing already when the backup was made: {name} {reason}.")
        if count := restored.waiting_mails:
            words = "1 mail that was" if count == 1 else f"{count} mails that were"
            self.stdout.write(f"On Today: {words} waiting and may have been sent since the backup.")
        self.stdout.write(
            "The worker now makes the picture files again; pages ask for them meanwhile. What was "
            "withdrawn or erased after the backup is back: withdraw releases and erase inquiries "
            "again where that is so. Everybody has to sign in anew."
        )
