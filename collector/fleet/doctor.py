"""Looks at everything that a collector needs, and says what to do where it lacks."""

from __future__ import annotations

import shutil
import stat
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Final

from collector.auth.scope import NATIONAL
from collector.config import Config, Environment
from collector.fleet.fleet import fleet_of
from collector.instance import Collector
from collector.intake.chain import broken_links
from collector.keys.keyring import Keyring
from collector.store.claims import unfinished_claims, waiting_periods
from collector.store.intake import ledger_entries
from collector.store.keys import all_keys
from collector.store.reconciliation import balance_entries
from collector.store.surveys import default_survey_digest
from collector.tally.balance import reconcile
from shared.checks import Check, check
from shared.periods import Period

FREE_MIB_WANTED: Final = 2000
"""Below, a month of sealed responses and a backup of them might not fit."""

KEYS_AHEAD: Final = 1
"""Months after this one whose key must exist: a device may be offline for weeks."""

_PRIVATE: Final = 0o077


def examine(collector: Collector, keyring: Keyring) -> list[Check]:
    """Every check, in the order in which one would put things right. Wants no passphrase."""
    config, now = collector.config, collector.now()
    return [
        _environment(config),
        _address(config),
        _disk(config),
        _private(config.signing_key_file, "signing key"),
        _key_directory(config),
        *_keys(collector, keyring, now),
        _survey(collector),
        *_books(collector),
        _tally(collector, now),
        _fleet(collector, now),
    ]


def _environment(config: Config) -> Check:
    fine = config.environment is Environment.PRODUCTION
    remedy = 'With real answers: environment = "production".'
    return check("environment", fine, config.environment.value, remedy)


def _address(config: Config) -> Check:
    fine = config.public_address.startswith("https:")
    remedy = "Put a proxy with TLS in front, and set public_address to its https:// address."
    return check("public address", fine, config.public_address, remedy)


def _disk(config: Config) -> Check:
    free = shutil.disk_usage(config.data_dir).free // 2**20
    remedy = f"Free some room: {FREE_MIB_WANTED} MB are wanted."
    return check("disk", free >= FREE_MIB_WANTED, f"{free} MB free", remedy)


def _private(path: Path, name: str) -> Check:
    mode = stat.S_IMODE(path.stat().st_mode)
    remedy = f"chmod go-rwx {path}, then ask whether others have read it."
    return check(name, not mode & _PRIVATE, f"{path} has mode {mode:04o}", remedy)


def _key_directory(config: Config) -> Check:
    try:
        return _private(config.keys_dir, "period keys' directory")
    except PermissionError:
        return Check("period keys' directory", True, "closed to this user, as it should be")
    except FileNotFoundError:
        remedy = "isoloir-collector keys create, on the machine that tallies."
        return check("period keys' directory", False, f"{config.keys_dir} is not here", remedy)


def _keys(collector: Collector, keyring: Keyring, now: datetime) -> list[Check]:
    month = Period.of(now)
    with collector.database.read() as transaction:
        published = {each.period: each for each in all_keys(transaction) if not each.destroyed}
    wanted = [month.plus(number) for number in range(KEYS_AHEAD + 1)]
    lacking = [str(each) for each in wanted if each not in published]
    ahead = check(
        "keys ahead",
        not lacking,
        f"{', '.join(lacking)} lacking" if lacking else f"until {max(published)}",
        "isoloir-collector keys create, and back them up.",
    )
    try:
        here = set(keyring.periods())
    except PermissionError:
        return [ahead]
    gone = sorted(str(each) for each in published if each not in here)
    found = f"{', '.join(gone)} not in the directory" if gone else "every published key is there"
    return [ahead, check("keys at hand", not gone, found, "Restore them from their backup.")]


def _survey(collector: Collector) -> Check:
    with collector.database.read() as transaction:
        there = default_survey_digest(transaction) is not None
    found = "one is published" if there else "none is published"
    return check("survey", there, found, "isoloir-collector survey publish FILE.")


def _books(collector: Collector) -> list[Check]:
    with collector.database.read() as transaction:
        accounts = reconcile(balance_entries(transaction))
        broken = sum(1 for _ in broken_links(ledger_entries(transaction)))
    total = accounts.total
    found = (
        f"{total.received} received = {total.tallied} tallied + "
        f"{sum(total.set_aside.values())} set aside + {total.waiting} waiting"
    )
    restore = "Stop intake and follow deploy/BACKUP.md: items are missing from the database."
    chain = f"{broken} broken chains" if broken else "every chain holds"
    return [
        check("reconciliation", accounts.holds, found, restore),
        check("ledger", not broken, chain, "isoloir-collector ledger check names the place."),
    ]


def _tally(collector: Collector, now: datetime) -> Check:
    last = Period.of(now).plus(-1)
    with collector.database.read() as transaction:
        begun = len(unfinished_claims(transaction))
        due = [str(each) for each in waiting_periods(transaction, last.plus(-1))]
    found = f"{begun} begun and not published" if begun else "nothing begun is unfinished"
    if due:
        found += f"; responses of {', '.join(due)} wait"
    return check("tally", not begun and not due, found, "Run isoloir-collector tally.")


def _fleet(collector: Collector, now: datetime) -> Check:
    lines = fleet_of(collector.database, NATIONAL, now)
    told = Counter(concern.value for line in lines for concern in line.watched.concerns)
    found = ", ".join(f"{number} {name}" for name, number in sorted(told.items()))
    remedy = "The page Devices (/fleet) says which, and what to do."
    return check("devices", not told, found or f"{len(lines)}, all in order", remedy)
