"""Photographs in a bucket: Django’s storages for it, on top of django-storages.

What boto3 raises becomes an OSError here, so that nobody else has to know it: FileNotFoundError
for what is not there, BucketError for everything else. A file is read as it comes, with one
request. Nothing in the bucket is public: the site hands out what visitors may see.
"""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urljoin

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from django.utils.crypto import get_random_string
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name, get_available_overwrite_name

from . import bucket_address
from .bucket_address import BucketError
from .bucket_patience import Patience, Refused
from .bucket_stream import BucketFile, Stream
from .private_files import ShortNames

UNIQUE = 12  # letters and digits in names: no two files ever get the same
AT_ONCE = 1000  # objects that one request may remove, by the protocol
SIDE_BY_SIDE = 8
MISSING = {"404", "NoSuchKey", "NotFound"}
FOREVER = "public, max-age=31536000, immutable"
TYPES = {
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}


@dataclass(frozen=True)
class Entry:
    """What a list of the bucket says of one file."""

    name: str
    size: int
    modified: datetime


class BucketStorage(S3Storage):
    """Files of the site in a bucket."""

    # Together less than others wait for a transaction that stores a file (20 seconds on SQLite).
    connect_s, read_s, attempts = 3, 8, 2
    patience = {}  # {endpoint: Patience}, for all storages of this process

    def __init__(self, address, base_url, **options):
        self.address, self.base_url = address, base_url
        super().__init__(
            access_key=address.key,
            secret_key=address.secret,
            endpoint_url=address.endpoint,
            region_name=address.region,
            bucket_name=address.name,
            location=address.prefix,
            default_acl=None,  # nobody but the owner of the bucket
            querystring_auth=True,
            gzip=False,
            client_config=bucket_address.config(self.connect_s, self.read_s, self.attempts),
            # One part after the other: an upload takes 8 MB of memory, however large it is.
            transfer_config=TransferConfig(use_threads=False),
            **options,
        )

    @cached_property
    def connection(self):
        """One for all threads: making another takes as long as making a picture."""
        return self._create_session().resource(
            "s3",
            region_name=self.region_name,
            endpoint_url=self.endpoint_url,
            config=self.client_config,
        )

    @property
    def client(self):
        return self.connection.meta.client

    @property
    def its_patience(self):
        return self.patience.setdefault(self.endpoint_url, Patience())

    @contextmanager
    def asking(self, name="", is_long=False):
        """Ask the bucket in the block, if it is to be waited for. Raises OSErrors alone."""
        try:
            with self.its_patience.waited(is_long), self.hearing(name):
                yield
        except Refused:
            raise BucketError(f"the bucket {self.address} does not answer") from None
        self.its_patience.heard(is_silent=False)

    @contextmanager
    def hearing(self, name):
        """Turn what boto3 raises in the block into OSErrors."""
        try:
            yield
        except bucket_address.failures() as error:
            self.its_patience.heard(bucket_address.is_silence(error))
            raise self.in_words(error, name) from error

    def in_words(self, error, name):
        code = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else ""
        if name and code in MISSING:
            return FileNotFoundError(errno.ENOENT, "It is not in the bucket", name)
        return BucketError(
            f"the bucket {self.address} cannot be used: {bucket_address.reason(error)}"
        )

    def key(self, name):
        return self._normalize_name(clean_name(name))

    def url(self, name):
        """Return the address on the site: the bucket itself is asked by nobody else."""
        return urljoin(self.base_url, filepath_to_uri(name).lstrip("/"))

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("Files in a bucket are read as bytes, and written as a whole.")
        return BucketFile(Stream(self, name), name)

    def _save(self, name, content):
        with self.asking(name, is_long=True):
            return super()._save(name, content)

    def store_as(self, name, content):
        """Store a file under this very name, over what may be there."""
        self._save(name, content)

    def delete(self, name):
        with self.asking():
            super().delete(name)

    def delete_all(self, names):
        """Remove many files, there or not."""
        keys = [{"Key": self.key(name)} for name in names]
        for start in range(0, len(keys), AT_ONCE):
            self.delete_keys(keys[start : start + AT_ONCE])

    def delete_keys(self, keys):
        try:
            with self.asking():
                wanted = {"Objects": keys, "Quiet": True}
                answer = self.client.delete_objects(Bucket=self.bucket_name, Delete=wanted)
        except BucketError as error:
            if not isinstance(error.__cause__, ClientError):
                raise
            answer = {"Errors": keys}  # not every storage knows how to remove many
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(self.delete_key, [each["Key"] for each in answer.get("Errors", [])]))

    def delete_key(self, key):
        with self.asking():
            self.client.delete_object(Bucket=self.bucket_name, Key=key)

    def exists(self, name):
        with self.asking():
            return super().exists(name)

    def listdir(self, name):
        with self.asking():
            return super().listdir(name)

    def size(self, name):
        with self.asking(name):
            return super().size(name)

    def get_modified_time(self, name):
        with self.asking(name):
            return super().get_modified_time(name)

    def beginning_with(self, start):
        """Yield an Entry for each file whose name begins like that, however deep it lies."""
        place = f"{self.location}/" if self.location else ""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=place + start
        )
        pages = iter(pages)
        while True:
            with self.asking():
                page = next(pages, None)
            if page is None:
                return
            for row in page.get("Contents", []):
                name = row["Key"].removeprefix(place)
                yield Entry(name, row["Size"], row["LastModified"])


class PrivateBucket(ShortNames, BucketStorage):
    """Originals, masters and releases, under names that a folder takes, too: studios move."""

    file_overwrite = False
    object_parameters = {"CacheControl": "private, no-store"}

    def get_available_name(self, name, max_length=None):
        """Return a name that no other file gets.

        Asking whether one is free would not do: two machines that ask at once hear the same.
        """
        most = max_length and max_length - UNIQUE - 1
        root, ending = os.path.splitext(get_available_overwrite_name(clean_name(name), most))
        return f"{root}_{get_random_string(UNIQUE)}{ending}"


class PictureBucket(BucketStorage):
    """What is made of photographs, for everybody, and may be made again: quick or not at all."""

    connect_s, read_s = 2, 4
    file_overwrite = True
    object_parameters = {"CacheControl": FOREVER}

    def get_object_parameters(self, name):
        kind = TYPES.get(os.path.splitext(name)[1])
        return super().get_object_parameters(name) | ({"ContentType": kind} if kind else {})
