"""A reader on a phone: explainer, uses, guide, package, comparison, inquiry, confirmation."""

import json
import sqlite3
import time
from pathlib import Path

import pytest

from sessions.spam import FASTEST_SECONDS

ARTICLE = "/headshot-vs-portrait/"


def path_of(page, site):
    return page.url.removeprefix(site)


def inquiries(site_environment, message):
    """Return (state, chosen, began_on) of the stored inquiries with a message."""
    database = Path(site_environment["STUDIO_DATA"]) / "db.sqlite3"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
        query = "SELECT state, chosen, began_on FROM photo_sessions_inquiry WHERE message = ?"
        rows = connection.execute(query, [message]).fetchall()
    return [(state, json.loads(chosen), began_on) for state, chosen, began_on in rows]


def mails_about(site_environment, words, number, seconds=20):
    """Return the mails with some words that the worker has written to files, once there are so
    many."""
    folder, deadline = Path(site_environment["STUDIO_DATA"]) / "mail", time.monotonic() + seconds
    while time.monotonic() < deadline:
        texts = [file.read_text() for file in folder.glob("*.log")]
        if len(found := [text for text in texts if words in text]) >= number:
            return found
        time.sleep(0.3)
    return found


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reader_becomes_a_client(open_page, site, site_environment, javascript):
    options = {"width": 390, "height": 800, "java_script_enabled": javascript}
    page = open_page(ARTICLE, **options)

    # The places tell the two crops apart; then the guide is asked about one's own.
    page.get_by_text("Take the headshot.").first.scroll_into_view_if_needed()
    page.get_by_role("link", name="Say where yours will live").click()
    page.wait_for_url("**/which-one/?from=**")
    page.get_by_label("LinkedIn profile").check()
    page.get_by_label("Team page").check()
    page.get_by_label("Press or media feature").check()
    page.get_by_role("button", name="Show me which one").click()
    page.wait_for_url("**use=linkedin**")
    assert page.get_by_role("heading", name="The Headshot Hour").is_visible()
    assert page.get_by_text("All three things you ticked").is_visible()

    page.get_by_role("link", name="Compare it with The Branding Morning").click()
    page.wait_for_url("**/sessions/compare/**")
    page.get_by_role("link", name="The Headshot Update").click()
    page.wait_for_url("**p=headshot-update**")
    page.get_by_text("Only differences").click()
    page.wait_for_url("**only=differences**")
    assert page.locator("thead th:visible").count() == 2
    page.get_by_label("Second").select_option("The Headshot Update")
    shown = page.locator("thead th:visible .compare-name").all_inner_texts()
    assert shown == ["The Headshot Hour", "The Headshot Update"]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("thead").get_by_role("link", name="The Headshot Hour", exact=True).click()
    page.wait_for_url("**/sessions/headshot-hour/")
    page.go_back()
    page.locator("tfoot td:visible a").first.click()
    page.wait_for_url("**/inquire/?package=headshot-hour**")

    chosen = page.get_by_role("complementary", name="What you chose")
    for words in ["The Headshot Hour", "$290", "The Branding Morning", "The guide named"]:
        assert words in chosen.inner_text()
    message = f"Is there a date in March? Script: {javascript}"
    page.get_by_label("What should I know?").fill(message)
    chosen.get_by_role("button", name="Remove The Branding Morning").click()
    page.wait_for_load_state()
    assert "The Branding Morning" not in chosen.inner_text()
    assert page.get_by_label("What should I know?").input_value() == message
    page.get_by_role("button", name="Send the message").click()
    page.get_by_role("alert").wait_for()
    page.get_by_text("How may I call you?").wait_for()
    page.get_by_label("Your name").fill("Anna Berg")
    page.get_by_label("Your e-mail address").fill("anna@example.com")
    page.wait_for_timeout(1000 * FASTEST_SECONDS)
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_url(f"{site}/inquire/sent/")

    assert page.get_by_role("heading", name="It has arrived").is_visible()
    page.go_back()
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_url(f"{site}/inquire/sent/")
    ((state, kept, began_on),) = inquiries(site_environment, message)
    assert (state, began_on) == ("new", ARTICLE)
    assert kept["package"] == {
        "name": "The Headshot Hour",
        "slug": "headshot-hour",
        "price": "$290",
    }
    assert [each["name"] for each in kept["compared"]] == [
        "The Headshot Hour",
        "The Headshot Update",
    ]
    assert kept["guide"]["uses"] == ["LinkedIn profile", "Team page", "Press or media feature"]
    (notice,) = mails_about(site_environment, f"Script: {javascript}", 1)
    assert "Reply-To: anna@example.com" in notice


@pytest.mark.parametrize("label", ["Your name", "Your e-mail address", "When, or by when"])
def test_enter_sends_and_takes_nothing_away(open_page, label):
    page = open_page("/inquire/?package=headshot-hour&p=team-day", width=390, height=800)

    page.get_by_label(label).press("Enter")
    page.get_by_role("alert").wait_for()
    page.wait_for_load_state()

    chosen = page.get_by_role("complementary", name="What you chose").inner_text()
    assert "The Headshot Hour" in chosen
    assert "The Team Day" in chosen
    assert page.title().startswith("Not sent yet")
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_double_click_sends_once(open_page, site_environment, site):
    page = open_page("/inquire/", width=390, height=800)
    page.get_by_label("Your name").fill("Bo")
    page.get_by_label("Your e-mail address").fill("bo@example.com")
    page.get_by_label("What should I know?").fill("A double click, please.")
    page.wait_for_timeout(1000 * FASTEST_SECONDS)

    page.get_by_role("button", name="Send the message").dblclick()
    page.wait_for_url(f"{site}/inquire/sent/")
    page.wait_for_timeout(500)

    assert len(inquiries(site_environment, "A double click, please.")) == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_ticked_packages_are_compared_from_any_list(open_page, javascript):
    for path in ["/", "/headshots/", "/sessions/"]:
        page = open_page(path, width=390, height=800, java_script_enabled=javascript)
        ticks = page.get_by_label("Compare The", exact=False)
        ticks.nth(0).check()
        ticks.nth(1).check()
        bar = page.locator(".comparing").filter(has=ticks.nth(0)).locator("button")
        box = bar.bounding_box()
        assert box["y"] + box["height"] <= 800  # it comes along, above the bar of the phone
        bar.click()
        page.wait_for_url("**/sessions/compare/?p=**")
        assert page.locator("thead th").count() == 2


def test_the_header_of_the_comparison_stays_in_sight(open_page):
    page = open_page("/sessions/compare/?p=headshot-hour&p=team-day&p=branding-day", height=700)

    page.get_by_text("New colleagues at a fixed price").scroll_into_view_if_needed()

    box = page.locator("thead th").first.bounding_box()
    assert box["y"] >= 0
    assert box["y"] < 60


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_scrolls_sideways_on_the_way(open_page, site, width):
    page = open_page("/which-one/", width=width)
    for path in [
        "/which-one/",
        "/which-one/?use=linkedin&use=website-hero&reason=1&people=team",
        "/sessions/compare/",
        "/sessions/compare/?p=headshot-hour",
        "/sessions/compare/?p=headshot-hour&p=team-day&p=branding-day&p=portrait-story",
        "/inquire/?package=headshot-hour&p=team-day&use=linkedin",
        "/inquire/sent/",
    ]:
        page.goto(site + path)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, (path, width)
