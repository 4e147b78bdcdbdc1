"""Packages side by side. No database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.comparison import Offer, compare

pytestmark = pytest.mark.engine_free


def offer(**fields):
    return Offer(
        **{
            "price": Decimal(290),
            "minutes": 60,
            "people": 1,
            "looks": 1,
            "locations": 1,
            "pictures": 2,
            "places": 2,
            "turnaround_days": 5,
            "usage_rights": "Everywhere.",
            **fields,
        }
    )


def values(rows, label):
    return next(row.values for row in rows if row.label == label)


def test_the_total_price_stands_first_then_what_may_cost_extra():
    rows = compare([offer(), offer(price=Decimal("420.50"))], [])

    assert [row.label for row in rows[:2]] == ["Total price", "May cost extra"]
    assert rows[0].values == (Decimal(290), Decimal("420.50"))


def test_prices_per_picture_and_hour_are_derived_and_rounded():
    rows = compare([offer(), offer(price=Decimal(640), minutes=150, pictures=7)], [])

    assert values(rows, "Price per retouched picture") == (Decimal(145), Decimal(91))
    assert values(rows, "Price per hour") == (Decimal(290), Decimal(256))


def test_a_package_without_pictures_has_no_price_per_picture():
    assert values(compare([offer(pictures=0)], []), "Price per retouched picture") == (None,)


def test_people_are_compared_only_where_a_team_may_come():
    alone = [row.label for row in compare([offer(), offer()], [])]
    team = compare([offer(), offer(price=Decimal(1950), people=20)], [])

    assert "People" not in alone
    assert values(team, "People") == (1, 20)
    assert values(team, "Price per person") == (Decimal(290), Decimal(98))


def test_inclusions_say_how_much_and_what_is_missing():
    offers = [
        offer(inclusions={"Travel": "", "Call": "20 minutes"}),
        offer(inclusions={"Call": ""}),
    ]

    rows = compare(offers, ["Call", "Travel", "Nobody has it"])

    assert values(rows, "Call") == ("20 minutes", "")
    assert values(rows, "Travel") == ("", None)
    assert "Nobody has it" not in [row.label for row in rows]


def test_only_differences_leaves_out_what_is_alike():
    rows = compare([offer(), offer(price=Decimal(300))], [], only_differences=True)

    assert [row.label for row in rows] == [
        "Total price",
        "Price per retouched picture",
        "Price per hour",
    ]


offers = st.builds(
    offer,
    price=st.decimals(0, 9_999_999, places=2),
    minutes=st.integers(1, 6000),
    people=st.integers(1, 300),
    pictures=st.integers(0, 500),
    inclusions=st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "one", "two"])),
)


@pytest.mark.parametrize("only_differences", [True, False])
@given(compared=st.lists(offers, min_size=1, max_size=4))
def test_every_row_has_a_value_for_every_package(compared, only_differences):
    rows = compare(compared, list("abc"), only_differences)

    assert all(len(row.values) == len(compared) for row in rows)
    assert len({row.label for row in rows}) == len(rows)
    assert all(row.differs for row in rows) or not only_differences
