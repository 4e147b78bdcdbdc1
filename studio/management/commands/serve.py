"""manage.py serve: bring the database and the static files up to date, then run the site."""

import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.checks import Tags
from django.core.management import BaseCommand, CommandError, call_command

from studio import owners

WAIT_SECONDS = 10
# The C library gives the memory of large pictures back at once: a web process that takes fifty
# uploads stays at half the size.
ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": str(1024 * 1024)}


class Command(BaseCommand):
    help = "Prepare everything, then run the web server and the worker until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")

    def handle(self, host, port, **options):
        self.prepare()
        address = f"{host}:{port}"
        commands = [
            [
                *(sys.executable, "-m", "gunicorn", "studio.wsgi"),
                *("--config", "python:studio.web_server"),
                *("--bind", address, "--log-level", "error"),
            ],
            [sys.executable, "manage.py", "worker", "--no-startup-delay"],
        ]
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, signal.default_int_handler)
        self.check_free(host, int(port))
        children = [self.start(command) for command in commands]
        self.say(f"The site is on http://{address}/ and its desk on http://{address}/admin/")
        self.say("Ctrl-C ends it.")
        if not owners.exist():
            self.say("Make the owner’s account in another terminal: make owner")
        try:
            self.watch(children, commands)
        except KeyboardInterrupt:
            self.stdout.write("\nEnding …")
        finally:
            self.end(children)

    def prepare(self):
        self.check(tags=[Tags.database], databases=["default"])
        self.say("Bringing the database up to date …")
        call_command("migrate", verbosity=0)
        owners.sync_group()
        call_command("starter", stdout=self.stdout)
        self.say("Collecting the static files …")
        call_command("collectstatic", interactive=False, verbosity=0)

    def say(self, words):
        self.stdout.write(words)
        self.stdout.flush()

    def check_free(self, host, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Nothing can listen on {host}:{port} ({error.strerror}). "
                    f"Choose another port: make serve PORT={port + 1}"
                ) from None

    def start(self, command):
        # A group of its own: Ctrl-C reaches us alone, and we end both in order.
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=ENVIRONMENT | os.environ, start_new_session=True
        )

    def watch(self, children, commands):
        """Return when the web server ends; start the worker again when that ends."""
        while children[0].poll() is None:
            if children[1].poll() is not None:
                self.stderr.write("The worker ended; starting it again.")
                children[1] = self.start(commands[1])
            time.sleep(0.5)
        raise CommandError("The web server ended: see the lines above.")

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
