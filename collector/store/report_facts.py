"""What reports tell of a Caf's Points beside figures, read in a few queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from collector.auth.scope import Level, Scope
from collector.reports.facts import CAF_ITSELF, Comment, Told, YearFacts, YearFactsOf
from collector.store.comments import Wanted, all_comments
from collector.store.desk import messages_of, notices_of
from collector.store.engine import Database
from collector.store.point_facts import point_facts
from shared.periods import Period

MOST_MESSAGES: Final = 100_000
"""Of a Caf, over all years."""


def year_facts_from(database: Database) -> YearFactsOf:
    """Reads the facts of a year, each time as they are."""

    def facts(caf: str, points: Sequence[str], year: int) -> Mapping[str, YearFacts]:
        with database.read() as transaction:
            known = point_facts(transaction, points, Period(year, 1), Period(year, 12))
            comments: dict[str, list[Comment]] = {}
            for each in all_comments(transaction, Wanted(Scope(Level.CAF, caf))):
                if each.quarter.startswith(f"{year:04d}-"):
                    comments.setdefault(each.point, []).append(Comment(each.quarter, each.text))
            notices = [
                each
                for each in notices_of(transaction, caf)
                if not each.withdrawn and each.starts.year <= year <= each.ends.year
            ]
            messages: dict[str, Counter[str]] = {}
            for message in messages_of(transaction, caf=caf, most=MOST_MESSAGES):
                if message.day.startswith(f"{year:04d}-"):
                    messages.setdefault(message.point, Counter())[message.category.value] += 1
        return {
            point: YearFacts(
                point=known[point],
                comments=comments.get(point, ()),
                notices=[
                    Told(each.starts, each.ends, each.texts.get("fr", ""))
                    for each in notices
                    if each.is_for(point, caf)
                ],
                messages=messages.get(point, {}),
            )
            for point in points
        } | {CAF_ITSELF: YearFacts(comments=comments.get(CAF_ITSELF, ()))}

    return facts
