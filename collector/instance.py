"""An initialised collector: what the server and every command start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from collector.config import Config
from collector.signing_key import load_signing_key
from collector.store.engine import Database
from collector.store.migrate import check_current
from shared.periods import Period
from shared.signing import Signer

Clock = Callable[[], datetime]
"""The time, aware, in the zone in which months begin and end."""

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Collector:
    """An open collector. Private period keys are not part of it: see `collector.keys`."""

    config: Config
    database: Database
    signer: Signer
    now: Clock
    random_bytes: RandomBytes

    @property
    def period(self) -> Period:
        """The month that it is now."""
        return Period.of(self.now())


def open_collector(
    config: Config, random_bytes: RandomBytes, now: Clock | None = None
) -> Collector:
    """Open a collector that was initialised.

    Raises:
        OperationProblem: `not-initialised`, `schema-outdated`, `file-unreadable`.
        StorageProblem: `database-unavailable`.
    """
    signer = load_signing_key(config.signing_key_file)
    database = Database(config.database_url)
    try:
        check_current(database)
    except BaseException:
        database.close()
        raise
    return Collector(config, database, signer, now or clock_of(config), random_bytes)


def clock_of(config: Config) -> Clock:
    """The computer's clock in the collector's time zone."""
    return partial(datetime.now, config.time_zone)
