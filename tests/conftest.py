"""What many tests need. The database of the tests holds the starter content."""

import gc
from datetime import timedelta
from io import BytesIO
from itertools import count

import pytest
from django.core.files.base import ContentFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from PIL import Image, ImageDraw

from sessions.models import Inquiry, Package, Photo, SessionType

from . import starter_content

pytest_plugins = ["tests.backup_fixtures"]
numbers = count(1)


def pytest_collection_finish(session):
    """Let Python not look for garbage among all that stays: an eighth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def of_this_run(tmp_path_factory, worker_id):
    """Return a folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker, of_this_run
):
    """Have a test database with the starter content, as the first start of the site makes it."""
    with django_db_blocker.unblock():
        end = starter_content.begin(of_this_run)
    yield
    with django_db_blocker.unblock():
        end()


def drawn_jpeg(size=(1200, 800), colour="#9a8f80"):
    """Return the bytes of a JPEG with a circle where a head may be."""
    image = Image.new("RGB", size, colour)
    width, height = size
    spot = [width * 0.4, height * 0.2, width * 0.55, height * 0.5]
    ImageDraw.Draw(image).ellipse(spot, fill="#d8b8a0")
    file = BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


HEAD = {
    "head_left": 0.4,
    "head_top": 0.2,
    "head_right": 0.55,
    "head_bottom": 0.5,
    "eye_line": 0.35,
}


@pytest.fixture
def make_photo(db):
    """Return a function that saves a drawn photo; it has a head box unless told otherwise."""

    def make_photo(size=(1200, 800), **fields):
        number = next(numbers)
        photo = Photo(
            **{
                "title": f"Photo {number}",
                "slug": f"photo-{number}",
                "alt": "A drawn circle",
                "release_waiver": "A drawing",
                "width": size[0],
                "height": size[1],
                "digest": f"{number:016x}",
                "original_digest": f"{number:064x}",
                "published_at": timezone.now() - timedelta(days=1),
                **HEAD,
                **fields,
            }
        )
        data = drawn_jpeg(size)
        photo.original.save(f"{photo.slug}.jpg", ContentFile(data), save=False)
        photo.master.save("master.jpg", ContentFile(data), save=False)
        photo.save()
        return photo

    return make_photo


@pytest.fixture
def requests_keep_the_connection():
    """Let a request to the WSGI handler not close the connection of the test’s transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def keep_the_connection(monkeypatch):
    """Let a worker that is run inside a test not close the connection of the test’s transaction."""
    command = "django_tasks_db.management.commands.db_worker"
    monkeypatch.setattr(f"{command}.close_old_connections", lambda: None)


@pytest.fixture
def make_package(db):
    """Return a function that saves a package of the headshot type."""

    def make_package(**fields):
        number = next(numbers)
        return Package.objects.create(
            **{
                "session_type": SessionType.objects.get(slug="headshot"),
                "name": f"Package {number}",
                "slug": f"package-{number}",
                "summary": "A package.",
                "price": 100,
                "duration_minutes": 60,
                "retouched_pictures": 2,
                "turnaround_days": 5,
                "usage_rights": "Everywhere.",
                "published_at": timezone.now() - timedelta(days=1),
                **fields,
            }
        )

    return make_package


@pytest.fixture
def make_inquiry(db):
    """Return a function that saves a new inquiry; `ago` says how old it is."""

    def make_inquiry(ago=timedelta(minutes=5), **fields):
        number = next(numbers)
        return Inquiry.objects.create(
            **{
                "name": f"Client {number}",
                "email": f"client-{number}@example.com",
                "message": "A picture for my new job, please.",
                "fingerprint": f"{number:064x}",
                "created_at": timezone.now() - ago,
                **fields,
            }
        )

    return make_inquiry
