"""Alerts are sent when there is something new, and then left in peace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from collector.fleet.alerts import Alert, compose, read_told, write_told
from collector.fleet.assess import Concern, Watched
from collector.fleet.fleet import FleetLine
from collector.texts import load_texts
from tests.collector.fleet.test_assess import watched

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


def test_what_passes_by_itself_is_no_message() -> None:
    assert say({}, MONDAY, Concern.OLD_BUNDLE, Concern.OLD_PROGRAM).text == ""


def test_what_was_told_is_kept_and_a_spoilt_file_costs_one_message(tmp_path: Path) -> None:
    write_told(tmp_path, {"x silent": "2026-03-02"})
    assert read_told(tmp_path) == {"x silent": "2026-03-02"}
    (tmp_path / "alerts.json").write_text("[1", encoding="utf-8")
    assert read_told(tmp_path) == {}
