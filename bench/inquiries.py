"""Send many inquiries at once while processes are killed, and count what was kept.

    python bench/inquiries.py [--count 200] [--port 8203]

Runs a site of its own (SQLite, gunicorn, the worker) in a temporary folder, with a real mail server
beside it. Every visitor opens the form, waits, and sends; one web process is killed with SIGKILL in
the middle, and the worker while mails go out. Who gets no answer presses the button again, once the
server is back. Prints how many were answered with success, stored, stored twice or lost, and what
became of their mails. Exits with 1 if one was lost or stored twice, or a mail came twice.
"""

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parent.parent
TRIES = 5
TYPING_SECONDS = 3  # faster than two, a message is held as spam
MAIL_SECONDS = 180


class TokenFinder(HTMLParser):
    token = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get("name") == "token":
            self.token = attrs["value"]


class Postbox:
    """A mail server that takes everything and remembers who got which mail."""

    def __init__(self):
        self.taken = Counter()

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content)
        self.taken[message["Message-ID"]] += 1
        return "250 taken"


class Visitor:
    """Somebody with an address of their own, who sends one inquiry until it is answered."""

    def __init__(self, number, port):
        self.number, self.port, self.tries = number, port, 0
        self.headers = {"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}

    def ask(self, method, body=None):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = dict(self.headers)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, "/inquire/?package=headshot-hour", body, headers)
        response = connection.getresponse()
        content = response.read().decode()
        connection.close()
        return response.status, content

    def open(self):
        finder = TokenFinder()
        finder.feed(self.ask("GET")[1])
        fields = {
            "name": f"Visitor {self.number}",
            "email": f"visitor-{self.number}@example.com",
            "message": f"Message number {self.number}",
            "token": finder.token,
        }
        self.body = urlencode(fields)

    def send(self):
        """Send until there is an answer; return whether it was the confirmation."""
        for self.tries in range(1, TRIES + 1):
            try:
                return self.ask("POST", self.body)[0] == 302
            except (OSError, HTTPException):
                time.sleep(0.5)
        return False


def children(pid):
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def process(serve, words):
    """Return the child of `manage.py serve` with these words in its command line."""
    return next(pid for pid in children(serve) if words in command_line(pid))


def kill_web_process(serve):
    victim = children(process(serve, "gunicorn"))[0]
    os.kill(victim, signal.SIGKILL)


def wait_for(port):
    for _ in range(240):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.5)
    sys.exit("The site did not start.")


def rows(database, query):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20) as connection:
        return connection.execute(query).fetchall()


def wait_for_mails(database):
    """Wait until no mail waits any more, and the last one has had time to go out.

    One whose worker was killed stays “sending”: after a while the owner is asked about it.
    """
    deadline = time.monotonic() + MAIL_SECONDS
    query = "SELECT count(*) FROM studio_mail WHERE state = 'waiting'"
    while rows(database, query)[0][0] and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(2)


def run(port, count, folder, postbox, smtp_port):
    environment = {
        **os.environ,
        "STUDIO_DATA": str(folder),
        "SECRET_KEY": "only-for-this-bench-and-long-enough-for-every-check",
        "HTTPS": "0",
        "TRUSTED_PROXIES": "127.0.0.1",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
    }
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_for(port)
        visitors = [Visitor(number, port) for number in range(count)]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(Visitor.open, visitors))
        time.sleep(TYPING_SECONDS)
        threading.Timer(0.5, kill_web_process, [server.pid]).start()
        worker = process(server.pid, "manage.py worker")
        threading.Timer(4, os.kill, [worker, signal.SIGKILL]).start()
        begun = time.monotonic()
        with ThreadPoolExecutor(count) as pool:
            answers = list(pool.map(Visitor.send, visitors))
        seconds = time.monotonic() - begun
        wait_for_mails(folder / "db.sqlite3")
        return report(visitors, answers, seconds, folder / "db.sqlite3", postbox)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def report(visitors, answers, seconds, database, postbox):
    stored = Counter(
        email for (email,) in rows(database, "SELECT email FROM photo_sessions_inquiry")
    )
    states = dict(rows(database, "SELECT state, count(*) FROM studio_mail GROUP BY state"))
    addresses = [f"visitor-{visitor.number}@example.com" for visitor in visitors]
    pairs = list(zip(addresses, answers, strict=True))
    lost = [each for each, answered in pairs if answered and not stored[each]]
    twice = [each for each, number in stored.items() if number > 1]
    twice_sent = [each for each, number in postbox.taken.items() if number > 1]
    print(f"{len(visitors)} inquiries at once, {seconds:.1f} s")
    print(f"answered with success: {sum(answers)}")
    print(f"pressed the button again: {sum(visitor.tries > 1 for visitor in visitors)}")
    print(f"stored: {len(stored)}, stored twice: {len(twice)}, lost: {len(lost)}")
    print(f"mails written: {sum(states.values())}, by state: {states}")
    print(f"mails that arrived: {len(postbox.taken)}, twice: {len(twice_sent)}")
    is_complete = all(answers) and sum(states.values()) == 2 * len(visitors)
    return is_complete and not (lost or twice or twice_sent)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--port", type=int, default=8203)
    options = parser.parse_args()
    postbox = Postbox()
    mail_server = Controller(postbox, hostname="127.0.0.1", port=options.port + 1)
    mail_server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            smtp_port = options.port + 1
            is_sound = run(options.port, options.count, Path(folder), postbox, smtp_port)
    finally:
        mail_server.stop()
    sys.exit(0 if is_sound else 1)


if __name__ == "__main__":
    main()
