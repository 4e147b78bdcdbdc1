"""The places where a picture may live, as a browser lays them out."""

import pytest

EXPLAINER = "/headshot-vs-portrait/"
SERVICES = ["/headshots/", "/portraits/", "/personal-branding/"]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(("slug", "px"), [("linkedin", 56), ("email-signature", 72)])
def test_small_places_are_drawn_at_their_true_size(open_page, width, javascript, slug, px):
    page = open_page(EXPLAINER, width=width, java_script_enabled=javascript)
    page.locator(".places-more summary").click()

    for figure in page.locator(f"#use-{slug} figure").all():
        box = figure.locator("img").first.bounding_box()

        assert (box["width"], box["height"]) == pytest.approx((px, px), abs=0.1)


def test_the_large_profile_has_its_true_size_on_a_wide_screen(open_page):
    page = open_page(EXPLAINER)

    box = page.locator("#use-linkedin .mock-profile img").first.bounding_box()

    assert (box["width"], box["height"]) == pytest.approx((400, 400), abs=0.1)


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_scrolls_sideways(open_page, site, width):
    page = open_page(EXPLAINER, width=width)
    for path in [EXPLAINER, *SERVICES]:
        page.goto(site + path)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, (path, width)


def test_the_headline_of_a_website_stays_on_its_picture(open_page):
    page = open_page("/portraits/")
    for width in (320, 390, 735, 736, 820, 991, 992, 1440, 2200):
        page.set_viewport_size({"width": width, "height": 900})
        for hero in page.locator(".mock-hero").all():
            picture = hero.locator(".picture").bounding_box()
            words = hero.locator(".mock-headline").bounding_box()
            assert words["y"] >= picture["y"] - 1, width
            assert words["y"] + words["height"] <= picture["y"] + picture["height"] + 1, width


@pytest.mark.parametrize("width", [390, 1440])
def test_a_small_place_loads_the_smallest_file(open_page, width):
    page = open_page(EXPLAINER, width=width)
    page.locator(".places-more summary").click()
    picture = page.locator("#use-email-signature img").first

    picture.scroll_into_view_if_needed()
    picture.evaluate("image => image.decode()")

    assert picture.evaluate("image => image.currentSrc").endswith("-320.avif")


def test_every_picture_in_its_place_loads(open_page, site):
    page = open_page(EXPLAINER)
    for path in [EXPLAINER, *SERVICES]:
        page.goto(site + path)
        page.evaluate(
            """async () => {
              for (const each of document.querySelectorAll('details')) each.open = true;
              const images = [...document.querySelectorAll('.place img')];
              for (const image of images) image.loading = 'eager';
              await Promise.all(images.map(image => image.decode()));
            }"""
        )


@pytest.mark.parametrize("width", [390, 1440])
def test_both_crops_stand_beside_each_other(open_page, width):
    page = open_page(EXPLAINER, width=width)
    page.locator(".places-more summary").click()

    left, right = (f.bounding_box() for f in page.locator("#use-social-post figure").all())

    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == pytest.approx(right["y"], abs=1)


def test_a_link_leads_to_a_place(open_page):
    page = open_page(EXPLAINER + "#use-website-hero")

    assert page.get_by_role("heading", name="Website, top of the page").is_visible()
    top = page.locator("#use-website-hero").bounding_box()["y"]
    assert 0 <= top < 900
