"""Every cell that is not public gets a draw of its own, and a rerun gives the same row."""

from __future__ import annotations

import pytest

from collector.tables.forms import RowKey, breakdowns, row_cells
from collector.tables.released import TABLES, TableId
from collector.tally.noise import items_digest
from collector.tally.perturb import perturbed_row
from tests.collector.tables.samples import SURVEY

SECRET = bytes(range(32))
ITEMS = items_digest([bytes(16)])
KEYS = [
    RowKey(table, "761", SURVEY.digest, breakdown)
    for table in TableId
    for breakdown in breakdowns(SURVEY, table)
]


def released(key: RowKey, release: str = "761/2026-10", digest: bytes = ITEMS) -> tuple[int, ...]:
    zeros = [0] * len(row_cells(SURVEY, key.table, key.breakdown))
    return perturbed_row(SECRET, release, digest, key, SURVEY, zeros)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.table}-{key.breakdown}")
def test_every_cell_of_zeros_is_perturbed_within_the_maximum(key: RowKey) -> None:
    row = released(key)
    assert max(map(abs, row)) <= TABLES[key.table].maximum
    assert sum(value != 0 for value in row[1:]) > len(row[1:]) // 2
    assert released(key) == row


def test_the_number_of_responses_is_exact_only_where_it_is_public() -> None:
    releases = [str(i) for i in range(20)]
    for key in KEYS:
        totals = {released(key, release)[0] for release in releases}
        assert (totals == {0}) == TABLES[key.table].exact_total


def test_no_two_rows_share_their_draws() -> None:
    rows = [released(key) for key in KEYS]
    rows.append(released(KEYS[0], release="761/2026-11"))
    rows.append(released(KEYS[0], digest=items_digest([])))
    rows.append(released(KEYS[0]._replace(scope="762")))
    rows.append(released(KEYS[0]._replace(survey=bytes(32))))
    assert len({row[1:20] for row in rows}) == len(rows)


def test_the_perturbation_is_added_to_the_count() -> None:
    key = KEYS[0]
    counts = list(range(len(row_cells(SURVEY, key.table, key.breakdown))))
    row = perturbed_row(SECRET, "761/2026-10", ITEMS, key, SURVEY, counts)
    assert [y - count for y, count in zip(row, counts, strict=True)] == list(released(key))
