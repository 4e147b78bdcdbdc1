"""Fixtures of the tests of backups: a small site, a PostgreSQL server."""

import pytest

from tests import postgres_server
from tests.once import made_once
from tests.sites import FILL, Site


@pytest.fixture(scope="session")
def filled(of_this_run, tmp_path_factory):
    """Return a site with a little of everything. Do not change it: copy it."""

    def make(folder):
        site = Site(folder / "site")
        site.folder.mkdir()
        site.manage("migrate", "--verbosity", "0")
        site.run(FILL)

    made = Site(made_once(of_this_run / "filled", make) / "site")
    return made.copy_to(tmp_path_factory.mktemp("filled") / "site")


@pytest.fixture
def site(filled, tmp_path):
    """Return a copy of the small site, to be changed."""
    return filled.copy_to(tmp_path / "site")


@pytest.fixture(scope="session")
def restored(backed_up, of_this_run, tmp_path_factory):
    """Return a site that was restored from the backup. Do not change it."""

    def make(folder):
        said = Site(folder / "site").manage("restore", str(backed_up), "--yes")
        (folder / "said").write_text(said)

    folder = made_once(of_this_run / "restored", make)
    site = Site(folder / "site").copy_to(tmp_path_factory.mktemp("restored") / "site")
    site.said = (folder / "said").read_text()
    return site


@pytest.fixture
def empty(tmp_path):
    """Return a machine without anything."""
    return Site(tmp_path / "empty")


@pytest.fixture(scope="session")
def backed_up(filled, of_this_run):
    """Return a backup of the small site."""

    def make(folder):
        filled.manage("backup", "--to", str(folder))

    return next(made_once(of_this_run / "backed-up", make).glob("*.zip"))


@pytest.fixture(scope="session")
def postgres():
    """Return a function that makes a database on PostgreSQL and returns its address."""
    with postgres_server.server() as database:
        yield database
