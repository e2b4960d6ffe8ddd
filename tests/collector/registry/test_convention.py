"""The dates of a convention: renewals, notice, leap years, ends of months."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.registry.convention import (
    Convention,
    Equipment,
    Ground,
    LabelEvent,
    LabelState,
    Standing,
    check_convention,
    convention_on,
    end_by_notice,
    ended_by,
    equipment_on,
    holds_within,
    label_on,
    months_later,
    notice_deadline,
    renewal_after,
    standing,
)
from tests.support.problems import refused

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def convention(effective: date, **changes: object) -> Convention:
    plain = {"point": "rouen", "partner": "Ville", "signed": effective, "effective": effective}
    return Convention(**(plain | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2018, 11, 19), 12, date(2019, 11, 19)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2028, 5, 31), -3, date(2028, 2, 29)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 3, 29), -3, date(2025, 12, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("effective", "day", "renewal", "deadline"),
    [
        (date(2018, 11, 19), date(2018, 11, 19), date(2019, 11, 19), date(2019, 8, 19)),
        (date(2018, 11, 19), date(2026, 11, 18), date(2026, 11, 19), date(2026, 8, 19)),
        (date(2018, 11, 19), date(2026, 11, 19), date(2027, 11, 19), date(2027, 8, 19)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2025, 11, 28)),
        (date(2024, 2, 29), date(2028, 2, 28), date(2028, 2, 29), date(2027, 11, 29)),
        (date(2025, 5, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 2, 28)),
    ],
)
def test_the_example_and_the_odd_days(
    effective: date, day: date, renewal: date, deadline: date
) -> None:
    assert renewal_after(convention(effective), day) == renewal
    assert notice_deadline(renewal) == deadline


@given(effective=DAYS, later=st.integers(0, 4000))
def test_a_renewal_lies_ahead_within_a_year_and_drifts_never(effective: date, later: int) -> None:
    day = effective + timedelta(days=later)
    renewal = renewal_after(convention(effective), day)
    assert day < renewal <= months_later(day, 12) + timedelta(days=1)
    assert renewal.month == effective.month
    assert renewal.day == effective.day or (effective.day, renewal.day) == (29, 28)


@given(effective=DAYS, later=st.integers(0, 4000))
def test_notice_ends_it_at_the_first_renewal_that_is_three_months_off(
    effective: date, later: int
) -> None:
    given_on = effective + timedelta(days=later)
    end = end_by_notice(convention(effective), given_on)
    assert given_on <= notice_deadline(end)
    assert end <= months_later(given_on, 15) + timedelta(days=3)


def test_notice_on_the_last_day_is_in_time_and_a_day_later_costs_a_year() -> None:
    held = convention(date(2018, 11, 19))
    assert end_by_notice(held, date(2026, 8, 19)) == date(2026, 11, 19)
    assert end_by_notice(held, date(2026, 8, 20)) == date(2027, 11, 19)
    assert ended_by(held, Ground.NOTICE_CAF, date(2026, 8, 20)) == (
        date(2026, 8, 20),
        date(2027, 11, 19),
    )
    assert ended_by(held, Ground.BREACH, date(2026, 8, 20)) == (None, date(2026, 8, 20))


def test_the_change_of_the_clocks_moves_no_day() -> None:
    """Notice given at night around the two changes of 2026 counts for its own calendar day."""
    paris = ZoneInfo("Europe/Paris")
    for effective, hours in ((date(2025, 6, 29), 26), (date(2026, 1, 25), 26)):
        deadline = notice_deadline(renewal_after(convention(effective), effective))
        begins = datetime(deadline.year, deadline.month, deadline.day, tzinfo=paris)
        last = (begins + timedelta(hours=23, minutes=59)).date()
        end = end_by_notice(convention(effective), last)
        assert end == renewal_after(convention(effective), effective)
        later = (begins + timedelta(hours=hours)).date()
        assert end_by_notice(convention(effective), later) > end


def test_a_convention_stands_differently_over_time() -> None:
    held = convention(
        date(2020, 1, 1),
        signed=date(2019, 12, 1),
        noticed=date(2025, 9, 1),
        ended=date(2026, 1, 1),
        ground=Ground.NOTICE_PARTNER,
    )
    days = [date(2019, 11, 30), date(2019, 12, 1), date(2020, 1, 1), date(2025, 9, 1)]
    expected = [None, Standing.SIGNED, Standing.RUNNING, Standing.ENDING]
    assert [standing(held, day) for day in days] == expected
    assert standing(held, date(2025, 12, 31)) is Standing.ENDING
    assert standing(held, date(2026, 1, 1)) is Standing.ENDED


def test_what_held_on_a_day_is_told_apart_from_what_holds_today() -> None:
    first = convention(date(2020, 1, 1), ended=date(2024, 1, 1), ground=Ground.AGREEMENT, id=1)
    second = convention(date(2024, 3, 1), id=2)
    assert convention_on([first, second], date(2019, 1, 1)) is None
    assert convention_on([first, second], date(2022, 1, 1)) == first
    assert convention_on([first, second], date(2024, 2, 1)) == first
    assert convention_on([first, second], date(2025, 1, 1)) == second
    granted = LabelEvent(date(2020, 1, 1), LabelState.GRANTED, "")
    review = LabelEvent(date(2026, 6, 1), LabelState.REVIEW, "chiffres")
    assert label_on([review, granted], date(2026, 5, 31)) == granted
    assert label_on([review, granted], date(2026, 6, 1)) == review
    old, new = Equipment(date(2020, 1, 1), 5, 1, "fibre"), Equipment(date(2025, 1, 1), 4, 1, "4g")
    assert equipment_on([new, old], date(2024, 12, 31)) == old
    assert equipment_on([new, old], date(2019, 1, 1)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"partner": ""},
        {"partner": "=1+1"},
        {"partner": "x" * 121},
        {"signed": date(2020, 1, 2)},
        {"ended": date(2019, 1, 1), "ground": Ground.BREACH},
        {"ended": date(2021, 1, 1)},
        {"ground": Ground.BREACH},
    ],
    ids=["no-partner", "formula", "long", "order", "end", "no-ground", "no-end"],
)
def test_a_convention_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with refused("registry-input"):
        check_convention(convention(date(2020, 1, 1), **changes))


@pytest.mark.parametrize(
    ("effective", "ended", "holds"),
    [
        (date(2026, 6, 30), None, True),
        (date(2026, 7, 1), None, False),
        (date(2020, 1, 1), date(2026, 6, 2), True),
        (date(2020, 1, 1), date(2026, 6, 1), False),
    ],
)
def test_a_convention_holds_within_a_month_if_on_one_of_its_days(
    effective: date, ended: date | None, holds: bool
) -> None:
    june = date(2026, 6, 1), date(2026, 6, 30)
    assert holds_within([convention(effective, ended=ended)], *june) is holds
    assert not holds_within([], *june)
