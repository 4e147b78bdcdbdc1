"""A Redis server for the tests that need one; it can be killed and started again."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager

from tests.installed import needed

MISSING = "NO TESTS WITH REDIS: it is not installed on this machine. apt-get install redis-server"
PROGRAMS = ("redis-server", "valkey-server")
START_SECONDS = 20
PASSWORD = "north-window"


def program():
    """Return the path of the program; None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Server:
    """A server that keeps nothing on disk. address: what CACHE_URL says."""

    def __init__(self, program, folder):
        self.program, self.folder, self.process = program, folder, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self):
        command = [
            *(self.program, "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--dir", self.folder),
            *("--requirepass", PASSWORD, "--logfile", f"{self.folder}/log"),
        ]
        self.process = subprocess.Popen(command, start_new_session=True)
        self.wait()

    def wait(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError("Redis ended while it was starting.")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("Redis does not listen.")

    def kill(self):
        """End it at once, as a power failure does."""
        self.process.kill()
        self.process.wait()

    def freeze(self):
        """Let it answer nobody, and keep its connections."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def server():
    """Run a server."""
    found = needed(program(), MISSING)
    folder = tempfile.mkdtemp(prefix="studio-redis-")
    running = Server(found, folder)
    running.start()
    try:
        yield running
    finally:
        running.kill()
        shutil.rmtree(folder, ignore_errors=True)
