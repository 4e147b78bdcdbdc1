"""Fixtures of the tests of backups: a small site, a PostgreSQL server."""

import pytest

from tests import postgres_server
from tests.sites import FILL, Site


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Return a site with a little of everything. Do not change it: copy it."""
    site = Site(tmp_path_factory.mktemp("filled") / "site")
    site.folder.mkdir()
    site.manage("migrate", "--verbosity", "0")
    site.run(FILL)
    return site


@pytest.fixture
def site(filled, tmp_path):
    """Return a copy of the small site, to be changed."""
    return filled.copy_to(tmp_path / "site")


@pytest.fixture(scope="session")
def restored(backed_up, tmp_path_factory):
    """Return a site that was restored from the backup. Do not change it."""
    site = Site(tmp_path_factory.mktemp("restored") / "site")
    site.said = site.manage("restore", str(backed_up), "--yes")
    return site


@pytest.fixture
def empty(tmp_path):
    """Return a machine without anything."""
    return Site(tmp_path / "empty")


@pytest.fixture(scope="session")
def backed_up(filled, tmp_path_factory):
    """Return a backup of the small site."""
    folder = tmp_path_factory.mktemp("backups")
    filled.manage("backup", "--to", str(folder))
    return next(folder.glob("*.zip"))


@pytest.fixture(scope="session")
def postgres():
    """Return a function that makes a database on PostgreSQL and returns its address."""
    with postgres_server.server() as database:
        yield database
