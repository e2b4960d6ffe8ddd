"""Made-up visitors, counted and perturbed by the tally's own functions: releases to ask about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

from collector.tables.forms import RowKey
from collector.tables.memory import ReleasedRow
from collector.tally.claim import Claim
from collector.tally.fold import Counts, Folder
from collector.tally.release import Content, Release, releases
from shared.periods import Period
from shared.response import Channel, Pace, Response, encode
from shared.survey import Kind, Survey, is_asked

SECRET = bytes(range(32))


@dataclass(frozen=True)
class Month:
    """So many responses of a Point that one tally releases.

    `tally`: the tally's month; `bad`: the share that gives the first question's first answer.
    """

    point: str
    caf: str
    period: Period
    n: int
    tally: Period
    bad: float | None = None


def months(sizes: Mapping[str, Sequence[int]], caf: str, first: Period) -> list[Month]:
    """Point → how many responses in each month from the first on, each tallied in its month."""
    return [
        Month(point, caf, first.plus(index), n, first.plus(index))
        for point, counts in sizes.items()
        for index, n in enumerate(counts)
        if n
    ]


def release_all(survey: Survey, wanted: Iterable[Month]) -> list[tuple[Claim, list[Release]]]:
    """What the tallies of these months publish, in the order in which they would."""
    ordered = sorted(wanted, key=lambda each: (each.tally, each.caf, each.point, each.period))
    folder = Folder(survey)
    published = []
    for (tally, caf), some in groupby(ordered, key=lambda each: (each.tally, each.caf)):
        claim = Claim(caf, tally, 1)
        content = _content(survey, folder, list(some))
        published.append((claim, releases(claim, [content], SECRET)))
    return published


def released_rows(published: Iterable[tuple[Claim, list[Release]]]) -> list[ReleasedRow]:
    """The same as plain rows, for the store in memory."""
    return [
        ReleasedRow(
            RowKey(release.table, release.point or release.caf, release.survey, row.breakdown),
            claim.period,
            release.caf,
            row.cells,
        )
        for claim, some in published
        for release in some
        for row in release.rows
    ]


def _content(survey: Survey, folder: Folder, some: Sequence[Month]) -> Content:
    counts = Counts()
    points: dict[str, dict[str, list[bytes]]] = {}
    for month in some:
        folded = folder.fold(month.point, month.caf, list(_responses(survey, month)))
        counts += folded.counts
        ids = [_id(month, index) for index in range(month.n)]
        points.setdefault(month.point, {})[str(month.period)] = ids
    return Content(survey, counts, points)


def _id(month: Month, index: int) -> bytes:
    name = f"{month.point} {month.period} {index}"
    return hashlib.sha256(name.encode()).digest()[:16]


def _responses(survey: Survey, month: Month) -> Iterable[bytes]:
    chance = Random(f"{month.point} {month.period}")
    for _ in range(month.n):
        yield encode(survey, _response(survey, chance, month.bad))


def _response(survey: Survey, chance: Random, bad: float | None) -> Response:
    answers: dict[str, frozenset[str]] = {}
    for question in survey.counted:
        if not is_asked(question, answers) or (not question.required and chance.random() < 0.06):
            continue
        options = question.option_ids
        weights: list[float] = [
            1 + (len(options) - place if place % 2 else place) for place in range(len(options))
        ]
        if bad is not None and question is survey.counted[0]:
            rest = (1 - bad) / (len(options) - 1)
            weights = [bad, *[rest] * (len(options) - 1)]
        chosen = {chance.choices(options, weights)[0]}
        if question.kind is Kind.MANY and chance.random() < 0.3:
            chosen.add(chance.choice(options))
        answers[question.id] = frozenset(chosen)
    channel = Channel.PHONE if chance.random() < 0.25 else Channel.SCREEN
    language = chance.choices(survey.languages, [30, *[1] * (len(survey.languages) - 1)])[0]
    pace = Pace.HASTY if chance.random() < 0.02 else Pace.NORMAL
    return Response(answers, channel, language, pace)
