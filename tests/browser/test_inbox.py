"""The inbox in a real browser: a new inquiry is answered, booked and erased by a Studio owner."""

import subprocess
import sys

import pytest

from .conftest import ROOT, environment_of, running_site
from .test_desk import NAMELESS

NAME, PASSWORD = "lena", "a north window and a stool"
CLIENT, ADDRESS = "Anna Quillfeather", "anna@example.com"
INBOX = "/admin/photo_sessions/inquiry/"
PHONE = {"width": 390, "height": 800}
MORE = """
from datetime import timedelta
from django.utils import timezone
from sessions.models import Inquiry
for n in range(40):
    Inquiry.objects.create(
        name=f"Client {n} with-a-long-name-that-does-not-break-anywhere", message="word " * 200,
        email="c@example.com", state=["answered", "spam"][n % 2], fingerprint=str(n),
        held_because="it has 5 links" if n == 1 else "", began_on="/headshots/" + "long" * 40,
        created_at=timezone.now() - n * timedelta(days=2))
"""


@pytest.fixture(scope="module")
def own_site(chromium, tmp_path_factory):
    """Return the address of a site of its own, with an owner and some inquiries."""
    environment = environment_of(tmp_path_factory.mktemp("inbox"))
    with running_site(environment) as address:
        owner = ["owner", "--no-input", "--username", NAME, "--email", "lena@example.com"]
        for command in (owner, ["shell", "-c", MORE]):
            variables = environment | {"OWNER_PASSWORD": PASSWORD}
            command = [sys.executable, "manage.py", *command]
            subprocess.run(command, cwd=ROOT, env=variables, check=True)
        yield address


@pytest.fixture
def page(browser, own_site):
    """Return a page, signed in; what goes wrong on it fails the test."""
    context = browser.new_context(base_url=own_site, viewport=PHONE)
    page, troubles = context.new_page(), []
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/admin/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.get_by_role("heading", name="Today").wait_for()
    yield page
    context.close()
    assert troubles == []


def ask(page):
    """Write to the studio as a visitor does."""
    page.goto("/inquire/?from=/headshots/&package=headshot-hour")
    page.get_by_label("Your name").fill(CLIENT)
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    page.get_by_label("What should I know?").fill("A picture for my new job.\n\nIs Tuesday free?")
    page.wait_for_timeout(2100)  # nobody types faster
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_url("**/inquire/sent/")


def press(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).click()
    page.wait_for_load_state()


def leaving_is_asked_about(page, link):
    """Click a link and stay if the browser asks; return whether it did."""
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name=link, exact=True).click()
    page.wait_for_load_state()
    page.remove_listener("dialog", stay)
    return asked == ["beforeunload"]


def assert_fits_and_is_named(page):
    """No sideways scrolling at any width, no gap in the outline, no field without a name."""
    page.wait_for_function(f"({NAMELESS})().length === 0")
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1, h2, h3)')]"
        ".filter((h) => h.checkVisibility()).map((h) => Number(h.localName[1]))"
    )
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    for width in (320, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    page.set_viewport_size(PHONE)


def state(page):
    return page.locator("main .inquiry-state").inner_text()


def test_an_inquiry_is_answered_booked_and_erased(page):
    ask(page)
    page.goto("/admin/")
    menu = page.get_by_role("navigation", name="Desk")
    assert menu.get_by_role("link", name="Inquiries 1 new").is_visible()

    page.get_by_role("link", name=f"{CLIENT} about").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith(f"{CLIENT} asks about")
    assert state(page) == "New"
    assert "Is Tuesday free?" in page.locator("blockquote").inner_text()
    assert page.get_by_role("link", name=ADDRESS).get_attribute("href") == f"mailto:{ADDRESS}"
    assert_fits_and_is_named(page)

    press(page, "Answer by mail", role="link")
    assert_fits_and_is_named(page)
    press(page, "Send the answer")
    assert "still empty" in page.locator(".errorlist").inner_text()
    page.get_by_label("Your answer").fill("Tuesday at ten is yours.")
    page.get_by_role("button", name="Send the answer").dblclick()
    page.get_by_text("Your answer is on its way.").wait_for()
    page.wait_for_load_state()
    assert state(page) == "Answered"
    assert page.get_by_role("link", name="Your answer", exact=True).count() == 1

    notes = page.get_by_label("Notes")
    notes.fill("Brings a jacket")
    press(page, "Booked")
    assert state(page) == "Booked"
    assert notes.input_value() == "Brings a jacket"
    notes.press_sequentially(", or two: ")  # with keys, as people do; `fill` touches none
    written = notes.input_value()
    assert leaving_is_asked_about(page, "Write again")
    assert notes.input_value() == written
    press(page, "Save")
    assert notes.input_value() == written.strip()
    assert not leaving_is_asked_about(page, "Write again")
    page.go_back()

    press(page, "Erase personal data", role="link")
    assert_fits_and_is_named(page)
    press(page, "Erase it now")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Somebody asks about")
    assert state(page) == "Booked"
    assert "Quillfeather" not in page.content()


def test_the_inbox_fits_a_phone(page):
    page.goto(INBOX)

    page.get_by_text("in the last twelve weeks").click()
    page.get_by_text("The same as a table").click()
    assert page.get_by_role("img", name="Inquiries by week and session type").is_visible()
    assert_fits_and_is_named(page)
    page.get_by_role("link", name="Held: looks like spam").click()
    page.wait_for_load_state()
    assert page.get_by_role("listitem").filter(has_text="it has 5 links").count() == 1


def test_a_held_one_is_let_in_from_its_page(page):
    page.goto(f"{INBOX}?review=held")
    page.get_by_role("link", name="Client 1 ").click()

    page.get_by_role("button", name="Not spam").dblclick()
    page.get_by_text("It is in your inbox as new.").wait_for()
    page.wait_for_load_state()

    assert state(page).startswith("Waiting since")
    assert page.locator(".inquiry-mails > li").count() == 2


def test_many_are_chosen_and_erased(page):
    page.goto(f"{INBOX}?state=answered")

    page.get_by_label("Choose all on this page").check()
    page.get_by_label("Action").select_option("Erase personal data")
    press(page, "Go")
    assert_fits_and_is_named(page)
    press(page, "Erase them now")

    assert (
        "The personal data of 20 inquiries are erased." in page.locator(".messagelist").inner_text()
    )
