"""Every kind of page under the strict policy: nothing on any of them is inline, nothing is blocked.

The desk is gone through as its owner does: what a page links to is opened, one page of each kind.
"""

import re
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from .conftest import ROOT, environment_of, running_site

NAME, PASSWORD = "lena", "a north window and a stool"
FEWEST_KINDS = 70
WATCH = """
  window.blocked = [];
  addEventListener("securitypolicyviolation", (event) =>
    window.blocked.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture(scope="module")
def desk_site(chromium, tmp_path_factory):
    """Return the address of a site of its own: a form or two is sent."""
    environment = environment_of(tmp_path_factory.mktemp("policy-site"))
    with running_site(environment) as address:
        command = [sys.executable, "manage.py", "owner", "--no-input", "--username", NAME]
        variables = environment | {"OWNER_PASSWORD": PASSWORD}
        command += ["--email", "lena@example.com"]
        subprocess.run(command, cwd=ROOT, env=variables, check=True)
        yield address


@pytest.fixture
def watched(browser, desk_site):
    """Return a page without a session; whatever its browser complains of fails the test."""
    context = browser.new_context(base_url=desk_site, viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH)
    page, troubles = context.new_page(), []
    complaints = ("error", "warning")
    page.on(
        "console",
        lambda m: troubles.append(f"{page.url}: {m.text}") if m.type in complaints else None,
    )
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    yield page
    troubles += page.evaluate("window.blocked")
    context.close()
    assert troubles == []


@pytest.fixture
def page(watched):
    """Return a page that is signed in."""
    watched.goto("/admin/")
    watched.fill("[name=username]", NAME)
    watched.fill("[name=password]", PASSWORD)
    watched.get_by_role("button", name="Sign in").click()
    watched.get_by_role("heading", name="Today").wait_for()
    return watched


def kind(address):
    """Return what pages of one kind have in common."""
    path = re.sub(r"/\d+(?=/)", "/N", address.partition("?")[0].partition("#")[0])
    return re.sub(r"^/(galleries|sessions)/.+", r"/\1/one/", path)


def links(page, prefix):
    found = page.eval_on_selector_all(
        "a[href]",
        "links => links.filter((link) => link.origin === location.origin)"
        ".map((link) => link.pathname + link.search)",
    )
    return [each for each in found if each.startswith(prefix) and "/files/" not in each]


def go_through(page, start, prefix="/"):
    """Open one page of every kind that can be reached; return the kinds."""
    seen, waiting = set(), [start]
    while waiting:
        address = waiting.pop(0)
        if kind(address) in seen or kind(address).startswith("/admin/r/"):
            continue
        seen.add(kind(address))
        answer = page.goto(address)
        assert answer.status == 200, address
        assert page.evaluate("window.blocked") == [], address
        waiting += links(page, prefix)
    return seen


def test_every_kind_of_page_of_the_desk(page):
    kinds = go_through(page, "/admin/", "/admin/")

    assert len(kinds) >= FEWEST_KINDS
    for each in ["/admin/account/", "/admin/account/second-step/", "/admin/mail/"]:
        assert each in kinds


def test_pages_before_signing_in(watched):
    for address in ["/admin/", "/admin/new-password/", "/admin/new-password/sent/"]:
        watched.goto(address)
        assert watched.evaluate("window.blocked") == []


def test_the_public_pages(watched):
    assert len(go_through(watched, "/")) >= 10


def test_the_prose_editor(page):
    page.goto("/admin/pages/page/2/change/")
    editor = page.locator(".ProseMirror:visible").first
    editor.wait_for()
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Two kinds of light. ")
    page.keyboard.press("Control+b")
    page.keyboard.type("North")
    for name in ["format_list_bulleted", "format_quote"]:
        button = page.locator(".prose-menubar:visible .material-icons", has_text=name).first
        if button.count():
            button.click()
    # Its own rules hold: without them the editor would swallow spaces, and be told so.
    style = "element => getComputedStyle(element).whiteSpace"
    assert editor.evaluate(style) in ("break-spaces", "pre-wrap")
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview", exact=True).click()
    preview = opened.value
    words = preview.frame_locator("iframe").locator("main")
    words.get_by_text("Two kinds of light.").first.wait_for()
    assert preview.evaluate("window.blocked") == []
    preview.close()


def test_the_content_editor(page):
    page.goto("/admin/pages/page/2/change/")
    blocks = page.locator(".order-machine > .inline-related:not(.empty-form)")
    before = blocks.count()
    page.locator(".order-machine-insert-target.last").focus()
    page.keyboard.press("Enter")
    page.locator(".plugin-button", has_text="headings, lists and links").press("Enter")
    expect(blocks).to_have_count(before + 1)
    # The words of its buttons come from rules that it writes while it runs.
    label = "getComputedStyle(document.querySelector('.inline_label'), '::after').content"
    assert "Hide" in page.evaluate(label) or "Show" in page.evaluate(label)


def test_dates_filters_and_searches(page):
    page.goto("/admin/photo_sessions/package/1/change/")
    page.locator(".datetimeshortcuts:visible a").last.click()
    page.keyboard.press("Escape")
    page.locator(".datetimeshortcuts:visible .date-icon").first.click()
    page.locator(".calendarbox:visible td a").first.click()
    page.goto("/admin/photo_sessions/photo/?q=window&head=unconfirmed")
    page.goto("/admin/photo_sessions/photo/?alt=missing")


def test_the_crop_desk_the_chooser_and_an_upload(page):
    page.goto("/admin/photo_sessions/photo/1/change/")
    page.wait_for_selector("crop-desk.is-live")
    crown = page.get_by_role("slider", name="Crown", exact=True)
    crown.focus()
    page.keyboard.press("Shift+ArrowUp")
    page.goto("/admin/photo_sessions/gallery/1/change/")
    page.get_by_role("button", name="Add photos…").click()
    page.get_by_role("dialog").locator(".photo-option").first.wait_for()
    page.keyboard.press("Escape")
    page.goto("/admin/photo_sessions/photo/upload/")
    file = BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(file, "JPEG")
    picture = {"name": "noise.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    page.set_input_files("photo-drop input[type=file]", picture)
    page.locator("[data-start]").click()
    page.locator("[data-summary]").get_by_text("1 in.", exact=True).wait_for()


def test_inquiries(page, watched):
    watched.goto("/inquire/")
    watched.locator("[name=name]").fill("Ada")
    watched.locator("[name=email]").fill("ada@example.com")
    watched.locator("[name=message]").fill("A picture for a new job, please.")
    watched.wait_for_timeout(3000)  # whoever sends a form at once is taken for a program
    watched.locator("form [type=submit]").last.click()
    watched.wait_for_url("**/sent/**")
    watched.goto("/admin/photo_sessions/inquiry/")
    watched.get_by_role("link", name="Ada").first.click()
    watched.get_by_role("heading", level=1).wait_for()
