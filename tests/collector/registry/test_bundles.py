"""Each device gets its own bundle, and a newer one whenever something in it changed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from collector.keys.lifecycle import create_keys, destroy_key
from collector.registry.bundles import answer_bundle_request
from collector.store.devices import revoke_device
from collector.store.points import RegistryPoints
from collector.store.schema import point, setting
from collector.surveys.publish import publish_survey
from shared.bundle import Bundle, read_bundle
from shared.messages import write_bundle_request
from shared.periods import Period
from tests.support.problems import refused
from tests.support.town import DIEPPE, LILLE, ROUEN, Machine, Town, record, small_survey


def fetch(town: Town, machine: Machine, have: int = 0) -> Bundle | None:
    header = write_bundle_request(machine.signer, machine.id, have)
    data = answer_bundle_request(town.database, town.signer, header, town.clock())
    return None if data is None else read_bundle(data, [town.signer.public])


def fetched(town: Town, machine: Machine, have: int = 0) -> Bundle:
    bundle = fetch(town, machine, have)
    assert bundle is not None
    return bundle


def relay(town: Town, caf: str | None) -> Machine:
    machine = Machine()
    town.enrol(machine, town.relay_ticket(caf))
    return machine


def test_a_kiosk_gets_its_point_its_survey_and_the_keys_from_now_on(town: Town) -> None:
    kiosk = town.kiosk(ROUEN)
    bundle = fetched(town, kiosk)
    (only,) = bundle.points
    assert (only.id, only.caf, only.name) == (ROUEN, "761", "Point de rouen")
    assert only.address == "1 rue du Port, 76000 Rouen"
    assert only.hours == "Mo-Fr 09:00-12:00"
    assert only.departement == "76"
    assert bundle.surveys == {town.survey.digest: town.survey}
    assert list(bundle.keys) == ["2026-10", "2026-11", "2026-12"]
    assert bundle.keys["2026-10"] == town.keyring.load(Period(2026, 10)).public
    assert bundle.signers == (town.signer.public,)
    assert bundle.device == kiosk.id


def test_a_relay_gets_the_points_of_its_caf_or_all(town: Town) -> None:
    assert [each.id for each in fetched(town, relay(town, "761")).points] == [DIEPPE, ROUEN]
    assert [each.id for each in fetched(town, relay(town, None)).points] == [DIEPPE, LILLE, ROUEN]


def test_a_relay_does_not_get_points_that_are_none_any_more(town: Town) -> None:
    with town.database.begin() as transaction:
        closed = update(point).where(point.c.point_id == DIEPPE).values(active=False)
        transaction.execute(closed)
    assert [each.id for each in fetched(town, relay(town, "761")).points] == [ROUEN]


def test_each_point_has_a_token_of_its_own(town: Town) -> None:
    tokens = [each.token for each in fetched(town, relay(town, None)).points]
    assert len(set(tokens)) == 3
    assert all(len(token) == 24 and token.isalnum() for token in tokens)


def test_nothing_newer_is_nothing(town: Town) -> None:
    kiosk = town.kiosk()
    serial = fetched(town, kiosk).serial
    assert fetch(town, kiosk, serial) is None
    assert fetch(town, kiosk, serial + 1) is None
    assert fetch(town, kiosk, serial - 1) is not None


def test_a_device_cannot_fetch_in_anothers_name(town: Town) -> None:
    kiosk, other = town.kiosk(ROUEN), town.kiosk(DIEPPE)
    header = write_bundle_request(other.signer, kiosk.id, 0)
    with refused("signature-invalid"):
        answer_bundle_request(town.database, town.signer, header, town.clock())


def test_a_request_cannot_be_changed(town: Town) -> None:
    kiosk = town.kiosk()
    header = write_bundle_request(kiosk.signer, kiosk.id, 7).replace(".7.", ".0.")
    with refused("signature-invalid"):
        answer_bundle_request(town.database, town.signer, header, town.clock())


def test_unknown_and_revoked_devices_get_nothing(town: Town) -> None:
    kiosk = town.kiosk()
    with town.database.begin() as transaction:
        revoke_device(transaction, kiosk.id)
    with refused("device-revoked"):
        fetch(town, kiosk)
    with refused("device-unknown"):
        fetch(town, Machine())


def test_every_change_gives_a_newer_bundle(town: Town) -> None:
    kiosk = town.kiosk()
    registry = RegistryPoints(town.database, town.clock, lambda size: b"r" * size)
    serial = fetched(town, kiosk).serial

    def newer() -> Bundle:
        nonlocal serial
        bundle = fetched(town, kiosk, serial)
        assert bundle.serial > serial
        serial = bundle.serial
        return bundle

    publish_survey(town.database, small_survey(2), 1.0, town.clock())
    assert list(newer().surveys) == [small_survey(2).digest]
    registry.upsert_points([record(ROUEN, "761", hours="Sa 10:00-12:00")])
    assert newer().points[0].hours == "Sa 10:00-12:00"
    create_keys(town.database, town.keyring, town.period, 4, town.clock())
    assert "2027-01" in newer().keys
    destroy_key(town.database, town.keyring, Period(2027, 1), town.clock(), force=True)
    assert "2027-01" not in newer().keys
    town.clock.set(date(2026, 11, 1))
    assert list(newer().keys) == ["2026-11", "2026-12"]


def test_what_changes_nothing_gives_no_newer_bundle(town: Town) -> None:
    kiosk = town.kiosk()
    serial = fetched(town, kiosk).serial
    registry = RegistryPoints(town.database, town.clock, lambda size: b"r" * size)
    registry.upsert_points([record(ROUEN, "761")])
    publish_survey(town.database, town.survey, 1.0, town.clock())
    create_keys(town.database, town.keyring, town.period, 3, town.clock())
    assert fetch(town, kiosk, serial) is None


def test_the_serial_goes_forward_from_a_restored_backup(town: Town) -> None:
    kiosk = town.kiosk()
    publish_survey(town.database, small_survey(2), 1.0, town.clock())
    before = fetched(town, kiosk).serial
    town.clock.set(date(2026, 10, 20))
    with town.database.begin() as transaction:
        transaction.execute(update(setting).values(value="3"))
    publish_survey(town.database, small_survey(3), 1.0, town.clock())
    assert fetched(town, kiosk).serial > before


def test_a_point_may_have_a_survey_of_its_own(town: Town) -> None:
    kiosk = town.kiosk()
    second = small_survey(2)
    publish_survey(town.database, second, 1.0, town.clock())
    with town.database.begin() as transaction:
        own = update(point).where(point.c.point_id == ROUEN).values(survey=town.survey.digest)
        transaction.execute(own)
    bundle = fetched(town, kiosk)
    assert bundle.points[0].survey == town.survey.digest
    assert bundle.survey_of(bundle.points[0]) == town.survey
