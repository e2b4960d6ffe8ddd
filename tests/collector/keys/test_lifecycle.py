"""Keys are made ahead, shown with what they wait for, and destroyed only once drained."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, insert, select

from collector.keys.lifecycle import KeyState, create_keys, destroy_key, report_keys
from collector.registry.status import accept_status
from collector.store.devices import revoke_device
from collector.store.schema import seen, set_aside, vault
from collector.store.tally_schema import claimed, tally_claim
from shared.periods import Period
from tests.support.problems import refused
from tests.support.town import Machine, Town

OCTOBER = Period(2026, 10)


def states(town: Town) -> dict[str, KeyState]:
    reports = report_keys(town.database, town.keyring, town.clock())
    return {str(report.period): report.state for report in reports}


def reasons(town: Town) -> str:
    reports = report_keys(town.database, town.keyring, town.clock())
    return " ".join(next(report for report in reports if report.period == OCTOBER).reasons)


def destroy(town: Town, *, force: bool = False) -> tuple[str, ...]:
    return destroy_key(town.database, town.keyring, OCTOBER, town.clock(), force=force)


def in_november(town: Town) -> None:
    town.clock.set(date(2026, 11, 5))


def report(town: Town, machine: Machine, waiting: dict[str, int] | None = None) -> None:
    """A device fetches its bundle, then says what it holds."""
    serial = town.bundle(machine).serial
    accept_status(town.database, machine.status(waiting, serial), town.clock().date())


def empty_vault(town: Town) -> None:
    """What a tally does in the end."""
    with town.database.begin() as transaction:
        transaction.execute(delete(vault))


def test_keys_are_made_ahead_and_once(town: Town) -> None:
    assert list(states(town)) == ["2026-10", "2026-11", "2026-12"]
    before = town.keyring.load(OCTOBER).raw
    made = create_keys(town.database, town.keyring, OCTOBER, 5, town.clock())
    assert list(map(str, made)) == ["2027-01", "2027-02"]
    assert create_keys(town.database, town.keyring, OCTOBER, 5, town.clock()) == []
    assert town.keyring.load(OCTOBER).raw == before


def test_a_key_whose_making_was_interrupted_is_published_later(town: Town) -> None:
    made = town.keyring.create(Period(2027, 1))
    create_keys(town.database, town.keyring, OCTOBER, 4, town.clock())
    assert town.bundle(town.kiosk()).keys["2027-01"] == made.public


def test_new_keys_raise_the_bundles_serial(town: Town) -> None:
    kiosk = town.kiosk()
    before = town.bundle(kiosk).serial
    create_keys(town.database, town.keyring, OCTOBER, 4, town.clock())
    assert town.bundle(kiosk).serial > before


def test_a_lost_private_half_is_never_replaced_behind_the_devices_backs(town: Town) -> None:
    town.keyring.destroy(Period(2026, 11))
    assert states(town)["2026-11"] is KeyState.MISSING
    with refused("key-missing"):
        create_keys(town.database, town.keyring, OCTOBER, 6, town.clock())
    assert not town.keyring.has(Period(2026, 11))
    assert "2027-01" not in states(town)


def test_the_state_follows_the_calendar(town: Town) -> None:
    assert states(town) == {
        "2026-10": KeyState.OPEN,
        "2026-11": KeyState.AHEAD,
        "2026-12": KeyState.AHEAD,
    }
    in_november(town)
    assert states(town) == {
        "2026-10": KeyState.DRAINED,
        "2026-11": KeyState.OPEN,
        "2026-12": KeyState.AHEAD,
    }


def test_an_open_month_keeps_its_key(town: Town) -> None:
    with refused("period-not-drained"):
        destroy(town)
    assert town.keyring.has(OCTOBER)


def test_items_in_the_vault_keep_the_key(town: Town) -> None:
    kiosk = town.kiosk()
    town.intake().accept(kiosk.batch(town.context(), town.items(3)))
    in_november(town)
    report(town, kiosk)
    assert "3 sealed items" in reasons(town)
    with refused("period-not-drained"):
        destroy(town)
    empty_vault(town)
    assert reasons(town) == ""


def test_an_unfinished_tally_keeps_the_key(town: Town) -> None:
    in_november(town)
    with town.database.begin() as transaction:
        transaction.execute(
            insert(tally_claim).values(
                id="c", caf="761", period="2026-10", ordinal=1, published=False, opened=0,
                set_aside=0,
            )
        )  # fmt: skip
    assert "not published" in reasons(town)
    with refused("period-not-drained"):
        destroy(town)


def test_a_device_that_was_never_heard_of_keeps_the_key(town: Town) -> None:
    kiosk = town.kiosk()
    in_november(town)
    assert f"{kiosk.id} was never heard of" in reasons(town)
    with refused("period-not-drained"):
        destroy(town)


def test_a_device_that_was_not_heard_of_since_keeps_the_key(town: Town) -> None:
    kiosk = town.kiosk()
    report(town, kiosk)
    in_november(town)
    assert "since the month ended" in reasons(town)
    report(town, kiosk)
    assert reasons(town) == ""


def test_a_device_that_still_has_the_old_bundle_keeps_the_key(town: Town) -> None:
    kiosk = town.kiosk()
    old = town.bundle(kiosk).serial
    in_november(town)
    accept_status(town.database, kiosk.status({}, old), town.clock().date())
    assert "since the month ended" in reasons(town)


def test_a_device_that_says_it_holds_some_keeps_the_key(town: Town) -> None:
    kiosk = town.kiosk()
    in_november(town)
    report(town, kiosk, {"2026-10": 2, "2026-11": 9})
    assert "still has 2 responses" in reasons(town)
    report(town, kiosk, {"2026-11": 9})
    assert reasons(town) == ""


def test_a_revoked_device_is_not_waited_for(town: Town) -> None:
    kiosk = town.kiosk()
    in_november(town)
    with town.database.begin() as transaction:
        revoke_device(transaction, kiosk.id)
    assert states(town)["2026-10"] is KeyState.DRAINED


def test_destroying_forgets_everything_of_the_period(town: Town) -> None:
    kiosk = town.kiosk()
    town.intake().accept(kiosk.batch(town.context(), town.items(3)))
    with town.database.begin() as transaction:
        columns = [column.name for column in vault.c]
        copied = select(*vault.c, vault.c.kind, vault.c.kind)
        transaction.execute(insert(set_aside).from_select([*columns, "code", "claim"], copied))
        transaction.execute(
            insert(tally_claim).values(
                id="c", caf="761", period="2026-10", ordinal=1, published=True, opened=0,
                set_aside=0,
            )
        )  # fmt: skip
        transaction.execute(
            insert(claimed).values(
                claim="c", point_id="rouen", period="2026-10", ids=b"", tags=b"t" * 16, taken=1,
                opened=1,
            )
        )  # fmt: skip
    in_november(town)
    town.intake().accept(kiosk.batch(town.context(), town.items(2)))
    with town.database.begin() as transaction:
        transaction.execute(delete(vault).where(vault.c.period == "2026-10"))
    report(town, kiosk)
    assert destroy(town) == ()
    assert states(town)["2026-10"] is KeyState.DESTROYED
    assert not town.keyring.has(OCTOBER)
    with town.database.read() as transaction:
        assert set(transaction.scalars(select(seen.c.period))) == {"2026-11"}
        assert list(transaction.scalars(select(set_aside.c.sealed))) == [b""] * 3
        assert transaction.scalar(select(claimed.c.tags)) == b""
    assert "2026-10" not in town.bundle(kiosk).keys


def test_force_says_what_it_overrides(town: Town) -> None:
    kiosk = town.kiosk()
    town.intake().accept(kiosk.batch(town.context(), town.items(3)))
    in_november(town)
    overridden = " ".join(destroy(town, force=True))
    assert "3 sealed items" in overridden
    assert kiosk.id in overridden
    assert not town.keyring.has(OCTOBER)


def test_a_destruction_that_was_interrupted_is_finished_by_the_next(town: Town) -> None:
    in_november(town)
    data = (town.collector.config.keys_dir / "2026-10.key").read_bytes()
    destroy(town)
    (town.collector.config.keys_dir / "2026-10.key").write_bytes(data)
    reports = report_keys(town.database, town.keyring, town.clock())
    assert "destroy it again" in " ".join(reports[0].reasons)
    destroy(town)
    assert not town.keyring.has(OCTOBER)


def test_a_destroyed_key_is_never_made_again(town: Town) -> None:
    in_november(town)
    destroy(town)
    assert create_keys(town.database, town.keyring, OCTOBER, 3, town.clock()) == []
    assert not town.keyring.has(OCTOBER)


def test_a_period_without_a_key_is_named(town: Town) -> None:
    with refused("key-unknown"):
        destroy_key(town.database, town.keyring, Period(2020, 1), town.clock())
