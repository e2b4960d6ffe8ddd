"""The clock on the wall of the Point: what hours go by, and what months do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from kiosk.clock import PREMISES
from kiosk.commands.parts import Rooms
from kiosk.commands.station import make_desk
from kiosk.config import load_config
from kiosk.device import BUNDLE_FILE
from kiosk.station.lighting import is_wanted
from shared.bundle import BundlePoint
from shared.sealing import Label
from tests.kiosk.pages.stage import Stage
from tests.kiosk.parts import Clock, Kiosk
from tests.simulators.collector_simulator import CollectorSimulator

HALLOWEEN = datetime(2026, 10, 31, 22, 30, tzinfo=PREMISES)
"""1:30 of Sunday, 1 November, in La Réunion."""


def kiosk(directory: Path, departement: str, at: datetime) -> Kiosk:
    return Kiosk(directory, CollectorSimulator(departement=departement), Clock(at))


def test_the_desk_goes_by_the_points_day_and_answers_by_the_month_in_paris(tmp_path: Path) -> None:
    held = kiosk(tmp_path / "data", "974", HALLOWEEN)
    assert held.device.here() == HALLOWEEN
    assert held.device.here().utcoffset() == timedelta(hours=4)
    config = load_config(None, {"ISOLOIR_KIOSK_DATA_DIR": str(held.data_dir)})
    desk = make_desk(Rooms(config, held.device, held.spool, held.outbox, held.courier))
    assert desk.office.openings.today == date(2026, 11, 1)
    assert str(desk.office.register.offered()[0]) == "2026-11"
    assert held.device.lane(Label.RESPONSE)[0].period == "2026-10"


def test_in_mainland_france_and_without_a_bundle_it_is_the_time_in_paris(tmp_path: Path) -> None:
    mainland = kiosk(tmp_path / "mainland", "76", HALLOWEEN)
    assert mainland.device.here().date() == date(2026, 10, 31)
    bare = kiosk(tmp_path / "bare", "974", HALLOWEEN)
    (bare.data_dir / BUNDLE_FILE).unlink()
    assert bare.device.here().date() == date(2026, 10, 31)


def test_the_first_screen_shows_the_hours_of_the_points_own_day(tmp_path: Path) -> None:
    sunday = datetime(2026, 10, 4, 22, 30, tzinfo=PREMISES)
    stage = Stage(tmp_path, clock=lambda: sunday)
    held = stage.device.held
    assert held is not None

    def shown(departement: str) -> bool:
        (point,) = held.points
        there = replace(point, hours="Mo 09:05-12:00", departement=departement)
        stage.device.held = replace(held, points=(there,))
        return "09:05" in stage.client.get("/").text

    assert shown("974")
    assert not shown("76")
    assert not shown("972")


def test_the_screen_is_lit_when_the_point_opens_there(tmp_path: Path) -> None:
    """8:00 in La Réunion is 5:00 in Paris, in winter."""
    held = kiosk(tmp_path, "974", datetime(2026, 11, 3, 5, tzinfo=PREMISES))
    point = BundlePoint("p", "974", "P", "", "Mo-Fr 08:00-12:00; PH off", "t", bytes(32))
    here = held.device.here()
    assert is_wanted(point.expression_on(here.date()), here)
    assert not is_wanted(point.expression_on(here.date()), held.clock.now())
