"""The phone's page: what it weighs, and how soon it can be used on a slow network.

The relay is the real program, which compresses by itself; the browser is a real one that emulates
the network. Two presets go by the name of slow 3G, both with 400 kbit/s: the one of browsers'
developer tools makes every request wait for 2 s, WebPageTest's has 400 ms there and back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from collector.surveys import default_survey
from kiosk.enrol import enrol
from tests.bench import programs
from tests.bench.figures import WITHIN, Figure
from tests.bench.setting import Setting
from tests.simulators.collector_simulator import CollectorSimulator

BENCH: Final = "phone"
WEIGHT_KB: Final = 120.0
USABLE_SECONDS: Final = 3.0
NETWORKS: Final = {"slow 3G, 2 s a request": 2000, "slow 3G, 400 ms": 400}
"""Milliseconds that each request waits, by the name of the preset."""


def run(setting: Setting) -> Iterator[Figure]:
    """Open the page some times on each network."""
    data_dir = _enrolled(setting.place("relay"))
    times = setting.pick(1, 5, 15)
    setting.say(f"opening the page {times} times on each network")
    with programs.started("kiosk", ["--data", str(data_dir), *_SERVE]) as relay:
        page = f"{programs.address(relay)}/p/demo-token"
        asked = [page, str(times), *map(str, NETWORKS.values())]
        with programs.started("tests.bench.phone_reader", asked) as reader:
            weight = float(programs.line(reader)) / 1e3
            yield Figure(BENCH, "page and files", weight, "kB", "limit", WEIGHT_KB, WITHIN)
            for name in NETWORKS:
                opened = json.loads(programs.line(reader))
                for what, key in (("can be answered", "shown"), ("can be sealed", "sealable")):
                    taken = median(opened[key]) / 1e3
                    figure = f"{name}: {what}"
                    yield Figure(BENCH, figure, taken, "s", "limit", USABLE_SECONDS, WITHIN)


_SERVE: Final = ("serve", "--face", "phone", "--port", "0")


def _enrolled(place: Path) -> Path:
    collector = CollectorSimulator(survey=default_survey())
    data_dir = place / "data"
    enrol(collector.ticket(), data_dir, lambda _: collector, os.urandom)
    return data_dir
