"""A server that speaks S3, for tests; and the bucket that STORAGE_URL names, for all of them."""

import logging
import os
import warnings
from contextlib import contextmanager

import pytest

MISSING = "NO TESTS OF BUCKETS: .venv/bin/pip install -r requirements-dev.txt brings boto3 and moto"


def needed():
    """Return studio.bucket_files; skip a module of tests, loudly, where that lacks packages."""
    try:
        import moto.server  # noqa: F401

        from studio import bucket_files
    except ImportError:
        if os.environ.get("CI"):
            raise
        warnings.warn(MISSING, stacklevel=2)
        pytest.skip(MISSING, allow_module_level=True)
    return bucket_files


@contextmanager
def running():
    """Run a server; give where it listens, “127.0.0.1:5000”."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # or it prints every request
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"{host}:{port}"
    finally:
        server.stop()


def make(address):
    """Make the bucket of an Address, if it is not there; return the client that did."""
    client = address.client(connect_s=5, read_s=10, attempts=2)
    client.create_bucket(Bucket=address.name)  # not refused in this region where it is ours
    return client
