"""manage.py serve: bring the database and the static files up to date, then run the site.

Whichever of the two ends, web server or worker, is started again: a kill for want of memory costs
seconds. A web server that does not stay up is left alone, and the reason stands above.
"""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from studio import owners

WAIT_SECONDS = 10
# A web server that ends sooner than that after its start will do so again.
STAYED_UP_SECONDS = 10
REMAINS_SECONDS = 5  # for requests that its processes have in their hands
PR_SET_PDEATHSIG = 1  # Linux
ENDINGS = (signal.SIGINT, signal.SIGTERM)
LAST_PORT = 65535
OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES)
# The C library gives the memory of large pictures back at once: a web process that takes fifty
# uploads stays at half the size.
ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": str(1024 * 1024)}


class Command(BaseCommand):
    help = "Prepare everything, then run the web server and the worker until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")

    def handle(self, host, port, **options):
        host, port = host.strip("[]"), port_of(port)
        self.prepare()
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        commands = [
            [
                *(sys.executable, "-m", "gunicorn", "studio.wsgi"),
                *("--config", "python:studio.web_server"),
                *("--bind", address, "--log-level", "error"),
            ],
            [sys.executable, "manage.py", "worker", "--no-startup-delay"],
        ]
        for ending in ENDINGS:
            signal.signal(ending, end_once)
        self.check_free(host, port)
        children = [self.start(command) for command in commands]
        self.say(f"The site is on http://{address}/ and its desk on http://{address}/admin/")
        self.say("Ctrl-C ends it.")
        if not owners.exist():
            self.say("Make the owner’s account in another terminal: make owner")
        try:
            self.watch(children, commands)
        except KeyboardInterrupt:
            self.say(f"\nEnding, within {WAIT_SECONDS} seconds …")
        finally:
            self.end(children)

    def prepare(self):
        call_command("prepare", stdout=self.stdout)

    def say(self, words):
        self.stdout.write(words)
        self.stdout.flush()

    def check_free(self, host, port):
        """Raise CommandError where the web server could not listen."""
        try:
            family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except OSError as error:
            advice = "Write an address of this machine: make serve HOST=127.0.0.1"
            if error.errno in OF_THE_PORT:
                advice = f"Choose another port: make serve PORT={port % LAST_PORT + 1}"
            raise CommandError(
                f"Nothing can listen on {host}, port {port} ({error.strerror}). {advice}"
            ) from None

    def start(self, command):
        # A group of its own: Ctrl-C reaches us alone, and we end both in order.
        return subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=ENVIRONMENT | os.environ,
            start_new_session=True,
            preexec_fn=end_with_its_parent,
        )

    def watch(self, children, commands):
        """Start the web server and the worker again when they end, as long as that helps."""
        started = time.monotonic()
        while True:
            if children[1].poll() is not None:
                self.stderr.write("The worker ended; starting it again.")
                children[1] = self.start(commands[1])
            if children[0].poll() is not None:
                if time.monotonic() - started < STAYED_UP_SECONDS:
                    raise CommandError("The web server ended: see the lines above.")
                self.stderr.write("The web server ended; starting it again.")
                end_group(children[0])  # its processes still hold the address
                started = time.monotonic()
                children[0] = self.start(commands[0])
            time.sleep(0.5)

    def end(self, children):
        for child in children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + WAIT_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


def port_of(text):
    """Return the number of a port. Raises CommandError where it is none."""
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise CommandError(f"“{text}” is no port. Write a number up to {LAST_PORT}, such as 8000.")
    return int(text)


def end_once(number, frame):
    """Have `serve` end in order. Whoever cannot wait for that is not heard a second time."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def end_with_its_parent():
    """Have the kernel end this process with `serve`, even if that is killed: nothing stays that
    holds the address. Only Linux knows that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_group(leader):
    """End what is left of a process that has ended."""
    deadline = time.monotonic() + REMAINS_SECONDS
    ending = signal.SIGTERM
    while True:
        try:
            os.killpg(leader.pid, ending)
        except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of none
            return
        if ending == signal.SIGKILL:
            return
        time.sleep(0.1)
        ending = 0 if time.monotonic() < deadline else signal.SIGKILL
