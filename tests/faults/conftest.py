"""Faults that a running site has to bear. Each test counts: acknowledged, stored, lost.

One site is started for all tests of a process, and goes from fault to fault.
"""

import shutil
import time
from collections import Counter

import pytest

from . import sites

ROW = "fault"
COLUMNS = ("fault", "acknowledged", "stored", "lost", "interrupted")


@pytest.fixture(scope="session")
def running(filled, tmp_path_factory):
    def fill(site):
        shutil.copytree(filled.folder, site.folder, dirs_exist_ok=True)

    with sites.running(tmp_path_factory.mktemp("faults") / "site", fill) as site:
        yield site


@pytest.fixture
def site(running):
    """Return the running site, well: what the fault before this one began has come to its end."""
    running.mails.recover()
    running.wait_for(lambda: running.answers("/healthz") and running.worker())
    yield running
    running.mails.recover()


@pytest.fixture
def counted(request, record_property):
    """Return a function that counts what was acknowledged and stored, and notes the row."""

    def counted(fault, load, at_most=5.0, mails=True, pictures=False, site=None):
        """Assert that nothing is lost, and that nobody waited for longer than some seconds."""
        site = site or request.getfixturevalue("site")
        site.wait_for(lambda: not site.open_jobs(), 60, lambda: f"Jobs: {site.open_jobs()}")
        stored = site.stored()
        acknowledged = sum(map(len, load.acknowledged.values()))
        there = [sum(name in stored[kind] for name in load.acknowledged[kind]) for kind in stored]
        twice = {
            name
            for kind in ("inquiries", "photos")
            for name in load.acknowledged[kind]
            if stored[kind][name] > 1
        }
        lost = acknowledged - sum(there)
        words = f"{max(0.0, load.silence):.1f} s"
        record_property(ROW, [fault, acknowledged, sum(there), lost, words])
        assert acknowledged
        assert (lost, twice) == (0, set())
        assert site.is_whole()
        assert not site.half_saved()
        if mails:
            mails_are_settled(site, load.acknowledged["inquiries"])
        if pictures:
            assert not site.missing_pictures()
        assert load.silence < at_most

    return counted


def mails_are_settled(site, names):
    """Assert that both mails of each inquiry went out, once, or are left to the owner."""
    site.wait_for(lambda: not site.unsettled_mails(), 40, lambda: f"{site.unsettled_mails()}")
    time.sleep(0.2)
    states = site.rows(
        "SELECT i.name, m.state, m.message_id FROM photo_sessions_inquiry i "
        "JOIN photo_sessions_inquiry_mails l ON l.inquiry_id = i.id "
        "JOIN studio_mail m ON m.id = l.mail_id"
    )
    arrived = Counter(mail["Message-ID"] for mail in site.mails.mails)
    mine = [row for row in states if row[0] in set(names)]
    assert len(mine) == 2 * len(names)
    assert {state for _, state, _ in mine} <= {"sent", "unknown"}
    assert all(arrived[key] == 1 for _, state, key in mine if state == "sent")
    assert all(arrived[key] <= 1 for _, _, key in mine)


def pytest_terminal_summary(terminalreporter):
    rows = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == ROW
    ]
    if not rows:
        return
    terminalreporter.section("faults")
    terminalreporter.write_line("{:<52}{:>13}{:>8}{:>6}{:>13}".format(*COLUMNS))
    for row in rows:
        terminalreporter.write_line("{:<52}{:>13}{:>8}{:>6}{:>13}".format(*row))


@pytest.fixture
def site_of_files(filled, tmp_path):
    """Return a site that writes its pages as files, and the file of one of them."""
    site = filled.copy_to(tmp_path / "site")
    site.variables["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    site.variables["PAGE_FILES"] = "http://127.0.0.1"
    return site, site.folder / "page-files" / "current" / "about" / "index.html"
