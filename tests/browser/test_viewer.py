"""The viewer over a gallery, the page of a photo, and justified rows."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import run

GALLERY = "/galleries/portraits/"
FIRST, SECOND, THIRD, LAST = "omar-outdoor", "ingrid-library", "mei-window", "amara-studio"

MAKE_LONG_GALLERY = """
from django.utils import timezone
from sessions.models import Gallery, GalleryPhoto, Photo
one = Photo.objects.get(slug="omar-outdoor")
gallery = Gallery.objects.create(
    title="Long", slug="long", published_at=timezone.now(), position=99
)
names = ("release_id", "release_waiver", "width", "height", "published_at", "pictures", "alt")
fields = {name: getattr(one, name) for name in names}
for number in range(1, 51):
    slug = f"long-{number}"
    photo = Photo(title=slug, slug=slug, digest=slug, original_digest=slug, **fields)
    Photo.objects.bulk_create([photo])
    GalleryPhoto.objects.create(gallery=gallery, photo=photo, position=number)
"""
REMOVE_LONG_GALLERY = """
from sessions.models import Gallery, Photo
Gallery.objects.filter(slug="long").delete()
Photo.objects.filter(slug__startswith="long-")._raw_delete("default")
"""


@pytest.fixture
def long_gallery(site, site_environment):
    """A gallery of fifty photos: two pages."""
    run(site_environment, MAKE_LONG_GALLERY)
    yield "/galleries/long/"
    run(site_environment, REMOVE_LONG_GALLERY)


def link(page, slug):
    return page.locator(f"#photo-{slug}")


def dialog(page):
    return page.locator("dialog.viewer")


def heading(page):
    return dialog(page).get_by_role("heading", level=1)


def is_at(slug, gallery=GALLERY):
    return re.compile(rf"{gallery}{slug}/(\?framing=\w+)?$")


def open_viewer(page, slug=FIRST):
    link(page, slug).click()
    expect(page).to_have_url(is_at(slug))
    expect(dialog(page).locator("article")).to_be_visible()


def focused(page):
    return page.evaluate("document.activeElement.id")


def shown_picture(page):
    """Wait for the picture that is shown; return whether it is loaded, and its place.

    The photograph fits itself into its element: what that leaves empty is not its place.
    """
    image = page.locator("article .cut:visible img")
    expect(image).to_have_js_property("complete", True)
    expect(image).to_have_css("object-fit", "contain")
    return image.evaluate(
        """i => {
          const { left, top, width, height } = i.getBoundingClientRect();
          const scale = Math.min(width / i.naturalWidth, height / i.naturalHeight);
          const [across, down] = [i.naturalWidth * scale, i.naturalHeight * scale];
          const start = top + (height - down) / 2;
          return [i.naturalWidth > 0, { left: left + (width - across) / 2, top: start,
            width: across, height: down, bottom: start + down }];
        }"""
    )


def test_a_photo_opens_large_and_whole(open_page):
    page = open_page(GALLERY)

    open_viewer(page)

    expect(heading(page)).to_have_text("Omar, outdoors")
    expect(page).to_have_title("Omar, outdoors – Portraits – Northlight")
    is_loaded, box = shown_picture(page)
    assert is_loaded
    assert box["width"] / box["height"] == pytest.approx(1.5, rel=0.01)  # not cropped
    assert box["height"] > 600
    assert box["bottom"] < 900
    expect(dialog(page).get_by_role("status")).to_have_text("1 of 10: Omar, outdoors")


def test_waiting_for_a_picture_does_not_take_its_name_away(open_page):
    page = open_page(GALLERY)
    open_viewer(page)
    status = dialog(page).get_by_role("status")
    expect(status).to_have_text("1 of 10: Omar, outdoors")

    page.evaluate("document.querySelector('photo-viewer').wait(true)")

    expect(page.locator(".viewer-wait")).to_be_visible()
    expect(status).to_have_text("1 of 10: Omar, outdoors")


def test_the_keyboard_goes_through_a_gallery_and_back(open_page):
    page = open_page(GALLERY)
    link(page, FIRST).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(is_at(FIRST))

    for key, slug in (
        ("ArrowRight", SECOND),
        ("ArrowRight", THIRD),
        ("ArrowLeft", SECOND),
        ("End", LAST),
        ("ArrowRight", LAST),
        ("Home", FIRST),
        ("ArrowRight", SECOND),
    ):
        page.keyboard.press(key)
        expect(page).to_have_url(is_at(slug))
    expect(heading(page)).to_have_text("Ingrid, library")
    page.keyboard.press("Escape")

    expect(page).to_have_url(re.compile(f"{GALLERY}$"))
    expect(page).to_have_title("Portraits – Northlight")
    expect(dialog(page)).to_be_hidden()
    assert focused(page) == f"photo-{SECOND}"


def test_the_ends_are_said(open_page):
    page = open_page(GALLERY)
    open_viewer(page)
    previous = dialog(page).get_by_role("button", name="Previous")
    expect(previous).to_have_attribute("aria-disabled", "true")

    previous.click(force=True)

    expect(dialog(page).get_by_role("status")).to_have_text("This is the first photograph.")
    expect(page).to_have_url(is_at(FIRST))


def test_the_focus_stays_inside(open_page):
    page = open_page(GALLERY)
    open_viewer(page)

    for _ in range(12):
        page.keyboard.press("Tab")
        # Between the last and the first thing the browser's own bar has its turn.
        is_inside = page.evaluate(
            "document.activeElement === document.body || "
            "document.querySelector('dialog').contains(document.activeElement)"
        )
        assert is_inside
    dialog(page).get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(is_at(SECOND))

    assert page.evaluate("document.activeElement.textContent.trim()") == "Next"


@pytest.mark.parametrize("width", [320, 1440])
def test_buttons_are_large_enough_for_a_thumb(open_page, width):
    page = open_page(GALLERY, width=width, height=640)
    open_viewer(page)

    for name in ("Previous", "Next", "Close"):
        box = dialog(page).get_by_role("button", name=name).bounding_box()
        assert min(box["width"], box["height"]) >= 44, name
        assert 0 <= box["x"] <= width - box["width"]
        assert 0 <= box["y"] <= 640 - box["height"]
    assert page.evaluate("document.querySelector('.viewer-place').scrollWidth") <= width

    dialog(page).get_by_role("button", name="Close").click()

    expect(dialog(page)).to_be_hidden()


def finger(page):
    """Return a function that touches the screen, moves along it, and lets go."""
    session = page.context.new_cdp_session(page)

    def touch(kind, x=None):
        points = [] if x is None else [{"x": x, "y": 400}]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    return touch


def swipe(touch, start, end):
    touch("Start", start)
    for step in range(1, 6):
        touch("Move", start + (end - start) * step / 5)
    touch("End")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_finger_swipes_to_the_next(open_page, motion):
    page = open_page(GALLERY, width=390, height=800, has_touch=True, reduced_motion=motion)
    open_viewer(page)
    stage = page.locator(".one-photo-stage")

    touch = finger(page)
    touch("Start", 300)
    for x in (280, 260, 240):
        touch("Move", x)
    moved = stage.evaluate("e => e.style.translate")
    assert bool(moved) == (motion == "no-preference")
    touch("Move", 290)
    touch("End")
    assert stage.evaluate("e => e.style.translate") == ""  # not far enough: it goes back
    expect(page).to_have_url(is_at(FIRST))

    swipe(touch, 320, 150)
    expect(page).to_have_url(is_at(SECOND))

    swipe(touch, 100, 280)
    expect(page).to_have_url(is_at(FIRST))


COUNT_MOVES = """() => {
  const animate = Element.prototype.animate;
  window.moved = 0;
  Element.prototype.animate = function (...those) {
    window.moved += 1;
    return animate.apply(this, those);
  };
}"""


def test_reduced_motion_moves_nothing(open_page):
    page = open_page(GALLERY, reduced_motion="reduce")
    open_viewer(page)
    page.evaluate(COUNT_MOVES)
    page.keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text("Ingrid, library")
    dialog(page).get_by_label("As a headshot").hover()
    dialog(page).get_by_label("As a headshot").check()
    expect(page.locator(".cut-headshot")).to_be_visible()

    assert page.evaluate("moved") == 0


def test_choosing_a_framing_zooms_the_photograph(open_page):
    page = open_page(GALLERY + FIRST + "/")
    page.evaluate(COUNT_MOVES)
    choice = page.get_by_label("As a headshot")
    choice.hover()
    expect(page.locator(".cut-headshot img")).to_have_js_property("complete", True)
    choice.check()

    assert page.evaluate("moved") == 2
    expect(page.locator(".cut-whole")).to_be_hidden()


def test_the_frames_lie_on_the_picture(open_page):
    page = open_page(GALLERY + FIRST + "/")
    _, box = shown_picture(page)

    for name in (".cut-whole .picture-tone", ".cut-frames"):
        laid = page.locator(name).evaluate("e => e.getBoundingClientRect().toJSON()")
        for edge in ("left", "top", "width", "height"):
            assert laid[edge] == pytest.approx(box[edge], abs=1.5), (name, edge)


def test_an_address_leads_to_the_photo_itself(open_page):
    page = open_page(GALLERY)
    open_viewer(page, SECOND)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(is_at(THIRD))

    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mei, window")
    expect(page.locator("dialog")).to_have_count(0)

    page.go_back()

    expect(page).to_have_url(re.compile(f"{GALLERY}$"))
    expect(page.get_by_role("heading", level=1, name="Portraits")).to_be_visible()


def test_going_back_closes_and_going_forward_opens_again(open_page):
    page = open_page("/galleries/")
    page.get_by_role("link", name="Portraits", exact=True).last.click()
    page.wait_for_url(f"**{GALLERY}")
    open_viewer(page)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(is_at(SECOND))

    page.go_back()

    expect(page).to_have_url(re.compile(f"{GALLERY}$"))
    expect(dialog(page)).to_be_hidden()
    assert focused(page) == f"photo-{SECOND}"

    page.go_forward()

    expect(heading(page)).to_have_text("Ingrid, library")

    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"{GALLERY}$"))
    expect(dialog(page)).to_be_hidden()
    page.go_back()
    expect(page).to_have_url(re.compile("/galleries/$"))


def test_the_framing_stays_chosen(open_page):
    page = open_page(GALLERY)
    open_viewer(page)

    dialog(page).get_by_label("As a headshot").check()
    expect(page).to_have_url(re.compile(r"omar-outdoor/\?framing=headshot$"))
    page.keyboard.press("ArrowRight")  # chosen by pointer: the arrow keys step on

    expect(page).to_have_url(re.compile(r"ingrid-library/\?framing=headshot$"))
    expect(dialog(page).get_by_label("As a headshot")).to_be_checked()
    is_loaded, box = shown_picture(page)
    assert is_loaded
    assert box["width"] / box["height"] == pytest.approx(0.8, rel=0.01)


def test_the_keyboard_chooses_a_framing(open_page):
    page = open_page(GALLERY)
    open_viewer(page)
    dialog(page).get_by_label("Whole").focus()

    page.keyboard.press("ArrowLeft")

    expect(dialog(page).get_by_label("As a portrait")).to_be_checked()
    expect(page).to_have_url(re.compile(r"omar-outdoor/\?framing=portrait$"))
    assert page.evaluate("document.activeElement.value") == "portrait"


def test_neighbours_are_fetched_ahead(open_page):
    page = open_page(GALLERY)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    picture = re.compile(r"/media/r/ingrid-library-whole-\w+-(\d+)\.avif")
    with page.expect_request(picture) as ahead:
        open_viewer(page)
    assert int(picture.search(ahead.value.url)[1]) >= 960
    ahead.value.response().finished()
    before = len(asked)
    while not any(SECOND in url and "/galleries/" in url for url in asked):
        page.wait_for_event("request")

    page.keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text("Ingrid, library")
    shown_picture(page)

    assert not [url for url in asked[before:] if SECOND in url]


def test_a_fetch_that_fails_leads_to_the_page(open_page):
    page = open_page(GALLERY)

    def refuse(route):
        if route.request.resource_type == "fetch":
            route.fulfill(status=200, body="Not now")
        else:
            route.continue_()

    page.route(f"**{GALLERY}{SECOND}/", refuse)
    link(page, SECOND).click()

    page.wait_for_url(f"**{GALLERY}{SECOND}/")
    expect(page.locator("main article")).to_be_visible()
    expect(page.locator("dialog")).to_have_count(0)


def test_a_slow_fetch_is_said_in_words(open_page):
    page = open_page(GALLERY)
    waiting = []

    def hold(route):
        if route.request.resource_type == "fetch":
            waiting.append(route)
        else:
            route.continue_()

    page.route(f"**{GALLERY}{SECOND}/", hold)
    link(page, SECOND).click()
    expect(dialog(page).locator(".viewer-wait")).to_be_visible()

    waiting.pop(0).continue_()

    expect(heading(page)).to_have_text("Ingrid, library")
    expect(dialog(page).locator(".viewer-wait")).to_be_hidden()


def test_a_click_with_a_key_is_left_to_the_browser(open_page):
    page = open_page(GALLERY)

    with page.context.expect_page() as opened:
        link(page, FIRST).click(modifiers=["ControlOrMeta"])

    opened.value.wait_for_url(f"**{GALLERY}{FIRST}/")
    expect(dialog(page)).to_be_hidden()
    assert page.url.endswith(GALLERY)


def test_photos_beyond_the_page_come_too_and_keep_their_place(open_page, long_gallery):
    page = open_page(long_gallery)
    link(page, "long-48").click()
    expect(page).to_have_url(is_at("long-48", long_gallery))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(is_at("long-49", long_gallery))

    page.keyboard.press("Escape")

    page.wait_for_url(f"**{long_gallery}?page=2#photo-long-49")
    expect(link(page, "long-49")).to_be_focused()


def test_a_gallery_on_a_page_opens_there(open_page):
    page = open_page("/portraits/")
    first = page.locator(".photo-link").first
    first.click()
    expect(heading(page)).to_be_visible()
    page.keyboard.press("End")  # beyond what the page shows
    expect(dialog(page).get_by_role("button", name="Next")).to_have_attribute(
        "aria-disabled", "true"
    )

    page.keyboard.press("Escape")

    expect(page).to_have_url(re.compile("/portraits/$"))
    expect(first).to_be_focused()


def test_the_arrow_keys_go_from_page_to_page(open_page):
    page = open_page(GALLERY + FIRST + "/")

    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/{SECOND}/")
    page.keyboard.press("End")
    page.wait_for_url(f"**/{LAST}/")

    page.get_by_label("Whole").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("As a portrait")).to_be_checked()
    assert page.url.endswith(f"/{LAST}/")


def test_without_a_script_links_lead_to_pages(open_page, site):
    page = open_page(GALLERY, java_script_enabled=False)
    link(page, SECOND).click()
    page.wait_for_url(f"**{GALLERY}{SECOND}/")
    assert page.locator(".cut:visible").count() == 1
    assert page.locator(".cut-whole").is_visible()

    page.get_by_label("As a headshot").check()

    assert page.locator(".cut:visible").count() == 1
    assert page.locator(".cut-headshot").is_visible()
    page.get_by_role("link", name=re.compile("^Next")).click()
    page.wait_for_url(f"**/{THIRD}/")
    page.get_by_role("link", name="Back to the gallery: Portraits").click()
    page.wait_for_url(f"**{GALLERY}#photo-{THIRD}")


def test_cuts_that_are_not_shown_are_not_loaded(open_page):
    page = open_page(GALLERY + SECOND + "/")
    shown_picture(page)

    urls = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")

    assert any("ingrid-library-whole" in url for url in urls)
    assert not [url for url in urls if "-headshot-" in url or "-portrait-" in url]

    with page.expect_request(re.compile("ingrid-library-headshot")):
        page.get_by_label("As a headshot").check()


ROWS = """() => {
  const rows = {};
  for (const each of document.querySelectorAll('.rows > li:not([aria-hidden])')) {
    const image = each.querySelector('img');
    const box = image.getBoundingClientRect();
    const shape = image.getAttribute('width') / image.getAttribute('height');
    (rows[Math.round(each.getBoundingClientRect().top)] ??= []).push(
      {height: box.height, right: box.right, strays: box.width / box.height / shape - 1});
  }
  const {right} = document.querySelector('.rows').getBoundingClientRect();
  return {rows: Object.values(rows), right};
}"""


@pytest.mark.parametrize("width", [320, 390, 820, 1440, 1920])
def test_rows_are_full_and_photos_keep_their_shape(open_page, width):
    page = open_page(GALLERY, width=width)

    found = page.evaluate(ROWS)

    assert sum(map(len, found["rows"])) == 10
    for row in found["rows"][:-1]:
        assert row[-1]["right"] == pytest.approx(found["right"], abs=1)
    for row in found["rows"]:
        heights = [photo["height"] for photo in row]
        assert max(heights) - min(heights) < 1
        assert all(abs(photo["strays"]) < 0.005 for photo in row)


@pytest.mark.parametrize("path", [GALLERY, GALLERY + FIRST + "/"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_jumps(open_page, path, width):
    page = open_page("/privacy/", width=width)
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({type: 'layout-shift', buffered: true});"""
    )
    page.goto(page.url.replace("/privacy/", path))
    for _ in range(8):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(60)

    assert page.evaluate("window.shift") < 0.01


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_the_page_of_a_photo_does_not_scroll_sideways(open_page, width):
    page = open_page(GALLERY + FIRST + "/", width=width)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for label in page.locator(".switch label").all():
        assert label.bounding_box()["height"] >= 24
