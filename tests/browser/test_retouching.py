"""The line between before and after: keys, mouse, one finger, and no script at all."""

import pytest
from playwright.sync_api import expect

HEADSHOTS = "/headshots/"
LABEL = "Move the line between before and after"


@pytest.fixture
def open_block(open_page):
    """Return a function that opens the page at the block; gives the page and the range."""

    def open_block(**options):
        page = open_page(HEADSHOTS, **options)
        page.locator(".retouching").scroll_into_view_if_needed()
        return page, page.get_by_label(LABEL)

    return open_block


def line(page):
    """Return how far the after picture is cut off, in per cent of its width."""
    clip = page.locator(".retouching-after .picture").evaluate(
        "picture => getComputedStyle(picture).clipPath"
    )
    return float(clip.split()[-1].removesuffix(")").removesuffix("%"))


def test_keys_move_the_line_and_say_so_in_words(open_block):
    page, slider = open_block()
    assert line(page) == 50

    slider.focus()
    for key, wanted in (("ArrowRight", 51), ("PageDown", 41), ("Home", 0), ("End", 100)):
        page.keyboard.press(key)
        assert line(page) == wanted
        words = f"{wanted}% before, {100 - wanted}% after"
        assert slider.get_attribute("aria-valuetext") == words


def test_both_pictures_lie_exactly_on_each_other_under_the_range(open_block):
    page, _ = open_block()

    before, after, under = page.evaluate(
        """() => [".retouching-before .picture", ".retouching-after .picture", "before-after input"]
          .map((name) => document.querySelector(name).getBoundingClientRect())
          .map(({x, y, width, height}) => [x, y, width, height])"""
    )
    assert before == after
    assert under == pytest.approx(before, abs=0.5)
    expect(page.locator("before-after").get_by_text("Before", exact=True)).to_be_visible()
    expect(page.locator("before-after").get_by_text("After", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1440])
def test_a_mouse_takes_the_line_anywhere(open_block, width):
    page, slider = open_block(width=width)
    slider.scroll_into_view_if_needed()
    area = slider.bounding_box()
    y = area["y"] + area["height"] * 0.3

    page.mouse.move(area["x"] + area["width"] * 0.2, y)
    page.mouse.down()
    assert line(page) == pytest.approx(20, abs=1.5)
    page.mouse.move(area["x"] + area["width"] * 0.85, y, steps=5)
    page.mouse.up()

    assert line(page) == pytest.approx(85, abs=1.5)


def swipe(page, start, end):
    touches = page.context.new_cdp_session(page)
    touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    for step in range(1, 9):
        at = {axis: start[axis] + (end[axis] - start[axis]) * step / 8 for axis in "xy"}
        touches.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_one_finger_moves_the_line_across_and_the_page_up_and_down(open_block):
    page, slider = open_block(width=390, height=844, has_touch=True, is_mobile=True)
    area = slider.bounding_box()
    middle = area["y"] + area["height"] / 2
    before = page.evaluate("scrollY")

    swipe(
        page,
        {"x": area["x"] + area["width"] * 0.3, "y": middle},
        {"x": area["x"] + area["width"] * 0.8, "y": middle + 5},
    )
    assert line(page) == pytest.approx(80, abs=2)
    assert page.evaluate("scrollY") == before

    x = area["x"] + area["width"] * 0.4
    swipe(page, {"x": x, "y": middle}, {"x": x, "y": middle - 200})
    page.wait_for_function("before => scrollY > before + 100", arg=before)
    assert line(page) == pytest.approx(80, abs=2)


def test_the_focus_is_to_be_seen(open_block):
    page, slider = open_block()
    area = page.locator(".retouching-line")
    before = area.screenshot()

    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")

    assert area.evaluate("area => getComputedStyle(area).outlineStyle") == "solid"
    assert area.screenshot() != before


def stands_side_by_side(page):
    before, after = (
        page.locator(f".retouching-{state}").bounding_box() for state in ("before", "after")
    )
    clip = page.locator(".retouching-after .picture").evaluate("p => getComputedStyle(p).clipPath")
    return clip == "none" and before["x"] + before["width"] <= after["x"]


@pytest.mark.parametrize("width", [320, 1440])
def test_without_javascript_both_stand_side_by_side_and_nothing_is_dead(open_block, width):
    page, slider = open_block(width=width, java_script_enabled=False)

    assert stands_side_by_side(page)
    assert not slider.is_visible()


def test_on_paper_both_stand_side_by_side(open_block):
    page, slider = open_block()

    page.emulate_media(media="print")

    assert stands_side_by_side(page)
    assert not slider.is_visible()


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_the_line_stays_in_other_colours_and_without_motion(open_block, options):
    page, slider = open_block(**options)

    slider.focus()
    page.keyboard.press("Home")

    assert line(page) == 0
    border = "area => getComputedStyle(area, '::after').borderInlineStartWidth"
    assert page.locator(".retouching-line").evaluate(border) == "3px"
