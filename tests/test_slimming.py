"""Smaller files of the same look, made when the worker has nothing else to do."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from sessions import encoding, media, picture_chores, picture_desk, removing, renditions, slimming
from sessions import tasks as picture_tasks
from sessions.models import Photo, Release, Slimming

from . import odd_files
from .test_renditions import a_name, difference, folder, make_photo, names_in  # noqa: F401

pytestmark = pytest.mark.django_db
OWN = picture_tasks.slim_pictures.module_path


@pytest.fixture
def made(make_photo, monkeypatch):  # noqa: F811
    """Return a photo with its files, made a while ago; no job waits."""
    monkeypatch.setattr(renditions, "STANDARD_CUTS", ("whole", "portrait 4:5"))
    photo = make_photo(odd_files.photo((700, 500)))
    for cut in ("whole", "portrait 4:5"):
        for width in photo.pictures[cut]["widths"]:
            for format in ("AVIF", "JPEG"):
                renditions.rendition(photo, cut, width, format).generate()
    let_pass(photo)
    return photo


def let_pass(photo):
    """Have the photo wait since long, with nothing else in the queue."""
    Slimming.objects.want([photo.pk])
    Slimming.objects.update(wanted_at=timezone.now() - timedelta(hours=1))
    DBTaskResult.objects.all().delete()


def sizes(folder):  # noqa: F811
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def test_each_avif_is_replaced_by_a_smaller_one_of_the_same_name_and_look(made, folder):  # noqa: F811
    before, path = sizes(folder), folder / a_name(made, "whole", "avif")
    quick = Image.open(path).copy()

    slimming.take_turn(OWN, seconds=60)

    after = sizes(folder)
    assert after.keys() == before.keys()
    for name in after:
        assert after[name] < before[name] if name.endswith(".avif") else after[name] == before[name]
    assert difference(Image.open(path), quick) < 8
    assert not Slimming.objects.wanted().exists()


def test_what_was_done_is_not_done_again(made, monkeypatch):
    slimming.take_turn(OWN, seconds=60)
    monkeypatch.setattr(slimming, "slim_one", lambda image, files: pytest.fail(files[0].name))

    let_pass(made)
    slimming.take_turn(OWN, seconds=60)

    assert not Slimming.objects.wanted().exists()


def test_a_file_that_would_not_be_smaller_stays(made, folder, monkeypatch):  # noqa: F811
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(encoding, "SLIM", encoding.OPTIONS["AVIF"] | {"quality": 95})

    slimming.take_turn(OWN, seconds=60)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not Slimming.objects.wanted().exists()


def test_it_ends_when_another_job_waits_and_goes_on_where_it_was(made, monkeypatch):
    done, one = [], slimming.slim_one

    def interrupted(image, files):
        done.append(files[0].name)
        return one(image, files)

    monkeypatch.setattr(slimming, "slim_one", interrupted)
    answers = iter([False] * 4)  # it is asked before each photo, cut and file
    monkeypatch.setattr(slimming, "is_anything_waiting", lambda path: next(answers, True))
    slimming.take_turn(OWN, seconds=60)
    first = list(done)
    monkeypatch.setattr(slimming, "is_anything_waiting", lambda path: False)
    slimming.take_turn(OWN, seconds=60)

    assert 0 < len(first) < len(done)
    assert len(set(done)) == len(done)
    assert not Slimming.objects.wanted().exists()


def test_a_waiting_job_is_noticed_and_its_own_next_turn_is_not(db):
    DBTaskResult.objects.all().delete()
    picture_tasks.slim_pictures.enqueue()
    assert not slimming.is_anything_waiting(OWN)

    picture_tasks.make_renditions.enqueue(1)
    assert slimming.is_anything_waiting(OWN)


def test_a_photo_whose_crops_are_still_being_moved_is_left_alone(made):
    Slimming.objects.update(wanted_at=timezone.now())

    assert not Slimming.objects.due().exists()


def test_a_broken_photo_does_not_keep_the_others_waiting(made, make_photo, caplog):  # noqa: F811
    broken = make_photo(slug="broken")
    let_pass(broken)
    renditions.rendition(broken, "whole", 320, "AVIF").generate()
    storages["default"].delete(broken.master.name)
    Slimming.objects.filter(pk=broken.pk).update(wanted_at=timezone.now() - timedelta(days=1))

    slimming.take_turn(OWN, seconds=60)

    assert not Slimming.objects.wanted().exists()
    assert "stay as large as they are" in caplog.text


def test_of_a_photo_whose_release_ended_nothing_comes_back(made, folder, monkeypatch):  # noqa: F811
    one = slimming.slim_one

    def withdrawing(image, files):
        width = one(image, files)
        return width

    def withdraw(*arguments):
        today = timezone.localdate()
        release = Release.objects.create(sitter="Anna", signed_on=today, withdrawn_on=today)
        Photo.objects.filter(pk=made.pk).update(release=release)

    monkeypatch.setattr(slimming, "slim_one", withdrawing)
    monkeypatch.setattr(slimming, "remember", withdraw)
    slimming.take_turn(OWN, seconds=60)

    assert names_in(folder) == []


def test_new_files_of_the_photo_are_gone_over_later(made, make_photo):  # noqa: F811
    slimming.take_turn(OWN, seconds=60)
    slimming.find_more()
    assert not Slimming.objects.wanted().exists()

    renditions.rendition(made, "portrait 16:9", 320, "AVIF").generate()
    slimming.find_more()

    assert Slimming.objects.wanted().get().photo == made


def test_photos_from_before_are_found(made):
    Slimming.objects.all().delete()

    slimming.find_more()

    assert Slimming.objects.wanted().get().photo == made


@pytest.mark.usefixtures("requests_keep_the_connection")  # an answer is closed in the view, too
def test_a_smaller_file_has_another_tag(client, made):
    address = f"/media/r/{a_name(made, 'whole', 'avif')}"
    tag = client.head(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304

    slimming.take_turn(OWN, seconds=60)

    response = client.get(address, headers={"if-none-match": tag})
    assert response.status_code == 200
    assert response["ETag"] != tag
    assert response["Cache-Control"] == media.FOREVER


# Chores


def test_one_turn_is_queued_behind_everything_else(made):
    for _ in range(2):
        picture_chores.slim_when_idle()

    (job,) = DBTaskResult.objects.filter(task_path=OWN)
    mails, pictures = 10, picture_tasks.make_renditions.priority
    assert job.priority < pictures < mails


def test_nothing_is_queued_where_nothing_is_to_be_done(made):
    Slimming.objects.update(wanted_at=None)

    picture_chores.slim_when_idle()

    assert not DBTaskResult.objects.filter(task_path=OWN).exists()


def test_prune_removes_what_no_record_names_and_nothing_else(made, folder):  # noqa: F811
    kept = set(names_in(folder))
    for name in ("anna-whole-00000000-320.jpg", "nobody-whole-00000000-320.avif"):
        (folder / name).write_bytes(b"old")
    (folder / "somebody-elses.txt").write_bytes(b"mine")

    assert removing.prune() == 2
    assert set(names_in(folder)) == kept | {"somebody-elses.txt"}


def test_prune_is_bounded(made, folder, monkeypatch):  # noqa: F811
    monkeypatch.setattr(removing, "LOOKED_AT_ONCE", 2)
    for number in range(5):
        (folder / f"nobody-whole-0000000{number}-320.jpg").write_bytes(b"old")

    assert [removing.prune(most=3), removing.prune(most=3), removing.prune(most=3)] == [3, 2, 0]


# The desk


def test_the_desk_says_how_many_photos_wait_and_which_is_being_made(admin_client, made):
    for key in (made.pk, 4711, 4712):
        picture_tasks.make_renditions.enqueue(key)
    DBTaskResult.objects.filter(args_kwargs__args=[made.pk]).update(status="RUNNING")
    Photo.objects.filter(pk=made.pk).update(title="Anna at the window")

    for address in ("admin:index", "admin:work", "admin:photo_sessions_photo_changelist"):
        html = admin_client.get(reverse(address)).content.decode()
        assert "2 photos wait for their picture files: less than a minute." in html
        assert "The picture files of “Anna at the window” are being made." in html
        assert "data-busy" in html


def test_the_desk_says_what_idle_work_is_left_and_then_nothing(admin_client, made):
    html = admin_client.get(reverse("admin:work")).content.decode()
    assert "The picture files of 1 photo are yet to be made smaller." in html

    Slimming.objects.update(wanted_at=None)

    assert "data-busy" not in admin_client.get(reverse("admin:work")).content.decode()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "less than a minute"),
        (70, "about 1 minute"),
        (600, "about 10 minutes"),
        (9000, "about 2 hours"),
    ],
)
def test_durations_are_said_in_words(seconds, words):
    assert picture_desk.duration(timedelta(seconds=seconds)) == words
