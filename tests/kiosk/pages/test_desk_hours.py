"""Hours, closures and openings announced at the desk, as the collector gets them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.declaration import Body
from shared.declared_hours import DaysChange, HoursChange
from shared.special_days import SpecialDays
from shared.weekly import Slot
from tests.kiosk.desk.parts import PIN, Station

WEEK = {"d0a": "9h", "d0b": "12:30", "d0c": "13.30", "d0d": "17", "d2a": "9:00", "d2b": "12:00"}


@pytest.fixture
def station(tmp_path: Path) -> Station:
    station = Station(tmp_path)
    station.pin.set(PIN)
    station.collector.closures, station.collector.coming = (), ()
    station.collector.serial += 1
    station.kiosk.courier.send()
    station.enter()
    return station


def told(station: Station) -> list[Body]:
    return [each.signed.declaration.body for each in station.office.declarations.pending()]


def tomorrow(station: Station, days: int = 1) -> date:
    return station.clock.now().date() + timedelta(days=days)


def test_new_hours_are_signed_and_wait_for_the_courier(station: Station) -> None:
    assert 'value="09:00"' in station.post("week").text
    day = tomorrow(station, 9)
    reply = station.post("tell-week", **WEEK, **{"from": str(day), "holidays": "1"})
    assert "C'est noté" in reply.text
    assert "de 9 h à 12 h 30 et de 13 h 30 à 17 h" in reply.text.replace("\u00a0", " ")
    hours = "Mo 09:00-12:30,13:30-17:00; We 09:00-12:00; PH off"
    assert told(station) == [HoursChange(1, day, hours)]
    assert "en route" in reply.text


@pytest.mark.parametrize(
    "changes",
    [{"d0b": ""}, {"d0a": "25"}, {"d0a": "neuf"}, {"from": ""}, {"from": "2026-02-30"}],
    ids=["no-end", "no-hour", "letters", "no-day", "no-such-day"],
)
def test_a_form_with_a_mistake_comes_back_as_it_was(
    station: Station, changes: dict[str, str]
) -> None:
    fields = {**WEEK, "from": str(tomorrow(station)), **changes}
    reply = station.post("tell-week", **fields)
    assert 'role="alert"' in reply.text
    assert 'value="13.30"' in reply.text
    assert told(station) == []


def test_hours_begin_tomorrow_at_the_earliest(station: Station) -> None:
    for days in (-1, 0, 367):
        reply = station.post("tell-week", **WEEK, **{"from": str(tomorrow(station, days))})
        assert 'role="alert"' in reply.text
    assert told(station) == []
    station.post("tell-week", **WEEK, **{"from": str(tomorrow(station))})
    assert len(told(station)) == 1


def test_a_closure_names_nobody(station: Station) -> None:
    first = tomorrow(station, 3)
    reason = "Absence, appeler 06 12 34 56 78"
    reply = station.post("tell-days", first=str(first), last="", reason=reason)
    assert "fermé" in reply.text
    (body,) = told(station)
    assert isinstance(body, DaysChange)
    assert body.days == SpecialDays(first, first)
    assert "06 12" not in body.reason


def test_an_opening_out_of_the_ordinary_has_its_times(station: Station) -> None:
    first, last = tomorrow(station, 3), tomorrow(station, 5)
    station.post("tell-days", first=str(first), last=str(last), xa="14h", xb="16h30", reason="")
    assert told(station) == [DaysChange(1, SpecialDays(first, last, (Slot(840, 990),)), "")]


def test_days_that_are_over_or_in_no_order_are_not_announced(station: Station) -> None:
    past, ahead = tomorrow(station, -1), tomorrow(station, 4)
    for first, last in ((past, past), (ahead, tomorrow(station)), (ahead, tomorrow(station, 900))):
        reply = station.post("tell-days", first=str(first), last=str(last), reason="")
        assert 'role="alert"' in reply.text
    assert told(station) == []


def test_what_is_announced_is_shown_and_taken_back(station: Station) -> None:
    closed = SpecialDays(tomorrow(station, 20), tomorrow(station, 21))
    coming = ((tomorrow(station, 10), "Mo 09:00-12:00"),)
    station.collector.closures, station.collector.coming = (closed.rule,), coming
    station.collector.serial += 1
    station.kiosk.courier.send()
    page = station.post("hours").text
    days = f"days {closed.first} {closed.last}"
    assert "Lundi" in page
    assert f"take-back:{days}" in page
    assert f"take-back:{days}" not in station.post(f"take-back:{days}").text
    assert told(station) == [DaysChange(1, closed, "", withdrawn=True)]
    station.post(f"take-back:hours {coming[0][0]}")
    assert len(told(station)) == 2
    assert "take-back" not in station.post("hours").text


def test_no_number_is_used_twice_across_a_restart(station: Station) -> None:
    day = str(tomorrow(station, 2))
    station.post("tell-days", first=day, last="", reason="")
    station.start()
    station.enter()
    station.post("tell-days", first=day, last="", reason="encore")
    revisions = [each.revision for each in told(station) if isinstance(each, DaysChange)]
    assert sorted(revisions) == [1, 2]
    assert station.post("hours").text.count("take-back:") == 1
