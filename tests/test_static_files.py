"""The stylesheets of every page are one file where static files are collected."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import Context, Template
from django.test import override_settings

from studio.static_files import EVERY_PAGE

pytestmark = pytest.mark.engine_free

LINKS = Template("{% load stylesheets %}{% stylesheets_of_every_page %}")


def hashed(folder):
    """Return settings with which static files are collected in a folder, as a site has them."""
    hashed_files = {"BACKEND": "studio.static_files.HashedFiles"}
    return {
        "STATIC_ROOT": folder,
        "STORAGES": {**settings.STORAGES, "staticfiles": hashed_files},
        # The site's own files: those of the editors and of the admin take most of the time.
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
    }


@pytest.fixture(scope="module")
def collected_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(**hashed(folder)):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture
def collected(collected_once):
    with override_settings(**hashed(collected_once)):
        yield collected_once


def test_they_are_joined_in_their_order_and_compressed(collected):
    [name] = collected.glob("css/every-page.????????????.css")
    joined = name.read_text()
    first_lines = [(collected / each).read_text().splitlines()[0] for each in EVERY_PAGE]

    places = [joined.index(line) for line in first_lines]

    assert places == sorted(places)
    assert joined.startswith(first_lines[0])  # the list of layers comes before every layer
    assert "../fonts/instrument-serif-basic-400-normal." in joined
    assert name.with_name(f"{name.name}.br").stat().st_size < 20_000


def test_a_page_links_to_the_joined_file(collected):
    html = LINKS.render(Context())

    assert html.count("<link") == 1
    assert "css/every-page." in html


def test_without_collected_files_each_is_linked_by_itself():
    html = LINKS.render(Context())

    assert html.count("<link") == len(EVERY_PAGE)
    assert html.index("css/tokens.css") < html.index("css/base.css")
