"""Visits that are over stay over, within a bound, and leave no order behind."""

from __future__ import annotations

from kiosk.visits import Visits


def visit(number: int) -> bytes:
    return number.to_bytes(16, "big")


def test_an_erased_visit_is_over_and_not_thanked() -> None:
    visits = Visits()
    visits.end(visit(1))
    assert visits.is_over(visit(1))
    assert not visits.is_thanked(visit(1))
    assert not visits.is_over(visit(2))


def test_a_recorded_visit_is_thanked_until_the_first_screen_shows() -> None:
    visits = Visits()
    visits.record(visit(1))
    assert visits.is_thanked(visit(1))
    visits.welcome()
    assert not visits.is_thanked(visit(1))
    assert visits.is_over(visit(1))


def test_the_latest_visits_are_remembered_and_the_memory_is_bounded() -> None:
    visits = Visits(size=10)
    for number in range(1000):
        visits.record(visit(number))
        assert visits.is_over(visit(number))
        assert visits.is_thanked(visit(number))
    remembered = [number for number in range(1000) if visits.is_over(visit(number))]
    assert set(range(990, 1000)) <= set(remembered)
    assert len(remembered) <= 20
