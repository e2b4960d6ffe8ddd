"""The perturbation of one cell: drawn once, from a secret, the cell's identity and its content.

The distribution is a discrete Gaussian cut at ±D (Canonne, Kamath and Steinke, 2020), in the words
of the cell key method: perturbation value v, variance V, maximum D (R packages `ptable`,
`cellKey`). A draw is a pure function of its arguments, so a tally that is run again publishes the
very same figures and nobody can average two draws.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from shared.limits import ITEM_ID_BYTES, PRODUCT

NOISE_DOMAIN: Final = f"{PRODUCT} noise".encode()
SECRET_BYTES = 32


_DIGITS = 60
# Newton's steps and the sums of up to 2D + 1 terms lose a few of the last digits.
_GUARD_DIGITS = 12
_TWO_64 = 2**64
# Below 3σ the cut bends the bell so much that "variance V" no longer says how far v may go.
_LEAST_MAXIMUM_SQUARED_PER_VARIANCE = 9


@dataclass(frozen=True, slots=True)
class NoiseRow:
    """One perturbation table's row: P(v) for v from -maximum to maximum.

    `thresholds[i]` is 2^64 · P(value ≤ i - maximum), rounded half to even: exclusive upper bounds
    of the 64-bit draws that give that value. The last one is 2^64.
    """

    variance: int
    maximum: int
    rate: Decimal
    probabilities: tuple[Decimal, ...]
    thresholds: tuple[int, ...]

    def value(self, u: int) -> int:
        """The perturbation value that the uniform 64-bit integer `u` stands for."""
        return bisect_right(self.thresholds, u) - self.maximum


@lru_cache(maxsize=16)
def noise_row(variance: int, maximum: int) -> NoiseRow:
    """The row P(v) = exp(-λv²)/Z, |v| ≤ maximum, with λ (`rate`) such that Σ v²·P(v) = variance.

    Computed with 60 digits. Raises ValueError when the maximum is under three standard deviations.
    """
    if variance < 1 or maximum**2 < _LEAST_MAXIMUM_SQUARED_PER_VARIANCE * variance:
        raise ValueError(f"no noise row for V={variance}, D={maximum}: D must be at least 3·√V")
    with localcontext(prec=_DIGITS + _GUARD_DIGITS):
        rate = _solve_rate(variance, maximum)
        weights = _weights(rate, maximum)
        total = weights[0] + 2 * sum(weights[1:])
        probabilities = tuple(weights[abs(v)] / total for v in range(-maximum, maximum + 1))
        return NoiseRow(variance, maximum, rate, probabilities, _thresholds(probabilities))


def _weights(rate: Decimal, maximum: int) -> list[Decimal]:
    return [(-rate * v * v).exp() for v in range(maximum + 1)]


def _solve_rate(variance: int, maximum: int) -> Decimal:
    """Newton's method on λ ↦ Σ v²·P(v), whose slope is minus the variance of v²."""
    rate = 1 / Decimal(2 * variance)
    tolerance = Decimal(10) ** -_DIGITS
    while True:
        weights = _weights(rate, maximum)
        total = weights[0] + 2 * sum(weights[1:])
        second = 2 * sum(v**2 * w for v, w in enumerate(weights)) / total
        fourth = 2 * sum(v**4 * w for v, w in enumerate(weights)) / total
        step = (second - variance) / (fourth - second**2)
        rate += step
        if abs(step) < tolerance:
            return rate


def _thresholds(probabilities: Sequence[Decimal]) -> tuple[int, ...]:
    cumulative = Decimal(0)
    thresholds = []
    for probability in probabilities:
        cumulative += probability
        scaled = (cumulative * _TWO_64).to_integral_value(ROUND_HALF_EVEN)
        thresholds.append(int(scaled))
    return tuple(thresholds)


def items_digest(ids: Iterable[bytes]) -> bytes:
    """SHA-256 over the sorted 16-byte ids of the items that a release opened.

    Raises ValueError for an id of another length or one that comes twice.
    """
    ordered = sorted(ids)
    if set(map(len, ordered)) - {ITEM_ID_BYTES}:
        raise ValueError(f"an item id is {ITEM_ID_BYTES} bytes long")
    if len(set(ordered)) != len(ordered):
        raise ValueError("an item id comes twice in one release")
    return hashlib.sha256(b"".join(ordered)).digest()


def draw(
    secret: bytes, table: str, release: str, cell: Sequence[str], digest: bytes, row: NoiseRow
) -> int:
    """The perturbation value of one cell.

    `secret` is the noise secret of the period (32 bytes), `cell` names the cell inside the release
    of that table (survey digest, breakdown, question, option…: whatever tells it from all others),
    `digest` is the `items_digest` of the release.
    """
    return draw_all(secret, table, release, (cell,), digest, row)[0]


def draw_all(
    secret: bytes,
    table: str,
    release: str,
    cells: Iterable[Sequence[str]],
    digest: bytes,
    row: NoiseRow,
) -> tuple[int, ...]:
    """The perturbation values of many cells of one release, each as `draw` gives it."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a noise secret is {SECRET_BYTES} bytes long")
    # What all cells have in common is taken in once: there are a few hundred thousand cells.
    common = HMAC(secret, SHA256())
    common.update(_framed((NOISE_DOMAIN, table.encode(), release.encode())))
    tail = _framed((digest,))
    values = []
    for cell in cells:
        identity = b"".join([_framed_name(name) for name in cell])
        mac = common.copy()
        mac.update(len(identity).to_bytes(4, "big") + identity + tail)
        values.append(row.value(int.from_bytes(mac.finalize()[:8], "big")))
    return tuple(values)


@lru_cache(maxsize=4096)
def _framed_name(name: str) -> bytes:
    """A name as `_framed` gives it; the same few hundred come in every release."""
    return _framed((name.encode(),))


def _framed(parts: Iterable[bytes]) -> bytes:
    """Each part after its length (4 bytes, big-endian), so that no two lists give equal bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
