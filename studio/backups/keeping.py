"""Names of backups, which of them are kept, and when the next is due. Pure but for the folder."""

import re
from datetime import UTC, datetime, time, timedelta

NAME = re.compile(r"studio-(\d{8}-\d{6})(?:-\d+)?\.zip")
STAMP = "%Y%m%d-%H%M%S"
ALL_KEPT = timedelta(days=2)  # what somebody made by hand today is not replaced by tonight's
AT = time(3)  # in the night
AGAIN = timedelta(hours=1)  # after one that failed
YOUNG = timedelta(hours=1)  # a site that has just been set up
TOO_OLD = timedelta(days=2)


def name(moment):
    return f"studio-{moment.astimezone(UTC).strftime(STAMP)}.zip"


def moment_of(name):
    """Return when a backup was made, from its name; None if it is no backup's."""
    match = NAME.fullmatch(name)
    try:
        return match and datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def free_path(folder, moment):
    path, number = folder / name(moment), 1
    while path.exists():
        number += 1
        path = folder / name(moment).replace(".zip", f"-{number}.zip")
    return path


def found(folder):
    """Return the files of backups in a folder, the newest first."""
    try:
        files = [path for path in folder.iterdir() if moment_of(path.name)]
    except OSError:
        return []
    return sorted(files, key=lambda path: (moment_of(path.name), path.name), reverse=True)


def kept(names, now, days, weeks, months):
    """Return which backups are kept: those of the last two days; of each of the last days, weeks
    and months that have any, the newest; and the newest of all in any case. names: {name: when}.
    """
    dated = sorted(((moment, each) for each, moment in names.items()), reverse=True)
    keep = {each for moment, each in dated if now - moment < ALL_KEPT}
    periods = [
        (days, lambda moment: moment.date()),
        (weeks, lambda moment: moment.isocalendar()[:2]),
        (months, lambda moment: (moment.year, moment.month)),
    ]
    for count, period in periods:
        newest = {}
        for moment, each in dated:
            newest.setdefault(period(moment), each)
        keep |= set(list(newest.values())[:count])
    return keep | {each for _, each in dated[:1]}


def is_due(now, born, succeeded, tried):
    """Whether the backup of a night is to be made.

    now: local time; born: when the site was set up; succeeded, tried: when the last backup was
    begun that came about, and the last one at all; None where there was none.
    """
    night = now.replace(hour=AT.hour, minute=0, second=0, microsecond=0)
    if night > now:
        night -= timedelta(days=1)
    if now - born < YOUNG or (succeeded and succeeded >= night):
        return False
    return tried is None or now - tried >= AGAIN
