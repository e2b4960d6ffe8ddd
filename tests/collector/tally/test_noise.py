"""The perturbation rows agree with the reference vectors, and a draw depends on all it should."""

from __future__ import annotations

import csv
import hashlib
import hmac
from collections import Counter
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.tally.noise import NOISE_DOMAIN, draw, draw_all, items_digest, noise_row

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"
PUBLISHED = [(5, 15), (25, 30)]
SECRET = bytes(range(32))
DIGEST = items_digest([b"a" * 16, b"b" * 16])


@pytest.mark.parametrize(("variance", "maximum"), PUBLISHED)
def test_rows_agree_with_the_reference_vectors(variance: int, maximum: int) -> None:
    path = VECTORS / f"noise_row_D{maximum}_V{variance}.csv"
    if not path.exists():
        pytest.skip("the reference vectors are not on this machine; the other tests still hold")
    row = noise_row(variance, maximum)
    with path.open(newline="") as lines:
        reference = list(csv.DictReader(lines))
    assert [int(line["v"]) for line in reference] == list(range(-maximum, maximum + 1))
    for line, probability in zip(reference, row.probabilities, strict=True):
        assert abs(Decimal(line["p"]) - probability) < Decimal("1e-12")
    assert [int(line["cum_upper_exclusive_u64"]) for line in reference] == list(row.thresholds)


@pytest.mark.parametrize(("variance", "maximum"), PUBLISHED)
def test_a_row_is_a_symmetric_bell_with_the_wanted_variance(variance: int, maximum: int) -> None:
    row = noise_row(variance, maximum)
    with localcontext(prec=72):
        tolerance = Decimal("1e-55")
        values = range(-maximum, maximum + 1)
        squares = (v * v * p for v, p in zip(values, row.probabilities, strict=True))
        assert abs(sum(row.probabilities, Decimal(-1))) < tolerance
        assert abs(sum(squares, Decimal(-variance))) < tolerance
    assert row.probabilities == row.probabilities[::-1]
    assert row.thresholds[-1] == 2**64
    assert list(row.thresholds) == sorted(set(row.thresholds))


def test_thresholds_pinned_for_machines_without_the_vectors() -> None:
    assert noise_row(5, 15).thresholds[:2] == (556825281, 10676648874)
    assert noise_row(25, 30).thresholds[:2] == (22416066217, 95366330552)


def test_the_value_is_the_first_whose_threshold_exceeds_the_draw() -> None:
    row = noise_row(5, 15)
    first = row.thresholds[0]
    assert row.value(0) == -15
    assert row.value(first - 1) == -15
    assert row.value(first) == -14
    assert row.value(2**64 - 1) == 15


@pytest.mark.parametrize(("variance", "maximum"), [(0, 15), (25, 14)])
def test_a_row_cut_too_short_is_refused(variance: int, maximum: int) -> None:
    with pytest.raises(ValueError, match="no noise row"):
        noise_row(variance, maximum)


def test_a_draw_is_the_documented_hmac() -> None:
    row = noise_row(5, 15)

    def framed(*parts: bytes) -> bytes:
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)

    message = framed(NOISE_DOMAIN, b"site", b"p/2026-10", framed(b"q", b"yes"), DIGEST)
    u = int.from_bytes(hmac.new(SECRET, message, hashlib.sha256).digest()[:8], "big")
    assert draw(SECRET, "site", "p/2026-10", ("q", "yes"), DIGEST, row) == row.value(u)


def test_every_argument_moves_the_draw() -> None:
    row = noise_row(25, 30)
    cells = [("q", f"option{i}") for i in range(40)]

    def values(
        secret: bytes = SECRET, table: str = "site", release: str = "r", digest: bytes = DIGEST
    ) -> tuple[int, ...]:
        return draw_all(secret, table, release, cells, digest, row)

    drawn = [
        values(),
        values(secret=bytes(32)),
        values(table="language"),
        values(release="s"),
        values(digest=items_digest([b"a" * 16])),
    ]
    assert len(set(drawn)) == len(drawn)
    assert values() == drawn[0]
    assert values() == tuple(draw(SECRET, "site", "r", cell, DIGEST, row) for cell in cells)


@given(
    st.lists(st.text(max_size=3), max_size=3),
    st.lists(st.text(max_size=3), max_size=3),
)
def test_two_cells_share_a_draw_only_when_they_are_the_same(
    one: list[str], other: list[str]
) -> None:
    # Forty releases of a wide row: two different cells agree on all of them about once in 10^40.
    row = noise_row(25, 30)
    first = [draw(SECRET, "site", str(i), one, DIGEST, row) for i in range(40)]
    second = [draw(SECRET, "site", str(i), other, DIGEST, row) for i in range(40)]
    assert (first == second) == (one == other)


def test_draws_follow_the_row() -> None:
    row = noise_row(5, 15)
    size = 20_000
    cells = [(str(i),) for i in range(size)]
    seen = Counter(draw_all(SECRET, "site", "r", cells, DIGEST, row))
    expected = {v: float(p) * size for v, p in zip(range(-15, 16), row.probabilities, strict=True)}
    common = [v for v, e in expected.items() if e >= 5]
    chi_squared = sum((seen[v] - expected[v]) ** 2 / expected[v] for v in common)
    # 99.9th percentile of χ² with 16 degrees of freedom; the secret is fixed, so no flaky runs.
    assert len(common) == 17
    assert chi_squared < 39.3


@given(st.lists(st.binary(min_size=16, max_size=16), unique=True))
def test_the_digest_of_items_ignores_their_order(ids: list[bytes]) -> None:
    shuffled = list(reversed(ids))
    assert items_digest(shuffled) == items_digest(ids)
    assert items_digest(ids) == hashlib.sha256(b"".join(sorted(ids))).digest()


@pytest.mark.parametrize("ids", [[b"short"], [b"a" * 16, b"a" * 16]])
def test_ids_of_another_length_or_repeated_are_refused(ids: list[bytes]) -> None:
    with pytest.raises(ValueError, match="item id"):
        items_digest(ids)


def test_a_secret_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="noise secret"):
        draw(b"short", "site", "r", ("q",), DIGEST, noise_row(5, 15))
