"""The project as a whole."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from pages.models import Block, Page
from sessions.models import Package, Photo, Use
from studio.models import Studio

ROOT = Path(__file__).resolve().parent.parent


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_starter_content_is_complete(db):
    assert Package.objects.count() == 9
    assert Package.objects.filter(session_type__slug="headshot").count() == 3
    assert Use.objects.count() >= 10
    assert Photo.objects.count() == 17
    assert set(Page.objects.values_list("slug", flat=True)) >= {
        *("", "headshot-vs-portrait", "headshots", "portraits", "personal-branding"),
        *("sessions", "galleries", "about", "questions", "privacy"),
    }
    assert not Photo.objects.filter(alt="").exists()


def test_loading_the_starter_content_again_changes_nothing(db, capsys):
    Page.objects.filter(slug="about").delete()
    counts = [model.objects.count() for model in (Page, Block, Photo, Studio)]

    call_command("starter")

    assert "nothing was changed" in capsys.readouterr().out
    assert [model.objects.count() for model in (Page, Block, Photo, Studio)] == counts


def test_without_a_secret_key_the_site_says_how_to_get_one(tmp_path):
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": "/usr/bin", "STUDIO_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "make serve" in result.stderr


def test_a_secret_key_is_made_once(tmp_path):
    made = []
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-m", "studio.secret_key"],
            cwd=ROOT,
            env={"STUDIO_DATA": str(tmp_path)},
            check=True,
        )
        made.append((tmp_path / ".secret_key").read_text())
    assert made[0] == made[1]
    assert len(made[0]) > 50
    assert (tmp_path / ".secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_in_the_readme(name):
    readme = (ROOT / "README.md").read_text()
    for line in (ROOT / name).read_text().splitlines():
        if not line or line.startswith(("#", "-r")):
            continue
        package, pin, version = line.partition("==")
        assert pin, line
        assert version, line
        assert f"`{package.partition('[')[0]}`" in readme, package


def test_every_setting_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    settings = (ROOT / "studio" / "settings.py").read_text()
    names = re.findall(r'env\.\w+\(\s*"(\w+)"', settings)
    assert len(names) > 8
    assert [name for name in names if f"`{name}`" not in readme] == []


def test_what_no_engine_can_change_asks_for_no_database(request):
    """`make test-grown` leaves these out."""
    marked = [each for each in request.session.items if each.get_closest_marker("engine_free")]
    asking = [
        each.nodeid
        for each in marked
        if each.get_closest_marker("django_db")
        or {"db", "transactional_db"} & set(each.fixturenames)
    ]

    assert asking == []


@pytest.mark.engine_free
@pytest.mark.parametrize("module", ["screenshots", "guide_pictures"])
def test_what_takes_pictures_of_the_site_begins(module):
    """It uses the site of the browser tests, outside of them."""
    result = subprocess.run(
        [sys.executable, "-c", f"import docs.{module}"],
        cwd=ROOT,
        env={"PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stderr == ""
