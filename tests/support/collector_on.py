"""The collector's program on another day: `python -m tests.support.collector_on DAY WORDS…`."""

from __future__ import annotations

import sys
from datetime import date, datetime, time

import collector.instance
from collector.__main__ import main
from collector.config import Config
from collector.instance import Clock


def on(day: date) -> None:
    """Have every collector of this process think that it is nine o'clock on a day."""

    def clock_of(config: Config) -> Clock:
        return lambda: datetime.combine(day, time(9), config.time_zone)

    collector.instance.clock_of = clock_of


if __name__ == "__main__":
    on(date.fromisoformat(sys.argv[1]))
    main(sys.argv[2:], prog_name="isoloir-collector")
