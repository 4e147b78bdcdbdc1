"""The owner's day, from the first upload to a release that is withdrawn, with the desk alone.

Signed in as a "Studio owner"; after each step a visitor without an account looks at the site.
"""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from studio.starter import loader

from .conftest import ROOT, environment_of, running_site

NAME, PASSWORD = "lena", "a north window and a stool"
SITTERS = ["mei-window", "theo-outdoor", "ingrid-library"]
ARTICLE = "/headshot-vs-portrait/"


@pytest.fixture(scope="module")
def own_site(chromium, tmp_path_factory):
    """Return the address of a site of its own: this day changes what other tests look at."""
    environment = environment_of(tmp_path_factory.mktemp("own-site"))
    with running_site(environment) as address:
        command = [sys.executable, "manage.py", "owner", "--no-input", "--username", NAME]
        command += ["--email", "lena@example.com"]
        variables = environment | {"OWNER_PASSWORD": PASSWORD}
        subprocess.run(command, cwd=ROOT, env=variables, check=True)
        yield address


@pytest.fixture
def desk(browser, own_site):
    context = browser.new_context(base_url=own_site, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/admin/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.get_by_role("heading", name="Today").wait_for()
    yield page
    context.close()


@pytest.fixture
def visitor(browser, own_site):
    context = browser.new_context(base_url=own_site, java_script_enabled=False)
    yield context.new_page()
    context.close()


def photograph(stem, number):
    """Return a photograph of the starter content, mirrored, as a camera would have named it."""
    file = BytesIO()
    with Image.open(loader.HERE / "photos" / f"{stem}.jpg") as image:
        ImageOps.mirror(image).save(file, "JPEG", quality=92)
    return {"name": f"DSC_{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def said(page):
    return " ".join(page.locator(".messagelist li").all_inner_texts())


def html(visitor, path):
    response = visitor.request.get(path)
    assert response.ok, (path, response.status)
    return response.text()


def open_record(page, listed, name):
    page.goto(listed)
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def release_of(desk, sitter):
    """Write down that somebody agreed."""
    desk.goto("/admin/photo_sessions/release/add/")
    desk.get_by_label("Sitter").fill(sitter)
    desk.fill("[name=signed_on]", "2026-01-15")
    press(desk, "Save")
    assert "successfully" in said(desk)


def upload(desk):
    """Take three photographs in at once."""
    desk.goto("/admin/")
    desk.get_by_role("link", name="Add photos").first.click()
    desk.get_by_label("Name of the shoot").fill("Harbour")
    release = desk.get_by_label("The sitter’s consent")
    release.select_option(label=release.locator("option", has_text="Harbour crew").inner_text())
    files = [photograph(stem, 4821 + number) for number, stem in enumerate(SITTERS)]
    desk.set_input_files("photo-drop input[type=file]", files)
    desk.locator("[data-start]").click()
    desk.locator("[data-summary]").get_by_text("3 in.", exact=True).wait_for()


def correct_head_box(desk):
    """Move the crown by keyboard; return the address that the new headshot is delivered at."""
    open_record(desk, "/admin/photo_sessions/photo/?q=Harbour+4821", "Harbour 4821")
    desk.wait_for_selector("crop-desk.is-live")
    crown = desk.get_by_role("slider", name="Crown", exact=True)
    before = crown.get_attribute("aria-valuetext")
    crown.focus()
    for _ in range(3):
        desk.keyboard.press("Shift+ArrowUp")
    assert crown.get_attribute("aria-valuetext") != before
    press(desk, "Save and stay here")
    assert "Confirmed" in desk.locator(".crop-desk-state").inner_text()
    view_box = desk.locator('[data-cut="headshot 4:5"] .crop-preview').first
    return [int(number) for number in view_box.get_attribute("viewBox").split()]


def build_gallery(desk):
    """Put the three photos into a new gallery, and the last of them first."""
    desk.goto("/admin/photo_sessions/gallery/add/")
    desk.locator("[name=title]").press_sequentially("Harbour people")
    press(desk, "Save and stay")
    desk.get_by_role("button", name="Add photos…").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("Harbour")
    dialog.get_by_text("with “Harbour”").wait_for()
    for number in (4821, 4822, 4823):
        dialog.locator(".photo-option", has_text=f"Harbour {number}").click()
    dialog.get_by_role("button", name="Add them").click()
    last = desk.locator(".sheet-card", has_text="Harbour 4823")
    for _ in range(2):
        last.get_by_text("earlier").press("Enter")
    press(desk, "Save and publish")


def test_the_owners_day(desk, visitor):
    release_of(desk, "Harbour crew")
    upload(desk)
    assert "harbour" not in html(visitor, "/galleries/")

    left, top, width, height = correct_head_box(desk)

    build_gallery(desk)
    visitor.goto("/galleries/harbour-people/?framing=headshot")
    sources = [image.get_attribute("src") for image in visitor.locator("main img").all()]
    names = [re.search(r"harbour-(\d+)", source)[1] for source in sources]
    assert names == ["4823", "4821", "4822"]
    delivered = visitor.request.get(sources[1])
    assert delivered.ok
    with Image.open(BytesIO(delivered.body())) as image:
        assert image.width / image.height == pytest.approx(width / height, abs=0.01)

    edit_the_explainer(desk, visitor)
    move_the_explainer(desk, visitor)
    restore_the_explainer(desk, visitor)
    schedule_a_price(desk, visitor)
    withdraw(desk, visitor, sources)


def edit_the_explainer(desk, visitor):
    """See changes before anybody else does, keep them as a draft, publish."""
    open_record(desk, "/admin/pages/page/", "Headshot or portrait")
    desk.get_by_label("Headline").first.fill("Which of *the two?*")
    with desk.expect_popup() as opened:
        desk.get_by_role("button", name="Preview", exact=True).click()
    preview = opened.value
    frame = preview.frame_locator("iframe")
    assert frame.get_by_role("heading", level=1).inner_text() == "Which of the two?"
    preview.get_by_label("Phone").check()
    assert preview.locator("iframe").bounding_box()["width"] == 390
    preview.close()
    assert "Which of" not in html(visitor, ARTICLE)

    press(desk, "Save as draft")
    assert "Visitors see" in said(desk)
    assert "Which of" not in html(visitor, ARTICLE)

    press(desk, "Publish the draft")
    assert "is published" in said(desk)
    assert "Which of <em>the two?</em>" in html(visitor, ARTICLE)


def move_the_explainer(desk, visitor):
    """Give it another address; old links go on working."""
    desk.get_by_label("Address").fill("which-picture")
    press(desk, "Save and stay")
    assert f"{ARTICLE} → /which-picture/" in said(desk)
    visitor.goto(ARTICLE)
    assert visitor.url.endswith("/which-picture/")
    assert 'href="/which-picture/"' in html(visitor, "/")


def restore_the_explainer(desk, visitor):
    """Look at what changed, and go back to how the day began."""
    desk.get_by_role("link", name="Versions").click()
    desk.locator("tr", has_text="As it was before").get_by_role("link").click()
    desk.wait_for_load_state()
    gone = desk.locator("main del").all_inner_texts()
    assert "which-picture" in gone
    assert "two?" in " ".join(gone)
    press(desk, "Go back to this version")
    assert "is again what it was" in said(desk)
    text = html(visitor, ARTICLE)
    assert "Which of" not in text
    visitor.goto("/which-picture/")
    assert visitor.url.endswith(ARTICLE)


def schedule_a_price(desk, visitor):
    """Plan a price; it stands on the site from its moment on, and not before."""
    open_record(desk, "/admin/photo_sessions/package/", "The Headshot Hour")
    begins = datetime.now(UTC) + timedelta(seconds=12)
    desk.fill("[name=next_price]", "312")
    desk.fill("[name=next_price_at_0]", begins.strftime("%Y-%m-%d"))
    desk.fill("[name=next_price_at_1]", begins.strftime("%H:%M:%S"))
    press(desk, "Save")
    assert "successfully" in said(desk)
    assert "$312" not in html(visitor, "/sessions/headshot-hour/")
    desk.goto("/admin/")
    assert "312" in desk.locator("main").inner_text()

    wait = (begins - datetime.now(UTC)).total_seconds() + 1
    desk.wait_for_timeout(max(0, wait) * 1000)

    assert "$312" in html(visitor, "/sessions/headshot-hour/")
    assert "$312" in html(visitor, "/sessions/")


def withdraw(desk, visitor, sources):
    """Take a release back: its photos are gone from everywhere, and their files too."""
    open_record(desk, "/admin/photo_sessions/release/", "Harbour crew")
    desk.get_by_role("link", name="The sitter takes it back").click()
    assert "Harbour people" in desk.locator("main").inner_text()
    press(desk, "Withdraw it now")
    assert "Where they were" in desk.locator("main").inner_text()
    assert "harbour-48" not in html(visitor, "/galleries/harbour-people/")
    assert "harbour-48" not in html(visitor, "/galleries/")
    for source in sources:
        assert visitor.request.get(source).status == 410
