"""Copies of backups in a bucket, which BACKUP_URL names."""

from django.conf import settings

from .. import bucket_address
from ..bucket_address import failures, reason
from . import BackupError, keeping

NO_PACKAGE = f"BACKUP_URL needs a package that is not installed, boto3: {bucket_address.INSTALL}"


def bucket():
    """Return the bucket of BACKUP_URL. Raises ValueError, which studio/checks.py says."""
    return bucket_address.parsed(settings.BACKUP_URL)


def known():
    """Return the bucket. Raises BackupError where BACKUP_URL is wrong."""
    try:
        return bucket()
    except ValueError as error:
        raise BackupError(f"BACKUP_URL: {error}.") from None


def client_of(there):
    try:
        return there.client()
    except ImportError:
        raise BackupError(NO_PACKAGE) from None


def copy(path, told):
    """Copy a backup; return where it is, in words. Raises BackupError."""
    there, size, done = known(), path.stat().st_size, 0

    def further(count):
        nonlocal done
        done += count
        told("Copying it to the bucket", done, size)

    client = client_of(there)
    try:
        client.upload_file(str(path), there.name, there.path(path.name), Callback=further)
        stored = client.head_object(Bucket=there.name, Key=there.path(path.name))
    except failures() as error:
        raise BackupError(
            f"The bucket {there} did not take the backup: {reason(error)}."
        ) from error
    if stored["ContentLength"] != size:
        raise BackupError(f"The copy in the bucket {there} is not as long as the backup.")
    return str(there)


def prune(kept):
    """Remove backups from the bucket. kept: a function of the names there: those to keep."""
    there = known()
    client = client_of(there)
    try:
        pages = client.get_paginator("list_objects_v2").paginate(
            Bucket=there.name, Prefix=there.path("studio-")
        )
        keys = [row["Key"] for page in pages for row in page.get("Contents", [])]
        names = {key: key.rpartition("/")[2] for key in keys}
        names = {
            key: name
            for key, name in names.items()
            # What lies in a folder below, “studio-north/studio-2026….zip”, is another site's.
            if keeping.moment_of(name) and key == there.path(name)
        }
        keep = kept(names.values())
        for key, name in names.items():
            if name not in keep:
                client.delete_object(Bucket=there.name, Key=key)
    except failures() as error:
        raise BackupError(f"{there}: {reason(error)}") from error
