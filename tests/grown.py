"""Runs the tests on what a site outgrows one machine with: PostgreSQL, Redis, a bucket.

    python -m tests.grown [what pytest is to be told]

The servers are begun here, from Debian's and PyPI's packages, and end with the tests, whatever
becomes of them. Each process that tests has a database and a folder of the bucket of its own.
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from tests import bucket_server, postgres_server, redis_server

SECONDS_TO_END = 30


@contextmanager
def bucket():
    """Run a server that speaks S3; give the address of a folder in a bucket there."""
    with bucket_server.running() as place:
        yield f"s3+http://key:secret@{place}/studio/photographs"


def missing():
    """Return what has to be installed first."""
    found = []
    if postgres_server.binaries() is None:
        found.append(postgres_server.MISSING)
    if redis_server.program() is None:
        found.append(redis_server.MISSING)
    return found


def run(arguments):
    """Run pytest beside the servers; return its code."""
    with ExitStack() as servers:
        address = servers.enter_context(postgres_server.running())
        variables = {
            "DATABASE_URL": f"{address}/studio",
            "CACHE_URL": servers.enter_context(redis_server.server()).address,
            "STORAGE_URL": servers.enter_context(bucket()),
        }
        command = [sys.executable, "-m", "pytest", *arguments]
        tests = subprocess.Popen(command, env={**os.environ, **variables})
        servers.callback(end, tests)
        return tests.wait()


def end(tests):
    """Wait until the tests have ended; Ctrl-C has reached them, too."""
    if tests.poll() is None:
        tests.terminate()
        try:
            tests.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            tests.kill()
            tests.wait()


def interrupted(number, frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    if said := missing():
        sys.exit("\n".join(said))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
