"""Bare opening, in a module of its own so that its processes import nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from collector.keys.private import PeriodPrivateKey
from shared.sealing import SUITE

Lot = tuple[PeriodPrivateKey, bytes, Sequence[bytes]]
"""The key, `info`, and HPKE outputs."""


def open_lot(lot: Lot) -> int:
    """Open a lot with nothing around it; how many opened."""
    key, info, items = lot
    handle = key._handle
    return sum(bool(SUITE.decrypt(each, handle, info=info)) for each in items)
