"""These tests look at pages that are read to their end: `whole_pages` in conftest.py."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest


class InTwoParts(BaseHTTPRequestHandler):
    """Answer with a page whose second half comes half a second after its first."""

    protocol_version = "HTTP/1.0"  # the end of the connection is the end of the page

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Two parts</title><a href=/next>Next</a>")
        if self.path == "/next":
            time.sleep(0.5)
        self.wfile.write(b"<h1>" + self.path.encode() + b"</h1>")

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def slow_site():
    with ThreadingHTTPServer(("127.0.0.1", 0), InTwoParts) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(
    "follow",
    [
        lambda page: page.click("a"),
        lambda page: page.get_by_role("link").click(),
        lambda page: page.get_by_role("link").press("Enter"),
    ],
)
def test_what_a_link_leads_to_is_there_whole(browser, slow_site, follow):
    page = browser.new_page()
    page.goto(slow_site)
    follow(page)
    assert page.locator("h1").all_text_contents() == ["/next"]
    page.close()
