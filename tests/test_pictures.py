"""Pictures and drawn frames in templates."""

import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pages.models import Frames
from sessions import pencil, renditions
from sessions.models import Gallery, Photo, Release
from sessions.templatetags.pictures import most_pixels

VEIL = re.compile(r"M0 0H1000V[\d.]+H0ZM([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)V[\d.]+Z")


def render(source, **context):
    return Template("{% load pictures %}" + source).render(Context(context))


def test_what_is_stored_about_pictures_is_read_once_until_it_changes(make_photo):
    photo = make_photo()
    one, other = Photo.objects.get(pk=photo.pk), Photo.objects.get(pk=photo.pk)
    assert one.pictures is other.pictures

    one.head_top += 0.05
    one.save()

    changed = Photo.objects.get(pk=photo.pk)
    assert changed.pictures == one.pictures != other.pictures
    sizes = Photo.objects.filter(pk=photo.pk).values_list("pictures__whole__size", flat=True)
    assert sizes.get() == changed.pictures["whole"]["size"]


def test_a_picture_is_written_from_the_stored_strings(make_photo, django_assert_num_queries):
    photo = make_photo()
    stored = photo.pictures["headshot 4:5"]
    photo.master.delete(save=False)

    with django_assert_num_queries(0):
        html = render('{% picture photo framing="headshot" sizes="10vw" %}', photo=photo)

    for width in stored["widths"]:
        assert f"/media/{stored['stem']}-{width}.avif {width}w" in html
    assert html.count(".jpg") == 1  # for the few browsers without AVIF
    assert 'alt="A drawn circle"' in html
    assert 'loading="lazy"' in html
    width, height = (int(re.search(rf' {side}="(\d+)" ', html)[1]) for side in ("width", "height"))
    assert width / height == pytest.approx(4 / 5, abs=0.01)


def test_the_main_picture_comes_first(make_photo):
    html = render('{% picture photo load="first" %}', photo=make_photo())

    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_an_alternative_text_is_escaped_and_can_be_replaced(make_photo):
    photo = make_photo(alt='"><script>')

    assert "<script>" not in render("{% picture photo %}", photo=photo)
    assert 'alt=""' in render('{% picture photo alt="" %}', photo=photo)


def test_a_framing_that_is_not_to_be_had_falls_back_to_the_whole_person(make_photo):
    photo = make_photo(**dict.fromkeys(Photo.HEAD_FIELDS))

    html = render('{% picture photo framing="headshot" %}', photo=photo)

    assert photo.pictures["portrait"]["stem"] in html


@pytest.mark.parametrize("case", ["none", "draft", "withdrawn", "expired", "never made"])
def test_what_must_not_be_shown_is_a_drawn_placeholder(make_photo, case):
    today = timezone.localdate()
    ended = {
        "withdrawn": {"withdrawn_on": today},
        "expired": {"expires_on": today - timedelta(days=1)},
    }
    photo = make_photo()
    if case in ended:
        photo.release = Release.objects.create(
            sitter="Ann", signed_on=today - timedelta(days=9), **ended[case]
        )
    if case == "draft":
        photo.published_at = None
    if case == "never made":
        photo.pictures = {}

    html = render('{% picture photo ratio="4:5" %}', photo=None if case == "none" else photo)

    assert "picture-missing" in html
    assert "<img" not in html
    assert 'viewBox="0 0 400 500"' in html


def drawn_holes(html):
    return [tuple(map(float, match)) for match in VEIL.findall(html)]


@pytest.mark.parametrize("address", ["/", "/headshot-vs-portrait/"])
def test_the_drawn_frames_are_the_cuts_to_within_a_pixel(client, db, address):
    page_slug = address.strip("/")
    block = Frames.objects.select_related("photo").get(parent__slug=page_slug)
    photo = block.photo
    scale = photo.width / pencil.WIDTH

    holes = drawn_holes(client.get(address).content.decode())

    cuts = [f"portrait {block.portrait_ratio}", "headshot 4:5"]
    assert len(holes) == len(cuts)
    for (left, top, bottom, right), cut in zip(holes, cuts, strict=True):
        drawn = [side * scale for side in (left, top, right, bottom)]
        delivered = renditions.box(photo.pictures[cut], photo.size)
        assert drawn == pytest.approx(delivered, abs=1)


def test_moving_the_head_box_moves_frame_and_files_together(client, db):
    block = Frames.objects.get(parent__slug="")
    photo = Photo.objects.get(pk=block.photo_id)
    before = client.get("/").content.decode()

    photo.head_top += 0.03
    photo.save()

    after = client.get("/").content.decode()
    assert drawn_holes(after)[1] != drawn_holes(before)[1]
    assert photo.pictures["headshot 4:5"]["stem"] in after
    assert photo.pictures["headshot 4:5"]["stem"] not in before


fractions = st.floats(0, 1)


@given(st.lists(fractions, min_size=4, max_size=4), st.integers(1, 9000), st.integers(1, 9000))
def test_any_crop_is_drawn_with_finite_numbers(crop, width, height):
    left, right = sorted(crop[:2])
    top, bottom = sorted(crop[2:])

    frame = pencil.frame((left, top, right, bottom), (width, height))

    assert len(VEIL.findall(frame.veil)) == 1
    assert "nan" not in frame.strokes
    assert "inf" not in frame.strokes
    assert "e" not in frame.strokes
    assert frame.strokes == pencil.frame((left, top, right, bottom), (width, height)).strokes


def test_crop_lines_stand_below_the_chin_in_order(client, db):
    photo = Photo.objects.get(slug="amara-studio")
    html = render(
        "{% crop_lines photo as drawing %}{% for line in drawing.lines %}"
        "{{ line.name }}={{ line.y }};{% endfor %}",
        photo=photo,
    )

    lines = dict(part.split("=") for part in html.strip(";").split(";"))
    chin = photo.head_bottom * pencil.height(photo.size)
    places = [float(lines[name]) for name in ("shoulders", "sternum", "mid-chest")]
    assert chin < places[0] < places[1] < places[2]


def test_heads_of_a_contact_sheet_are_equally_large_and_level(db):
    shares, eyes = [], []
    for item in Gallery.objects.get(slug="headshots").items.select_related("photo")[:6]:
        photo = item.photo
        _, top, _, bottom = photo.pictures["headshot 4:5"]["crop"]
        shares.append((photo.head_bottom - photo.head_top) / (bottom - top))
        eyes.append((photo.eye_line - top) / (bottom - top))

    assert max(shares) - min(shares) < 0.03
    assert max(eyes) - min(eyes) < 0.05


@pytest.mark.parametrize(
    ("sizes", "most"),
    [
        ("56px", 168),
        ("min(200px, 44vw)", 600),
        ("(min-width: 62rem) 13vw, 45vw", 892.8),  # a tablet, just below 62rem
        ("(min-width: 62rem) 15vw, 10rem", 768),
        ("(min-width: 50rem) 5vw, 92vw", 1472),
        ("92vw", 4710.4),
        ("min(100vw, 123vh)", None),
    ],
)
def test_a_place_needs_so_many_pixels(sizes, most):
    needed = most_pixels(sizes)

    assert needed == (most and pytest.approx(most))


def test_a_picture_is_offered_no_file_that_no_screen_needs(make_photo):
    photo = make_photo()

    small = render('{% picture photo sizes="56px" %}', photo=photo)
    fluid = render('{% picture photo sizes="(min-width: 62rem) 56px, 40vw" %}', photo=photo)
    tall = render('{% picture photo sizes="min(100vw, 123vh)" %}', photo=photo)

    assert re.findall(r"(\d+)w", small) == ["320"]
    assert re.findall(r"(\d+)w", fluid)[-1] == "960"
    assert "1200w" in tall
