"""The photo library in a real browser: dropping many files, choosing cards, writing texts."""

import subprocess
import sys
from base64 import b64encode
from io import BytesIO
from itertools import count

import numpy as np
import pytest
from PIL import Image

from .conftest import ROOT, run

LIST = "/admin/photo_sessions/photo/"
UPLOAD = f"{LIST}upload/"
ALT_TEXTS = f"{LIST}alt-texts/"
USER, PASSWORD = "librarian", "long enough for a test"
seeds = count(100)


@pytest.fixture(scope="module")
def owner(site, site_environment):
    """Make an account on the running site."""
    environment = site_environment | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    command = [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username", USER]
    subprocess.run([*command, "--email", "o@example.com"], cwd=ROOT, env=environment, check=True)


@pytest.fixture
def open_desk(owner, open_page, site):
    """Return a function that opens a page of the desk, signed in."""

    def open_desk(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        sign_in(page)
        page.wait_for_url(site + path)
        return page

    return open_desk


def sign_in(page):
    page.fill("[name=username]", USER)
    page.fill("[name=password]", PASSWORD)
    page.locator("#login-form [type=submit]").click()


def jpeg(seed, size=(900, 600), quality=90):
    spots = np.random.default_rng(seed).integers(0, 255, (6, 9, 3), np.uint8)
    image = Image.fromarray(spots).resize(size, Image.Resampling.BICUBIC)
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def picture(name, data=None):
    return {"name": name, "mimeType": "image/jpeg", "buffer": data or jpeg(next(seeds))}


DROP = """async ({files}) => {
  const dropped = new DataTransfer();
  for (const {name, data} of files) {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    dropped.items.add(new File([bytes], name, {type: 'image/jpeg'}));
  }
  const zone = document.querySelector('[data-zone]');
  for (const type of ['dragover', 'drop']) {
    const as = {dataTransfer: dropped, bubbles: true, cancelable: true};
    zone.dispatchEvent(new DragEvent(type, as));
  }
}"""


def choose(page, *files):
    page.set_input_files("photo-drop input[type=file]", list(files))


def start(page):
    page.locator("[data-start]").click()


def summary(page, words):
    page.locator("[data-summary]").get_by_text(words, exact=True).wait_for()


def row(page, name):
    return page.locator(".upload", has_text=name)


def test_many_files_are_dropped_and_each_is_told_of(open_desk):
    page = open_desk(UPLOAD)
    page.get_by_label("Gallery").select_option(label="The studio")
    page.get_by_label("Name of the shoot").fill("Harbour")
    files = [(f"DSC_{4800 + n}.jpg", jpeg(next(seeds))) for n in range(5)]
    files += [("broken.jpg", jpeg(7)[:5000]), ("notes.cr2", b"II*\0raw")]
    named = [{"name": name, "data": b64encode(data).decode()} for name, data in files]

    page.evaluate(DROP, {"files": named})
    assert row(page, "DSC_4800.jpg").locator("[data-words]").inner_text() == "chosen"
    row(page, "DSC_4804.jpg").get_by_role("button", name="Leave out").click()
    page.get_by_role("button", name="Add 6 photos").click()
    summary(page, "4 in, 2 not taken.")

    assert "damaged" in row(page, "broken.jpg").inner_text()
    assert "raw" in row(page, "notes.cr2").inner_text()
    assert row(page, "DSC_4804.jpg").count() == 0
    assert "Added to “The studio”" in row(page, "DSC_4800.jpg").inner_text()
    thumbnail = row(page, "DSC_4803.jpg").locator("img")
    thumbnail.scroll_into_view_if_needed()
    page.wait_for_function("i => i.naturalWidth > 0", arg=thumbnail.element_handle())
    page.get_by_role("link", name="See them in the library").click()
    page.wait_for_selector(".photo-card-title")
    titles = sorted(page.locator(".photo-card-title").all_inner_texts())
    assert titles == [f"Harbour {4800 + n}" for n in range(4)]


def test_progress_is_shown_while_a_file_is_on_its_way(open_desk):
    page = open_desk(UPLOAD)
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000},
    )
    page.evaluate(
        """() => {
          window.said = new Set();
          const note = () => document.querySelectorAll('[data-words]')
            .forEach((words) => window.said.add(words.textContent));
          new MutationObserver(note).observe(
            document.querySelector('[data-list]'),
            {subtree: true, childList: true, characterData: true});
        }"""
    )
    large = jpeg(next(seeds), (3000, 2000)) + b"\0" * 300_000

    choose(page, picture("large.jpg", large))
    start(page)
    page.locator("progress[value]").first.wait_for()
    page.locator("[data-summary]:not(:empty)").wait_for()

    said = page.evaluate("[...window.said]")
    assert any(words.startswith("sending ") and words.endswith(" %") for words in said), said


def test_files_hang_in_their_order_though_a_small_one_overtakes(open_desk, site_environment):
    page, held = open_desk(UPLOAD), []

    def hold_the_first(route):
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/upload/", hold_the_first)
    page.get_by_label("Gallery").select_option(label="The studio")
    names = ["shoot-one.jpg", "shoot-two.jpg", "shoot-three.jpg"]
    choose(page, *map(picture, names))
    start(page)
    row(page, "shoot-three.jpg").locator(".upload-in").wait_for()
    held[0].continue_()
    summary(page, "3 in.")

    last = run(
        site_environment,
        "from sessions.models import Gallery\n"
        "items = Gallery.objects.get(title='The studio').items.select_related('photo')\n"
        "print([item.photo.title for item in items][-3:])",
    )
    assert last.strip() == "['Shoot one', 'Shoot two', 'Shoot three']"


def test_another_export_is_asked_about(open_desk):
    page = open_desk(UPLOAD)
    first, second = next(seeds), next(seeds)
    choose(page, picture("first.jpg", jpeg(first)), picture("second.jpg", jpeg(second)))
    start(page)
    summary(page, "2 in.")

    again = {"size": (600, 400), "quality": 70}
    choose(
        page,
        picture("same-bytes.jpg", jpeg(first)),
        picture("web-first.jpg", jpeg(first, **again)),
        picture("web-second.jpg", jpeg(second, **again)),
    )
    start(page)
    summary(page, "2 in, 1 in the library already, 2 to be decided.")
    held = row(page, "web-first.jpg")
    assert "It looks like “First”, exported again." in held.inner_text()
    assert held.get_by_role("img", name="The file you chose").is_visible()
    assert held.locator("canvas").evaluate("canvas => canvas.width / canvas.height") == 1.5
    held.get_by_role("button", name="Take it all the same").click()
    summary(page, "3 in, 1 in the library already, 1 to be decided.")
    row(page, "web-second.jpg").get_by_role("button", name="Leave it").click()
    summary(page, "3 in, 1 in the library already, 1 left out.")

    assert "“First”" in row(page, "same-bytes.jpg").inner_text()


@pytest.fixture
def careless_page(owner, browser, site):
    """Return a page of the desk, signed in, on which requests may fail."""
    page = browser.new_context().new_page()
    page.goto(f"{site}/admin/login/?next={UPLOAD}")
    sign_in(page)
    page.wait_for_url(site + UPLOAD)
    yield page
    page.context.close()


def test_what_did_not_arrive_is_tried_again(careless_page):
    page, tried = careless_page, []

    def lose_two(route):
        if route.request.method != "POST" or len(tried) == 2:
            return route.continue_()
        tried.append(route)
        return route.abort() if len(tried) == 1 else route.fulfill(status=503, body="busy")

    page.route("**/upload/", lose_two)
    choose(page, picture("one.jpg"), picture("two.jpg"), picture("three.jpg"))
    start(page)
    summary(page, "1 in, 2 not arrived.")
    said = page.locator("[data-list]").inner_text()
    assert "The connection was lost" in said
    assert "busy at the moment" in said

    page.get_by_role("button", name="Try again what did not arrive").click()

    summary(page, "3 in.")


def test_who_was_signed_out_signs_in_elsewhere_and_goes_on(careless_page, site):
    page = careless_page
    page.context.clear_cookies()
    choose(page, picture("one.jpg"), picture("two.jpg"), picture("three.jpg"))
    start(page)
    summary(page, "3 not arrived.")
    assert "Sign in in another tab" in row(page, "three.jpg").inner_text()

    other = page.context.new_page()
    other.goto(f"{site}/admin/login/?next=/admin/")
    sign_in(other)
    other.wait_for_url(f"{site}/admin/")
    page.get_by_role("button", name="Try again what did not arrive").click()

    summary(page, "3 in.")


def test_leaving_while_files_wait_is_asked_about(careless_page):
    page, asked = careless_page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    choose(page, picture("one.jpg"))
    page.get_by_label("Name of the shoot").click()  # browsers ask only who has touched the page

    page.close(run_before_unload=True)
    page.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    assert not page.is_closed()


def test_without_javascript_the_form_takes_all_at_once(open_desk):
    page = open_desk(UPLOAD, java_script_enabled=False)
    assert not page.get_by_text("Drop photographs").is_visible()
    choose(page, picture("harbour-one.jpg"), picture("notes.gif"), picture("harbour-two.jpg"))

    start(page)

    assert page.locator("[data-summary]").inner_text() == "2 in, 1 not taken."
    page.wait_for_load_state()
    assert ".gif are not taken" in row(page, "notes.gif").inner_text()
    assert page.get_by_role("link", name="Harbour two").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_many_cards_are_chosen_and_acted_upon(open_desk, javascript):
    page = open_desk(f"{LIST}?q=omar", java_script_enabled=javascript)
    gallery = page.locator("select[name=gallery]")
    assert gallery.is_visible() is not javascript
    page.get_by_label("Choose “Omar, studio”").check()
    if javascript:
        page.get_by_label("Choose all on this page").check()
        on_page = page.locator(".action-select").count()
        assert page.locator(".action-select:checked").count() == on_page
    page.locator("select[name=action]").select_option(label="Take out of a gallery")
    gallery.select_option(label="The studio")

    page.get_by_role("button", name="Go").click()

    chosen = f"{on_page} photos" if javascript else "1 photo"
    said = f"0 photos taken out of “The studio”. {chosen} had not been in it."
    assert said in page.locator(".messagelist").inner_text()


def test_texts_are_written_from_the_keyboard(open_desk):
    page = open_desk(UPLOAD)
    choose(page, picture("pier-one.jpg"), picture("pier-two.jpg"))
    start(page)
    summary(page, "2 in.")
    page.get_by_role("link", name="Write alternative texts").click()

    page.locator("textarea").first.focus()
    page.keyboard.type("A pier in fog")
    assert page.get_by_text("13 of 250 characters").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("The same pier at noon")
    page.keyboard.press("Control+Enter")

    page.get_by_text("2 alternative texts saved.").wait_for()
    page.goto(page.url.partition("/admin/")[0] + f"{LIST}?q=pier+at+noon")
    assert page.locator(".photo-card-title").count() == 1
    assert "no alternative text" not in page.locator(".photo-card").inner_text()


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_scrolls_sideways(open_desk, site, width):
    page = open_desk(LIST, width=width)
    for path in (LIST, UPLOAD, ALT_TEXTS):
        page.goto(site + path)
        too_wide = page.evaluate(
            """() => [...document.querySelectorAll('body *')]
              .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5)
              .map((each) => each.outerHTML.slice(0, 90))"""
        )
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, (path, too_wide)


def turned_jpeg(stored, upright):
    """Return a JPEG that says it is to be turned clockwise, and whose upper part is red."""
    image = Image.new("RGB", upright, (20, 20, 220))
    image.paste((220, 20, 20), (0, 0, upright[0], upright[1] // 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    file = BytesIO()
    turned = image.transpose(Image.Transpose.ROTATE_90)
    assert turned.size == stored
    turned.save(file, "JPEG", quality=90, exif=exif.tobytes())
    return file.getvalue()


def shown_colours(locator):
    """Return the colours at the top, bottom, left and right, as the browser paints them."""
    image = Image.open(BytesIO(locator.screenshot())).convert("RGB")
    places = [(0.5, 0.1), (0.5, 0.9), (0.1, 0.5), (0.9, 0.5)]
    pixels = [image.getpixel((int(x * image.width), int(y * image.height))) for x, y in places]
    return " ".join("red" if red > 150 else "blue" for red, _, _ in pixels)


def test_the_preview_of_a_turned_photograph_is_upright(open_desk):
    page = open_desk(UPLOAD)
    choose(page, picture("upright.jpg", turned_jpeg((900, 600), (600, 900))))
    start(page)
    summary(page, "1 in.")
    choose(page, picture("again.jpg", turned_jpeg((600, 400), (400, 600))))
    start(page)
    summary(page, "1 in, 1 to be decided.")

    canvas = row(page, "again.jpg").locator("canvas")
    page.wait_for_function("canvas => canvas.width !== 300", arg=canvas.element_handle())

    assert canvas.evaluate("c => c.width / c.height") == pytest.approx(2 / 3, abs=0.02)
    assert shown_colours(canvas) == "red blue blue blue"


def test_an_action_that_lacks_something_is_not_sent(open_desk):
    page = open_desk(f"{LIST}?q=omar")
    page.get_by_label("Choose “Omar, studio”").check()
    page.locator("select[name=action]").select_option(label="Set the release")
    sent = []
    page.on("request", lambda request: sent.append(request.method))

    page.get_by_role("button", name="Go").click()

    assert page.locator("select[name=release]:invalid:focus").count() == 1
    assert sent == []
    assert page.get_by_label("Choose “Omar, studio”").is_checked()
    page.locator("select[name=action]").select_option(label="Publish")
    page.get_by_role("button", name="Go").click()
    page.locator(".messagelist").get_by_text("had been published already").wait_for()
