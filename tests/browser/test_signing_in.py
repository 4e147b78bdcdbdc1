"""Signing in as an owner does it: the phone, the paper, a second browser, a forgotten password."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from studio.signing_in import totp

from .conftest import ROOT, environment_of, running_site

NAME, PASSWORD = "lena", "a north window and a stool"
OTHER_PASSWORD = "a south window and a ladder"
WAIT = 30_000
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    return environment_of(tmp_path_factory.mktemp("sign-in-site"))


@pytest.fixture(scope="module")
def own_site(chromium, environment):
    """Return the address of a site of its own: its owner signs out everywhere."""
    with running_site(environment) as address:
        make_owner(NAME, environment)
        yield address


def make_owner(name, environment):
    command = [sys.executable, "manage.py", "owner", "--no-input", "--username", name]
    command += ["--email", f"{name}@example.com"]
    variables = environment | {"OWNER_PASSWORD": PASSWORD}
    subprocess.run(command, cwd=ROOT, env=variables, check=True)


@pytest.fixture
def new_browser(browser, own_site):
    """Return a function that opens a browser which has never been here."""
    contexts, troubles = [], []

    def new_browser(**options):
        context = browser.new_context(base_url=own_site, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if "Policy" in m.text else None)
        return page

    yield new_browser
    for context in contexts:
        context.close()
    assert troubles == []


def sign_in(page, name=NAME, password=PASSWORD):
    page.goto("/admin/login/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def heading(page, words):
    expect(page.get_by_role("heading", level=1, name=words, exact=True)).to_be_visible()


def mails(environment, words):
    """Return what the worker has written to files, as soon as these words are in it."""
    deadline = time.monotonic() + WAIT / 1000
    while time.monotonic() < deadline:
        files = Path(environment["STUDIO_DATA"], "mail").glob("*.log")
        text = "\n".join(file.read_text() for file in files)
        if words in text:
            return text
        time.sleep(0.2)
    pytest.fail(f"No mail says: {words}")


def test_an_owner_signs_in_safely(new_browser, environment):
    desk = new_browser()
    sign_in(desk)
    heading(desk, "Today")
    assert "Chrome on Linux" in mails(environment, "A new browser signed in")

    codes = set_up_the_phone(desk)

    phone = new_browser(user_agent=PHONE)
    sign_in(phone)
    heading(phone, "The second step")
    phone.get_by_label("Code").fill("000000")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_text("That is not a code of now")).to_be_visible()
    phone.get_by_label("Code").fill(codes[0])
    phone.get_by_role("button", name="Sign in").click()
    heading(phone, "Today")
    assert "9 recovery codes left" in mails(environment, "Safari on an iPhone")

    desk.goto("/admin/account/")
    expect(desk.get_by_text("Safari on an iPhone").first).to_be_visible()
    desk.get_by_role("button", name=re.compile("Sign out of Safari")).click()
    expect(desk.get_by_text("Signed out there.")).to_be_visible()
    phone.goto("/admin/")
    heading(phone, "Sign in")

    forget_the_password(new_browser(), environment, codes[1])
    desk.goto("/admin/")
    heading(desk, "Sign in")


def set_up_the_phone(desk):
    """Turn the second step on; return the codes for the paper."""
    desk.get_by_role("button", name=NAME).click()
    desk.get_by_role("link", name="Signing in").click()
    desk.get_by_role("link", name="Set it up").click()
    heading(desk, "A second step with your phone")
    picture = desk.get_by_alt_text(re.compile("A square pattern"))
    assert picture.evaluate("picture => picture.complete && picture.naturalWidth > 100")
    key = desk.locator(".account-key").inner_text().replace(" ", "")
    desk.get_by_label("The six digits").fill(totp.code(key, totp.counter_at(time.time())))
    desk.get_by_label("Your password").fill(PASSWORD)
    desk.get_by_role("button", name="Turn the second step on").click()
    heading(desk, "The second step is on")
    return desk.locator(".account-codes code").all_inner_texts()


def forget_the_password(page, environment, code):
    """Get in by the link in the mail; the code is asked for all the same."""
    page.goto("/admin/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("Your mail address").fill("lena@example.com")
    page.get_by_role("button", name="Send me the link").click()
    heading(page, "Look into your mail")
    text = mails(environment, "/admin/new-password/M")
    page.goto(re.search(r"http\S+/admin/new-password/M\S+", text)[0])
    page.get_by_label("The new password").fill(OTHER_PASSWORD)
    page.get_by_label("The same again").fill(OTHER_PASSWORD)
    page.get_by_role("button", name="Change password and sign in").click()
    heading(page, "The second step")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Today")


def test_what_was_typed_outlives_the_session(new_browser, environment):
    make_owner("mia", environment)
    page = new_browser()
    sign_in(page, name="mia")
    heading(page, "Today")
    page.goto("/admin/photo_sessions/package/1/change/")
    page.get_by_label("Summary").fill("An hour by the north window.")
    page.evaluate("document.querySelector('signed-out').since = 0")  # it was open for long
    page.context.clear_cookies(name="session")

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
    tab = page.context.new_page()
    sign_in(tab, name="mia")
    heading(tab, "Today")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("successfully")
    page.goto("/admin/photo_sessions/package/1/change/")
    expect(page.get_by_label("Summary")).to_have_value("An hour by the north window.")


def test_somebody_who_guesses_is_told_to_wait(new_browser):
    page = new_browser()
    for number in range(6):
        page.goto("/admin/login/")
        page.get_by_label("Name").fill("max")
        page.get_by_label("Password").fill(f"guess {number}")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()

    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"try again in \d+ second"))
