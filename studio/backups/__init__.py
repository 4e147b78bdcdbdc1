"""Backups: one file with everything that cannot be made again, and putting it back.

making.py      a backup while the site is used: snapshot.py holds the database still, held.py
               the private files, archive.py writes the file and its checksums
restoring.py   a backup becomes the site: fresh.py has the new database take the place of the
               former one in one step, placing.py the files
tables.py      rows of any version of the software, on any database engine
sequences.py   numbers of rows that were given out, also those of deleted ones
keeping.py     which backups are kept, and when the next is due
room.py        whether the disk has room for one, or for an export
keeper.py      what the worker does: those that are asked for or due; buckets.py copies them
afterwards.py  what is to be done after a restore
"""


class BackupError(Exception):
    """What went wrong, in words for whoever asked for a backup or for what is in it."""


def silent(words, done=0, total=0):
    """Tell nobody how far it is."""
