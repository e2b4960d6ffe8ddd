"""From a row of exact counts to the row that is released: the only place where the two meet."""

from __future__ import annotations

from collections.abc import Sequence

from collector.tables.forms import RowKey, row_cells
from collector.tables.released import TABLES
from collector.tally.noise import draw_all, noise_row
from shared.survey import Survey


def perturbed_row(
    secret: bytes, release: str, digest: bytes, key: RowKey, survey: Survey, counts: Sequence[int]
) -> tuple[int, ...]:
    """The released row: every count plus its draw, signed, zeros included.

    `release` names the release (scope and tally period), `digest` is the `items_digest` of all the
    items it opened. The number of responses stays exact where the table says that it is public.
    """
    table = TABLES[key.table]
    names = row_cells(survey, key.table, key.breakdown)
    identities = [(key.scope, key.survey.hex(), key.breakdown, *name) for name in names]
    row = noise_row(table.variance, table.maximum)
    values = draw_all(secret, key.table.value, release, identities, digest, row)
    noisy = tuple(count + value for count, value in zip(counts, values, strict=True))
    return (counts[0], *noisy[1:]) if table.exact_total else noisy
