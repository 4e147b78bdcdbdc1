"""Copies of backups in a bucket: any storage that speaks S3, named by BACKUP_URL."""

import logging
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

from . import BackupError, keeping

logger = logging.getLogger("studio.backups")

EXAMPLE = "s3://key:secret@s3.example.com/bucket/folder"
NO_PACKAGE = "BACKUP_URL needs a package that is not installed: .venv/bin/pip install boto3"


@dataclass(frozen=True)
class Bucket:
    """What BACKUP_URL says. In words it is the host and the place: no secret is in it."""

    endpoint: str
    key: str
    secret: str
    name: str
    prefix: str

    def __str__(self):
        host = self.endpoint.partition("://")[2]
        return "/".join(filter(None, [host, self.name, self.prefix]))

    def path(self, name):
        return "/".join(filter(None, [self.prefix, name]))

    def client(self):
        try:
            import boto3
            from botocore.config import Config
        except ImportError:
            raise BackupError(NO_PACKAGE) from None
        # Servers other than Amazon's do not know its newer checksums; the transfer has its own.
        config = Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"max_attempts": 5, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            region_name="us-east-1",
            config=config,
        )


def bucket():
    """Return the bucket of BACKUP_URL. Raises ValueError, which studio/checks.py says."""
    parts = urlsplit(settings.BACKUP_URL)
    name, _, prefix = parts.path.strip("/").partition("/")
    if parts.scheme not in ("s3", "s3+http") or not (parts.hostname and name):
        raise ValueError("it names no bucket")
    if not (parts.username and parts.password):
        raise ValueError("it has no key or no secret")
    port = f":{parts.port}" if parts.port else ""
    endpoint = f"{'http' if parts.scheme == 's3+http' else 'https'}://{parts.hostname}{port}"
    return Bucket(endpoint, unquote(parts.username), unquote(parts.password), name, prefix)


def known():
    """Return the bucket. Raises BackupError where BACKUP_URL is wrong."""
    try:
        return bucket()
    except ValueError as error:
        raise BackupError(f"BACKUP_URL: {error}.") from None


def failures():
    """Return what boto3 raises."""
    try:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return ()
    return Boto3Error, BotoCoreError, ClientError


def copy(path, told):
    """Copy a backup; return where it is, in words. Raises BackupError."""
    there, size, done = known(), path.stat().st_size, 0

    def further(count):
        nonlocal done
        done += count
        told("Copying it to the bucket", done, size)

    try:
        client = there.client()
        client.upload_file(str(path), there.name, there.path(path.name), Callback=further)
        stored = client.head_object(Bucket=there.name, Key=there.path(path.name))
    except failures() as error:
        raise BackupError(f"The bucket {there} did not take the backup: {reason(error)}") from error
    if stored["ContentLength"] != size:
        raise BackupError(f"The copy in the bucket {there} is not as long as the backup.")
    return str(there)


def prune(kept):
    """Remove backups from the bucket. kept: a function of the names there: those to keep."""
    there = known()
    try:
        client = there.client()
        pages = client.get_paginator("list_objects_v2").paginate(
            Bucket=there.name, Prefix=there.path("studio-")
        )
        keys = [row["Key"] for page in pages for row in page.get("Contents", [])]
        names = {key: key.rpartition("/")[2] for key in keys}
        names = {key: name for key, name in names.items() if keeping.moment_of(name)}
        keep = kept(names.values())
        for key, name in names.items():
            if name not in keep:
                client.delete_object(Bucket=there.name, Key=key)
    except failures() as error:
        raise BackupError(f"{there}: {reason(error)}") from error


def reason(error):
    """Return what went wrong, without keys: boto3's own words name the request at the most."""
    return str(error).splitlines()[0][:200]
