"""What only a browser can tell: layout, pictures, and the parts that people handle."""

import pytest
from playwright.sync_api import expect

PAGES = [
    "/",
    "/headshot-vs-portrait/",
    "/headshots/",
    "/sessions/",
    "/sessions/headshot-hour/",
    "/galleries/",
    "/galleries/portraits/",
    "/galleries/portraits/?use=linkedin",
    "/questions/",
    "/about/",
]


MORE_PAGES = [
    "/portraits/",
    "/personal-branding/",
    "/privacy/",
    "/sessions/team-day/",
    "/sessions/branding-year/",
    "/galleries/portraits/amara-office/",
    "/which-one/",
    "/which-one/?use=linkedin&use=website-hero&reason=1&people=team",
    "/sessions/compare/",
    "/sessions/compare/?p=headshot-hour&p=team-day&p=branding-day&p=portrait-story",
    "/inquire/?package=headshot-hour&p=team-day&use=linkedin",
    "/inquire/sent/",
]
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
LETTERS = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
# On how many lines each telephone number stands that is on the page.
LINES_OF_NUMBERS = """[...document.querySelectorAll('main .telephone, a[href^="tel:"]')]
  .filter(each => each.checkVisibility())
  .map(each => {
    const line = parseFloat(getComputedStyle(each).lineHeight);
    return Math.round(each.getBoundingClientRect().height / line);
  })"""


def enlarge_text(page, percent):
    """Have the browser's own letters as large as a reader may set them."""
    session = page.context.new_cdp_session(page)
    sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
    session.send("Page.setFontSizes", {"fontSizes": sizes})


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_no_page_scrolls_sideways(open_page, site, width):
    page = open_page("/", width=width)
    for path in PAGES:
        page.goto(site + path)
        assert page.evaluate(OVERFLOW) <= 0, (path, width)


@pytest.mark.parametrize(("width", "percent"), [(390, 200), (390, 150), (320, 125)])
def test_no_page_scrolls_sideways_in_large_letters(open_page, site, width, percent):
    page = open_page("/", width=width)
    enlarge_text(page, percent)
    for path in [*PAGES, *MORE_PAGES]:
        page.goto(site + path)
        assert page.evaluate(LETTERS) == 16 * percent / 100
        assert page.evaluate(OVERFLOW) <= 0, path
        for control in page.locator(".switch label:visible, .field input:visible").all():
            box = control.bounding_box()
            assert box["x"] >= 0, path
            assert box["x"] + box["width"] <= width, path


def test_large_letters_leave_the_facts_of_a_package_their_room(open_page):
    page = open_page("/sessions/team-day/", width=390)
    enlarge_text(page, 200)

    for value in page.locator(".facts dd").all():
        assert value.bounding_box()["width"] >= 200


def test_large_letters_leave_the_retouched_picture_in_its_frame(open_page):
    page = open_page("/headshots/", width=390)
    enlarge_text(page, 200)
    frame = page.locator("before-after").bounding_box()

    for part in page.locator(":is(.retouching-line, before-after :is(.picture, label))").all():
        box = part.bounding_box()
        assert box["x"] >= frame["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 0.1


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/sessions/team-day/", ".other-package a"),
        ("/inquire/?package=headshot-hour&p=team-day", ".asked-words a"),
        ("/which-one/?use=linkedin&reason=1&people=team", ".because li, .changes li, .reasons li"),
        ("/sessions/", ".package-card > p:not(.price)"),
        ("/sessions/compare/", ".addable span:first-child"),
    ],
)
def test_a_very_long_word_stays_in_its_column(open_page, width, path, words):
    page = open_page(path, width=width)
    assert page.locator(words).count() > 0

    page.evaluate(
        """words => {
          for (const each of document.querySelectorAll(words)) each.textContent = 'w'.repeat(46);
        }""",
        words,
    )

    assert page.evaluate(OVERFLOW) <= 0
    for button in page.get_by_role("button", name="Remove").all():
        box = button.bounding_box()
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_telephone_number_stays_on_one_line(open_page, site, width):
    page = open_page("/", width=width)
    for path in [
        "/inquire/",
        "/inquire/sent/",
        "/sessions/team-day/",
        "/about/",
        "/sessions/compare/?p=headshot-hour&p=team-day",
    ]:
        page.goto(site + path)
        lines = page.evaluate(LINES_OF_NUMBERS)
        assert lines, path
        assert set(lines) == {1}, path


@pytest.mark.parametrize("path", PAGES)
def test_every_picture_of_a_page_loads(open_page, path):
    page = open_page(path)
    page.evaluate(
        """async () => {
          for (const each of document.querySelectorAll('details')) each.open = true;
          const images = [...document.images];
          for (const image of images) image.loading = 'eager';
          await Promise.all(images.map(image => image.decode().catch(() => null)));
        }"""
    )

    broken = page.evaluate(
        "[...document.images].filter(i => !i.naturalWidth).map(i => i.currentSrc)"
    )
    count = page.evaluate("document.images.length")
    assert broken == []
    assert count > 0 or path == "/questions/"


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_switch_brings_a_frame_forward(open_page, javascript, width):
    page = open_page("/", width=width, java_script_enabled=javascript, reduced_motion="reduce")
    headshot, portrait = page.get_by_role("radio").all()
    assert headshot.is_checked()
    assert page.locator(".note-headshot").is_visible()
    assert not page.locator(".note-portrait").is_visible()
    shown_before = page.locator(".drawing").first.screenshot()

    headshot.focus()
    page.keyboard.press("ArrowRight")

    assert portrait.is_checked()
    assert page.locator(".note-portrait").is_visible()
    assert not page.locator(".note-headshot").is_visible()
    assert page.locator(".drawing").first.screenshot() != shown_before

    headshot.check()

    assert page.locator(".note-headshot").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_menu_of_a_phone_opens_and_closes(open_page, javascript):
    page = open_page("/", width=390, height=800, java_script_enabled=javascript)
    menu, button = page.locator("#menu"), page.get_by_role("button", name="Menu")
    assert not menu.is_visible()

    button.click()

    assert menu.is_visible()
    box = button.bounding_box()
    assert box["height"] >= 24
    assert box["y"] > 700  # within reach of a thumb

    page.keyboard.press("Escape")

    assert not menu.is_visible()

    button.click()
    menu.get_by_role("link", name="Galleries").click()

    assert page.url.endswith("/galleries/")


def test_the_skip_link_leads_to_the_content(open_page):
    page = open_page("/headshots/")

    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_jumps_while_a_page_loads(open_page):
    page = open_page("/headshot-vs-portrait/", width=390)
    page.evaluate(
        """() => {
          window.shift = 0;
          new PerformanceObserver(list => {
            for (const entry of list.getEntries()) window.shift += entry.value;
          }).observe({type: 'layout-shift', buffered: true});
        }"""
    )
    for _ in range(12):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(60)

    assert page.evaluate("window.shift") < 0.01


def test_paper_has_dark_words_and_no_buttons(open_page):
    page = open_page("/sessions/headshot-hour/", color_scheme="dark")
    ask = page.get_by_role("link", name="Ask about this session").first
    expect(ask).to_be_visible()

    page.emulate_media(media="print")

    expect(ask).to_be_hidden()
    expect(page.locator(".compare-bar")).to_be_hidden()
    expect(page.locator("body")).to_have_css("color", "rgb(29, 25, 22)")


@pytest.mark.parametrize("path", ["/questions/", "/sessions/", "/headshots/"])
def test_paper_has_the_answers_to_folded_questions(open_page, path):
    page = open_page(path)
    answers = page.locator(".question .prose")
    expect(answers.first).to_be_hidden()

    page.emulate_media(media="print")

    for answer in answers.all():
        expect(answer).to_be_visible()
        assert answer.bounding_box()["height"] > 10
    sign = "summary => getComputedStyle(summary, '::after').display"
    assert page.locator(".question summary").first.evaluate(sign) == "none"


def test_headlines_grow_with_the_readers_text_size(open_page):
    page = open_page("/about/", width=1280)
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    headings = page.get_by_role("heading").all()
    before = [each.evaluate(size) for each in headings]

    enlarge_text(page, 200)

    after = [each.evaluate(size) for each in headings]
    assert all(large >= 1.5 * small for small, large in zip(before, after, strict=True))


@pytest.mark.parametrize("path", ["/sessions/", "/galleries/portraits/"])
def test_with_a_keyboard_a_row_of_choices_shows_each_wholly(open_page, path):
    page = open_page(path, width=390)
    row = page.locator(".choice").first
    links, height = row.locator("a"), row.bounding_box()["height"]

    for _ in range(30):
        page.keyboard.press("Tab")
        if links.first.evaluate("link => link === document.activeElement"):
            break

    assert height < 60  # one row, to be swiped
    for link in links.all():
        assert link.evaluate("link => link === document.activeElement")
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.keyboard.press("Tab")
    assert row.bounding_box()["height"] == height
