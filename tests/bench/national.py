"""Figures of the size of France: every Point of the real list, month after month.

Opening and folding millions of responses would take hours, and a query never sees them: it reads
released cells. These are made from the counts of a few hundred real responses, scaled to the size
of each release and perturbed by small random numbers, then published by the tally's own hand.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import insert

from collector.registry.importer import read_plan
from collector.registry.model import PointRecord
from collector.store.cell_bytes import pack, unpack
from collector.store.desk_schema import activity_return
from collector.store.engine import Database
from collector.store.points import RegistryPoints
from collector.store.releases import Publication, publish
from collector.store.surveys import add_survey
from collector.store.tally_schema import tally_claim
from collector.tables.forms import RowKey
from collector.tables.released import MIN_ACTIVE_POINTS, TABLES, TableId
from collector.tally.claim import Claim
from collector.tally.fold import Folder
from collector.tally.release import Release, ReleasedCells
from shared.periods import Period
from shared.response import Channel, Response, encode
from shared.survey import Kind, Survey, is_asked

NATIONAL_LIST: Final = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "france_services_2024-08-01.csv"
)
"""Beside the repository; without it as many Points are made up."""

POINTS: Final = 2845
CAFS: Final = 101
FIRST: Final = Period(2024, 11)

_TEMPLATES: Final = 12
_TEMPLATE_RESPONSES: Final = 200


def national_points(number: int) -> list[PointRecord]:
    """The first so many sites of the national list, or made-up Points where there is no list."""
    if NATIONAL_LIST.is_file():
        return list(read_plan(NATIONAL_LIST).good[:number])
    return [_made_up(each) for each in range(number)]


def fill(
    database: Database,
    survey: Survey,
    points: Sequence[PointRecord],
    months: int,
    responses: tuple[int, int],
) -> Iterator[Period]:
    """Release months of figures of these Points; give each month once it is published.

    `responses`: the fewest and most of a Point in a month.
    """
    chance = Random(1)
    registry = RegistryPoints(database, lambda: datetime(2026, 11, 1, tzinfo=UTC), chance.randbytes)
    registry.upsert_points(points)
    with database.begin() as transaction:
        add_survey(transaction, survey)
    cafs: defaultdict[str, list[str]] = defaultdict(list)
    for record in points:
        cafs[record.caf].append(record.id)
    maker = _Maker(survey, chance)
    for period in map(FIRST.plus, range(months)):
        _publish_month(database, maker, period, cafs, responses)
        yield period


def declare(database: Database, points: Sequence[PointRecord], period: Period) -> None:
    """Have every Point declare its visitors of a month."""
    chance = Random(str(period))
    told = {
        "period": str(period),
        "source": "0" * 16,
        "revision": 1,
        "day": "2026-11-01",
        "who": "",
    }
    with database.begin() as transaction:
        rows = [
            {
                "point_id": each.id,
                "visitors": chance.randint(200, 900),
                "accompanied": 90,
                "who": "",
            }
            for each in points
        ]
        transaction.execute(insert(activity_return), [{**told, **row} for row in rows])


def multiply(source: Path, target: Path, factor: int) -> None:
    """Copy a SQLite database that `fill` made, as if every release held so many times more."""
    shutil.copy(source, target)

    def times(cells: bytes) -> bytes:
        return pack([cell * factor for cell in unpack(cells)])

    connection = sqlite3.connect(target)
    connection.create_function("times", 1, times, deterministic=True)
    with connection:
        connection.execute("UPDATE released_row SET cells = times(cells)")
        connection.execute("UPDATE running_sum SET cells = times(cells)")
        connection.execute("UPDATE release SET n = n * ?", (factor,))
    connection.close()


def _publish_month(
    database: Database,
    maker: _Maker,
    period: Period,
    cafs: Mapping[str, Sequence[str]],
    responses: tuple[int, int],
) -> None:
    with database.begin() as transaction:
        for caf, members in cafs.items():
            claim = Claim(caf, period, 1)
            values = {"caf": caf, "period": str(period), "ordinal": 1, "published": False}
            added = insert(tally_claim).values(id=claim.id, opened=0, set_aside=0, **values)
            transaction.execute(added)
            published = list(maker.releases(claim, members, responses))
            # Nothing of it ever was in the vault: each Point takes no item at all.
            taken = {point: {str(period): frozenset[bytes]()} for point in members}
            assert publish(transaction, Publication(claim, taken, published, [], {}, {}))


class _Maker:
    """Makes releases that look like real ones."""

    def __init__(self, survey: Survey, chance: Random) -> None:
        self._survey = survey
        self._chance = chance
        self._templates = [_template(survey, chance) for _ in range(_TEMPLATES)]
        self._noise = {
            table.id: [
                max(-table.maximum, min(table.maximum, round(chance.gauss(0, table.variance**0.5))))
                for _ in range(4096)
            ]
            for table in TABLES.values()
        }

    def releases(
        self, claim: Claim, points: Sequence[str], responses: tuple[int, int]
    ) -> Iterator[Release]:
        """What a claim publishes of these Points and of their Caf."""
        total = 0
        for point in points:
            n = self._chance.randint(*responses)
            total += n
            yield self._release(claim, TableId.SITE, n, point)
        if len(points) >= MIN_ACTIVE_POINTS:
            for table in TABLES.values():
                if not table.by_point:
                    yield self._release(claim, table.id, total)

    def _release(self, claim: Claim, table: TableId, n: int, point: str = "") -> Release:
        digest, month = self._survey.digest, str(claim.period)
        template = self._chance.choice(self._templates)[table]
        rows = tuple(
            ReleasedCells(name, self._cells(table, cells, n)) for name, cells in template.items()
        )
        name = claim.release_id(table, digest, point)
        return Release(name, table, point, claim.caf, digest, month, month, n, rows)

    def _cells(self, table: TableId, counts: Sequence[int], n: int) -> tuple[int, ...]:
        noise = self._noise[table]
        start = self._chance.randrange(len(noise) - len(counts))
        scaled = [round(count * n / _TEMPLATE_RESPONSES) for count in counts]
        cells = [count + v for count, v in zip(scaled, noise[start:], strict=False)]
        if TABLES[table].exact_total:
            cells[0] = scaled[0]
        return tuple(cells)


_Template = Mapping[TableId, Mapping[str, Sequence[int]]]
"""Table → breakdown → counts."""


def _template(survey: Survey, chance: Random) -> _Template:
    some = [encode(survey, _response(survey, chance)) for _ in range(_TEMPLATE_RESPONSES)]
    rows: Mapping[RowKey, Sequence[int]] = Folder(survey).fold("point", "100", some).counts.rows
    template: defaultdict[TableId, dict[str, Sequence[int]]] = defaultdict(dict)
    for key, row in rows.items():
        template[key.table][key.breakdown] = row
    return template


def _response(survey: Survey, chance: Random) -> Response:
    answers: dict[str, frozenset[str]] = {}
    for question in survey.counted:
        if is_asked(question, answers) and (question.required or chance.random() > 0.05):
            most = 1 if question.kind is Kind.ONE else 2
            answers[question.id] = frozenset(chance.sample(question.option_ids, most))
    language = chance.choices(survey.languages, [20, *[1] * (len(survey.languages) - 1)])[0]
    return Response(answers, chance.choice((Channel.SCREEN, Channel.PHONE)), language)


def _made_up(number: int) -> PointRecord:
    return PointRecord(
        id=f"made-up-{number:04d}",
        caf=f"{number % CAFS:03d}",
        name=f"Made-up Point {number}",
        street="",
        postcode="75001",
        commune="Paris",
        made_up=True,
    )
