"""Keeping a response: seal and durable spool, against a bare seal and a bare append with fsync.

A spool that holds a given number of responses takes ten more, which then leave it as if sent, again
and again; the first one into an empty spool makes its file. The bare side seals with `cryptography`
itself and appends to one open file. The two take turns, so that whatever else the machine does
disturbs both alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean, median

from collector.keys.private import PeriodPrivateKey
from collector.surveys import default_survey
from kiosk.spool import Spool
from shared import limits
from shared.response import layout
from shared.sealing import SUITE, Context, Label, PublicKey, seal, sealed_length
from tests.bench.figures import Aim, Figure, Wish
from tests.bench.measure import seconds
from tests.bench.setting import Setting

BENCH = "spool"
BURST = 10
"""Responses between two sendings: the courier goes when ten wait."""

AT_MOST = Aim(Wish.AT_MOST, 1.5)
_BARE = "bare seal + append + fsync"


def run(setting: Setting) -> Iterator[Figure]:
    """Compare at several numbers of waiting responses."""
    rounds = setting.pick(1, 8, 40)
    for waiting in setting.pick((0, 2), (0, 10, 100, 1000), (0, 10, 100, 1000)):
        setting.say(f"{waiting} waiting")
        yield from _compare(setting.place(f"spool-{waiting}"), waiting, rounds)


def _compare(directory: Path, waiting: int, rounds: int) -> Iterator[Figure]:
    booth = _Booth(directory)
    booth.fill(waiting)
    bare, kept = [], []
    with (directory / "bare").open("ab", buffering=0) as file:
        for _ in range(rounds):
            for _ in range(BURST):
                bare.append(seconds(booth.bare(file.fileno())))
                kept.append(seconds(booth.keep))
            booth.forget_burst()
    booth.close()
    for name, middle in (("median", median), ("mean", fmean)):
        yield Figure(
            BENCH,
            f"{waiting} to {waiting + BURST} waiting, {name}",
            1000 * middle(kept),
            "ms",
            _BARE,
            1000 * middle(bare),
            AT_MOST,
        )


class _Booth:
    """A spool, and the key that responses are sealed to."""

    def __init__(self, directory: Path) -> None:
        survey = default_survey()
        self._key: PublicKey = PeriodPrivateKey.generate().public
        self._lane = Context(
            Label.RESPONSE, "2026-10", self._key.key_id, "rouen-simone-veil", survey.digest
        )
        self._plaintext = bytes(layout(survey).length)
        self._length = sealed_length(survey, Label.RESPONSE)
        self._spool = Spool(directory / "kiosk")
        self._burst: list[bytes] = []

    def fill(self, waiting: int) -> None:
        """Have so many responses wait; only their length and ids matter here."""
        for _ in range(waiting):
            self._spool.store(self._lane, os.urandom(self._length))

    def keep(self) -> None:
        """What happens at the tap."""
        item_id = os.urandom(limits.ITEM_ID_BYTES)
        self._spool.store(self._lane, seal(self._key, self._lane, item_id, self._plaintext))
        self._burst.append(item_id)

    def bare(self, descriptor: int) -> Callable[[], None]:
        """The least that sealing and writing durably can cost, with nothing around it."""
        handle, info = self._key.handle(), self._lane.info()

        def once() -> None:
            item = os.urandom(limits.ITEM_ID_BYTES)
            os.write(descriptor, item + SUITE.encrypt(self._plaintext, handle, info=info))
            os.fsync(descriptor)

        return once

    def forget_burst(self) -> None:
        """What the courier does once the responses are in its outbox."""
        self._spool.remove(self._lane, self._burst)
        self._burst.clear()

    def close(self) -> None:
        self._spool.close()
