"""The tally of comments: opened without any link to a response, masked again, shuffled.

A Caf's comments are opened in one transaction: stopped at any instant, either nothing happened or
all of it did. Nothing is drawn that must be drawn again alike, so there is no claim to finish.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from collector.keys.private import PeriodPrivateKey
from collector.store.claims import at_one_instant, lock_tally
from collector.store.comment_vault import (
    Ended,
    NewComment,
    comment_cafs,
    comment_periods,
    comment_tags,
    keep_comments,
    note_deferrals,
    sealed_comments,
    take_out,
    waiting_comments,
)
from collector.store.engine import Database, Transaction
from collector.store.keys import all_keys
from collector.store.surveys import all_surveys
from collector.tally.claim import TAG_BYTES, SealedItem
from collector.tally.keys import KeySource, TallyKeys
from collector.tally.opening import Refused
from collector.tally.plan import choose
from shared.comment import decode_comment
from shared.limits import ITEM_ID_BYTES
from shared.masking import mask
from shared.periods import Period
from shared.problems import ResponseProblem
from shared.sealing import Context, Label
from shared.survey import Survey

LEAST_COMMENTS: Final = 5
"""A Point's comments are opened together with at least so many of them."""

COMMENT_ID_BYTES: Final = 16
"""Random, so that ordering by it is a shuffle."""


@dataclass
class CommentOutcome:
    """What became of comments. `deferred`: Points whose comments stay sealed for now."""

    opened: int = 0
    set_aside: int = 0
    deferred: int = 0


@dataclass(frozen=True)
class CommentTally:
    """Opens comments. `random_bytes` makes the ids that they rest under, hence their order."""

    database: Database
    keys: KeySource
    random_bytes: Callable[[int], bytes]

    def run(self, period: Period) -> CommentOutcome:
        """Open the comments of this month and of those before.

        A Point with fewer than five is left waiting, by two tallies at most; the next one opens
        them as the Caf's, without the Point.

        Raises:
            OperationProblem: `key-missing`. TrustProblem: `key-passphrase`.
            StorageProblem: the database does not answer; a Caf that was opened stays so.
        """
        outcome = CommentOutcome()
        with self.database.read() as transaction:
            months = comment_periods(transaction, period)
            published = all_keys(transaction)
            surveys = {each.digest: each for each in all_surveys(transaction)}
            cafs = comment_cafs(transaction, period)
        if months:
            keys = TallyKeys(self.keys, published, months)
            for caf in cafs:
                with self.database.begin() as transaction:
                    at_one_instant(transaction)
                    lock_tally(transaction)
                    self._open_caf(transaction, _Opener(caf, keys, surveys), period, outcome)
            self.database.scrub()
        return outcome

    def _open_caf(
        self, transaction: Transaction, opener: _Opener, period: Period, outcome: CommentOutcome
    ) -> None:
        waiting = waiting_comments(transaction, opener.caf, period)
        choice = choose(waiting, period, LEAST_COMMENTS)
        due, left = list(choice.released), list(choice.deferred)
        for point in due:
            sealed = sealed_comments(transaction, point, period)
            opener.open(point, sealed, comment_tags(transaction, point))
        note_deferrals(transaction, due, left)
        name = f"{opener.caf}/{period}/comments"
        take_out(transaction, period, due, {name: opener.refused}, opener.ended)
        comments = opener.comments(self.random_bytes)
        keep_comments(transaction, comments)
        outcome.opened += len(comments)
        outcome.set_aside += len(opener.refused)
        outcome.deferred += len(left)


@dataclass
class _Opener:
    """Opens one Caf's comments, in memory."""

    caf: str
    keys: TallyKeys
    surveys: Mapping[bytes, Survey]
    texts: dict[str, list[str]] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)

    def open(
        self, point: str, sealed: Mapping[str, Sequence[SealedItem]], known: set[bytes]
    ) -> None:
        """Open a Point's comments, month by month. `known`: tags of those opened before."""
        for month, items in sealed.items():
            lanes: defaultdict[tuple[bytes, bytes], list[bytes]] = defaultdict(list)
            for survey, key_id, item in items:
                lanes[survey, key_id].append(item)
            tags: list[bytes] = []
            for (survey, key_id), those in lanes.items():
                context = Context(Label.COMMENT, month, key_id, point, survey)
                tags += self._open_lane(context, those, known)
            self.ended.append(Ended(point, month, len(tags), b"".join(sorted(tags))))

    def _open_lane(self, context: Context, items: list[bytes], known: set[bytes]) -> list[bytes]:
        """Open items of one context; returns the tags of those that count."""
        survey = self.surveys.get(context.survey)
        if survey is None:
            self._refuse(context.point, items, "survey-unknown")
            return []
        key = self.keys.find(context.key_id)
        if isinstance(key, str):
            self._refuse(context.point, items, key)
            return []
        return self._read(context, survey, key, items, known)

    def _read(
        self,
        context: Context,
        survey: Survey,
        key: PeriodPrivateKey,
        items: list[bytes],
        known: set[bytes],
    ) -> list[bytes]:
        good: list[bytes] = []
        for item, plaintext in zip(items, key.open_all(context, items), strict=True):
            tag = item[-TAG_BYTES:]
            if plaintext is None:
                self._refuse(context.point, [item], "item-unopened")
            elif tag in known:
                self._refuse(context.point, [item], "item-repeated")
            else:
                known.add(tag)
                try:
                    text = mask(decode_comment(survey, plaintext).text).text
                except ResponseProblem as problem:
                    self._refuse(context.point, [item], problem.code)
                    continue
                self.texts.setdefault(context.point, []).append(text)
                self.last[context.point] = max(self.last.get(context.point, ""), context.period)
                good.append(tag)
        return good

    def _refuse(self, point: str, items: Sequence[bytes], code: str) -> None:
        self.refused += [Refused(point, item[:ITEM_ID_BYTES], code) for item in items]

    def comments(self, random_bytes: Callable[[int], bytes]) -> list[NewComment]:
        """All that was opened, each under a random id.

        Together they carry the quarter of the latest of them: one that came alone in an earlier
        quarter does not stand out. Fewer than five carry no Point.
        """
        few = [point for point, texts in self.texts.items() if len(texts) < LEAST_COMMENTS]
        latest = max((self.last[point] for point in few), default="")
        made: list[NewComment] = []
        for point, texts in self.texts.items():
            shown, month = ("", latest) if point in few else (point, self.last[point])
            made += [
                NewComment(random_bytes(COMMENT_ID_BYTES), self.caf, shown, quarter_of(month), text)
                for text in texts
            ]
        return made


def quarter_of(month: str) -> str:
    """The quarter of a month, as `2026-Q1`."""
    period = Period.parse(month)
    return f"{period.year:04d}-Q{(period.month + 2) // 3}"
