"""Stylesheets that pages need together are one file where static files are collected."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import Context, Template
from django.test import override_settings

from studio.static_files import JOINED, tight

pytestmark = pytest.mark.engine_free

LINKS = Template("{% load stylesheets %}{% stylesheets joined %}")
EVERY_PAGE = "css/every-page.css"


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


@pytest.mark.parametrize("name", JOINED)
def test_they_are_joined_in_their_order_and_compressed(collected, name):
    [path] = (collected / "css").glob(f"{Path(name).stem}.????????????.css")
    joined = path.read_text()
    beginnings = [(collected / each).read_text()[:40] for each in JOINED[name]]

    places = [joined.index(beginning) for beginning in beginnings]

    assert places == sorted(places)
    assert path.with_name(f"{path.name}.br").stat().st_size < 8_000


def test_those_of_every_page_keep_what_their_places_mean(collected):
    [path] = collected.glob("css/every-page.????????????.css")
    joined = path.read_text()

    assert joined.startswith("@layer base, layout")  # the list comes before every layer
    assert "../fonts/instrument-serif-basic-400-normal." in joined


def test_those_of_the_desk_are_in_a_folder_and_none_is_forgotten():
    css = settings.BASE_DIR / "static" / "css"

    found = {f"css/desk/{path.name}" for path in (css / "desk").iterdir()}

    assert found == set(JOINED["css/desk.css"])


def test_every_stylesheet_is_sent_without_comments_and_indentation(collected):
    sent = list(collected.glob("css/**/*.????????????.css"))

    assert len(sent) > sum(map(len, JOINED.values()))
    for path in sent:
        assert "/*" not in path.read_text()
        assert "  " not in path.read_text()


def test_tightening_keeps_strings_and_what_spaces_mean():
    style = """
      /* Why: it is so. */
      .a  :is(.b,
        .c) { content: "/* two  spaces */"; inline-size: calc(1px  +  2px) }
    """

    assert tight(style) == (
        '.a :is(.b, .c) { content: "/* two  spaces */"; inline-size: calc(1px + 2px) }'
    )


def test_a_page_links_to_the_joined_file(collected):
    html = LINKS.render(Context({"joined": EVERY_PAGE}))

    assert html.count("<link") == 1
    assert "css/every-page." in html


def test_without_collected_files_each_is_linked_by_itself():
    html = LINKS.render(Context({"joined": EVERY_PAGE}))

    assert html.count("<link") == len(JOINED[EVERY_PAGE])
    assert html.index("css/tokens.css") < html.index("css/base.css")
