"""manage.py copy_photographs: photographs from the folder into the bucket, or back."""

from django.core.management.base import BaseCommand, CommandError

from studio import copying
from studio.backups import BackupError, afterwards
from studio.backups.progress import Progress

WAYS = {"bucket": copying.into_bucket, "folder": copying.into_folder}


class Command(BaseCommand):
    help = (
        "Copy originals, masters and releases into the bucket of STORAGE_URL, or back into the "
        "folder. It may run again at any time: what is there is passed over."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", required=True, choices=WAYS)

    def handle(self, to, **options):
        progress = Progress(self.stdout)
        try:
            copied = WAYS[to](progress)
        except copying.NoBucket as error:
            raise CommandError(str(error)) from None
        except (BackupError, OSError) as error:
            raise CommandError(
                f"{error}\nWhat was copied so far is there; run it again to go on."
            ) from error
        finally:
            progress.end()
        self.stdout.write(f"{copied.files} files copied, {copied.there} were there already.")
        for name in copied.missing:
            self.stderr.write(f"Missing where it should come from: {name}")
        afterwards.run()
        self.stdout.write("The worker makes the picture files that are missing.")
