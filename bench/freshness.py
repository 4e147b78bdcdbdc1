"""Whether any answer is older than what was committed: edits under load, each looked at at once.

    python bench/freshness.py [--edits 1000] [--readers 6] [--folder .bench] [--plain]

A site runs as `manage.py serve` runs it, behind nginx with page files and with its worker (--plain:
by itself). Readers ask for the page all the time. An editor commits edits in turn as a form does,
in bulk, with SQL through Django, from another program, and by a moment that comes; it asks for the
page itself as soon as each is committed. An answer is stale if it shows less than what was
committed before it was asked for. Prints counts; the exit code says whether any was stale.
"""

import argparse
import itertools
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, nullcontext
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from fill import FOLDER, ROOT, Sites, environment, set_up
from serving import BIND, site
from speed import EXPLAINER, manage_files, nginx

EDITS_BETWEEN, WAIT_SECONDS = 25, 30
SHOWN = re.compile(rb"Edit (\d+)\b")


class Counts:
    """What was committed, and what the readers saw."""

    def __init__(self):
        self.committed = 0
        self.answers = self.stale = self.failed = 0
        self.from_files = 0
        self.lock = threading.Lock()

    def note(self, before, status, headers, body):
        found = SHOWN.search(body)
        with self.lock:
            self.answers += 1
            self.from_files += headers.get("Cache-Status") is None
            if status != 200 or not found:
                self.failed += 1
            elif int(found[1]) < before:
                self.stale += 1


def ask(connection, counts):
    before = counts.committed
    connection.request("GET", EXPLAINER)
    answer = connection.getresponse()
    counts.note(before, answer.status, answer.headers, answer.read())


def read(port, counts, ending):
    """Ask for the page over one connection, which keeps to one process, until the end."""
    while not ending.is_set():
        with closing(HTTPConnection(BIND, port, timeout=30)) as connection:
            for _ in range(200):
                if ending.is_set():
                    return
                try:
                    ask(connection, counts)
                except (OSError, HTTPException):
                    counts.failed += 1
                    break


def edits(database):
    """Yield ways to make the next edit; each returns when it is committed."""
    from django.db import connection
    from django.utils import timezone

    from pages.models import Page

    explainer = Page.objects.get(slug=EXPLAINER.strip("/"))

    def form(words):
        explainer.refresh_from_db()
        explainer.title = words
        explainer.save()

    def bulk(words):
        Page.objects.filter(pk=explainer.pk).update(title=words)

    def statement(words):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE pages_page SET title = %s WHERE id = %s", [words, explainer.pk])

    def program(words):
        with closing(sqlite3.connect(database, timeout=30)) as other:
            other.execute("UPDATE pages_page SET title = ? WHERE id = ?", [words, explainer.pk])
            other.commit()

    def due(words):
        """Another page’s moment comes, after which the words are others: two edits in one."""
        soon = timezone.now() + timedelta(seconds=0.05)
        Page.objects.filter(slug="about").update(published_at=soon)
        time.sleep(0.06)
        bulk(words)

    yield from itertools.cycle([form, bulk, statement, program, due])


def edit(database, port, count, counts, files):
    """Make edits, each looked at as soon as it is committed, over two connections.

    files: the folder of the page files, None without; now and then they are waited for, so that
    there is something to take away.
    """
    for number, way in zip(range(1, count + 1), edits(database), strict=False):
        if files and way.__name__ == "program":
            continue  # what no Django sees, files show until the worker looks: see README.md
        if files and number % EDITS_BETWEEN == 0:
            wait_for(files / "current")
        way(f"Edit {number} of the bench")
        counts.committed = number
        for _ in range(2):
            with closing(HTTPConnection(BIND, port, timeout=30)) as connection:
                ask(connection, counts)
        print(f"Edit {number} of {count}", end="\r", flush=True)
    print()


def wait_for(path):
    deadline = time.monotonic() + WAIT_SECONDS
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=6)
    parser.add_argument("--plain", action="store_true", help="no nginx and no page files")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    folder = Sites(options.folder).make()["starter"]
    if not options.plain:
        os.environ["PAGE_FILES"] = "http://localhost"  # the editor’s process takes files away, too
    set_up(folder)
    counts, ending = Counts(), threading.Event()
    with site("site", folder, EXPLAINER) as running:
        before, worker = nullcontext(running), None
        if not options.plain:
            text = (ROOT / "deploy" / "nginx-site.conf").read_text()
            text = text.replace("/srv/studio", str(folder))
            before = nginx("nginx", folder / "nginx", running.port, text)
            origin = f"http://{BIND}:{before.port}"
            manage_files(folder, origin)
            command = [sys.executable, "manage.py", "worker", "--no-startup-delay"]
            variables = os.environ | environment(folder) | {"PAGE_FILES": origin}
            worker = subprocess.Popen(command, cwd=ROOT, env=variables)
        try:
            with before as front:
                next(edits(folder / "db.sqlite3"))("Edit 0 of the bench")
                threads = [
                    threading.Thread(target=read, args=[front.port, counts, ending])
                    for _ in range(options.readers)
                ]
                for thread in threads:
                    thread.start()
                files = None if options.plain else folder / "page-files"
                edit(folder / "db.sqlite3", front.port, options.edits, counts, files)
                ending.set()
                for thread in threads:
                    thread.join()
        finally:
            ending.set()
            if worker:
                worker.terminate()
                worker.wait(20)
    print(
        f"{options.edits:,} edits, {counts.answers:,} answers ({counts.from_files:,} from files): "
        f"{counts.stale} stale, {counts.failed} failed."
    )
    sys.exit(bool(counts.stale or counts.failed))


if __name__ == "__main__":
    main()
