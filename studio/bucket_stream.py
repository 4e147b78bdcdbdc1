"""A file in a bucket that is open to be read, as its bytes come."""

import io

from botocore.exceptions import ClientError, IncompleteReadError
from django.core.files.base import File

from .bucket_address import BucketError

BLOCK = 64 * 1024  # read at once


class BucketFile(File):
    """A file that is open to be read."""

    def __init__(self, stream, name):
        super().__init__(io.BufferedReader(stream, BLOCK), name)
        self.size, self.modified = stream.size, stream.modified


class Stream(io.RawIOBase):
    """The bytes of a file, as they come.

    Going to another place costs nothing until something is read there, and then one request. One
    that breaks off is taken up again where it was.
    """

    def __init__(self, storage, name):
        self.storage, self.name = storage, name
        self.body, self.tag, self.place = None, None, 0
        found = self.ask()
        self.size, self.modified = found["ContentLength"], found["LastModified"]
        self.tag = found["ETag"]

    def ask(self):
        """Ask for what is there from the present place on."""
        storage = self.storage
        the_rest = {"Range": f"bytes={self.place}-"} if self.place else {}
        the_same = {"IfMatch": self.tag} if self.tag else {}
        with storage.asking(self.name):
            found = storage.client.get_object(
                Bucket=storage.bucket_name, Key=storage.key(self.name), **the_rest, **the_same
            )
        self.body, self.body_at = found["Body"], self.place
        return found

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self.place

    def seek(self, offset, whence=io.SEEK_SET):
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        self.place = max(0, base + offset)
        return self.place

    def readinto(self, buffer):
        if self.place >= self.size:
            return 0
        try:
            count = self.read_here(buffer)
        except BucketError as error:
            if not isinstance(error.__cause__, ClientError):
                self.let_go()
                count = self.read_here(buffer)
            else:
                raise
        self.place += count
        self.body_at = self.place
        return count

    def read_here(self, buffer):
        if self.body is None or self.body_at != self.place:
            self.let_go()
            self.ask()
        with self.storage.hearing(self.name):  # it has been waited for, and answers
            count = self.body.readinto(buffer)
            if not count:
                raise IncompleteReadError(actual_bytes=self.place, expected_bytes=self.size)
        return count

    def let_go(self):
        if self.body is not None:
            self.body.close()
            self.body = None

    def close(self):
        self.let_go()
        super().close()
