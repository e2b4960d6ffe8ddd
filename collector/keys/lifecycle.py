"""What an administrator does with period keys: makes them ahead, looks at them, destroys them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from collector.keys.keyring import Keyring
from collector.keys.private import PeriodPrivateKey
from collector.registry.device import SignOfLife
from collector.store import keys as store
from collector.store.audit import COMMAND_LINE, record
from collector.store.devices import signs_of_life
from collector.store.engine import Database, Transaction
from collector.store.settings import bump_bundle_serial, month_began
from shared.periods import Period
from shared.problems import OperationProblem, TrustProblem


class KeyState(StrEnum):
    """Where a period key stands in its life."""

    AHEAD = "ahead"
    OPEN = "open"
    WAITING = "waiting"
    DRAINED = "drained"
    MISSING = "missing"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class KeyReport:
    """A period key as `keys list` shows it; `reasons` say why it cannot be destroyed yet."""

    period: Period
    key_id: bytes
    state: KeyState
    reasons: tuple[str, ...]


def create_keys(
    database: Database, keyring: Keyring, first: Period, months: int, now: datetime
) -> list[Period]:
    """Make the keys of consecutive periods that have none yet, and publish their public halves.

    Returns the periods whose key is new.

    Raises:
        OperationProblem: `key-missing`: a published key's private half is not in the directory.
        TrustProblem: `key-passphrase`.
    """
    with database.read() as transaction:
        known = {each.period: each for each in store.all_keys(transaction)}
    lost = [p for p, each in known.items() if not each.destroyed and not keyring.has(p)]
    if lost:
        raise OperationProblem("key-missing", f"Period {lost[0]}.")
    wanted = [first.plus(month) for month in range(months)]
    made = {period: keyring.create(period).public for period in wanted if period not in known}
    with database.begin() as transaction:
        for period, public in made.items():
            store.add_key(transaction, period, public)
        if made:
            bump_bundle_serial(transaction, now)
    return list(made)


def report_keys(database: Database, keyring: Keyring, now: datetime) -> list[KeyReport]:
    """Every key ever published with its state, in order of period; wants no passphrase."""
    with database.read() as transaction:
        signs = signs_of_life(transaction)
        return [
            _report(transaction, keyring, key, signs, now) for key in store.all_keys(transaction)
        ]


def withdraw_key(database: Database, period: Period, now: datetime) -> None:
    """Have devices seal to another month's key from their next bundle on; one was stolen.

    What was sealed to it is still taken and tallied, and the key destroyed in the end.

    Raises:
        TrustProblem: `key-unknown`. OperationProblem: `key-last`: devices would have none.
    """
    with database.begin() as transaction:
        keys = store.all_keys(transaction)
        if not any(each.period == period for each in keys):
            raise TrustProblem("key-unknown", f"Period {period}.")
        current = Period.of(now)
        left = [
            each
            for each in keys
            if each.period >= current and each.period != period and each.in_use
        ]
        if not left:
            raise OperationProblem("key-last", f"Period {period}.")
        store.mark_withdrawn(transaction, period)
        bump_bundle_serial(transaction, now)
        record(transaction, now, COMMAND_LINE, "key-withdraw", f"period key {period}")


def replace_key(database: Database, keyring: Keyring, period: Period, now: datetime) -> None:
    """Make another key for a month to come, in place of one that was stolen.

    A device that did not fetch a bundle since, and whose clock says that month, seals to the old
    one, and what it sends is refused.

    Raises:
        TrustProblem: `key-unknown`, `key-passphrase`.
        OperationProblem: `key-in-use`: the month has begun, or something was sealed to it.
    """
    with database.begin() as transaction:
        key = store.find_key(transaction, period)
        if key is None or key.destroyed:
            raise TrustProblem("key-unknown", f"Period {period}.")
        if period <= Period.of(now) or store.was_used(transaction, key.public.key_id):
            raise OperationProblem("key-in-use", f"Period {period}.")
        made = keyring.put(period, PeriodPrivateKey.generate(), replace=True)
        store.replace_key(transaction, period, made.public)
        bump_bundle_serial(transaction, now)
        record(transaction, now, COMMAND_LINE, "key-replace", f"period key {period}")


def destroy_key(
    database: Database,
    keyring: Keyring,
    period: Period,
    now: datetime,
    *,
    force: bool = False,
    more: Sequence[str] = (),
) -> tuple[str, ...]:
    """Destroy a period's private key for ever, and forget its item ids.

    `more`: further reasons against it, such as copies that are still there.

    Returns the reasons against it that `force` overrode. Doing it again finishes one that was
    interrupted.

    Raises:
        TrustProblem: `key-unknown`: the period never had a key.
        OperationProblem: `period-not-drained`, with the reasons.
    """
    with database.begin() as transaction:
        key = store.find_key(transaction, period)
        if key is None:
            raise TrustProblem("key-unknown", f"Period {period}.")
        reasons: tuple[str, ...] = ()
        if not key.destroyed:
            found = _reasons(transaction, period, signs_of_life(transaction), now)
            reasons = (*found, *more)
            if reasons and not force:
                raise OperationProblem("period-not-drained", " ".join(reasons))
        # First the mark, then the file: never is a key gone for which intake still accepts.
        store.mark_destroyed(transaction, period)
        store.forget_period(transaction, period)
        record(transaction, now, COMMAND_LINE, "key-destroy", f"period key {period}")
        bump_bundle_serial(transaction, now)
    keyring.destroy(period)
    database.scrub()
    return reasons


def _report(
    transaction: Transaction,
    keyring: Keyring,
    key: store.PublishedKey,
    signs: list[SignOfLife],
    now: datetime,
) -> KeyReport:
    if key.destroyed:
        left = ("Its file is still there: destroy it again.",) if keyring.has(key.period) else ()
        return KeyReport(key.period, key.public.key_id, KeyState.DESTROYED, left)
    reasons = tuple(_reasons(transaction, key.period, signs, now))
    state = _state(key.period, reasons, now) if keyring.has(key.period) else KeyState.MISSING
    return KeyReport(key.period, key.public.key_id, state, reasons)


def _state(period: Period, reasons: tuple[str, ...], now: datetime) -> KeyState:
    current = Period.of(now)
    if period >= current:
        return KeyState.OPEN if period == current else KeyState.AHEAD
    return KeyState.WAITING if reasons else KeyState.DRAINED


def _reasons(
    transaction: Transaction, period: Period, signs: list[SignOfLife], now: datetime
) -> Iterable[str]:
    if period >= Period.of(now):
        yield "The month is not over."
        return
    waiting = store.waiting_of(transaction, period)
    if waiting:
        yield f"{waiting} sealed items of it wait in the vault for a tally."
    claims = store.unfinished_claims(transaction, period)
    if claims:
        yield f"{claims} claims of its tally are not published."
    ended = now.replace(year=period.plus(1).year, month=period.plus(1).month, day=1)
    for sign in signs:
        reason = _device_reason(sign, period, ended)
        if reason and not sign.device.revoked:
            yield f"Device {sign.device.id} {reason}."


def _device_reason(sign: SignOfLife, period: Period, ended: datetime) -> str:
    if sign.status is None or sign.day is None:
        return "was never heard of"
    if sign.day < date(ended.year, ended.month, 1) or sign.status.serial < month_began(ended):
        return "has not fetched its bundle since the month ended"
    waiting = sign.status.waiting.get(str(period), 0)
    return f"still has {waiting} responses of it" if waiting else ""
