"""The rules of every crop, for any photo, head box and ratio."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sessions import framing
from sessions.framing import Crop, Head

pytestmark = pytest.mark.engine_free

fractions = st.floats(0, 1)
ratios = st.floats(9 / 16, 16 / 9) | st.sampled_from([(4, 5), (1, 1), (3, 2), (2, 3), (16, 9)])
sizes = st.tuples(st.integers(1, 9000), st.integers(1, 9000))
facings = st.sampled_from(framing.FACING)
any_head = st.builds(Head, fractions, fractions, fractions, fractions, fractions, facings)


@st.composite
def photos_with_heads(draw, size=None, count=1):
    """Return a size and heads with human proportions that lie inside it."""
    width, height = size or draw(st.tuples(st.integers(300, 6000), st.integers(300, 6000)))
    heads = []
    for _ in range(count):
        length = draw(st.floats(0.05, 0.9)) * min(height, width)
        top = draw(st.floats(0, height - length))
        left = draw(st.floats(0, width - 0.72 * length))
        eyes = top + draw(st.floats(0.44, 0.62)) * length
        box = (left / width, top / height, (left + 0.72 * length) / width, (top + length) / height)
        heads.append(Head(*box, eyes / height, draw(facings)))
    return (width, height), heads


any_photo = st.tuples(sizes, st.lists(any_head, min_size=1, max_size=3)) | photos_with_heads(
    count=2
)


def in_pixels(box, size):
    width, height = size
    return box.left * width, box.top * height, box.right * width, box.bottom * height


def as_number(ratio):
    return ratio[0] / ratio[1] if isinstance(ratio, tuple) else ratio


def height_px(crop, size):
    return (crop.bottom - crop.top) * size[1]


def tallest_px(size, ratio):
    return min(size[1], size[0] / as_number(ratio))


@given(photo=any_photo, ratio=ratios)
@pytest.mark.parametrize("kind", ["headshot", "portrait"])
def test_a_crop_of_anything_is_inside_the_photo_and_of_its_ratio(kind, photo, ratio):
    size, (head, *others) = photo

    crop = framing.cut(kind, size, ratio, head, others)

    if crop is None:
        assert kind == "headshot"
        return
    left, top, right, bottom = in_pixels(crop, size)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert right - left == pytest.approx((bottom - top) * as_number(ratio), abs=1)


@given(photo=any_photo, ratio=ratios)
@pytest.mark.parametrize("kind", ["headshot", "portrait"])
def test_whole_pixels_stay_inside_and_follow_the_ratio_within_a_pixel(kind, photo, ratio):
    size, (head, *others) = photo
    crop = framing.cut(kind, size, ratio, head, others) or framing.portrait(size, None, ratio=ratio)

    left, top, right, bottom = framing.pixels(crop, size, ratio)

    number = as_number(ratio)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    # A side is one whole pixel at least, however narrow the photo.
    assert (
        abs((right - left) - (bottom - top) * number) <= max(1, number)
        or abs((bottom - top) - (right - left) / number) <= 1
    )


@given(photo=photos_with_heads(count=2), ratio=ratios)
@pytest.mark.parametrize("kind", ["headshot", "portrait"])
def test_the_crown_is_never_cut(kind, photo, ratio):
    size, (head, other) = photo

    crop = framing.cut(kind, size, ratio, head, [other])

    assert crop is None or crop.top <= head.top + 1e-9


@given(photo=photos_with_heads(), ratio=ratios)
def test_a_headshot_has_240_px_or_all_the_photo_offers(photo, ratio):
    size, (head,) = photo

    crop = framing.headshot(size, head, ratio=ratio)

    least = min(framing.LEAST_CROP_PX, tallest_px(size, ratio))
    assert crop is None or height_px(crop, size) >= least - 1e-6


@given(photo=photos_with_heads())
def test_a_headshot_holds_the_whole_head(photo):
    size, (head,) = photo

    crop = framing.headshot(size, head)

    assume(crop is not None)
    assert crop.left <= head.left + 1e-9
    assert crop.right >= head.right - 1e-9
    assert crop.bottom >= head.bottom - 1e-9


@given(length=st.floats(10, 106))
def test_a_head_that_is_too_small_is_declined(length):
    head = Head(0.4, 0.2, 0.4 + 0.7 * length / 2000, 0.2 + length / 2000, 0.2 + length / 4000)

    assert framing.headshot((2000, 2000), head) is None


@given(size=sizes, ratio=ratios)
def test_without_a_head_the_top_is_kept_and_no_headshot_offered(size, ratio):
    portrait = framing.portrait(size, None, ratio=ratio)

    assert framing.headshot(size, None, ratio=ratio) is None
    assert portrait.top == 0
    assert height_px(portrait, size) == pytest.approx(tallest_px(size, ratio))


@given(photo=photos_with_heads(), ratio=ratios | st.none())
def test_the_portrait_contains_the_headshots_where_the_ratio_has_room(photo, ratio):
    size, (head,) = photo
    tight = [framing.headshot(size, head, ratio=pair) for pair in framing.HEADSHOT_RATIOS]
    tight = [crop for crop in tight if crop]

    crop = framing.portrait(size, head, ratio=ratio)

    margin = 0.08 * (head.bottom - head.top) * size[1]
    lefts, tops, rights, bottoms = zip(
        *(in_pixels(box, size) for box in [head, *tight]), strict=True
    )
    needed_width = max(*rights, rights[0] + margin) - min(*lefts, lefts[0] - margin)
    needed_height = max(*bottoms, bottoms[0] + margin) - min(*tops, tops[0] - margin)
    ratio = as_number(ratio or framing.natural_ratio(size, head))
    tallest = tallest_px(size, ratio)
    assume(needed_width <= tallest * ratio and needed_height <= tallest)
    for inner in tight:
        assert crop.left <= inner.left + 1e-9
        assert crop.top <= inner.top + 1e-9
        assert crop.right >= inner.right - 1e-9
        assert crop.bottom >= inner.bottom - 1e-9


@given(data=st.data(), ratio=st.sampled_from([4 / 5, 1, 3 / 2]))
def test_a_row_of_headshots_has_equal_heads_and_eye_lines(data, ratio):
    """Different photos with room on every side: the same share and place of the head."""
    shares, eye_lines = [], []
    for _ in range(2):
        width, height = data.draw(st.tuples(st.integers(4000, 6000), st.integers(4000, 6000)))
        length = data.draw(st.floats(250, 700))
        left, top = data.draw(st.floats(1500, 2000)), data.draw(st.floats(1000, 1800))
        eyes = top + data.draw(st.floats(0.48, 0.53)) * length
        box = left / width, top / height, (left + 0.72 * length) / width, (top + length) / height
        crop = framing.headshot((width, height), Head(*box, eyes / height), ratio=ratio)
        shares.append((box[3] - box[1]) / (crop.bottom - crop.top))
        eye_lines.append((eyes / height - crop.top) / (crop.bottom - crop.top))

    assert shares[0] == pytest.approx(shares[1])
    assert eye_lines[0] == pytest.approx(eye_lines[1])


@given(photo=photos_with_heads(count=3), ratio=ratios | st.none())
def test_a_portrait_keeps_everyone_in_where_the_ratio_has_room(photo, ratio):
    size, (head, *others) = photo

    crop = framing.portrait(size, head, others, ratio)

    length = head.bottom - head.top
    sitters = [head] + [o for o in others if o.bottom - o.top >= framing.SITTER * length]
    margin = [0.08 * (sitter.bottom - sitter.top) * size[1] for sitter in sitters]
    boxes = [in_pixels(sitter, size) for sitter in sitters]
    pairs = list(zip(boxes, margin, strict=True))
    width = max(box[2] + air for box, air in pairs) - min(box[0] - air for box, air in pairs)
    height = max(box[3] + air for box, air in pairs) - min(box[1] - air for box, air in pairs)
    ratio = as_number(ratio or framing.natural_ratio(size, head))
    tallest = tallest_px(size, ratio)
    assume(width <= tallest * ratio and height <= tallest)
    for sitter in sitters:
        assert crop.left <= sitter.left + 1e-9
        assert crop.right >= sitter.right - 1e-9
        assert crop.top <= sitter.top + 1e-9
        assert crop.bottom >= sitter.bottom - 1e-9


@given(photo=photos_with_heads(count=2), ratio=ratios)
def test_a_headshot_shows_one_person_or_is_declined(photo, ratio):
    size, (head, other) = photo
    assume(other.bottom - other.top >= framing.SITTER * (head.bottom - head.top))

    crop = framing.headshot(size, head, [other], ratio)

    assume(crop is not None)
    across = max(0, min(crop.right, other.right) - max(crop.left, other.left))
    down = max(0, min(crop.bottom, other.bottom) - max(crop.top, other.top))
    assert across * down <= 0.16 * (other.right - other.left) * (other.bottom - other.top)


def test_two_heads_that_touch_are_declined():
    head = Head(0.40, 0.3, 0.50, 0.6, 0.45)
    other = Head(0.51, 0.3, 0.61, 0.6, 0.45)

    assert framing.headshot((3000, 2000), head, [other]) is None
    assert framing.headshot((3000, 2000), head) is not None


def test_people_in_the_background_do_not_count():
    head = Head(0.40, 0.3, 0.50, 0.6, 0.45)
    behind = Head(0.52, 0.3, 0.55, 0.39, 0.34)

    assert framing.headshot((3000, 2000), head, [behind]) == framing.headshot((3000, 2000), head)


@pytest.mark.parametrize("kind", ["headshot", "portrait"])
@pytest.mark.parametrize("facing", ["left", "right"])
def test_a_turned_face_gets_room_to_look_into(kind, facing):
    head = Head(0.45, 0.3, 0.55, 0.5, 0.4, facing)

    crop = framing.cut(kind, (4000, 3000), 4 / 5, head)

    before, behind = crop.right - 0.5, 0.5 - crop.left
    if facing == "left":
        before, behind = behind, before
    assert before > 1.2 * behind


@pytest.mark.parametrize(
    ("size", "ratio"),
    [
        ((1600, 1067), (3, 2)),
        ((1600, 1200), (3, 2)),
        ((1067, 1600), (2, 3)),
        ((1080, 1920), (2, 3)),
        ((1600, 1600), (4, 5)),
        ((1600, 2000), (4, 5)),
    ],
)
def test_the_natural_ratio_follows_the_photo(size, ratio):
    assert framing.natural_ratio(size) == ratio


def test_a_photo_tight_around_the_head_keeps_its_height():
    head = Head(0.3, 0.05, 0.7, 0.8, 0.4)

    assert framing.natural_ratio((800, 600), head) == (4, 5)


def test_the_ends_of_a_headshot_lie_below_the_chin_in_heads():
    ends = framing.headshot_ends(Head(0.4, 0.2, 0.6, 0.4, 0.3))

    assert ends == pytest.approx({"shoulders": 0.47, "sternum": 0.54, "mid-chest": 0.6})


@pytest.mark.parametrize("size", [(0, 10), (10, -1), (float("nan"), 10)])
def test_an_impossible_size_is_refused(size):
    with pytest.raises(ValueError, match="above 0"):
        framing.portrait(size, None)


@pytest.mark.parametrize("ratio", [0, -1, 5, float("inf"), (1, 9)])
def test_an_impossible_ratio_is_refused(ratio):
    with pytest.raises(ValueError, match="ratio"):
        framing.headshot((100, 100), None, ratio=ratio)


def test_places_outside_the_photo_are_refused():
    with pytest.raises(ValueError, match="fractions"):
        Head(0.1, 0.1, 1.2, 0.5, 0.3)
    with pytest.raises(ValueError, match="fractions"):
        Crop(-0.1, 0, 1, 1)
    with pytest.raises(ValueError, match="facing"):
        Head(0.1, 0.1, 0.2, 0.5, 0.3, "up")
    with pytest.raises(ValueError, match="framing"):
        framing.cut("square", (10, 10), 1, None)
