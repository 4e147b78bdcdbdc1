"""A visitor's own photo with both frames on it: in the browser, and nowhere else."""

import io
import re
from urllib.request import Request, urlopen

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from sessions import framing
from sessions.crop_checks import LEAST_RECOGNISED_PX

EXPLAINER = "/headshot-vs-portrait/"
MOST_BYTES = 15_000  # of scripts on one page, compressed


def picture(size=(1200, 1600), kind="JPEG", **options):
    """Return the bytes of a picture: its upper half dark, so that it shows which way is up."""
    image = Image.new("RGB", size, "#d8cfc2")
    ImageDraw.Draw(image).rectangle([0, 0, size[0], size[1] // 2], fill="#40362c")
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def a_file(data, name="me.jpg", kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": data}


@pytest.fixture
def open_block(open_page):
    """Return a function that opens the explainer at the block, with all its scripts loaded."""

    def open_block(**options):
        page = open_page(EXPLAINER, **{"reduced_motion": "reduce", **options})
        block = page.locator("try-frames")
        expect(block).to_be_visible()
        with page.expect_response("**/js/photo-file*.js"):
            block.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        return page

    return open_block


def choose(page, data=None, **of_file):
    page.locator("try-frames input[type=file]").set_input_files(
        a_file(picture() if data is None else data, **of_file)
    )


def opened(page, data=None):
    choose(page, data)
    expect(page.locator("[data-part=table]")).to_be_visible()
    return page.locator("try-frames")


def frame(page, name):
    return page.locator(f"try-frames [data-frame={name}]")


def box(page, name):
    """Return where a frame is on the photo, as fractions: left, top, width, height."""
    page.evaluate("() => new Promise(requestAnimationFrame)")
    style = frame(page, name).evaluate(
        "({style: s}) => [s.insetInlineStart, s.insetBlockStart, s.inlineSize, s.blockSize]"
    )
    return [float(value.removesuffix("%")) / 100 for value in style]


def test_without_javascript_there_is_no_dead_control(open_page):
    page = open_page(EXPLAINER, java_script_enabled=False)

    assert page.locator("try-frames").count() == 1
    assert not page.locator("try-frames").is_visible()
    assert not page.get_by_role("heading", name="Try it on your own photo").is_visible()


def test_the_page_says_before_choosing_that_nothing_is_sent(open_block):
    page = open_block()

    words = page.get_by_text("It stays on your device: nothing is sent.")
    expect(words).to_be_visible()
    expect(page.get_by_label("Choose a photo")).to_be_visible()


def test_nothing_heavy_is_loaded_before_the_block_comes_near(open_page):
    asked = []
    page = open_page("/about/")
    page.on("request", lambda request: asked.append(request.url))

    page.goto(page.url.replace("/about/", EXPLAINER), wait_until="networkidle")

    assert any("try-frames" in url for url in asked)
    assert not any("frame-table" in url or "framing" in url for url in asked)


def test_all_scripts_of_the_page_keep_to_their_budget(open_block):
    page = open_block()
    page.wait_for_load_state("networkidle")
    urls = page.evaluate(
        "performance.getEntriesByType('resource').map(e => e.name).filter(n => /\\.js$/.test(n))"
    )

    sizes = {}
    for url in urls:
        with urlopen(Request(url, headers={"Accept-Encoding": "br"})) as response:
            assert response.headers["Content-Encoding"] == "br"
            sizes[url] = len(response.read())

    assert len(sizes) >= 7
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_from_the_choice_to_the_saved_file_no_request_leaves(open_block):
    page = open_block()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)

    block = opened(page)
    head = box(page, "head")
    grip = frame(page, "head").bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + grip["width"] / 2 + 40, grip["y"] + 90, steps=4)
    page.mouse.up()
    assert box(page, "head") != head
    block.get_by_role("radio", name="Headshot").check()
    block.get_by_label("Size").fill("40")
    block.get_by_role("radio", name="Wide").check()
    with page.expect_download() as download:
        block.get_by_role("button", name="Save this headshot").click()

    saved = Image.open(download.value.path())
    assert download.value.suggested_filename == "headshot.jpg"
    assert (saved.format, saved.width) == ("JPEG", saved.height)
    assert saved.width == pytest.approx(0.4 * 1200, abs=8)
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_the_frames_follow_the_head_by_the_rules_of_the_site(open_block):
    page, size = open_block(), (2400, 1600)
    opened(page, picture(size))
    before = box(page, "headshot"), box(page, "portrait")

    frame(page, "head").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("-")

    left, top, width, height = box(page, "head")
    eyes = top + 0.53 * height
    head = framing.Head(left, top, left + width, top + height, eyes)
    for name, ratio, was in (("headshot", (1, 1), before[0]), ("portrait", (4, 5), before[1])):
        crop = framing.cut(name, size, ratio, head)
        wanted = framing.pixels(crop, size, ratio)
        x, y, across, down = box(page, name)
        found = x * size[0], y * size[1], (x + across) * size[0], (y + down) * size[1]
        assert found == pytest.approx(wanted, abs=1.01)
        assert (x, y, across, down) != tuple(was)


@pytest.mark.parametrize("name", ["head", "headshot", "portrait"])
def test_keys_move_and_size_a_frame(open_block, name):
    page = open_block()
    opened(page)
    frame(page, name).focus()
    page.keyboard.press("Shift+_")
    start = box(page, name)

    page.keyboard.press("ArrowLeft")
    left = box(page, name)
    page.keyboard.press("Shift+ArrowRight")
    right = box(page, name)
    page.keyboard.press("ArrowDown")
    down = box(page, name)
    page.keyboard.press("-")
    smaller = box(page, name)

    assert left[0] == pytest.approx(start[0] - 0.01, abs=0.001)
    assert right[0] == pytest.approx(left[0] + 0.05, abs=0.001)
    assert down[1] > right[1]
    assert smaller[2] == pytest.approx(down[2] - 0.02, abs=0.002)
    assert page.locator("try-frames").get_by_role("radio", checked=True).first.input_value() == name


def test_the_tab_key_comes_by_the_chosen_frame_to_its_ranges(open_block):
    page = open_block()
    opened(page)
    focused = "document.activeElement.dataset.frame ?? document.activeElement.dataset.move"

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "headshot"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "across"
    before = box(page, "head"), box(page, "headshot")
    page.keyboard.press("ArrowLeft")

    assert box(page, "head") == before[0]
    assert box(page, "headshot") != before[1]


def test_native_ranges_do_the_same(open_block):
    page = open_block()
    block = opened(page)
    block.get_by_role("radio", name="Headshot").check()

    for label, value, part in (("Size", "50", 2), ("Across", "40", 0), ("Up and down", "45", 1)):
        before = box(page, "headshot")
        block.get_by_label(label).fill(value)
        assert box(page, "headshot")[part] != before[part], label

    left, top, width, height = box(page, "headshot")
    assert width == pytest.approx(0.5, abs=0.01)
    assert left + width / 2 == pytest.approx(0.4, abs=0.01)
    assert top + height / 2 == pytest.approx(0.45, abs=0.01)
    assert block.get_by_label("Across").get_attribute("aria-valuetext") == "40% from the left"


def test_a_corner_sizes_a_frame_and_keeps_its_shape(open_block):
    page = open_block()
    block = opened(page)
    block.get_by_role("radio", name="Headshot").check()
    left, top, width, _ = box(page, "headshot")
    page.locator(".try-ranges").scroll_into_view_if_needed()
    corner = frame(page, "headshot").locator("[data-corner='1 1']").bounding_box()

    page.mouse.move(corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    page.mouse.down()
    page.mouse.move(corner["x"] - 60, corner["y"] - 60, steps=4)
    page.mouse.up()

    after = box(page, "headshot")
    assert after[:2] == pytest.approx([left, top], abs=0.002)
    assert after[2] < width - 0.03
    assert after[2] * 1200 == pytest.approx(after[3] * 1600, abs=1.5)


def test_one_finger_drags_the_chosen_frame(open_block):
    page = open_block(width=390, height=844, has_touch=True, is_mobile=True)
    block = opened(page)
    block.get_by_role("radio", name="Your head").check()
    frame(page, "head").scroll_into_view_if_needed()
    before, scrolled = box(page, "head"), page.evaluate("scrollY")
    grip = frame(page, "head").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    touches = page.context.new_cdp_session(page)

    def touch(kind, *points):
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 7):
        touch("touchMove", {"x": x + 5 * step, "y": y + 10 * step})
    touch("touchEnd")

    after = box(page, "head")
    assert after[0] > before[0] + 0.03
    assert after[1] > before[1] + 0.03
    assert page.evaluate("scrollY") == scrolled


def test_a_photo_lying_on_its_side_stands_up(open_block):
    page = open_block()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    data = picture((1600, 1200), exif=exif)

    opened(page, data)

    canvas = page.locator("[data-part=photo]")
    assert canvas.evaluate("c => [c.width, c.height]") == [1200, 1600]
    # What was the left edge is at the top: half of it dark, on the right.
    pixel = "(c, [x, y]) => c.getContext('2d').getImageData(x, y, 1, 1).data[0]"
    assert canvas.evaluate(pixel, [1100, 800]) < 100
    assert canvas.evaluate(pixel, [100, 800]) > 200


def test_a_photo_of_48_megapixels_is_opened_small_and_measured_whole(open_block):
    page = open_block()
    block = opened(page, picture((8000, 6000), quality=60))

    canvas = page.locator("[data-part=photo]")
    assert canvas.evaluate("c => [c.width, c.height]") == [2000, 1500]
    block.get_by_role("radio", name="Portrait").check()
    expect(block).to_contain_text(re.compile(r"\d,\d{3} pixels wide, 1\d(\.\d)? inches in print"))


def test_too_few_pixels_are_said_in_words(open_block):
    page = open_block()

    block = opened(page, picture((480, 360)))

    expect(block).to_contain_text(
        re.compile(r"This crop is 2\d\d pixels wide; LinkedIn profile wants 400\.")
    )


def head_of(block, share, middle=50):
    """Make the head as high as a share of the photo of `picture`, in per cent."""
    block.get_by_role("radio", name="Your head").check()
    block.get_by_label("Size").fill(str(share * 1600 / 1200 * 3 / 4))
    block.get_by_label("Up and down").fill(str(middle))


MOST = round(100 * framing.PORTRAIT_HEAD)
LEAVES_ROOM = "Kept: you, and where you are. Given up:"


def test_a_photo_with_room_has_a_portrait(open_block):
    page = open_block()

    block = opened(page)
    head_of(block, 25, middle=30)

    words = block.locator(".try-result").last
    expect(words).to_contain_text(f"{LEAVES_ROOM} a face for small places; at 56 across it is")
    (tall,) = re.findall(r"at 56 across it is (\d+) tall", words.inner_text())
    assert int(tall) < LEAST_RECOGNISED_PX
    expect(block.locator("[data-part=portrait-warning]")).to_be_empty()


@pytest.mark.parametrize("size", [(1200, 1600), (1600, 1200), (900, 1600), (1000, 1000)])
def test_the_first_guess_says_nothing_of_a_photo_that_nobody_has_looked_at(open_block, size):
    page = open_block()

    block = opened(page, picture(size))

    expect(block.locator("[data-part=portrait-kept]")).to_have_text("you, and where you are.")
    expect(block.locator("[data-part=portrait-warning]")).to_be_empty()


def test_a_selfie_is_no_portrait_and_keeps_its_face(open_block):
    page = open_block()

    block = opened(page)
    head_of(block, 55)

    words = block.locator(".try-result").last
    expect(words).to_contain_text("Kept: your face. Given up: your chest and arms.")
    expect(words).not_to_contain_text("where you are")
    expect(words).not_to_contain_text("small places")
    warning = block.locator("[data-part=portrait-warning]")
    expect(warning).to_have_text(
        re.compile(
            r"There is no portrait in this photo: your head takes 5\d% of the frame’s height, "
            rf"in a portrait {MOST}% at most\. Step back, and there is one\."
        )
    )
    block.get_by_role("radio", name="Portrait").check()
    expect(block.get_by_role("status")).to_contain_text("There is no portrait in this photo")


def test_a_frame_that_is_drawn_too_tight_asks_for_more_height(open_block):
    page = open_block()
    block = opened(page)
    head_of(block, 20, middle=30)
    warning = block.locator("[data-part=portrait-warning]")
    expect(warning).to_be_empty()

    block.get_by_role("radio", name="Portrait").check()
    block.get_by_label("Size").fill("60")

    expect(warning).to_contain_text("Too tight for a portrait: your head takes 3")
    expect(warning).to_contain_text("Give the frame more height.")
    expect(warning).not_to_contain_text("no portrait")


def test_a_shape_without_height_is_too_tight_where_an_upright_one_is_not(open_block):
    page = open_block()
    block = opened(page)
    head_of(block, 28, middle=30)

    block.get_by_role("radio", name="Wide").check()

    words = block.locator(".try-result").last
    expect(words).to_contain_text("Too tight for a portrait: your head takes 5")
    expect(words).to_contain_text("Kept: your face. Given up: a face for small places; at 56")


def test_a_face_that_is_large_enough_is_not_given_up(open_block):
    page = open_block()
    page.evaluate("document.querySelector('try-frames').table.results.use.smallest = 200")

    block = opened(page)
    head_of(block, 25, middle=30)

    words = block.locator("[data-part=portrait-given-up]")
    expect(words).to_contain_text("a larger face; at 200 across it is")
    assert int(re.findall(r"is (\d+) tall", words.inner_text())[0]) >= LEAST_RECOGNISED_PX


@pytest.mark.parametrize(
    ("width", "words"), [(320, ", 1 inch in print;"), (360, ", 1.2 inches in print;")]
)
def test_one_inch_is_one(open_block, width, words):
    page = open_block()
    block = opened(page, picture((width, width * 5 // 4)))

    block.get_by_role("radio", name="Portrait").check()
    block.get_by_label("Size").fill("100")

    expect(block.locator("[data-part=portrait-words]")).to_contain_text(words)


def test_a_frame_that_cuts_the_head_says_so(open_block):
    page = open_block()
    block = opened(page)
    block.get_by_role("radio", name="Headshot").check()

    block.get_by_label("Size").fill("40")
    block.get_by_label("Up and down").fill("80")

    expect(block).to_contain_text("Your head is not in it.")


def test_a_portrait_beside_the_head_keeps_the_place_alone(open_block):
    page = open_block()
    block = opened(page)
    block.get_by_role("radio", name="Portrait").check()

    block.get_by_label("Size").fill("30")
    block.get_by_label("Up and down").fill("100")

    expect(block.locator("[data-part=portrait-warning]")).to_have_text("Your head is not in it.")
    expect(block.locator("[data-part=portrait-kept]")).to_have_text("where you are.")
    expect(block.locator("[data-part=portrait-given-up]")).to_have_text("you.")


@pytest.mark.parametrize(
    ("data", "of_file", "words"),
    [
        (b"no picture at all, but long enough", {}, "cannot open this file as a picture"),
        (b"", {}, "cannot open this file as a picture"),
        (picture()[:700], {}, "cannot open this file as a picture"),
        (b"\0" * 64, {"name": "IMG_1.HEIC", "kind": "image/heic"}, "cannot open HEIC pictures"),
        (picture((120, 90)), {}, "120 × 90 pixels: too small"),
        (picture((60, 60), "PNG")[:16] + b"\0\0\x75\x30" * 2 + b"\0" * 40, {}, "900 megapixels"),
    ],
    ids=["text", "empty", "broken", "heic", "small", "huge"],
)
def test_a_file_of_no_use_gets_a_sentence_and_another_may_follow(open_block, data, of_file, words):
    page = open_block()

    choose(page, data, **of_file)

    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    assert not page.locator("[data-part=table]").is_visible()
    opened(page)
    expect(page.locator("[data-part=trouble]")).to_be_empty()


def test_another_photo_and_starting_over(open_block):
    page = open_block()
    block = opened(page)
    start = box(page, "headshot")
    block.get_by_role("radio", name="Headshot").check()
    block.get_by_label("Size").fill("20")
    assert box(page, "headshot") != start

    block.get_by_role("button", name="Start over").click()

    assert box(page, "headshot") == start
    with page.expect_file_chooser() as chooser:
        block.get_by_role("button", name="Another photo").click()
    chooser.value.set_files(a_file(picture((1600, 1000))))
    expect(page.locator("[data-part=photo][width='1600']")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_an_open_photo_fits_every_screen(open_block, width):
    page = open_block(width=width)
    block = opened(page)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    stage = page.locator("[data-part=stage]").bounding_box()
    assert stage["height"] <= 0.75 * 900
    for control in block.locator("button:visible, .switch label, input[type=range]").all():
        size = control.bounding_box()
        assert min(size["width"], size["height"]) >= 24


def test_the_headshot_has_its_true_size_on_a_wide_screen(open_block):
    page = open_block()
    opened(page)

    widths = {
        name: page.locator(f"[data-part={name}]").bounding_box()["width"]
        for name in ("headshot", "small")
    }
    assert widths == pytest.approx({"headshot": 400, "small": 56}, abs=0.1)


def test_frames_stay_visible_in_forced_colours(open_block):
    page = open_block(forced_colors="active")
    opened(page)

    stroke = "path => getComputedStyle(path).stroke"
    drawn = page.locator("[data-drawn=head] .pencil-stroke")
    assert drawn.evaluate(stroke) == "rgb(192, 45, 27)"
