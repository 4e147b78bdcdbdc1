"""How the worker makes a photo’s files: from one decode, and no more than is missing."""

import io
import threading
import weakref
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from PIL import Image

from sessions import encoding, making, renditions, tasks

from . import odd_files
from .test_renditions import folder, make_photo, names_in, standard_names  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db
STARTER = Path(settings.BASE_DIR, "studio", "starter", "photos")


@pytest.fixture
def decodes(monkeypatch):
    """Return a list of the sizes in which masters were decoded."""
    sizes, decode = [], renditions.open_master

    def counted(*master):
        image = decode(*master)
        sizes.append(image.size)
        return image

    monkeypatch.setattr(renditions, "open_master", counted)
    return sizes


# As large as needed


@pytest.mark.parametrize(
    ("pixels", "width", "part"),
    [
        (5120, 2560, 2),
        (5119, 2560, 1),
        (2560, 320, 8),
        (1280, 320, 4),
        (900, 900, 1),
        (639, 320, 1),
    ],
)
def test_no_file_gets_fewer_pixels_than_it_needs(pixels, width, part):
    assert renditions.reduction({"size": [pixels, pixels]}, width) == part


def test_a_single_small_file_is_made_from_an_eighth_of_the_master(make_photo, decodes):  # noqa: F811
    photo = make_photo(odd_files.photo((2600, 1800)))

    renditions.rendition(photo, "whole", 320, "JPEG").generate()

    assert decodes == [(325, 225)]


def test_a_photo_is_decoded_whole_when_one_of_its_files_needs_that(make_photo, decodes):  # noqa: F811
    photo = make_photo(odd_files.photo((1800, 1200)))

    making.make(photo)

    assert decodes == [(1800, 1200)]


def test_a_reduced_decode_cuts_out_the_same_picture(make_photo, decodes):  # noqa: F811
    image = odd_files.photo((2000, 1400)).resize((250, 175)).resize((2000, 1400))
    photo = make_photo(image)
    left, top, right, bottom = renditions.box(photo.pictures["headshot 4:5"], photo.size)
    expected = image.crop((left, top, right, bottom)).resize((320, 400))

    file = renditions.rendition(photo, "headshot 4:5", 320, "JPEG")
    file.generate()

    shown = Image.open(file.storage.open(file.name))
    pairs = zip(shown.tobytes(), expected.tobytes(), strict=True)
    assert decodes[0] < (2000, 1400) or photo.pictures["headshot 4:5"]["size"][0] < 640
    assert sum(abs(one - other) for one, other in pairs) / len(expected.tobytes()) < 5


# No more than is missing


def test_a_moved_crop_makes_and_removes_the_files_of_the_cuts_that_changed(make_photo, folder):  # noqa: F811
    photo = make_photo(odd_files.photo((900, 600)))
    tasks.make_renditions.call(photo.pk)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    unchanged = {name for name in before if "-whole-" in name}
    former = photo.pictures

    photo.hand_crops = {"headshot 4:5": [0.3, 0.1, 0.7, 0.1 + 0.4 * 900 * 5 / 4 / 600]}
    photo.save()
    job = DBTaskResult.objects.filter(task_path=tasks.make_renditions.module_path).latest(
        "enqueued_at"
    )
    tasks.make_renditions.call(*job.args_kwargs["args"])

    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    changed = {cut for cut in photo.pictures if photo.pictures[cut]["stem"] != former[cut]["stem"]}
    widths = len(photo.pictures["headshot 4:5"]["widths"])
    assert changed == {"headshot 4:5"}
    assert len(after.keys() - before.keys()) == 2 * widths
    assert len(before.keys() - after.keys()) == 2 * len(former["headshot 4:5"]["widths"])
    assert all(after[name] == before[name] for name in before.keys() & after.keys())
    assert unchanged < after.keys()


def test_files_of_a_crop_that_came_back_stay(make_photo, folder):  # noqa: F811
    photo = make_photo()
    first = photo.pictures
    photo.head_top = 0.2
    photo.save()
    photo.head_top = 0.15
    photo.save()
    tasks.make_renditions.call(photo.pk)

    for gone in (renditions.gone(first, {}), {}):
        tasks.make_renditions.call(photo.pk, gone)

    assert photo.pictures == first
    assert set(names_in(folder)) == standard_names(photo)


def test_the_folder_is_not_listed_for_a_photo(make_photo, folder, monkeypatch):  # noqa: F811
    photo = make_photo()
    storage = type(renditions.rendition(photo, "whole", 320, "JPEG").storage)
    listed = []
    monkeypatch.setattr(storage, "listdir", lambda self, path: listed.append(path) or ([], []))

    tasks.make_renditions.call(photo.pk, {"r/anna-whole-00000000": [320]})

    assert "r" not in listed


# Grey pictures, threads, failures


def test_a_grey_master_gives_files_that_open(make_photo, folder):  # noqa: F811
    photo = make_photo(odd_files.photo((700, 500)).convert("L"))

    making.make(photo)

    for path in folder.iterdir():
        Image.open(path).load()


def test_no_more_pixels_are_in_work_than_there_is_room_for():
    room, entered = making.Room(100), threading.Event()
    room.enter(60)

    def second():
        room.enter(50)
        entered.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not entered.wait(0.2)
    room.leave(60)
    assert entered.wait(5)
    thread.join()

    room.leave(50)
    room.enter(1000)  # what never fits in is let in alone
    assert room.held == 1000


def test_pictures_in_work_are_counted_by_their_pixels(make_photo, monkeypatch):  # noqa: F811
    photo = make_photo(odd_files.photo((1400, 1000)))
    monkeypatch.setattr(making, "MOST_BYTES", 1)  # one at a time
    lock, inside, most = threading.Lock(), [0], [0]

    def encode(image, files):
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.02)
        with lock:
            inside[0] -= 1
        return 1

    missing = making.missing_files(photo, "whole", making.look_up(photo))
    made = making.each_width(photo, [missing], encode)

    assert len(made) > 3
    assert most[0] == 1


@pytest.mark.parametrize(("room", "is_gone"), [(making.MOST_BYTES_CUT_OUT, True), (1, False)])
def test_the_master_is_let_go_of_before_files_are_encoded(
    make_photo,  # noqa: F811
    monkeypatch,
    room,
    is_gone,
):
    """Where there is room for all cuts at once; else while the last cut is worked on."""
    photo = make_photo(odd_files.photo((1400, 1000)))
    monkeypatch.setattr(making, "MOST_BYTES_CUT_OUT", room)
    monkeypatch.setattr(making, "MOST_BYTES", 1)  # one file after the other
    decode, masters, seen = renditions.open_master, [], []

    def watched(*arguments):
        image = decode(*arguments)
        masters.append(weakref.ref(image))
        return image

    def encode(image, files):
        seen.append(masters[0]() is None)

    monkeypatch.setattr(renditions, "open_master", watched)
    looked_up = making.look_up(photo)
    cuts = [making.missing_files(photo, cut, looked_up) for cut in ("whole", "portrait 4:5")]
    making.each_width(photo, cuts, encode)

    assert len(masters) == 1  # decoded once
    assert seen[0] == is_gone
    assert seen[-1]


def test_what_is_kept_takes_room_but_keeps_nobody_out_who_is_alone():
    room = making.Room(100)
    room.keep(90)
    room.enter(50)  # would wait forever if what is kept counted as somebody
    assert room.held == 140
    room.leave(50)
    room.keep(-90)
    assert room.held == 0


def test_a_photo_that_fails_ends_no_other(make_photo, folder, monkeypatch):  # noqa: F811
    photo, broken = make_photo(slug="whole"), make_photo(slug="broken")
    DBTaskResult.objects.all().delete()
    decode = renditions.open_master

    def failing(master, *reduced):
        if master.name == broken.master.name:
            raise ValueError("not even a picture")
        return decode(master, *reduced)

    monkeypatch.setattr(renditions, "open_master", failing)
    tasks.make_renditions.enqueue(broken.pk)
    tasks.make_renditions.enqueue(photo.pk)
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)

    assert set(names_in(folder)) == standard_names(photo)
    (failed,) = DBTaskResult.objects.failed()
    assert failed.args_kwargs["args"] == [broken.pk]


# Settings of the encoders


def test_jpegs_have_the_tables_that_were_measured(make_photo):  # noqa: F811
    file = renditions.rendition(make_photo(), "whole", 320, "JPEG")
    file.generate()

    tables = Image.open(file.storage.open(file.name)).quantization

    assert sorted(tables[0]) == sorted(encoding.quantization(encoding.JPEG_QUALITY))
    assert encoding.quantization(100) == [1] * 64


def test_the_idle_settings_give_fewer_bytes():
    with Image.open(next(STARTER.glob("*.jpg"))) as photo:
        image, sizes = photo.resize((640, 480)), []
    for options in (encoding.OPTIONS["AVIF"], encoding.SLIM):
        content = io.BytesIO()
        image.save(content, "AVIF", **options)
        sizes.append(content.tell())

    assert sizes[1] < sizes[0]
