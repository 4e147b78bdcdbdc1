"""The figures of the last twelve weeks: counted by week, kind and page, and drawn to scale."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sessions import inquiry_figures
from sessions.admin.inquiry_list import last_weeks
from sessions.inquiry_figures import BASE, OTHERS, TALLEST, UNDECIDED, WEEKS, count, first_monday

TODAY = date(2026, 3, 4)  # a Wednesday


def totals(figures):
    return [week.total for week in figures.weeks]


def test_weeks_begin_on_monday_and_empty_ones_are_drawn():
    sunday, monday = date(2026, 3, 1), date(2026, 3, 2)

    figures = count([(sunday, "Headshot", "/"), (monday, "Headshot", "/")], TODAY)

    assert totals(figures) == [0] * 10 + [1, 1]
    assert figures.weeks[-1].monday == monday
    assert figures.weeks[0].monday == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("day", "total"), [(date(2025, 12, 14), 0), (date(2025, 12, 15), 1), (TODAY, 1)]
)
def test_what_is_older_than_twelve_weeks_is_left_out(day, total):
    assert count([(day, None, "")], TODAY).total == total


def test_nothing_at_all_is_twelve_empty_weeks():
    figures = count([], TODAY)

    assert (figures.total, totals(figures), figures.pages) == (0, [0] * WEEKS, ())


def test_kinds_and_pages_come_with_the_most_first():
    rows = [(TODAY, "Portrait", "/portraits/")] * 2 + [(TODAY, None, "")]
    rows += [(TODAY, "Headshot", "/headshots/")] * 3

    figures = count(rows, TODAY)

    assert figures.kinds == (("Headshot", 3), ("Portrait", 2), (UNDECIDED, 1))
    assert figures.pages == (("/headshots/", 3), ("/portraits/", 2), ("Not known", 1))


def test_more_kinds_than_can_be_told_apart_are_added_up():
    rows = [(TODAY, f"Kind {n}", f"/{n}/") for n in range(10) for _ in range(10 - n)]

    figures = count(rows, TODAY)

    assert [name for name, _ in figures.kinds] == ["Kind 0", "Kind 1", "Kind 2", OTHERS]
    assert figures.total == len(rows) == sum(number for _, number in figures.pages)
    assert len(figures.pages) == inquiry_figures.MOST_PAGES


@given(
    st.lists(
        st.tuples(
            st.dates(first_monday(TODAY), TODAY),
            st.sampled_from([None, "Headshot", "Portrait", "Branding", "Dogs", "Cats"]),
            st.sampled_from(["", "/", "/headshots/"]),
        ),
        min_size=1,
    )
)
def test_parts_stand_on_each_other_and_the_tallest_bar_fits(rows):
    figures = count(rows, TODAY)

    assert sum(totals(figures)) == figures.total == len(rows)
    for week in figures.weeks:
        y = BASE
        for part in week.parts:
            y -= part.height
            assert part.y == pytest.approx(y, abs=0.1)
        assert week.top == pytest.approx(y, abs=0.1)
        assert sum(part.count for part in week.parts) == week.total
    assert min(week.top for week in figures.weeks) == pytest.approx(BASE - TALLEST, abs=0.1)


def test_a_week_ends_at_midnight_in_the_studios_time_zone(make_inquiry):
    with timezone.override("Pacific/Auckland"):
        monday = datetime.combine(first_monday(timezone.localdate()), datetime.min.time())
        midnight = timezone.make_aware(monday)
        for moment in (midnight - timedelta(minutes=1), midnight, midnight + timedelta(days=7)):
            make_inquiry(created_at=moment)

        figures = last_weeks()

    assert totals(figures)[:2] == [1, 1]


def test_spam_does_not_count(make_inquiry, django_assert_num_queries):
    for state in ("new", "booked", "spam"):
        make_inquiry(state=state)

    with django_assert_num_queries(1):
        assert last_weeks().total == 2
