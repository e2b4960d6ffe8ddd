"""The desk words the very facts of `isoloir-kiosk status --json`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.desk.view import NOTICES_SHOWN, desk_view, size, title_of, written
from kiosk.station.heartbeat import PageState
from kiosk.status import lines, report
from shared.bundle import Notice, write_bundle
from tests.kiosk.desk.parts import Station
from tests.simulators.collector_simulator import Faults


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def with_notices(station: Station, *notices: Notice) -> None:
    """A newer bundle that carries these."""
    device = station.kiosk.device
    held = device.bundle
    bundle = type(held)(
        held.serial + 1, held.device, held.points, held.surveys, held.keys, held.signers, notices
    )
    assert device.accept_bundle(write_bundle(station.collector.signer, bundle))


def notice(number: int, starts: str = "2026-10-01", ends: str = "2026-10-31") -> Notice:
    return Notice(f"n{number}", "desk", starts, ends, {"fr": f"Nouvelle {number}", "en": "News"})


def test_what_is_on_its_way_still_waits(station: Station) -> None:
    station.kiosk.answer(4)
    station.collector.faults = Faults(offline=True)
    station.kiosk.courier.send()
    station.kiosk.answer(2)
    view = desk_view(station.office.facts())
    assert (view.waiting, view.periods) == (6, (("10/2026", 6),))
    assert view.contact_problem == title_of("collector-unreachable")
    assert view.contact_day == "06/10/2026"


def test_what_was_refused_is_shown_with_its_reason(station: Station) -> None:
    station.kiosk.answer(3)
    station.collector.faults = Faults(refuse="device-revoked")
    station.kiosk.courier.send()
    view = desk_view(station.office.facts())
    assert [(each.items, each.reason) for each in view.refused] == [(3, title_of("device-revoked"))]
    assert view.refused_items == 3


def test_notices_show_on_their_days_and_at_the_desk_only(station: Station) -> None:
    past, ahead = notice(3, ends="2026-10-05"), notice(4, starts="2026-10-07")
    elsewhere = Notice("n5", "attract", "2026-10-01", "2026-10-31", {"fr": "Ailleurs"})
    with_notices(station, notice(1), notice(2, "2026-10-06", "2026-10-06"), past, ahead, elsewhere)
    assert desk_view(station.office.facts()).notices == ("Nouvelle 1", "Nouvelle 2")


def test_many_notices_are_counted(station: Station) -> None:
    with_notices(station, *(notice(each) for each in range(NOTICES_SHOWN + 2)))
    view = desk_view(station.office.facts())
    assert (len(view.notices), view.more_notices) == (NOTICES_SHOWN, 2)


@pytest.mark.parametrize(("page", "word"), [(None, "no server"), (PageState.SILENT, "frozen")])
def test_status_tells_of_the_page_in_words_too(
    station: Station, page: PageState | None, word: str
) -> None:
    kiosk = station.kiosk
    found = report(kiosk.device, kiosk.spool, kiosk.outbox, date(2026, 10, 6), page)
    assert any(word in line for line in lines(found))


def test_a_device_without_a_bundle_has_a_desk_all_the_same(station: Station) -> None:
    (station.kiosk.data_dir / "bundle.cbor").unlink()
    view = desk_view(station.office.facts())
    assert (view.point, view.survey, view.notices) == ("", "", ())


def test_dates_and_sizes_are_written_as_people_do() -> None:
    assert [written(each) for each in ("", "2026-10", "2026-10-06")] == [
        "",
        "10/2026",
        "06/10/2026",
    ]
    assert [size(each) for each in (0, 900, 1536)] == ["0 Mo", "900 Mo", "1,5 Go"]


def test_a_reason_that_only_a_newer_collector_knows_is_shown_by_its_code() -> None:
    assert title_of("from-the-future") == "from-the-future"
    assert title_of("") == ""
    assert title_of("<b>not a code</b>") == title_of("internal")
