"""Moments are named as people name them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from studio import moments

pytestmark = pytest.mark.engine_free

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)  # a Thursday


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (-timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=3, minutes=50), "3 hours ago"),
        (timedelta(days=15), "2 weeks ago"),
    ],
)
def test_how_long_ago(age, words):
    assert moments.ago(NOW - age).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 5, 9, 5, tzinfo=UTC), "09:05"),
        (datetime(2026, 3, 4, 14, 10, tzinfo=UTC), "yesterday 14:10"),
        (datetime(2026, 3, 2, 14, 10, tzinfo=UTC), "Monday 14:10"),
        (datetime(2026, 2, 26, 14, 10, tzinfo=UTC), "26 February"),
        (datetime(2025, 12, 24, 14, 10, tzinfo=UTC), "24 December 2025"),
    ],
)
def test_since_when(moment, words):
    assert moments.since(moment) == words
