"""The desk in a real browser: its menu, its colours, its widths, its names for fields."""

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import run

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "grey-window-light-4"
PLACES = [
    *("/admin/", "/admin/guide/", "/admin/password_change/", "/admin/pages/"),
    *("/admin/photo_sessions/photo/", "/admin/photo_sessions/photo/1/change/"),
    *("/admin/pages/page/2/change/", "/admin/photo_sessions/package/1/change/"),
    *("/admin/photo_sessions/gallery/1/change/", "/admin/photo_sessions/gallery/1/delete/"),
    *("/admin/studio/studio/1/change/", "/admin/photo_sessions/sessiontype/1/change/"),
    *("/admin/mail/", "/admin/backups/"),
]
# What a screen reader would have no name for.
NAMELESS = """() => {
  const fields = document.querySelectorAll(
    "main :is(input:not([type=hidden], [type=submit], [type=button]), select, textarea, " +
      "[contenteditable=true]):not(.empty-form *, .select2-search__field)"
  );
  const isNamed = (field) =>
    field.ariaLabel || field.labels?.length || field.hasAttribute("aria-labelledby");
  return [...fields]
    .filter((field) => field.checkVisibility() && !isNamed(field))
    .map((field) => field.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="session")
def signed_in(browser, site, site_environment):
    """Return the cookies of an owner, made by the command that owners use."""
    command = [sys.executable, "manage.py", "owner", "--no-input", "--username", "lena"]
    environment = {**site_environment, "OWNER_PASSWORD": PASSWORD}
    subprocess.run([*command, "--email", "lena@example.com"], cwd=ROOT, env=environment, check=True)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/admin/")
    page.get_by_label("Name").fill("lena")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_desk(open_page, signed_in):
    return lambda path, **options: open_page(path, storage_state=signed_in, **options)


@pytest.mark.parametrize("place", PLACES)
def test_a_page_of_the_desk_fits_every_width_and_names_its_fields(open_desk, place):
    page = open_desk(place)

    page.wait_for_function(f"({NAMELESS})().length === 0")
    for width in (320, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_menu_of_a_phone_stands_at_the_foot_and_opens_everything(open_desk):
    page = open_desk("/admin/", width=390, height=800)
    menu = page.get_by_role("navigation", name="Desk")

    for link in menu.get_by_role("link").all():
        box = link.bounding_box()
        assert box["y"] > 700
        assert box["height"] >= 44
    menu.get_by_role("button", name="More").click()
    page.get_by_role("navigation", name="Everything on the desk").get_by_role(
        "link", name="Questions"
    ).click()

    assert page.url.endswith("/admin/pages/question/")
    assert page.get_by_role("heading", level=1).inner_text() == "Questions"


def test_the_menu_works_by_keyboard(open_desk):
    page = open_desk("/admin/")
    more = page.get_by_role("button", name="More")
    sheet = page.get_by_role("navigation", name="Everything on the desk")

    more.press("Enter")
    assert sheet.is_visible()
    page.keyboard.press("Escape")

    assert not sheet.is_visible()
    assert more.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_can_be_turned_and_stay(open_desk, scheme):
    page = open_desk("/admin/", color_scheme=scheme)
    paper = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(paper)

    page.get_by_role("button", name="Colours").click()
    turned = page.evaluate(paper)
    page.reload()

    assert turned != before
    assert page.evaluate(paper) == turned


@pytest.mark.parametrize(("width", "is_beside"), [(390, False), (820, False), (1440, True)])
def test_a_field_below_another_stands_in_its_column(open_desk, width, is_beside):
    page = open_desk("/admin/studio/studio/1/change/", width=width)

    first, second = (page.locator(f"#id_{n}").bounding_box() for n in ("postal_code", "locality"))

    assert (first["y"] == second["y"]) == is_beside
    assert (first["x"] == second["x"]) != is_beside


def test_a_line_of_the_desk_puts_the_cursor_into_its_field(open_desk, site):
    page = open_desk("/admin/studio/studio/1/change/")
    former = page.locator("#id_tax_note").input_value()
    page.fill("#id_tax_note", "")
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()
    page.goto(f"{site}/admin/")

    page.get_by_role("link", name="Nothing beside your prices says").click()

    assert page.url.endswith("#id_tax_note")
    page.fill("#id_tax_note", former)
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()


def test_signing_out_is_in_the_menu_of_the_account(open_desk):
    page = open_desk("/admin/")

    page.get_by_role("button", name="lena").click()

    assert page.get_by_role("button", name="Sign out").is_visible()
    assert page.get_by_role("link", name="Change password").is_visible()


def test_what_becomes_of_a_test_mail_shows_by_itself(open_desk):
    page = open_desk("/admin/mail/")

    page.get_by_role("button", name="Send a test mail").click()

    page.get_by_text("Nobody got it: no mail server was set up.").wait_for(timeout=60_000)
    assert page.get_by_role("link", name="Look again").count() == 0


def test_versions_are_cards_on_a_phone(open_desk, site_environment):
    run(
        site_environment,
        "from pages.models import Page\n"
        "from studio import history\n"
        "page = Page.objects.get(pk=1)\n"
        "for words in ('Changed: the introduction, the questions and what is shown', 'Again'):\n"
        "    history.record(page, None, words)",
    )
    page = open_desk("/admin/pages/page/1/history/", width=390, height=844)

    link = page.get_by_role("link", name="Look, or go back to it").first
    box = link.bounding_box()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".versions").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_deleting_a_block_or_a_file_is_said_as_large_as_other_words(open_desk):
    page = open_desk("/admin/pages/page/1/change/")

    label = page.locator(".inline-related h3 .delete label").first

    assert label.evaluate("e => getComputedStyle(e).fontSize") == "16px"
