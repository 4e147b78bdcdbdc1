"""The crop desk: what its form saves, what it says about crops, what strangers can read."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sessions import crop_checks, renditions, traces
from sessions.crop_checks import Place
from sessions.framing import Head
from sessions.models import Photo, Use

from . import odd_files

SIZE = (1200, 800)
LONG_AGO = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("owner", password="long enough"))
    return client


def address(photo):
    return reverse("admin:photo_sessions_photo_change", args=[photo.pk])


def fields_of(photo, **changes):
    """Return what the form of a photo posts, with changes."""
    fields = {name: getattr(photo, name) for name in ("title", "slug", "alt", "facing")}
    places = {name: getattr(photo, name) for name in Photo.HEAD_FIELDS}
    shown = {name: "" if p is None else f"{100 * p:.1f}" for name, p in places.items()}
    tick = {"is_confirmed": "on"} if photo.head_confirmed_at else {}
    crops = {"hand_crops": json.dumps(photo.hand_crops)}
    posted = fields | shown | tick | crops | changes
    return {name: value for name, value in posted.items() if value is not None}


def save(desk, photo, **changes):
    """Post the form of a photo with changes; return the response and the photo as it is then."""
    response = desk.post(address(photo), fields_of(photo, **changes))
    return response, Photo.objects.get(pk=photo.pk)


def face(left, **others):
    box = {"left": left, "top": 0.2, "right": left + 0.15, "bottom": 0.5, "eye_line": 0.35}
    return box | {"facing": "front", "is_clear": True} | others


def test_an_untouched_form_saves_exactly_what_was_there(desk, make_photo):
    places = {"head_left": 0.40004, "head_top": 0.18324, "head_right": 0.5501}
    photo = make_photo(**places, head_confirmed_at=LONG_AGO, hand_crops={"headshot 1:1": BY_HAND})

    response, saved = save(desk, photo)

    assert response.status_code == 302
    for name in (*Photo.HEAD_FIELDS, "head_confirmed_at", "pictures", "hand_crops"):
        assert getattr(saved, name) == getattr(photo, name), name


def test_a_touched_place_changes_alone(desk, make_photo):
    photo = make_photo(head_top=0.18324, head_left=0.40004)

    _, saved = save(desk, photo, head_top="18.4")

    assert saved.head_top == 18.4 / 100
    assert saved.head_left == 0.40004


@pytest.mark.parametrize(
    ("confirmed_at", "changes", "is_confirmed"),
    [
        (None, {"head_top": "18"}, True),
        (None, {"is_confirmed": "on"}, True),
        (None, {"facing": "left"}, False),
        (LONG_AGO, {"head_top": "18"}, True),
        (LONG_AGO, {"is_confirmed": None}, False),
        (LONG_AGO, {"is_confirmed": None, "head_top": "18"}, False),
        (None, {"another_face": "1"}, False),
        (None, {"another_face": "1", "is_confirmed": "on"}, False),
        (LONG_AGO, {"another_face": "1"}, False),
        (LONG_AGO, {"another_face": "1", "is_confirmed": "face 1"}, True),
        (None, {"another_face": "1", "is_confirmed": "face 0"}, False),
        (LONG_AGO, dict.fromkeys(Photo.HEAD_FIELDS, ""), False),
    ],
    ids=str,
)
def test_who_moves_or_ticks_confirms_and_a_found_face_waits_for_its_tick(
    desk, make_photo, confirmed_at, changes, is_confirmed
):
    photo = make_photo(faces=[face(0.2), face(0.6)], head_confirmed_at=confirmed_at)

    response, saved = save(desk, photo, **changes)

    assert response.status_code == 302
    assert (saved.head_confirmed_at is not None) == is_confirmed
    if "head_top" in changes and is_confirmed:
        assert saved.head_confirmed_at != LONG_AGO


def test_a_found_face_is_taken_exactly_whatever_the_numbers_say(desk, make_photo):
    photo = make_photo(faces=[face(0.2), face(0.61234, facing="left")])

    _, saved = save(desk, photo, another_face="1", head_left="61.2", eye_line="99")

    assert saved.head_left == 0.61234
    assert saved.eye_line == 0.35
    assert saved.facing == "left"


def test_a_look_that_was_chosen_by_hand_is_kept_with_a_found_face(desk, make_photo):
    photo = make_photo(faces=[face(0.2), face(0.6, facing="left")])

    _, saved = save(desk, photo, another_face="1", facing="right")

    assert saved.facing == "right"


# 480 x 480 of 1200 x 800 pixels.
BY_HAND = [0.1, 0.1, 0.5, 0.7]


def test_a_crop_set_by_hand_is_what_is_cut(desk, make_photo):
    photo = make_photo()

    _, saved = save(desk, photo, hand_crops=json.dumps({"headshot 1:1": BY_HAND}))

    assert saved.hand_crops == {"headshot 1:1": BY_HAND}
    assert renditions.box(saved.pictures["headshot 1:1"], SIZE) == (120, 80, 600, 560)
    assert saved.pictures["headshot 4:5"] == photo.pictures["headshot 4:5"]


@pytest.mark.parametrize("changes", [{"hand_crops": "{}"}, {"back_to_automatic": ["headshot 1:1"]}])
def test_a_crop_goes_back_to_automatic_with_and_without_scripts(desk, make_photo, changes):
    automatic = make_photo().pictures["headshot 1:1"]["crop"]
    photo = make_photo(hand_crops={"headshot 1:1": BY_HAND})

    _, saved = save(desk, photo, **changes)

    assert saved.hand_crops == {}
    assert saved.pictures["headshot 1:1"]["crop"] == automatic


@pytest.mark.parametrize(
    ("crops", "words"),
    [
        ("[", "could not be read"),
        ("[" * 50_000, "could not be read"),
        ("[1]", "could not be read"),
        ('"crop"', "could not be read"),
        ({"whole": [0, 0, 1, 1]}, "no crop called"),
        ({"headshot 7:1": BY_HAND}, "no crop called"),
        ({"headshot 1:1": BY_HAND[:3]}, "not lie on the photograph"),
        ({"headshot 1:1": [0.1, 0.1, 0.5, 1.1]}, "not lie on the photograph"),
        ({"headshot 1:1": [0.1, 0.1, 0.5, "0.7"]}, "not lie on the photograph"),
        ({"headshot 1:1": [0.1, 0.1, 0.5, True]}, "not lie on the photograph"),
        ('{"headshot 1:1": [0.1, 0.1, 0.5, NaN]}', "not lie on the photograph"),
        ({"headshot 1:1": [0.1, 0.1, 0.11, 0.115]}, "under 16 pixels"),
        ({"headshot 1:1": [0.5, 0.1, 0.1, 0.7]}, "under 16 pixels"),
        ({"headshot 4:5": BY_HAND}, "not 4 to 5"),
        ({"portrait": BY_HAND}, "not 3 to 2"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_impossible_crop_by_hand_is_refused_in_words(desk, make_photo, crops, words):
    photo = make_photo()
    posted = crops if isinstance(crops, str) else json.dumps(crops)

    response, saved = save(desk, photo, hand_crops=posted)

    assert words in response.content.decode()
    assert saved.hand_crops == {}


def test_a_saved_crop_by_hand_does_not_stand_in_the_way_of_a_new_head_box(desk, make_photo):
    natural_before = [0.0, 0.0, 1.0, 1.0]  # 3:2; with a large head the photo's own shape is another
    photo = make_photo(hand_crops={"portrait": natural_before})

    response, saved = save(desk, photo, head_top="2", head_bottom="98")

    assert response.status_code == 302
    assert saved.hand_crops == {"portrait": natural_before}


def test_a_new_photograph_starts_without_crops_by_hand(desk, make_photo):
    photo = make_photo(hand_crops={"headshot 1:1": BY_HAND})
    upload = SimpleUploadedFile("new.jpg", odd_files.saved(odd_files.photo((640, 480))))

    response, saved = save(desk, photo, upload=upload)

    assert response.status_code == 302
    assert saved.size == (640, 480)
    assert saved.hand_crops == {}


def test_the_desk_shows_every_use_by_name_with_its_true_pixels(desk, make_photo):
    photo = make_photo()

    page = desk.get(address(photo))

    shown = page.context["desk"]
    assert [entry.name for entry in shown.uses] == [use.name for use in Use.objects.all()]
    for entry in (*shown.uses, *shown.on_site):
        assert entry.pixels == renditions.box(photo.pictures[entry.cut], SIZE)
        assert f'viewBox="{entry.view_box}"' in page.content.decode()


def test_the_desk_says_why_there_is_no_headshot(desk, make_photo):
    photo = make_photo(**dict.fromkeys(Photo.HEAD_FIELDS))

    page = desk.get(address(photo)).content.decode()

    assert "No headshot: there is no head box." in page


@pytest.mark.parametrize("damage", ["missing", "empty", "broken"])
def test_the_page_opens_without_a_readable_file(desk, make_photo, damage):
    photo = make_photo()
    storage, name = storages["default"], photo.master.name
    storage.delete(name)
    if damage != "missing":
        data = b"" if damage == "empty" else odd_files.saved(odd_files.photo())[:900]
        storage.store_as(name, ContentFile(data))

    page = desk.get(address(photo))

    assert page.status_code == 200
    assert "cannot be read" in page.content.decode()


def test_a_broken_delivered_file_is_said_to_be_broken(make_photo):
    photo = make_photo()
    file = renditions.rendition(
        photo, "headshot 4:5", photo.pictures["headshot 4:5"]["widths"][0], "JPEG"
    )
    file.keep(b"\xff\xd8 no picture")

    delivered = traces.delivered(photo)

    assert "broken" in delivered.trouble


def test_a_person_who_may_only_look_sees_the_desk_without_its_controls(client, make_photo):
    viewer = get_user_model().objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_photo"))
    client.force_login(viewer)
    photo = make_photo(hand_crops={"headshot 1:1": BY_HAND})

    page = client.get(address(photo))

    assert page.status_code == 200
    assert "LinkedIn profile" in page.content.decode()
    assert "Set by hand." in page.content.decode()
    assert 'name="hand_crops"' not in page.content.decode()


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_of_a_photo_costs_the_same_with_more_photos(
    desk, make_photo, django_assert_max_num_queries, count
):
    photos = [make_photo(size=(320, 240)) for _ in range(count)]
    desk.get(address(photos[0]))

    with django_assert_max_num_queries(20):
        desk.get(address(photos[0]))


def test_the_original_shows_its_position_and_the_delivered_file_does_not(desk, db):
    data = odd_files.with_metadata(odd_files.photo((1200, 800)))
    fields = {"title": "New", "slug": "new", "alt": "Somebody", "creator": "Ann"}
    desk.post(
        reverse("admin:photo_sessions_photo_add"),
        fields | {"upload": SimpleUploadedFile("new.jpg", data)},
    )
    photo = Photo.objects.get(slug="new")

    page = desk.get(address(photo))

    rows = {row.label: row for row in page.context["traces"]}
    assert rows["Where it was taken"].original == "yes – 48.14, 11.57"
    assert rows["Serial number"].original == "yes"
    assert rows["Camera"].original == "Nikon Z 8"
    for label in ("Where it was taken", "Serial number", "Camera", "Lens", "When it was taken"):
        assert rows[label].delivered == ""
    assert rows["Creator"].delivered == "Ann"
    assert rows["Copyright"].delivered == "© Exif"
    assert rows["Size"].delivered == "JPEG 320 × 213 px"
    assert "Anything else" not in rows
    assert "yes – 48.14, 11.57" in page.content.decode()


def test_whatever_else_is_in_a_delivered_file_is_named():
    facts = traces.read(odd_files.with_metadata(odd_files.photo()))

    assert facts["position"] == "48.14, 11.57"
    assert facts["other"] == "APP13"


@pytest.mark.parametrize(
    ("gps", "position"),
    [
        ({1: "N", 2: (45.0, 31.0, 12.0), 3: "W", 4: (122.0, 40.0, 48.0)}, "45.52, -122.68"),
        ({1: "S", 2: (33.0, 0.0, 0.0), 3: "E", 4: (18.0, 0.0, 0.0)}, "-33.00, 18.00"),
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (18.0, 0.0, 0.0)}, None),
        ({1: "N", 2: (45.0, 0.0)}, None),
        ({29: "2026:05:04"}, None),
    ],
    ids=str,
)
def test_a_position_is_read_to_about_a_kilometre(gps, position):
    image = odd_files.photo()
    exif = image.getexif()
    exif.get_ifd(0x8825).update(gps)

    facts = traces.read(odd_files.saved(image, exif=exif))

    assert facts.get("position") == position


HEAD = Head(0.4, 0.3, 0.5, 0.5, 0.4)  # 120 x 160 pixels of 1200 x 800


def said(crop, place=None, head=HEAD, others=()):
    found = crop_checks.findings(crop, place or Place("headshot"), SIZE, head, others)
    return [finding.words for finding in found]


@pytest.mark.parametrize(
    ("crop", "words"),
    [
        ((400, 200, 700, 500), []),
        ((400, 244, 700, 544), ["The crown is cut."]),
        ((400, 150, 700, 390), ["The chin is cut."]),
        ((500, 200, 800, 500), ["The head is cut at the side."]),
        ((500, 250, 600, 350), [
            "The crown is cut.", "The chin is cut.", "The head is cut at the side."
        ]),
        ((0, 0, 300, 300), ["The head is not in the picture."]),
    ],
)  # fmt: skip
def test_what_is_cut_off_is_said(crop, words):
    assert said(crop) == words


def test_a_circle_that_cuts_the_crown_is_named():
    corner = (470, 235, 770, 535)

    assert said(corner, Place("headshot", is_round=True)) == ["The circle cuts the crown."]
    assert said(corner, Place("headshot")) == []


@pytest.mark.parametrize(
    ("crop", "smallest_px", "words"),
    [
        ((400, 200, 700, 500), 56, []),
        ((100, 100, 1060, 800), 56, [
            "At 56 pixels the head is 9 pixels tall: too small to be recognised."
        ]),
        ((400, 200, 700, 500), 150, []),
        ((400, 200, 700, 500), 160, [
            "It would be enlarged: 320 pixels across are needed, it has 300."
        ]),
    ],
)  # fmt: skip
def test_what_is_too_small_for_a_place_is_said(crop, smallest_px, words):
    assert said(crop, Place("headshot", smallest_px)) == words


@pytest.mark.parametrize(
    ("facing", "left", "is_said"),
    [("front", 300, False), ("right", 300, True), ("left", 300, False), ("left", 450, True)],
)
def test_little_room_before_a_turned_face_is_said(facing, left, is_said):
    head = Head(0.4, 0.3, 0.5, 0.5, 0.4, facing)

    words = said((left, 200, left + 300, 500), head=head)

    assert ("Little room on the side the sitter looks to." in words) == is_said


def test_a_second_sitter_in_a_headshot_is_said_and_somebody_far_behind_is_not():
    sitter, far = Head(0.5, 0.3, 0.6, 0.5, 0.4), Head(0.5, 0.3, 0.53, 0.36, 0.33)
    crop = (400, 200, 700, 500)

    assert said(crop, others=[sitter]) == ["Another face is in the picture."]
    assert said(crop, others=[far]) == []
    assert said(crop, Place("portrait"), others=[sitter]) == []


@pytest.mark.parametrize(
    ("head", "is_clear", "words"),
    [
        (None, False, "there is no head box"),
        (HEAD, False, "hide the face"),
        (Head(0.4, 0.3, 0.5, 0.4, 0.35), True, "80 pixels tall, it needs 107"),
        (Head(0.1, 0.1, 0.9, 0.9, 0.5), True, "not fit into 4:5"),
        (HEAD, True, "another face is too close"),
    ],
)
def test_why_there_is_no_headshot_is_said(head, is_clear, words):
    assert words in crop_checks.reason_for_none((4, 5), SIZE, head, is_clear).words


def test_the_computed_crops_of_the_starter_photos_cut_nobody(db):
    uses = list(Use.objects.all())
    for photo in Photo.objects.exclude(head_top=None):
        for use in uses:
            picture = photo.pictures[f"{use.framing} {use.ratio}"]
            place = Place(use.framing, use.smallest_px, use.shape == "circle")
            crop = renditions.box(picture, photo.size)
            found = crop_checks.findings(crop, place, photo.size, photo.head)
            names = {finding.name for finding in found}
            assert not names & {"crown-cut", "chin-cut", "side-cut", "head-outside"}, (photo, use)


def test_the_facts_of_a_photo_without_any_are_no_trouble():
    photo = SimpleNamespace(facts={})

    rows = traces.rows(photo, traces.Delivered({}))

    assert all(row.original == row.delivered == "" for row in rows)
