"""Alerts are sent when there is something new, and then left in peace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from collector.fleet.alerts import TOLD_FILE, Alert, compose, read_told, write_told
from collector.fleet.assess import Concern, Watched
from collector.fleet.fleet import FleetLine
from collector.registry.registered import RegisteredPoint
from collector.texts import load_texts
from tests.collector.fleet.test_assess import watched
from tests.support.town import ROUEN, record

FRENCH = load_texts()["fr"]
MONDAY = date(2026, 3, 9)


def line(*concerns: Concern) -> FleetLine:
    state: Watched = replace(watched(), concerns=concerns)
    return FleetLine(state, None)


def say(told: dict[str, str] | Alert, day: date, *concerns: Concern) -> Alert:
    known = told.told if isinstance(told, Alert) else told
    return compose([line(*concerns)], known, day, FRENCH)


def test_a_concern_is_told_once_a_week_and_once_when_it_is_over() -> None:
    first = say({}, MONDAY, Concern.SILENT)
    assert "Silencieux" in first.text
    tuesday = say(first, MONDAY + timedelta(days=1), Concern.SILENT)
    assert tuesday.text == ""
    again = say(tuesday, MONDAY + timedelta(days=7), Concern.SILENT)
    assert "Silencieux" in again.text
    over = say(again, MONDAY + timedelta(days=8))
    assert "Réglé depuis" in over.text
    assert say(over, MONDAY + timedelta(days=9)).text == ""


def test_a_new_concern_is_told_beside_one_that_was_told() -> None:
    first = say({}, MONDAY, Concern.SILENT)
    second = say(first, MONDAY + timedelta(days=1), Concern.SILENT, Concern.DISK_LOW)
    assert "disque" in second.text
    assert "Silencieux" not in second.text


def test_days_off_are_quiet_and_nothing_is_forgotten() -> None:
    for day in (date(2026, 3, 7), date(2026, 3, 8), date(2026, 5, 1)):
        quiet = say({"x silent": "2026-03-02"}, day, Concern.SILENT)
        assert quiet.text == ""
        assert quiet.told == {"x silent": "2026-03-02"}


def test_a_regional_holiday_is_a_day_off_where_all_points_have_it() -> None:
    def at(postcode: str) -> FleetLine:
        place = replace(record(ROUEN, "671"), postcode=postcode, insee="")
        point = RegisteredPoint(place, "token", (), None, active=True)
        return replace(line(Concern.SILENT), point=point)

    friday = date(2026, 4, 3)
    strasbourg, rouen = at("67000"), at("76000")
    assert compose([strasbourg], {}, friday, FRENCH).text == ""
    assert "Silencieux" in compose([strasbourg, rouen], {}, friday, FRENCH).text
    assert "Silencieux" in compose([strasbourg], {}, friday - timedelta(days=1), FRENCH).text


def test_what_passes_by_itself_is_no_message() -> None:
    assert say({}, MONDAY, Concern.OLD_BUNDLE, Concern.OLD_PROGRAM).text == ""


def test_two_concerns_of_a_device_are_settled_one_by_one() -> None:
    both = say({}, MONDAY, Concern.SILENT, Concern.DISK_LOW)
    one = say(both, MONDAY + timedelta(days=1), Concern.SILENT)
    settled = one.text.partition("Réglé depuis")[2]
    assert "disque" in settled
    assert "Silencieux" not in settled


def test_what_was_told_is_kept_apart_for_each_address(tmp_path: Path) -> None:
    directory = tmp_path / "alerts"
    write_told(directory, "a@caf.example caf:761", {"x silent": "2026-03-02"})
    write_told(directory, "b@caf.example caf:591", {"y disk-low": "2026-03-03"})
    assert read_told(directory, "a@caf.example caf:761") == {"x silent": "2026-03-02"}
    assert read_told(directory, "b@caf.example caf:591") == {"y disk-low": "2026-03-03"}
    assert read_told(directory, "c@caf.example caf:591") == {}


@pytest.mark.parametrize("text", ["[1", "[]", '{"a": 1}', '{"a": {"x unheard-of": "2026-03-02"}}'])
def test_a_spoilt_file_costs_one_message(tmp_path: Path, text: str) -> None:
    (tmp_path / TOLD_FILE).write_text(text, encoding="utf-8")
    assert read_told(tmp_path, "a") == {}
