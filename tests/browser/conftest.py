"""A real browser on a really running site: `manage.py serve` with a data folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from urllib.error import URLError

import pytest

from tests import forked, starter_content
from tests.installed import needed
from tests.once import made_once

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
PREPARED = []
# `manage.py serve` without its preparation, which is done once for all sites of a run.
SERVE = """
import django; django.setup()
from django.core.management import call_command
from studio.management.commands import serve
serve.Command.prepare = lambda self: None
call_command("serve", port="{port}")
"""
NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "NO BROWSER TESTS: there is no Chromium on this machine. Install it: apt-get install chromium"
)
# Root in a container has no sandbox; nothing but the site is to be asked for anything.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    return needed(next(filter(None, map(shutil.which, NAMES)), None), MISSING)


def environment_of(folder):
    """Return the environment of a site whose data lie in a folder, for manage.py, too."""
    return {
        **os.environ,
        "STUDIO_DATA": str(folder),
        "SECRET_KEY": "only-for-the-browser-tests-and-long-enough-to-pass",
        "HTTPS": "0",
        "STORAGE_URL": "",  # sites are copied with their photographs, which lie in folders
        "DJANGO_SETTINGS_MODULE": "studio.settings",
    }


@pytest.fixture(scope="session", autouse=True)
def prepared_site(of_this_run):
    """Have `running_site` begin with a site that one process of this run has prepared for all."""
    PREPARED.append(of_this_run / "prepared-site")


def prepared():
    """Return a folder with the starter content, all its picture files and the static files."""

    def make(folder):
        environment = environment_of(folder)
        if kept := starter_content.kept():  # made by tests that need no browser
            shutil.copy(kept / "db.sqlite3", folder)
            shutil.copytree(kept / "files", folder / "media")
        else:
            manage(environment, "migrate", "--verbosity", "0")
            manage(environment, "starter")
        pictures = ["worker", "--batch", "--no-startup-delay"]
        with begun(["manage.py", *pictures], environment) as worker:
            manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
            assert worker.wait() == 0
        run(environment, "from studio import owners; owners.sync_group()")

    return made_once(PREPARED[0], make)


def manage(environment, *arguments):
    """Run a command on a site's data; return what it printed."""
    code, printed = forked.manage(environment, *arguments)
    assert code == 0, printed
    return printed


def run(environment, code):
    """Run Python code on a site's data; return what it printed."""
    code, printed = forked.execute(environment, f"import django; django.setup()\n{code}")
    assert code == 0, printed
    return printed


@contextmanager
def begun(arguments, environment):
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def running_site(environment):
    """Run a site with the starter content; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = ["manage.py", "serve", "--port", str(port)]
    if PREPARED:  # not where docs/ takes pictures
        shutil.copytree(prepared(), environment["STUDIO_DATA"], dirs_exist_ok=True)
        command = ["-c", SERVE.format(port=port)]
    with begun(command, environment) as server:
        wait_for(address, server)
        yield address


@pytest.fixture(scope="session")
def site_environment(tmp_path_factory):
    """Return the environment of the running site, for commands of manage.py on its data."""
    return environment_of(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def site(chromium, site_environment):
    """Return the address of a running site with the starter content."""
    with running_site(site_environment) as address:
        yield address


def wait_for(address, server):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail("The site ended while it was starting.")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"The site did not start within {START_SECONDS} seconds.")


@contextmanager
def whole_pages(*classes):
    """Let `click` and `press` end when the page that they lead to is read to its end.

    Playwright alone goes on as soon as the answer begins: whoever asks a busy machine then, "what
    is on this page?", finds nothing.
    """

    def until_read(act):
        @wraps(act)
        def acted(self, *args, **options):
            act(self, *args, **options)
            page = getattr(self, "page", self)  # a locator has a page, a page is one
            if not page.is_closed():
                page.wait_for_load_state("domcontentloaded")

        return acted

    with pytest.MonkeyPatch.context() as patch:
        for kind in classes:
            for name in ("click", "press"):
                patch.setattr(kind, name, until_read(getattr(kind, name)))
        yield


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import Locator, Page, sync_playwright

    with sync_playwright() as playwright, whole_pages(Locator, Page):
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site):
    """Return a function that opens an address; what went wrong on the page fails the test."""
    contexts, troubles = [], []

    def open_page(path, width=1440, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((site, "data:")) else troubles.append(r.url),
        )
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
