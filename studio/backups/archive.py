"""The file of a backup: a ZIP archive, written in one go, with a checksum of every part.

README.txt           what it is, in plain words
BACKUP.json          when, of which software and migrations, how many rows and files,
                     the highest number that each table has given to a row
settings.json        the settings, without secrets
database/<table>.jsonl   the columns, then a row a line
files/<name>         originals, masters, releases
CHECKSUMS.sha256     of all the others, as `sha256sum --check` reads them
"""

import hashlib
import json
import os
import zipfile
import zlib

from . import BackupError

FORMAT = 1
ABOUT, SETTINGS, README, SUMS = "BACKUP.json", "settings.json", "README.txt", "CHECKSUMS.sha256"
DATABASE, FILES = "database/", "files/"
CHUNK = 1024 * 1024
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError)


class ReadFailed(OSError):
    """What was to be copied could not be read to its end; its part is there, but of no use."""


class Writer:
    def __init__(self, path, moment):
        self.date = moment.timetuple()[:6]
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self.file = os.fdopen(descriptor, "w+b")
        self.zip = zipfile.ZipFile(self.file, "w", allowZip64=True)
        self.sums = {}

    def add(self, name, source, is_compressed=False, told=None):
        """Copy an open binary file into the archive; return its size."""
        info = zipfile.ZipInfo(name, self.date)
        info.compress_type = zipfile.ZIP_DEFLATED if is_compressed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size, failure = hashlib.sha256(), 0, None
        with self.zip.open(info, "w", force_zip64=True) as part:
            while True:
                try:
                    chunk = source.read(CHUNK)
                except OSError as error:
                    failure, chunk = error, b""
                if not chunk:
                    break
                digest.update(chunk)
                part.write(chunk)
                size += len(chunk)
                if told:
                    told(len(chunk))
        self.sums[name] = digest.hexdigest()
        if failure:
            raise ReadFailed(failure.errno, failure.strerror) from failure
        return size

    def add_text(self, name, text):
        data = text.encode()
        self.zip.writestr(zipfile.ZipInfo(name, self.date), data, zipfile.ZIP_DEFLATED)
        self.sums[name] = hashlib.sha256(data).hexdigest()

    def finish(self):
        """Write the checksums and see that all of it is on the disk."""
        self.add_text(SUMS, "".join(f"{digest}  {name}\n" for name, digest in self.sums.items()))
        self.zip.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()

    def abandon(self):
        """Close the file as it is."""
        self.zip.fp = None  # or its end would be written
        self.file.close()


class Reader:
    """A backup to be read. Raises BackupError where it is none, or damaged."""

    def __init__(self, path):
        try:
            self.zip = zipfile.ZipFile(path)
            self.names = set(self.zip.namelist())
        except FileNotFoundError:
            raise BackupError(f"There is no file {path}.") from None
        except OSError as error:
            raise BackupError(f"{path} cannot be read: {error.strerror}.") from None
        except DAMAGED:
            raise BackupError(f"{path} is no backup, or its end is missing.") from None
        try:
            self.about = json.loads(self.read(ABOUT))
            text = self.read(SUMS).decode()
            lines = (line.split("  ", 1) for line in text.splitlines())
            self.sums = {name: digest for digest, name in lines}
        except (KeyError, TypeError, *DAMAGED):
            raise BackupError(f"{path} is no backup of a studio’s website.") from None
        if not isinstance(self.about, dict) or self.about.get("format", 0) > FORMAT:
            raise BackupError(
                f"{path} was made by newer software. Bring the software up to date first."
            )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.zip.close()

    def read(self, name):
        return self.zip.read(name)

    def open(self, name):
        return self.zip.open(name)

    def lines(self, name):
        """Yield the lines of a part."""
        with self.open(name) as part:
            for line in part:
                yield line.decode()

    @property
    def files(self):
        """The private files of its database: {name: checksum}."""
        extra = set(self.about.get("not_needed", []))
        return {
            name.removeprefix(FILES): digest
            for name, digest in self.sums.items()
            if name.startswith(FILES) and name.removeprefix(FILES) not in extra
        }

    def size(self, names):
        return sum(self.zip.getinfo(name).file_size for name in names)

    def check(self, told):
        """Compare every part with its checksum. Raises BackupError naming what is damaged."""
        if self.names != {*self.sums, SUMS}:
            raise BackupError("The backup is damaged: it does not hold the parts that it names.")
        total, done = self.size(self.sums), 0
        for name, expected in self.sums.items():
            digest = hashlib.sha256()
            try:
                with self.open(name) as part:
                    while chunk := part.read(CHUNK):
                        digest.update(chunk)
                        done += len(chunk)
                        told("Checking the backup", done, total)
            except (OSError, *DAMAGED):
                raise BackupError(f"The backup is damaged: {name} cannot be read.") from None
            if digest.hexdigest() != expected:
                raise BackupError(f"The backup is damaged: {name} is not as it was written.")
