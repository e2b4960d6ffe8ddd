"""Each thing that can be amiss with a device is named, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from collector.fleet.assess import CLOCK, Concern, Newest, Watched, watch
from collector.registry.device import Device, SignOfLife
from shared.messages import DeviceKind, Status

TODAY = date(2026, 3, 12)  # a Thursday
NEWEST = Newest(serial=7, program="1.2.0")
GOOD = Status(
    device="d" * 16,
    waiting={"2026-03": 4},
    quarantined=0,
    serial=7,
    total=40,
    free_mib=20_000,
    versions={"isoloir": "1.2.0", CLOCK: "2026-03-12"},
)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def watched(
    status: Status | None = GOOD, day: date | None = TODAY, revoked: bool = False
) -> Watched:
    device = Device("d" * 16, DeviceKind.KIOSK, b"k" * 32, "point", None, revoked)
    return watch(SignOfLife(device, status, day), NEWEST, TODAY, weekday)


def test_a_device_in_order_causes_no_concern() -> None:
    assert watched().concerns == ()
    assert (watched().waiting, str(watched().oldest)) == (4, "2026-03")


@pytest.mark.parametrize(
    ("change", "concern"),
    [
        ({"free_mib": 499}, Concern.DISK_LOW),
        ({"quarantined": 1}, Concern.QUARANTINED),
        ({"waiting": {"2026-01": 1, "2026-03": 2}}, Concern.OLD_RESPONSES),
        ({"serial": 6}, Concern.OLD_BUNDLE),
        ({"versions": {"isoloir": "1.1.0"}}, Concern.OLD_PROGRAM),
        ({"versions": {"isoloir": "1.2.0", CLOCK: "2026-03-14"}}, Concern.CLOCK_WRONG),
        ({"versions": {"isoloir": "1.2.0", CLOCK: "1970-01-01"}}, Concern.CLOCK_WRONG),
    ],
)
def test_one_thing_amiss_is_one_concern(change: dict[str, object], concern: Concern) -> None:
    assert watched(replace(GOOD, **change)).concerns == (concern,)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"free_mib": 500},
        {"waiting": {"2026-02": 9, "2026-01": 0}},
        {"versions": {"isoloir": "1.2.0", CLOCK: "2026-03-11"}},
        {"versions": {"isoloir": "1.2.0", CLOCK: "yesterday"}},
    ],
)
def test_what_is_within_bounds_is_left_alone(change: dict[str, object]) -> None:
    assert watched(replace(GOOD, **change)).concerns == ()  # type: ignore[arg-type]


def test_silence_counts_whole_open_days_only() -> None:
    friday = date(2026, 3, 6)
    assert watched(day=friday).open_days == 3  # Monday to Wednesday; today is not over
    assert Concern.SILENT in watched(day=friday).concerns
    assert Concern.SILENT not in watched(day=date(2026, 3, 10)).concerns


def test_a_device_that_was_never_heard_of_is_told_apart_from_a_silent_one() -> None:
    assert watched(None, None).concerns == (Concern.NEVER_SEEN,)


def test_a_revoked_device_is_no_concern() -> None:
    assert watched(None, None, revoked=True).concerns == ()
