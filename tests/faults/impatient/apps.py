import datetime
import time
from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils import timezone

SECOND = timedelta(seconds=1)
CLOCK = "clock"  # a file with the seconds by which the clock of the site is wrong


class ImpatientConfig(AppConfig):
    name = "tests.faults.impatient"

    def ready(self):
        from sessions import tasks
        from studio import chores, delivery, lost_jobs, mail_chores
        from studio.backups import keeper
        from studio.management.commands import serve, worker

        delivery.DELAYS[:] = [SECOND] * len(delivery.DELAYS)
        mail_chores.OVERDUE, mail_chores.TOO_LONG = 2 * SECOND, 8 * SECOND
        lost_jobs.A_WHILE = tasks.AFTER_TROUBLE = SECOND
        worker.SECONDS_BETWEEN = worker.SECONDS_BETWEEN_BACKUPS = 0.5
        worker.SECONDS_AFTER_TROUBLE = 0.5
        keeper.COPIED_AGAIN = SECOND
        serve.STAYED_UP_SECONDS = 2
        hour = timedelta(hours=1)
        for name, (function, interval) in chores.REGISTERED.items():
            chores.REGISTERED[name] = function, SECOND if interval < hour else interval
        follow_the_clock(Path(settings.DATA_DIR) / CLOCK)


def follow_the_clock(file):
    real_time = time.time

    def wrong_by():
        try:
            return float(file.read_text())
        except (OSError, ValueError):
            return 0

    time.time = lambda: real_time() + wrong_by()
    timezone.now = lambda: datetime.datetime.fromtimestamp(time.time(), datetime.UTC)
