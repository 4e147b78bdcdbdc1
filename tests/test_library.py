"""The photo library of the desk: uploads, the list, actions on many, alternative texts."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import PurePosixPath
from types import SimpleNamespace

import numpy as np
import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from sessions import alt_words, arrivals
from sessions.admin import library_actions
from sessions.models import Gallery, Photo, Release, SessionType
from studio import batches, history
from studio.starter import loader

UPLOAD = reverse("admin:photo_sessions_photo_upload")
LIST = reverse("admin:photo_sessions_photo_changelist")
ALT_TEXTS = reverse("admin:photo_sessions_photo_alt_texts")


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("owner"))
    return client


@pytest.fixture
def gallery(db):
    return Gallery.objects.create(title="Team day", slug="team-day")


@pytest.fixture
def release(db):
    return Release.objects.create(sitter="Ann", signed_on=timezone.localdate())


def jpeg(seed=1, size=(480, 320), quality=90):
    """Return the bytes of a picture that differs from that of every other seed."""
    spots = np.random.default_rng(seed).integers(0, 255, (6, 9, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(spots).resize(size, Image.Resampling.BICUBIC).save(
        file, "JPEG", quality=quality
    )
    return file.getvalue()


def send(desk, *files, **fields):
    """Send files as the page's script does; return what the server tells it."""
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    headers = {"accept": "application/json"}
    return desk.post(UPLOAD, {"files": uploads, **fields}, headers=headers)


def result(desk, name, data, **fields):
    return send(desk, (name, data), **fields).json()["results"][0]


def stored():
    return {
        folder: set(storages["default"].listdir(f"{folder}/{timezone.now().year}")[1])
        for folder in ("originals", "masters")
    }


def test_a_file_becomes_a_photo_and_the_answer_says_what_was_found(desk, release):
    data = (loader.HERE / "photos" / "daniel-office.jpg").read_bytes() + b"\0"

    told = result(desk, "daniel-at-work.jpg", data, release=release.pk, keep="on")

    photo = Photo.objects.get(pk=told["photo"])
    assert told["state"] == "in"
    assert told["words"].startswith("A head was found.")
    assert (photo.title, photo.slug, photo.alt) == ("Daniel at work", "daniel-at-work", "")
    assert photo.release == release
    assert photo.is_public
    assert photo.head_confirmed_at is None
    assert len(photo.likeness) == 64
    assert reverse("admin:photo_sessions_photo_change", args=[photo.pk]) in told["html"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("new.jpg", b"", "empty"),
        ("new.jpg", b"not a picture at all", "not a picture"),
        ("new.jpg", jpeg()[:3000], "damaged"),
        ("new.gif", jpeg(), ".gif"),
        ("new.cr2", jpeg(), "raw"),
    ],
)
def test_a_bad_file_gets_its_sentence_and_leaves_nothing(desk, gallery, name, data, words):
    before = stored()

    told = result(desk, name, data, gallery=gallery.pk)

    assert told["state"] == "refused"
    assert words in told["words"]
    assert told["photo"] is None
    assert stored() == before
    assert not gallery.items.exists()


def test_one_failing_file_does_not_end_the_others(desk):
    response = send(desk, ("one.jpg", jpeg(1)), ("two.jpg", b"no"), ("three.jpg", jpeg(3)))

    assert [told["state"] for told in response.json()["results"]] == ["in", "refused", "in"]


def test_files_go_to_the_end_of_the_gallery_in_their_order(desk, gallery, make_photo):
    first = make_photo()
    gallery.items.create(photo=first, position=7)

    send(desk, ("one.jpg", jpeg(1)), ("two.jpg", jpeg(2)), gallery=gallery.pk)

    titles = [item.photo.title for item in gallery.items.select_related("photo")]
    assert titles == [first.title, "One", "Two"]


def shown_in(gallery):
    return [item.photo.title for item in gallery.items.select_related("photo")]


@pytest.mark.parametrize("arrived", ["0123", "1032", "3210", "2031"])
def test_files_hang_in_the_order_of_the_list_however_they_arrive(
    desk, gallery, make_photo, arrived
):
    first = make_photo()
    gallery.items.create(photo=first, position=7)

    for place in map(int, arrived):
        file = (f"number{place}.jpg", jpeg(place))
        send(desk, file, gallery=gallery.pk, batch="monday", place=place)

    assert shown_in(gallery) == [first.title, *(f"Number {place}" for place in range(4))]


def test_two_people_who_upload_at_once_keep_their_files_together(desk, gallery):
    sent = [("ann", 1), ("bob", 2), ("ann", 0), ("bob", 0), ("ann", 2), ("bob", 1)]

    for seed, (batch, place) in enumerate(sent):
        file = (f"{batch} {place}.jpg", jpeg(seed))
        send(desk, file, gallery=gallery.pk, batch=batch, place=place)

    assert shown_in(gallery) == ["Ann 0", "Ann 1", "Ann 2", "Bob 0", "Bob 1", "Bob 2"]


def test_a_photo_that_was_there_takes_its_turn_too(desk, gallery):
    send(desk, ("harbour.jpg", jpeg(1)))
    fields = {"gallery": gallery.pk, "batch": "monday"}
    send(desk, ("night.jpg", jpeg(2)), place=1, **fields)

    told = send(desk, ("again.jpg", jpeg(1)), place=0, **fields).json()["results"][0]
    send(desk, ("again.jpg", jpeg(1)), place=3, **fields)

    assert told["state"] == "there"
    assert shown_in(gallery) == ["Harbour", "Night"]


def test_a_place_that_is_no_number_is_refused(desk, gallery):
    response = send(desk, ("one.jpg", jpeg()), gallery=gallery.pk, batch="monday", place="first")

    assert response.status_code == 400
    assert not gallery.items.exists()


def test_a_camera_name_takes_the_name_of_the_shoot_or_of_the_gallery(desk, gallery):
    told = result(desk, "DSC_4821.jpg", jpeg(1), gallery=gallery.pk)
    other = result(desk, "DSC_4822.jpg", jpeg(2), gallery=gallery.pk, shoot="Spring")

    assert Photo.objects.get(pk=told["photo"]).title == "Team day 4821"
    assert Photo.objects.get(pk=other["photo"]).slug == "spring-4822"


def test_names_that_are_taken_get_a_number(desk):
    pks = [result(desk, "omar.jpg", jpeg(seed))["photo"] for seed in (1, 2, 3)]

    photos = [Photo.objects.get(pk=pk) for pk in pks]
    assert [photo.title for photo in photos] == ["Omar", "Omar (2)", "Omar (3)"]
    assert len({photo.slug for photo in photos}) == 3


def test_titles_of_other_scripts_are_kept_and_get_an_address(desk):
    photos = [Photo.objects.get(pk=result(desk, "李明.jpg", jpeg(n))["photo"]) for n in (1, 2)]

    assert photos[0].title == "李明"
    assert [photo.slug for photo in photos] == ["photo-1", "photo-2"]


@pytest.mark.parametrize("name", ["あ" * 84, "ж" * 140, "é" * 130, "x" * 240])
def test_names_that_are_too_long_for_a_folder_are_stored_shorter(desk, name):
    told = result(desk, f"{name}.jpg", jpeg(1))

    assert told["state"] == "in"
    stored_as = PurePosixPath(Photo.objects.get(pk=told["photo"]).original.name)
    assert stored_as.name.startswith(name[:10])
    assert stored_as.suffix == ".jpg"
    assert len(stored_as.name.encode()) < 130


def test_title_and_alternative_text_are_read_from_the_file(desk):
    xmp = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
    <dc:title><rdf:Alt><rdf:li xml:lang="de">Der Chef</rdf:li>
     <rdf:li xml:lang="x-default">The boss</rdf:li></rdf:Alt></dc:title>
    <Iptc4xmpCore:AltTextAccessibility><rdf:Alt>
     <rdf:li xml:lang="x-default">A man at a desk</rdf:li></rdf:Alt>
    </Iptc4xmpCore:AltTextAccessibility></rdf:Description></rdf:RDF></x:xmpmeta>"""
    file = BytesIO()
    Image.open(BytesIO(jpeg())).save(file, "JPEG", xmp=xmp.encode())

    told = result(desk, "DSC_4821.jpg", file.getvalue())

    photo = Photo.objects.get(pk=told["photo"])
    assert (photo.title, photo.alt) == ("The boss", "A man at a desk")


def test_the_same_bytes_are_not_taken_twice_but_hung(desk, gallery):
    first = result(desk, "one.jpg", jpeg())["photo"]
    count = Photo.objects.count()

    told = result(desk, "two.jpg", jpeg(), gallery=gallery.pk)
    again = result(desk, "two.jpg", jpeg(), gallery=gallery.pk, keep="on")

    assert (told["state"], again["state"]) == ("there", "there")
    assert "“One”" in told["words"]
    assert "now in “Team day”" in told["words"]
    assert "also in “Team day”" in again["words"]
    assert Photo.objects.count() == count
    assert [item.photo_id for item in gallery.items.all()] == [first]


def test_another_export_is_held_back_until_it_is_wanted(desk, gallery):
    first = result(desk, "one.jpg", jpeg())["photo"]
    again = jpeg(size=(360, 240), quality=75)
    before = stored()

    held = result(desk, "web.jpg", again, gallery=gallery.pk)

    assert held["state"] == "alike"
    assert held["words"] == "It looks like “One”, exported again."
    assert "data-keep" in held["html"]
    assert stored() == before
    assert not gallery.items.exists()
    taken = result(desk, "web.jpg", again, gallery=gallery.pk, keep="on")
    assert taken["state"] == "in"
    assert taken["photo"] != first
    assert gallery.items.count() == 1


def test_a_lost_master_does_not_stop_the_comparison(desk, caplog):
    photo = Photo.objects.get(pk=result(desk, "one.jpg", jpeg())["photo"])
    photo.master.storage.delete(photo.master.name)

    told = result(desk, "web.jpg", jpeg(size=(360, 240)))

    assert told["state"] == "in"
    assert "cannot be compared" in caplog.text


def test_drafts_stay_with_the_owner_and_people_without_release_too(desk):
    draft = result(desk, "one.jpg", jpeg(1), shown="later")
    person = (loader.HERE / "photos" / "mei-window.jpg").read_bytes() + b"\0"

    told = result(desk, "mei.jpg", person, keep="on")

    assert Photo.objects.get(pk=draft["photo"]).published_at is None
    assert "visitors do not see it yet" in told["words"]
    assert not Photo.objects.get(pk=told["photo"]).is_public


def test_an_accident_gives_a_sentence_and_leaves_nothing(desk, gallery, monkeypatch, caplog):
    def break_down(*args):
        raise RuntimeError("the roof")

    monkeypatch.setattr(arrivals, "hang", break_down)
    before, count = stored(), Photo.objects.count()

    told = result(desk, "one.jpg", jpeg(), gallery=gallery.pk)

    assert told["state"] == "refused"
    assert "went wrong on our side" in told["words"]
    assert "the roof" in caplog.text
    assert Photo.objects.count() == count
    assert stored() == before


def test_what_is_wrong_with_the_whole_request_is_told_in_words(desk, gallery):
    empty = send(desk)
    gallery.delete()
    gone = send(desk, ("one.jpg", jpeg()), gallery=gallery.pk or 987654)

    assert (empty.status_code, gone.status_code) == (400, 400)
    assert empty.json()["error"] == "Choose at least one photograph."
    assert gone.json()["error"]


def test_who_is_signed_out_is_told_so(client, db):
    response = send(client, ("one.jpg", jpeg()))

    assert response.status_code == 401
    assert "signed out" in response.json()["error"]
    assert client.get(UPLOAD).status_code == 302


def test_a_form_from_elsewhere_is_refused_in_words(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.create_superuser("owner"))
    count = Photo.objects.count()

    response = send(client, ("one.jpg", jpeg()))
    page = client.post(UPLOAD, {"files": SimpleUploadedFile("one.jpg", jpeg())})

    assert (response.status_code, page.status_code) == (403, 403)
    assert "too old" in response.json()["error"]
    assert Photo.objects.count() == count


def staff(*names):
    user = get_user_model().objects.create_user("helper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def test_adding_takes_the_right_to_add(client, db):
    client.force_login(staff("view_photo", "change_photo"))

    assert client.get(UPLOAD).status_code == 403
    assert "may not add" in send(client, ("one.jpg", jpeg())).json()["error"]


def test_galleries_are_only_offered_to_who_may_change_them(client, gallery):
    client.force_login(staff("view_photo", "add_photo", "change_photo"))

    page = client.get(UPLOAD).content.decode()
    told = result(client, "one.jpg", jpeg(), gallery=gallery.pk)

    assert 'name="gallery"' not in page
    assert told["state"] == "in"
    assert not gallery.items.exists()
    assert 'value="add_to_gallery"' not in client.get(LIST).content.decode()


def test_without_a_script_the_form_sends_all_and_answers_with_a_page(desk, gallery):
    send(desk, ("one.jpg", jpeg(1)))
    files = [("web.jpg", jpeg(1, (360, 240))), ("two.jpg", jpeg(2)), ("bad.jpg", b"no")]
    uploads = [SimpleUploadedFile(name, data) for name, data in files]

    response = desk.post(UPLOAD, {"files": uploads, "gallery": gallery.pk})

    text = response.content.decode()
    assert response.status_code == 200
    assert "2 in, 1 not taken." in text
    assert "It looks like “One”, exported again: delete the one" in text
    assert "not a picture" in text
    assert gallery.items.count() == 2
    assert "data-keep" not in text


def test_adding_one_photo_leads_to_the_page_for_many(desk):
    add = reverse("admin:photo_sessions_photo_add")

    assert desk.get(add).url == UPLOAD
    assert desk.get(add, {"_popup": "1"}).status_code == 200


def test_the_bits_of_older_photos_are_filled_from_their_masters(make_photo, capsys):
    photo, broken = make_photo(), make_photo()
    broken.master.storage.delete(broken.master.name)

    call_command("pictures")

    photo.refresh_from_db()
    broken.refresh_from_db()
    assert len(photo.likeness) == 64
    assert broken.likeness == ""
    assert broken.title in capsys.readouterr().err


# The list


def titles(desk, **query):
    response = desk.get(LIST, query)
    return [photo.title for photo in response.context["cl"].result_list]


@pytest.fixture
def six(make_photo, gallery, release):
    """Six photos among the starter's that differ in what the filters ask for."""
    ended = Release.objects.create(
        sitter="Bob", signed_on="2020-01-01", expires_on=timezone.localdate() - timedelta(1)
    )
    no_head = dict.fromkeys(Photo.HEAD_FIELDS)
    photos = {
        "plain": make_photo(title="zq plain", alt=""),
        "held": make_photo(title="zq held", release_waiver=""),
        "ended": make_photo(title="zq ended", release=ended, release_waiver=""),
        "ann": make_photo(title="zq ann", release=release, head_confirmed_at=timezone.now()),
        "room": make_photo(title="zq room", release_waiver="", **no_head),
        "draft": make_photo(title="zq draft", published_at=None),
    }
    gallery.session_type = SessionType.objects.get(slug="portrait")
    gallery.save()
    gallery.items.create(photo=photos["ann"])
    return photos


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"alt": "missing"}, "plain"),
        ({"alt": "there"}, "held ended ann room draft"),
        ({"release": "none"}, "held"),
        ({"release": "ended"}, "ended"),
        ({"release": "valid"}, "ann"),
        ({"release": "not-needed"}, "plain room draft"),
        ({"head": "unconfirmed"}, "plain held ended draft"),
        ({"head": "confirmed"}, "ann"),
        ({"head": "none"}, "room"),
        ({"visitors": "shown"}, "plain ann room"),
        ({"visitors": "held"}, "held ended"),
        ({"visitors": "draft"}, "draft"),
        ({"gallery": "none"}, "plain held ended room draft"),
        ({"gallery": "Team day"}, "ann"),
        ({"type": "portrait"}, "ann"),
        ({"q": "Ann"}, "ann"),
    ],
    ids=str,
)
def test_filters_and_search_find(desk, six, gallery, query, expected):
    if query.get("gallery") == gallery.title:
        query = {"gallery": gallery.pk}
    if "q" not in query:
        query = query | {"q": "zq "}

    assert set(titles(desk, **query)) == {six[name].title for name in expected.split()}


def test_a_photo_of_a_package_is_found_by_its_session_type(desk, make_package, make_photo):
    photo = make_photo(title="zq booked")
    make_package().photos.add(photo)

    assert titles(desk, type="headshot", q="zq ") == ["zq booked"]
    assert titles(desk, type="portrait", q="zq ") == []


def test_a_card_says_what_is_wrong_and_no_more(desk, six):
    cards = desk.get(LIST, {"q": "zq "}).context["cl"].cards()

    said = {card["photo"].title: card["troubles"] for card in cards}
    assert said["zq plain"] == ["no alternative text", "head not confirmed", "in no gallery"]
    assert said["zq held"] == ["no release", "head not confirmed", "in no gallery"]
    assert said["zq ended"] == ["release ended", "head not confirmed", "in no gallery"]
    assert said["zq ann"] == []
    assert said["zq draft"] == ["head not confirmed", "draft", "in no gallery"]


def test_the_list_is_ordered_as_asked(desk, make_photo):
    for title in ("zq b", "zq a", "zq c"):
        make_photo(title=title)
    orders = {words: address for words, address, _ in desk.get(LIST).context["cl"].orders()}

    found = {
        words: [
            photo.title for photo in desk.get(LIST + address + "&q=zq+").context["cl"].result_list
        ]
        for words, address in orders.items()
    }

    assert found["By title"] == ["zq a", "zq b", "zq c"]
    assert found["Newest first"] == ["zq c", "zq a", "zq b"] == titles(desk, q="zq ")
    assert found["Oldest first"] == ["zq b", "zq a", "zq c"]


def test_an_empty_list_says_what_belongs_there(desk, monkeypatch):
    assert "No photo fits" in desk.get(LIST, {"q": "nothing like it"}).content.decode()

    library = admin.site._registry[Photo]
    monkeypatch.setattr(library, "get_queryset", lambda request: Photo.objects.none())

    text = desk.get(LIST).content.decode()
    assert "Here come all photographs" in text
    assert UPLOAD in text


def many(count):
    """Make photos without their files: what a page costs does not depend on them."""
    model = Photo.objects.get(slug="omar-outdoor")
    model.pk = None
    fields = {
        field.attname: getattr(model, field.attname)
        for field in Photo._meta.concrete_fields
        if field.name not in ("id", "slug", "alt")
    }
    Photo.objects.bulk_create(
        Photo(**fields, slug=f"copy-{number}", alt="" if number % 2 else "Words")
        for number in range(count)
    )


@pytest.mark.parametrize("address", [LIST, f"{LIST}?type=portrait&_facets=True", ALT_TEXTS, UPLOAD])
@pytest.mark.parametrize("count", [1, 50, 500])
def test_no_page_costs_more_with_more_photos(desk, address, count, django_assert_max_num_queries):
    many(count)

    with django_assert_max_num_queries(24):
        response = desk.get(address)

    assert response.status_code == 200


# Actions on many


def act(desk, action, photos, **fields):
    data = {"action": action, "_selected_action": [photo.pk for photo in photos], "index": 0}
    response = desk.post(LIST, data | fields, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_photos_are_added_at_the_end_of_a_gallery_in_the_lists_order(desk, gallery, make_photo):
    old, new, there = make_photo(), make_photo(), make_photo()
    gallery.items.create(photo=there, position=3)

    said = act(desk, "add_to_gallery", [old, there, new], gallery=gallery.pk)

    assert said == "2 photos added at the end of “Team day”. 1 photo had been in it already."
    assert [item.photo_id for item in gallery.items.all()] == [there.pk, new.pk, old.pk]


def test_photos_are_taken_out_of_a_gallery(desk, gallery, make_photo):
    inside, outside = make_photo(), make_photo()
    gallery.items.create(photo=inside)

    said = act(desk, "take_out_of_gallery", [inside, outside], gallery=gallery.pk)

    assert said == "1 photo taken out of “Team day”. 1 photo had not been in it."
    assert not gallery.items.exists()


@pytest.mark.parametrize("action", ["add_to_gallery", "take_out_of_gallery", "set_release"])
def test_an_action_that_needs_a_choice_asks_for_it(desk, make_photo, action):
    assert act(desk, action, [make_photo()]).startswith("Nothing was changed: choose the")


@pytest.mark.parametrize("action", ["add_to_gallery", "take_out_of_gallery", "set_release"])
def test_a_refused_action_keeps_what_was_ticked_and_chosen(desk, make_photo, action):
    ticked, other = make_photo(title="zq ticked"), make_photo(title="zq other")
    data = {"action": action, "_selected_action": [ticked.pk], "index": 0}

    page = desk.post(f"{LIST}?q=zq", data).content.decode()

    box = re.compile(r'<input type="checkbox"\s+class="action-select"[^>]*>')
    boxes = {re.search(r'value="(\d+)"', each)[1]: "checked" in each for each in box.findall(page)}
    assert boxes == {str(ticked.pk): True, str(other.pk): False}
    assert f'<option value="{action}" selected' in page
    assert "Nothing was changed: choose the" in page


def test_a_release_is_set_for_many(desk, make_photo, release):
    photos = [make_photo(release_waiver="") for _ in range(2)]

    said = act(desk, "set_release", photos, release=release.pk)

    assert "now covers 2 photos" in said
    assert all(Photo.objects.public().contains(photo) for photo in photos)


def test_photos_are_published_and_made_drafts(desk, make_photo):
    draft, shown = make_photo(published_at=None), make_photo()
    held = make_photo(published_at=None, release_waiver="")

    said = act(desk, "publish", [draft, shown, held])

    assert "2 photos published. 1 photo had been published already." in said
    assert "1 photo without a valid release" in said
    draft.refresh_from_db()
    assert draft.is_public
    assert "2 photos taken off" in act(desk, "make_draft", [draft, shown])
    shown.refresh_from_db()
    assert shown.published_at is None


def test_head_boxes_are_confirmed_where_there_are_any(desk, make_photo):
    photo, room = make_photo(), make_photo(**dict.fromkeys(Photo.HEAD_FIELDS))

    said = act(desk, "confirm_heads", [photo, room])

    assert "The head boxes of 1 photo are confirmed. 1 photo without a head box" in said
    photo.refresh_from_db()
    room.refresh_from_db()
    assert LogEntry.objects.get(object_id=photo.pk).change_message == "Confirmed the head box"
    assert photo.head_confirmed_at is not None
    assert room.head_confirmed_at is None


@pytest.fixture
def fails_at(monkeypatch):
    """Return a function: the saving of that photo raises."""
    saved = Photo.save

    def fails_at(photo, error):
        def save(self, **how):
            if self.pk == photo.pk:
                raise error
            saved(self, **how)

        monkeypatch.setattr(Photo, "save", save)

    return fails_at


def test_an_action_that_ends_in_between_says_how_far_it_came(
    desk, make_photo, fails_at, monkeypatch
):
    photos = [make_photo() for _ in range(5)]
    monkeypatch.setattr(library_actions, "AT_ONCE", 2)
    fails_at(photos[1], RuntimeError("no"))  # the newest come first: the second of the second turn

    said = act(desk, "make_draft", photos)

    assert "Something went wrong on our side: 3 photos stayed as before." in said
    assert "2 photos taken off the site" in said
    drafts = Photo.objects.filter(pk__in=[photo.pk for photo in photos], published_at=None)
    assert set(drafts) == set(photos[3:])
    kept = LogEntry.objects.filter(change_message="Made a draft")
    assert set(kept.values_list("object_id", flat=True)) == {str(photo.pk) for photo in photos[3:]}


def test_an_action_that_fails_at_once_is_an_error_as_any_other(desk, make_photo, fails_at):
    photo = make_photo()
    fails_at(photo, RuntimeError("no"))

    with pytest.raises(RuntimeError):
        act(desk, "make_draft", [photo])


def test_others_are_let_in_between_the_turns_of_an_action(desk, make_photo, monkeypatch):
    photos, pauses = [make_photo() for _ in range(5)], []
    monkeypatch.setattr(library_actions, "AT_ONCE", 2)
    monkeypatch.setattr("studio.batches.time.sleep", pauses.append)

    said = act(desk, "make_draft", photos)

    assert "5 photos taken off the site" in said
    assert pauses == [batches.PAUSE] * 2


def test_an_action_saves_what_others_changed_since_the_list_was_read(desk, make_photo, monkeypatch):
    photo = make_photo()

    def now():  # asked for once the list was read
        Photo.objects.filter(pk=photo.pk).update(head_top=0.25)
        return timezone.now()

    monkeypatch.setattr(library_actions, "timezone", SimpleNamespace(now=now))
    act(desk, "confirm_heads", [photo])

    photo.refresh_from_db()
    assert photo.described() == (photo.pictures, photo.shows_person)


def test_what_an_action_costs_for_each_photo(desk, make_photo):
    photos, costs = [make_photo() for _ in range(12)], []
    for some in (photos[:1], photos[1:]):
        with CaptureQueriesContext(connection) as queries:
            act(desk, "make_draft", some)
        costs.append(len(queries))

    assert costs[1] - costs[0] <= 10 * 15


def test_a_version_of_before_is_kept_of_photos_without_any(desk, make_photo):
    new, known = make_photo(), make_photo()
    history.record(known, None, "Made")

    act(desk, "make_draft", [new, known])

    comments = [
        [version.revision.comment for version in history.versions(Photo).filter(object_id=each.pk)]
        for each in (new, known)
    ]
    assert comments == [["Made a draft", "As it was before"], ["Made a draft", "Made"]]


def test_actions_take_the_right_to_change(client, make_photo):
    photo = make_photo(published_at=None)
    client.force_login(staff("view_photo"))

    act(client, "publish", [photo])

    photo.refresh_from_db()
    assert photo.published_at is None


def test_photos_that_pages_show_are_not_deleted_with_others(desk, make_photo):
    photos = [make_photo(), Photo.objects.get(slug="omar-outdoor")]
    data = {"action": "delete_selected", "_selected_action": [p.pk for p in photos], "index": 0}

    response = desk.post(LIST, data | {"post": "yes"})

    assert response.status_code in (200, 403)
    assert all(Photo.objects.contains(photo) for photo in photos)


# Alternative texts


def test_the_chosen_photos_are_offered_for_their_texts(desk, make_photo):
    photos = [make_photo(), make_photo()]
    data = {"action": "write_alt_texts", "_selected_action": [p.pk for p in photos], "index": 0}

    response = desk.post(LIST, data, follow=True)

    assert [text.instance for text in response.context["texts"]] == photos[::-1]


def test_photos_without_a_text_come_first_and_then_the_next(desk, make_photo):
    make_photo(alt="There")
    photos = [make_photo(size=(60, 40), alt="") for _ in range(22)][::-1]
    shown = [text.instance for text in desk.get(ALT_TEXTS).context["texts"]]
    data = {"photo": [photo.pk for photo in shown]}
    data |= {f"photo-{photo.pk}-alt": "" for photo in shown}
    data[f"photo-{shown[3].pk}-alt"] = "A woman\n by  the window"

    response = desk.post(ALT_TEXTS, data, follow=True)

    assert shown == photos[:20]
    assert "1 alternative text saved." in response.content.decode()
    shown[3].refresh_from_db()
    assert shown[3].alt == "A woman by the window"
    assert [text.instance for text in response.context["texts"]] == photos[20:]
    last = desk.get(ALT_TEXTS, {"before": photos[-1].pk}).content.decode()
    assert "21 photos still without a text" in last


def test_a_text_that_is_too_long_keeps_everything_that_was_written(desk, make_photo):
    photos = [make_photo(alt="") for _ in range(2)]
    data = {
        "photo": [photo.pk for photo in photos],
        f"photo-{photos[0].pk}-alt": "w" * 251,
        f"photo-{photos[1].pk}-alt": "What I had written",
    }

    response = desk.post(ALT_TEXTS, data)

    text = response.content.decode()
    assert "This text has 251 characters; 250 is the most." in text
    assert "w" * 251 in text
    assert "What I had written" in text
    assert not Photo.objects.filter(pk__in=[p.pk for p in photos]).exclude(alt="").exists()


def test_a_photo_that_is_gone_meanwhile_disturbs_nothing(desk, make_photo):
    photo = make_photo(alt="")
    data = {"photo": [photo.pk, 987654, "x"], f"photo-{photo.pk}-alt": "Words"}

    assert desk.post(f"{ALT_TEXTS}?ids={photo.pk},x,987654", data).status_code == 302
    photo.refresh_from_db()
    assert photo.alt == "Words"


def test_alternative_texts_take_the_right_to_change(client, db):
    client.force_login(staff("view_photo"))

    assert client.get(ALT_TEXTS).status_code == 403


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("DSC_4822.jpg", "name of a file"),
        ("DSC_4822", "name of a file"),
        ("harbour at night.JPG", "name of a file"),
        ("Anna in the studio", "only repeats the title"),
        ("photo of Anna", "“photo of”, which is said anyway"),
        ("A picture of Anna at a desk", "“A picture of”"),
        ("A woman in a gray suit laughs at a desk.", ""),
        ("Photographs hang on a line to dry", ""),
        ("李明", ""),
        ("", ""),
    ],
)
def test_texts_that_describe_nothing_are_found(text, words):
    said = alt_words.doubt(text, "Anna in the Studio")

    assert words in said
    assert bool(said) is bool(words)


def test_a_text_that_describes_nothing_is_saved_with_a_warning(desk, make_photo):
    weak, good = make_photo(title="Weak", alt=""), make_photo(title="Good", alt="")
    data = {
        "photo": [weak.pk, good.pk],
        f"photo-{weak.pk}-alt": "photo of Anna",
        f"photo-{good.pk}-alt": "A woman laughs by the window",
    }

    page = desk.post(ALT_TEXTS, data, follow=True)

    weak.refresh_from_db()
    said = [str(message) for message in page.context["messages"]]
    assert weak.alt == "photo of Anna"
    assert said[0] == "2 alternative texts saved."
    assert len(said) == 2
    assert "“Weak” begins with “photo of”" in said[1]


def test_the_desk_warns_of_such_a_text_on_the_page_of_the_photo_too(desk, make_photo):
    photo = make_photo(alt="")
    address = reverse("admin:photo_sessions_photo_change", args=[photo.pk])
    form = desk.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    posted = {name: value for name, value in values.items() if value not in (None, False)}
    posted |= {"published_at_0": "2026-01-01", "published_at_1": "12:00", "hand_crops": "{}"}

    page = desk.post(address, posted | {"alt": "IMG_2031.jpg"}, follow=True)

    said = " ".join(str(message) for message in page.context["messages"])
    assert f"“{photo}” looks like the name of a file" in said
