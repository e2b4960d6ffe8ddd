"""A batch becomes a receipt: once, whoever asks, however often, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from collector.intake.accept import Accepted
from collector.store.schema import ledger, seen, vault
from shared.receipt import Receipt, read_receipt
from shared.sealing import Label
from tests.support.town import DIEPPE, LILLE, ROUEN, Machine, Town


def counts(town: Town) -> tuple[int, int, int]:
    """Rows of ledger, seen and vault."""
    with town.database.read() as transaction:
        ledgers, seens, vaults = (
            transaction.scalar(select(func.count()).select_from(table)) or 0
            for table in (ledger, seen, vault)
        )
    return ledgers, seens, vaults


def receipt_of(town: Town, accepted: Accepted) -> Receipt:
    return read_receipt(accepted.receipt, [town.signer.public])


def test_a_batch_is_kept_whole_and_receipted(town: Town) -> None:
    kiosk = town.kiosk()
    items = town.items(7)
    accepted = town.intake().accept(kiosk.batch(town.context(), items))
    receipt = receipt_of(town, accepted)
    assert (receipt.device, receipt.sequence) == (kiosk.id, 1)
    assert (receipt.accepted, receipt.repeated, accepted.again) == (7, 0, False)
    with town.database.read() as transaction:
        rows = transaction.execute(select(vault)).mappings().all()
    assert {row["sealed"] for row in rows} == set(items)
    assert {row["item_id"] for row in rows} == {item[:16] for item in items}
    context = town.context()
    for row in rows:
        kept = (row["point_id"], row["kind"], row["period"], row["survey"], row["key_id"])
        assert kept == (ROUEN, "response", "2026-10", context.survey, context.key_id)


def test_the_same_batch_again_gets_the_very_same_receipt(town: Town) -> None:
    batch = town.kiosk().batch(town.context(), town.items(5))
    intake = town.intake()
    first = intake.accept(batch)
    again = intake.accept(batch)
    assert again == Accepted(first.receipt, again=True)
    assert town.intake().accept(batch).receipt == first.receipt
    assert counts(town) == (1, 5, 5)


def test_the_receipt_is_the_same_after_the_device_was_revoked(town: Town) -> None:
    from collector.store.devices import revoke_device

    kiosk = town.kiosk()
    batch = kiosk.batch(town.context(), town.items(5))
    first = town.intake().accept(batch)
    with town.database.begin() as transaction:
        revoke_device(transaction, kiosk.id)
    assert town.intake().accept(batch).receipt == first.receipt


def test_an_item_that_came_in_another_batch_counts_once(town: Town) -> None:
    kiosk = town.kiosk()
    items = town.items(6)
    town.intake().accept(kiosk.batch(town.context(), items[:4]))
    receipt = receipt_of(town, town.intake().accept(kiosk.batch(town.context(), items[2:])))
    assert (receipt.accepted, receipt.repeated) == (2, 2)
    third = receipt_of(town, town.intake().accept(kiosk.batch(town.context(), items)))
    assert (third.accepted, third.repeated) == (0, 6)
    assert counts(town) == (3, 6, 6)


def test_an_item_counts_once_across_months_and_devices(town: Town) -> None:
    item = town.items(1)
    town.intake().accept(town.kiosk().batch(town.context(), item))
    town.clock.set(town.clock().date().replace(month=11, day=2))
    other = town.kiosk()
    receipt = receipt_of(town, town.intake().accept(other.batch(town.context(), item)))
    assert (receipt.accepted, receipt.repeated) == (0, 1)


def test_the_same_id_at_another_point_is_another_item(town: Town) -> None:
    item = town.items(1)
    town.intake().accept(town.kiosk(ROUEN).batch(town.context(ROUEN), item))
    accepted = town.intake().accept(town.kiosk(DIEPPE).batch(town.context(DIEPPE), item))
    assert receipt_of(town, accepted).accepted == 1


def test_comments_are_kept_as_comments(town: Town) -> None:
    context = town.context(label=Label.COMMENT)
    town.intake().accept(town.kiosk().batch(context, town.items(2, Label.COMMENT)))
    with town.database.read() as transaction:
        assert set(transaction.scalars(select(vault.c.kind))) == {"comment"}


def test_a_relay_sends_for_the_points_of_its_caf(town: Town) -> None:
    relay = Machine()
    town.enrol(relay, town.relay_ticket("761"))
    for point in (ROUEN, DIEPPE):
        accepted = town.intake().accept(relay.batch(town.context(point), town.items(2)))
        assert receipt_of(town, accepted).accepted == 2


def test_a_national_relay_sends_for_every_point(town: Town) -> None:
    relay = Machine()
    town.enrol(relay, town.relay_ticket(None))
    accepted = town.intake().accept(relay.batch(town.context(LILLE), town.items(2)))
    assert receipt_of(town, accepted).accepted == 2


def test_a_batch_that_was_found_late_is_taken_in_after_the_next_one(town: Town) -> None:
    kiosk = town.kiosk()
    first, second = (kiosk.batch(town.context(), town.items(1)) for _ in range(2))
    town.intake().accept(second)
    town.intake().accept(first)
    with town.database.read() as transaction:
        rows = transaction.execute(select(ledger.c.place, ledger.c.sequence))
        assert {row.place: row.sequence for row in rows} == {1: 2, 2: 1}


def test_responses_of_a_month_that_is_over_are_still_taken_in(town: Town) -> None:
    kiosk = town.kiosk()
    batch = kiosk.batch(town.context(), town.items(3))
    town.clock.set(town.clock().date().replace(month=12))
    assert receipt_of(town, town.intake().accept(batch)).accepted == 3


def test_a_month_ahead_is_taken_in_as_a_clock_may_be_wrong(town: Town) -> None:
    kiosk = town.kiosk()
    town.clock.set(town.clock().date().replace(month=12))
    batch = kiosk.batch(town.context(), town.items(3))
    town.clock.set(town.clock().date().replace(month=10))
    assert receipt_of(town, town.intake().accept(batch)).accepted == 3


def test_one_batch_from_eight_threads_is_kept_once(town: Town) -> None:
    batch = town.kiosk().batch(town.context(), town.items(20))
    intake, together = town.intake(), Barrier(8)

    def send(_: int) -> Accepted:
        together.wait()
        return intake.accept(batch)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(8)))
    assert len({answer.receipt for answer in answers}) == 1
    assert sorted(answer.again for answer in answers) == [False] + [True] * 7
    assert counts(town) == (1, 20, 20)


def test_devices_that_send_at_once_lose_nothing_and_repeat_nothing(town: Town) -> None:
    shared_items = town.items(10)
    kiosks = [town.kiosk() for _ in range(6)]
    batches = [
        [kiosk.batch(town.context(), [*town.items(10), *shared_items]) for _ in range(4)]
        for kiosk in kiosks
    ]
    intake, together = town.intake(), Barrier(len(kiosks))

    def send(own: list[bytes]) -> int:
        together.wait()
        return sum(receipt_of(town, intake.accept(batch)).accepted for batch in own)

    with ThreadPoolExecutor(len(kiosks)) as threads:
        accepted = sum(threads.map(send, batches))
    assert accepted == 6 * 4 * 10 + 10
    assert counts(town) == (24, accepted, accepted)
