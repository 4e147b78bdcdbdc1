import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from zlib import crc32

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sessions import (
    cachefile_backend,
    imagegenerators,
    intake_facts,
    media,
    removing,
    renditions,
    tasks,
)
from sessions.models import Framing, Photo, Ratio, Release
from sessions.templatetags.pictures import middle
from studio.settings import photo_storages

from . import odd_files

pytestmark = pytest.mark.django_db

SIZE = (900, 600)
HEAD = {"head_left": 0.4, "head_top": 0.15, "head_right": 0.6, "head_bottom": 0.5, "eye_line": 0.33}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Give every test storages and locks of its own, in folders, into which it looks; return the
    folder of the renditions."""
    settings.STORAGES = settings.STORAGES | photo_storages()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path
    return tmp_path / "media" / "r"


@pytest.fixture
def make_photo():
    def make_photo(image=None, **fields):
        image = image or odd_files.photo(SIZE)
        photo = Photo(width=image.width, height=image.height)
        master = ContentFile(odd_files.saved(image, quality=95, subsampling=0))
        photo.master.save("master.jpg", master, save=False)
        photo.original.save("original.jpg", master, save=False)
        usual = {"slug": "anna", "digest": "1234", "release_waiver": "Drawn", **HEAD}
        for name, value in (usual | fields).items():
            setattr(photo, name, value)
        photo.save()
        return photo

    return make_photo


def names_in(folder):
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def standard_names(photo):
    """Return the names that the worker makes."""
    pictures = {cut: photo.pictures[cut] for cut in renditions.STANDARD_CUTS}
    names = renditions.all_names(SimpleNamespace(pictures=pictures))
    return {name.removeprefix("r/") for name in names if is_made_early(name)}


def is_made_early(name):
    """Whether the worker makes a file before anybody asks: no JPEG wider than pages offer."""
    width, extension = re.search(r"-(\d+)\.(\w+)$", name).groups()
    return extension == "avif" or int(width) <= 960


def a_name(photo, cut="headshot 4:5", extension="jpg"):
    picture = photo.pictures[cut]
    return f"{picture['stem'].removeprefix('r/')}-{picture['widths'][0]}.{extension}"


def opened(photo, cut, width, format="JPEG"):
    file = renditions.rendition(photo, cut, width, format)
    file.generate()
    return Image.open(file.storage.open(file.name))


def address(photo, **choice):
    return f"/media/r/{a_name(photo, **choice)}"


# What there is, and what it is called


def test_every_jpeg_that_a_page_offers_is_made_early():
    for most in range(1, 6001, 7):
        widths = renditions.widths(most)
        for number in range(1, len(widths) + 1):  # a place may offer no more than the first few
            assert "JPEG" in renditions.formats(middle(widths[:number]))


def test_each_cut_is_described_from_the_fields_alone(make_photo, django_assert_num_queries):
    photo = make_photo()
    photo.master = None

    with django_assert_num_queries(0):
        pictures = renditions.describe(photo, renditions.STANDARD_CUTS)

    assert set(pictures) == set(renditions.STANDARD_CUTS)
    headshot = pictures["headshot 4:5"]
    assert headshot["stem"].startswith("r/anna-headshot-")
    assert headshot["size"][0] / headshot["size"][1] == pytest.approx(4 / 5, abs=0.002)
    assert pictures["whole"]["crop"] == [0, 0, 1, 1]
    assert pictures["whole"]["widths"] == [320, 480, 640, 900]
    assert pictures["portrait"]["stem"] == pictures["portrait 3:2"]["stem"]


def test_crops_are_whole_pixels_of_the_master(make_photo):
    photo = make_photo()

    for picture in photo.pictures.values():
        left, top, right, bottom = renditions.box(picture, photo.size)
        assert [right - left, bottom - top] == picture["size"]
        assert picture["crop"] == pytest.approx(
            [left / 900, top / 600, right / 900, bottom / 600], abs=1e-6
        )


def test_a_photo_without_a_head_has_no_headshot(make_photo):
    photo = make_photo(**dict.fromkeys(HEAD))

    assert {cut.partition(" ")[0] for cut in photo.pictures} == {"portrait", "whole"}


def test_a_hidden_face_has_a_headshot_only_when_somebody_confirmed_it(make_photo):
    face = {"left": 0.41, "top": 0.15, "right": 0.6, "bottom": 0.5, "eye_line": 0.33}
    face |= {"facing": "front", "is_clear": False}
    photo = make_photo(faces=[face])

    assert "headshot 4:5" not in photo.pictures

    photo.head_confirmed_at = timezone.now()
    photo.save()

    assert "headshot 4:5" in photo.pictures


@pytest.mark.parametrize("framing", Framing.values)
@pytest.mark.parametrize("ratio", Ratio.values)
def test_every_ratio_that_a_use_may_have_is_described(make_photo, framing, ratio):
    photo = make_photo()

    width, height = photo.pictures[f"{framing} {ratio}"]["size"]

    across, up = map(int, ratio.split(":"))
    assert abs(width - height * across / up) <= 1


@given(most=st.integers(1, 6000))
def test_no_width_is_enlarged_and_none_is_missing(most):
    widths = renditions.widths(most)

    assert widths == sorted(set(widths))
    assert 1 <= widths[0] <= widths[-1] <= min(most, 2560)
    assert widths[-1] * 1.1 >= min(most, 2560)


@pytest.mark.parametrize(
    "change",
    [
        {"creator": "Zoë"},
        {"credit": "Studio"},
        {"copyright_notice": "© 2026"},
        {"digest": "5678"},
        {"head_top": 0.2},
        {"slug": "anna-maria"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_shapes_the_bytes_changes_the_name(make_photo, change):
    photo = make_photo()
    before = photo.pictures["headshot 4:5"]["stem"]

    for name, value in change.items():
        setattr(photo, name, value)
    photo.save()

    assert photo.pictures["headshot 4:5"]["stem"] != before


def test_what_does_not_shape_them_leaves_the_name(make_photo):
    photo = make_photo()
    before = photo.pictures

    photo.alt, photo.title = "A woman laughs", "Anna"
    photo.save()

    assert photo.pictures == before


# What is in the files


def test_a_file_shows_exactly_its_crop(make_photo):
    photo = make_photo()
    image = Image.new("RGB", SIZE, "blue")
    left, top, right, bottom = renditions.box(photo.pictures["headshot 4:5"], SIZE)
    image.paste("lime", (left, top, right, bottom))
    image.paste("red", (left + 8, top + 8, right - 8, bottom - 8))
    photo = make_photo(image, slug="ben")

    shown = opened(photo, "headshot 4:5", photo.pictures["headshot 4:5"]["widths"][-1])

    middle, last = shown.width // 2, shown.width - 1
    for place in ((0, 0), (last, 0), (middle, 0), (0, shown.height - 1), (last, shown.height - 1)):
        red, green, blue = shown.getpixel(place)
        assert green > 180, place
        assert blue < 80, place
    assert shown.getpixel((middle, 40))[0] > 200


@pytest.mark.parametrize("format", ["JPEG", "AVIF"])
def test_every_width_has_its_size(make_photo, format):
    photo = make_photo()

    for width in photo.pictures["portrait 4:5"]["widths"][:3]:
        shown = opened(photo, "portrait 4:5", width, format)
        assert (shown.format, shown.mode) == (format, "RGB")
        assert shown.size == (width, renditions.size_at(photo.pictures["portrait 4:5"], width)[1])


def test_small_files_are_sharpened(make_photo):
    bars = Image.new("L", SIZE, 100)
    for left in range(0, SIZE[0], 24):
        bars.paste(150, (left, 0, left + 12, SIZE[1]))
    photo = make_photo(bars.convert("RGB"))
    unsharp = bars.resize((320, 213), Image.Resampling.LANCZOS)

    shown = opened(photo, "whole", 320).convert("L")

    assert np.asarray(shown, float).std() > 1.05 * np.asarray(unsharp, float).std()


@pytest.mark.parametrize("format", ["JPEG", "AVIF"])
def test_creator_copyright_and_credit_are_written_and_nothing_else(make_photo, format):
    words = {"creator": "Zoë <Öz>", "copyright_notice": "© Öz & Co", "credit": 'Studio "Ö"'}
    photo = make_photo(**words)

    shown = opened(photo, "whole", 320, format)

    assert intake_facts.read_facts(shown) == words
    assert set(shown.getexif()) == {0x013B, 0x8298}
    assert "icc_profile" not in shown.info


@pytest.mark.parametrize("format", ["JPEG", "AVIF"])
def test_without_credits_a_picture_says_only_that_machines_may_not_learn(make_photo, format):
    shown = opened(make_photo(), "whole", 320, format)

    assert not shown.getexif()
    assert b"DMI-PROHIBITED-AIMLTRAINING" in shown.info["xmp"]
    assert not any(word in shown.info["xmp"] for word in (b"creator", b"rights>", b"Credit"))


def test_the_worker_and_a_first_request_make_the_same_picture(make_photo, folder):
    photo = make_photo(odd_files.photo((1800, 1200)))
    tasks.make_renditions.call(photo.pk)

    for width in photo.pictures["headshot 4:5"]["widths"]:
        name = f"{photo.pictures['headshot 4:5']['stem'][2:]}-{width}.jpg"
        by_worker = Image.open(folder / name).copy()
        (folder / name).unlink()
        alone = opened(photo, "headshot 4:5", width)

        assert alone.size == by_worker.size
        assert difference(alone, by_worker) < 5


def difference(one, other):
    """Return how far two pictures are apart, on average, of 255."""
    return np.abs(np.asarray(one, float) - np.asarray(other, float)).mean()


# The worker


def test_the_worker_makes_every_standard_cut_after_one_decode(make_photo, folder, monkeypatch):
    photo, decodes = make_photo(), []
    decode = renditions.open_master
    monkeypatch.setattr(
        renditions, "open_master", lambda *master: decodes.append(master) or decode(*master)
    )

    tasks.make_renditions.call(photo.pk)
    tasks.make_renditions.call(photo.pk)

    assert set(names_in(folder)) == standard_names(photo)
    assert len(decodes) == 1


def test_a_cut_beyond_the_standard_ones_waits_for_its_first_request(make_photo, folder):
    photo = make_photo()

    tasks.make_renditions.call(photo.pk)

    assert not any(
        n.startswith(photo.pictures["portrait 16:9"]["stem"][2:]) for n in names_in(folder)
    )


def test_files_of_an_old_crop_an_old_slug_and_a_killed_worker_are_removed(make_photo, folder):
    photo, other = make_photo(), make_photo(slug="anna-2")
    tasks.make_renditions.call(photo.pk)
    opened(other, "whole", 320)
    (folder / "unfinished-abc").write_bytes(b"half")
    (folder / "somebody-elses.txt").write_bytes(b"mine")

    former = photo.pictures
    photo.slug, photo.head_top = "anna-maria", 0.2
    photo.save()
    tasks.make_renditions.call(photo.pk, renditions.gone(former, photo.pictures))
    soon = timezone.now() + timedelta(hours=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(removing.timezone, "now", lambda: soon)
        removing.prune()

    assert set(names_in(folder)) == standard_names(photo) | {
        a_name(other, "whole"),
        "somebody-elses.txt",
    }


def test_a_photo_that_was_deleted_meanwhile_is_no_error(folder):
    tasks.make_renditions.call(4711)

    assert names_in(folder) == []


def test_a_broken_master_is_one_log_line_for_the_worker(make_photo, caplog):
    photo = make_photo()
    storages["default"].delete(photo.master.name)

    tasks.make_renditions.call(photo.pk)

    (record,) = [record for record in caplog.records if record.name == "sessions.pictures"]
    assert "anna" in record.getMessage()


def test_when_the_release_ends_the_files_go(make_photo, folder):
    photo = make_photo()
    opened(photo, "whole", 320)
    today = timezone.localdate()
    photo.release = Release.objects.create(
        sitter="Anna", signed_on=today - timedelta(2), expires_on=today - timedelta(1)
    )
    photo.save()

    tasks.make_renditions.call(photo.pk)

    assert names_in(folder) == []


def test_deleting_removes_every_file_of_the_photo_and_no_other(make_photo, folder):
    photo, other = make_photo(), make_photo(slug="anna-2")
    opened(photo, "whole", 320)
    opened(other, "whole", 320)

    removing.remove_files(photo)

    assert names_in(folder) == [a_name(other, "whole")]
    assert not photo.master.storage.exists(photo.master.name)
    assert not photo.original.storage.exists(photo.original.name)
    assert other.master.storage.exists(other.master.name)


# The first request


def test_a_missing_file_is_made_and_served_for_ever(client, make_photo, folder):
    photo = make_photo()

    response = client.get(address(photo, extension="avif"), headers={"accept-encoding": "gzip"})

    assert response.status_code == 200
    assert response["Content-Type"] == "image/avif"
    assert response["Cache-Control"] == "public, max-age=31536000, s-maxage=3600, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response
    assert b"".join(response.streaming_content) == (folder / names_in(folder)[0]).read_bytes()
    assert names_in(folder) == [a_name(photo, extension="avif")]


def test_a_known_file_is_not_sent_again(client, make_photo):
    photo = make_photo()
    tag = client.head(address(photo))["ETag"]

    assert client.get(address(photo), headers={"if-none-match": tag}).status_code == 304


def test_serving_costs_one_query(client, make_photo, django_assert_num_queries):
    photo = make_photo()

    with django_assert_num_queries(1):
        client.get(address(photo))


def test_only_get_and_head_are_answered(client, make_photo):
    photo = make_photo()

    assert client.head(address(photo)).status_code == 200
    assert client.post(address(photo)).status_code == 405


@pytest.mark.parametrize(
    "alter",
    [
        lambda name: name.replace("-320.", "-321."),
        lambda name: name.replace("-320.", "-0320."),
        lambda name: name.replace("-320.", "-1280."),
        lambda name: name.replace(".jpg", ".webp"),
        lambda name: name.replace(".jpg", ".jpg.jpg"),
        lambda name: name.replace("anna", "ben"),
        lambda name: name.replace("headshot", "portrait"),
        lambda name: (
            name[:-9] + "0" + name[-8:] if name[-9] != "0" else name[:-9] + "1" + name[-8:]
        ),
        lambda name: "..%2f" + name,
        lambda name: "master.jpg",
    ],
)
def test_addresses_outside_the_set_are_not_found_and_make_nothing(
    client, make_photo, folder, alter
):
    name = a_name(make_photo())
    altered = alter(name)
    assert altered != name

    assert client.get(f"/media/r/{altered}").status_code == 404
    assert names_in(folder) == []


@pytest.mark.parametrize("published_at", [None, timezone.now() + timedelta(days=1)])
def test_an_unpublished_photo_is_for_staff_only(client, admin_client, make_photo, published_at):
    photo = make_photo(published_at=published_at)

    assert client.get(address(photo)).status_code == 404
    response = admin_client.get(address(photo))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_of_a_photo_whose_release_ended_nothing_is_stored(client, admin_client, make_photo, folder):
    today = timezone.localdate()
    release = Release.objects.create(sitter="Anna", signed_on=today, withdrawn_on=today)
    photo = make_photo(release=release)

    response = admin_client.get(address(photo))

    assert Image.open(BytesIO(b"".join(response.streaming_content))).format == "JPEG"
    assert names_in(folder) == []
    admin_client.logout()
    assert client.get(address(photo)).status_code == 410


@pytest.mark.parametrize("harm", ["missing", "empty", "broken", "text"])
def test_a_bad_master_gives_a_drawing_and_one_log_line(client, make_photo, folder, caplog, harm):
    photo = make_photo()
    path = photo.master.path
    with open(path, "rb") as file:
        data = file.read()
    photo.master.storage.delete(photo.master.name)
    if harm != "missing":
        content = {"empty": b"", "broken": data[: len(data) // 2], "text": b"Dear studio"}[harm]
        photo.master.storage.save(photo.master.name, ContentFile(content))

    response = client.get(address(photo))

    assert response.status_code == 404
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "no-store"
    assert b'width="320" height="400"' in response.content
    assert len([r for r in caplog.records if r.name == "sessions.pictures"]) == 1
    assert names_in(folder) == []


def test_eight_first_requests_at_once_make_a_file_once(make_photo, monkeypatch, folder):
    photo, made = make_photo(), []
    generate = imagegenerators.Picture.generate

    def counted(spec):
        made.append(spec.name)
        time.sleep(0.05)
        return generate(spec)

    monkeypatch.setattr(imagegenerators.Picture, "generate", counted)

    def first_request(_):
        with media.open_content(photo, renditions.find(photo, a_name(photo))) as content:
            return content.read()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(first_request, range(8)))

    assert len(made) == 1
    assert set(answers) == {(folder / a_name(photo)).read_bytes()}


def test_a_killed_process_does_not_keep_a_file_locked(make_photo, tmp_path):
    file = renditions.rendition(make_photo(), "whole", 320, "JPEG")
    lock = tmp_path / "locks" / f"picture-{crc32(file.name.encode()) % cachefile_backend.LOCKS}"
    lock.parent.mkdir()
    hold = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); "
    command = [sys.executable, "-c", hold + "print('held', flush=True); sys.stdin.read()", lock]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    holder.stdout.readline()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(file.generate)
        time.sleep(0.3)
        waited = not waiting.done()
        holder.kill()
        waiting.result(timeout=5)
    holder.communicate()

    assert waited
    assert file.storage.exists(file.name)


def test_a_failed_write_leaves_nothing_behind(make_photo, monkeypatch, folder):
    photo = make_photo()

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cachefile_backend.os, "replace", full)

    with pytest.raises(OSError, match="No space"):
        opened(photo, "whole", 320)
    assert names_in(folder) == []
