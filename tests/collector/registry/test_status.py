"""A sign of life is kept when its device signed it, and never replaced by an older one."""

from __future__ import annotations

from datetime import date

from collector.registry.device import SignOfLife
from collector.registry.status import accept_status
from collector.store.devices import revoke_device, signs_of_life
from tests.support.problems import refused
from tests.support.town import Machine, Town


def sign_of(town: Town, machine: Machine) -> SignOfLife:
    with town.database.read() as transaction:
        return next(sign for sign in signs_of_life(transaction) if sign.device.id == machine.id)


def test_the_last_status_is_kept_with_the_day_of_the_contact(town: Town) -> None:
    kiosk = town.kiosk()
    assert (sign_of(town, kiosk).status, sign_of(town, kiosk).day) == (None, None)
    accept_status(town.database, kiosk.status({"2026-10": 3}), date(2026, 10, 15))
    accept_status(town.database, kiosk.status({"2026-10": 5}), date(2026, 10, 16))
    sign = sign_of(town, kiosk)
    assert sign.status is not None
    assert (sign.status.waiting, sign.day) == ({"2026-10": 5}, date(2026, 10, 16))
    assert sign.status.versions == {"isoloir": "0.1.0", "survey": "small 1", "keys": "2027-04"}


def test_a_status_found_late_changes_nothing(town: Town) -> None:
    kiosk = town.kiosk()
    old = kiosk.status({}, serial=7)
    town.intake().accept(kiosk.batch(town.context(), town.items(2)))
    accept_status(town.database, kiosk.status({"2026-10": 4}, serial=7), date(2026, 10, 15))
    accept_status(town.database, old, date(2026, 11, 2))
    sign = sign_of(town, kiosk)
    assert sign.status is not None
    assert (sign.status.waiting, sign.day) == ({"2026-10": 4}, date(2026, 10, 15))


def test_a_status_is_refused_from_strangers_the_revoked_and_forgers(town: Town) -> None:
    kiosk, stranger = town.kiosk(), Machine()
    with refused("device-unknown"):
        accept_status(town.database, stranger.status(), date(2026, 10, 15))
    status = kiosk.status()
    forged = status[:-1] + bytes([status[-1] ^ 1])
    with refused("signature-invalid"):
        accept_status(town.database, forged, date(2026, 10, 15))
    with refused("format-malformed"):
        accept_status(town.database, b"nonsense", date(2026, 10, 15))
    with town.database.begin() as transaction:
        revoke_device(transaction, kiosk.id)
    with refused("device-revoked"):
        accept_status(town.database, kiosk.status(), date(2026, 10, 15))
    assert sign_of(town, kiosk).status is None
