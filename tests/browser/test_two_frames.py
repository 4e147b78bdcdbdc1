"""The frame over the photograph glides to the framing that is chosen, by switch or by touch."""

import pytest

# Everything that is drawn on the way, while something acts on the page.
WATCH = """() => {
  const piece = document.querySelector("two-frames");
  const veil = piece.querySelector(".veil-gliding");
  window.drawn = [];
  new MutationObserver(() => window.drawn.push(veil.getAttribute("d")))
    .observe(veil, {attributes: true});
}"""
GLIDING = "() => document.querySelector('two-frames').hasAttribute('gliding')"
HALF_WAY, ARRIVED = 140, 400
RESTING = "name => document.querySelector(`.veil-${name}`).getAttribute('d')"


def left_edge(veil):
    """Return where the hole of a veil begins, in units of the drawing."""
    return float(veil.rpartition("M")[2].split(" ")[0])


@pytest.fixture
def piece(open_page):
    def piece(**options):
        page = open_page("/", **options)
        page.locator("two-frames:defined").wait_for()
        page.clock.install(time=0)  # however few frames a busy machine would draw
        page.clock.pause_at(1000)
        page.evaluate(WATCH)
        return page

    return piece


def test_the_frame_glides_to_the_one_that_is_chosen(piece):
    page = piece()
    start, end = (left_edge(page.evaluate(RESTING, name)) for name in ("headshot", "portrait"))

    page.get_by_label("Portrait", exact=True).check()
    assert page.evaluate(GLIDING)
    page.clock.run_for(ARRIVED)

    assert not page.evaluate(GLIDING)
    on_the_way = [left_edge(veil) for veil in page.evaluate("window.drawn")]
    assert on_the_way[0] == pytest.approx(start, abs=0.1)
    assert on_the_way == sorted(on_the_way, reverse=True)
    assert any(end < place < start for place in on_the_way)
    assert (
        page.locator(".frame-gliding").evaluate("e => getComputedStyle(e).visibility") == "hidden"
    )
    assert page.locator(".note-portrait").is_visible()


def test_turning_back_half_way_starts_where_the_frame_is(piece):
    page = piece()

    page.get_by_label("Portrait", exact=True).check()
    page.clock.run_for(HALF_WAY)
    page.get_by_label("Headshot", exact=True).check()
    page.clock.run_for(ARRIVED)

    assert not page.evaluate(GLIDING)
    edges = [left_edge(veil) for veil in page.evaluate("window.drawn")]
    widest = min(range(len(edges)), key=edges.__getitem__)
    steps = [abs(a - b) for a, b in zip(edges, edges[1:], strict=False)]
    assert 0 < widest < len(edges) - 1
    assert edges[0] - edges[-1] < edges[0] - edges[widest]
    assert max(steps) < abs(
        left_edge(page.evaluate(RESTING, "headshot"))
        - left_edge(page.evaluate(RESTING, "portrait"))
    )
    assert page.locator(".note-headshot").is_visible()


def test_nothing_glides_for_those_who_want_no_motion(piece):
    page = piece(reduced_motion="reduce")

    page.get_by_label("Portrait", exact=True).check()

    assert page.locator(".note-portrait").is_visible()
    assert page.evaluate("window.drawn") == []


@pytest.mark.parametrize("touch", [False, True])
def test_a_touch_on_the_photograph_chooses_the_frame_that_it_meets(piece, touch):
    page = piece(has_touch=touch, width=390 if touch else 1440)
    photograph = page.locator("two-frames .drawing")
    box = photograph.bounding_box()
    act = photograph.tap if touch else photograph.click
    inside = page.locator(".frame-headshot .pencil-stroke").bounding_box()

    act(position={"x": box["width"] * 0.05, "y": box["height"] / 2})

    assert page.get_by_label("Portrait", exact=True).is_checked()

    act(
        position={
            "x": inside["x"] - box["x"] + inside["width"] / 2,
            "y": inside["y"] - box["y"] + inside["height"] / 2,
        }
    )

    assert page.get_by_label("Headshot", exact=True).is_checked()
    assert page.locator(".note-headshot").is_visible()
