"""Arranging and choosing with mouse, touch and keyboard, and without JavaScript."""

import re
import subprocess
import sys

import pytest

from .conftest import ROOT

OWNER, PASSWORD = "arranger", "long enough for a test"
GALLERY = "/admin/photo_sessions/gallery/1/change/"


@pytest.fixture(scope="session")
def account(site, site_environment):
    """Make an account on the running site."""
    environment = site_environment | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    command = [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username", OWNER]
    subprocess.run([*command, "--email", "o@example.com"], cwd=ROOT, env=environment, check=True)


@pytest.fixture
def open_desk(account, open_page, site):
    """Return a function that opens a page of the desk, signed in."""

    def open_desk(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        page.fill("[name=username]", OWNER)
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(site + path)
        return page

    return open_desk


def titles(page):
    cards = page.locator(".sheet-card legend")
    return [title.strip() for title in cards.all_text_contents()]


def places(page):
    fields = page.locator(".sheet-place input")
    return [field.input_value() for field in fields.all()]


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def save(page):
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")


def test_a_card_is_dragged_with_the_mouse(open_desk):
    page = open_desk(GALLERY)
    first, second, third, *rest = titles(page)
    page.locator(".sheet-card").nth(2).scroll_into_view_if_needed()
    box = page.locator(".sheet-card").nth(0).bounding_box()

    page.mouse.move(*middle(page.locator(".sheet-grip").nth(2)))
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=5)
    page.mouse.move(box["x"] + 10, box["y"] + 40, steps=5)
    assert page.locator(".sheet-card").nth(0).get_attribute("data-mark") == "before"
    page.mouse.up()

    assert titles(page) == [third, first, second, *rest]
    assert places(page) == [str(n) for n in range(1, len(rest) + 4)]
    assert page.locator(".sheet-status").text_content() == f"{third}: 1 of {len(rest) + 3}"
    assert page.get_by_text("Not saved yet").is_visible()
    save(page)
    assert titles(page) == [third, first, second, *rest]


def test_escape_gives_a_drag_up(open_desk):
    page = open_desk(GALLERY)
    before = titles(page)
    page.locator(".sheet-card").nth(1).scroll_into_view_if_needed()

    page.mouse.move(*middle(page.locator(".sheet-grip").nth(1)))
    page.mouse.down()
    page.mouse.move(*middle(page.locator(".sheet-card").nth(0)), steps=5)
    page.keyboard.press("Escape")
    page.mouse.up()

    assert titles(page) == before
    assert page.locator("[data-mark], [data-dragged], .sheet-ghost").count() == 0


def test_a_card_is_dragged_with_a_finger(open_desk):
    page = open_desk(GALLERY, width=390, has_touch=True, is_mobile=True)
    first, second, *rest = titles(page)
    page.locator(".sheet-card").nth(0).scroll_into_view_if_needed()
    grip, target = page.locator(".sheet-grip").nth(0), page.locator(".sheet-card").nth(1)
    size = grip.bounding_box()
    box = target.bounding_box()
    end = box["x"] + box["width"] - 10, box["y"] + 60
    touch = page.context.new_cdp_session(page)

    def send(kind, *point):
        points = [{"x": point[0], "y": point[1]}] if point else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = middle(grip)
    send("touchStart", x, y)
    for step in range(1, 6):
        send("touchMove", x + (end[0] - x) * step / 5, y + (end[1] - y) * step / 5)
    send("touchEnd")

    assert min(size["width"], size["height"]) >= 44
    assert titles(page) == [second, first, *rest]


def test_cards_are_moved_with_the_keyboard(open_desk):
    page = open_desk(GALLERY)
    first, second, third, *rest = titles(page)
    total = len(rest) + 3

    page.locator(".sheet-card").nth(0).get_by_text("later").focus()
    page.keyboard.press("Enter")
    assert titles(page) == [second, first, third, *rest]
    assert page.evaluate("document.activeElement.textContent") == "later"
    page.keyboard.press("Enter")
    assert titles(page) == [second, third, first, *rest]
    assert page.locator(".sheet-status").text_content() == f"{first}: 3 of {total}"

    place = page.locator(".sheet-card").nth(2).locator(".sheet-place input")
    place.fill("1")
    place.press("Enter")
    assert titles(page) == [first, second, third, *rest]
    assert page.evaluate("document.activeElement.value") == "1"
    assert GALLERY in page.url


def test_photos_are_added_and_the_focus_returns(open_desk):
    page = open_desk(GALLERY)
    before = titles(page)

    page.get_by_role("button", name="Add photos…").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("studio")
    options = dialog.locator(".photo-option:not(:disabled)")
    dialog.get_by_text("with “studio”").wait_for()
    chosen = [options.nth(n).get_attribute("data-title") for n in range(2)]
    options.nth(0).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert dialog.get_by_text("2 photos chosen").is_visible()
    dialog.get_by_role("button", name="Add them").click()
    dialog.wait_for(state="hidden")

    assert titles(page) == [*before, *chosen]
    assert page.evaluate("document.activeElement.className").endswith("sheet-add")
    save(page)
    assert titles(page) == [*before, *chosen]
    for box in page.locator(".sheet-out input").all()[-2:]:
        box.check()
    save(page)
    assert titles(page) == before


def test_a_photo_is_chosen_in_a_block_that_was_just_added(open_desk):
    page = open_desk("/admin/pages/page/add/")

    page.locator(".order-machine-insert-target.last").focus()
    page.keyboard.press("Enter")
    page.locator(".plugin-button", has_text="One photograph across the page").press("Enter")
    block = page.locator(".order-machine .inline-related:not(.empty-form)")
    block.get_by_role("button", name="Choose a photo…").click()
    option = page.get_by_role("dialog").locator(".photo-option").nth(3)
    title, number = option.get_attribute("data-title"), option.get_attribute("data-number")
    option.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")

    assert block.locator(".photo-choice-title").text_content() == title
    assert block.locator(".photo-choice img").is_visible()
    assert block.locator("[name$='-0-photo']").input_value() == number
    assert page.evaluate("document.activeElement.textContent") == "Choose a photo…"


def test_escape_closes_the_chooser_and_nothing_changes(open_desk):
    page = open_desk("/admin/pages/page/1/change/")
    hero = page.locator(".field-hero_photo photo-choice")
    before = hero.locator(".photo-choice-title").text_content()

    hero.get_by_role("button", name="Choose a photo…").click()
    page.get_by_role("dialog").locator(".photo-option").nth(0).wait_for()
    page.keyboard.press("Escape")

    page.get_by_role("dialog").wait_for(state="detached")
    assert hero.locator(".photo-choice-title").text_content() == before
    assert page.evaluate("document.activeElement.textContent") == "Choose a photo…"
    hero.get_by_role("button", name="Take it out").click()
    assert page.locator("[name=hero_photo]").input_value() == ""
    assert hero.get_by_text("No photo yet").is_visible()


def test_blocks_are_moved_and_folded_with_the_keyboard(open_desk):
    page = open_desk("/admin/pages/page/1/change/")
    blocks = page.locator(".order-machine > .inline-related:not(.empty-form)")
    first, second = (blocks.nth(n).get_attribute("id") for n in range(2))

    blocks.nth(0).locator(":scope > h3").get_by_text("later").press("Enter")
    assert [blocks.nth(n).get_attribute("id") for n in range(2)] == [second, first]
    assert blocks.nth(0).bounding_box()["y"] < blocks.nth(1).bounding_box()["y"]
    label = blocks.nth(0).locator(".inline_label")
    label.press("Enter")
    assert label.get_attribute("aria-expanded") == "false"
    blocks.nth(0).locator("fieldset").first.wait_for(state="hidden")


def test_a_place_is_typed_and_a_photo_is_added_without_javascript(open_desk):
    page = open_desk(GALLERY, java_script_enabled=False)
    first, second, third, *rest = titles(page)[:-1]
    assert not page.get_by_role("button", name="Add photos…").is_visible()

    page.locator(".sheet-place input").nth(2).fill("1")
    page.click("[name=_continue]")

    assert titles(page)[:-1] == [third, first, second, *rest]
    lookup = page.get_by_role("link", name="find the number of a photo")
    assert lookup.get_attribute("href") == "/admin/photo_sessions/photo/choose/"
    page.goto(page.url.replace(GALLERY, lookup.get_attribute("href")) + "?q=lens")
    number = re.search(r"number (\d+)", page.content())[1]
    page.goto(page.url.split("/admin/")[0] + GALLERY)
    page.locator("[name$='-photo']").fill(number)
    page.click("[name=_continue]")
    assert titles(page)[:-1] == [third, first, second, *rest, "The portrait lens"]
