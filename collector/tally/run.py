"""The tally: finish what was begun, claim what is due, open, fold, perturb once, publish.

Each Caf is claimed in one transaction and published in another; between the two nothing is written.
Whatever instant a tally is stopped at, the next run publishes what it would have published.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from collector.store.claims import (
    abandon_claim,
    at_one_instant,
    claim_names,
    claimed_ids,
    claimed_items,
    due_items,
    plan_claim,
    unfinished_claims,
    waiting_cafs,
    waiting_items,
    waiting_periods,
)
from collector.store.engine import Database
from collector.store.keys import all_keys
from collector.store.releases import Publication, publish
from collector.store.surveys import all_surveys
from collector.tally.archive import Archive, ArchivedClaim, opened_items
from collector.tally.claim import Claim
from collector.tally.executors import opened
from collector.tally.keys import KeySource, TallyKeys
from collector.tally.opening import Task
from collector.tally.packing import Packer
from collector.tally.pages import pages
from collector.tally.release import releases
from collector.tally.work import Work
from shared.periods import Period
from shared.problems import OperationProblem
from shared.survey import Survey

CHUNK = 500
"""Items of one task: 0.6 MB on the way to a worker, a tenth of a second until it is back."""

ENOUGH: Final = 10_000
"""Items; that there are more makes no difference to what opens them."""

Progress = Callable[[int, int], None]
"""Called with how many items came back just now, and how many are opened in all."""


@dataclass(frozen=True, slots=True)
class Published:
    """A claim that this run published. `resumed`: an earlier run had planned it."""

    claim: str
    points: int
    releases: int
    opened: int
    set_aside: int
    resumed: bool


@dataclass
class Outcome:
    """What a run did. `deferred`: Points left waiting for the next tally."""

    period: Period
    published: list[Published] = field(default_factory=list)
    deferred: int = 0


@dataclass(frozen=True)
class Tally:
    """Runs tallies.

    `executor` gives, for a number of items, what opens them: any `concurrent.futures.Executor`. It
    has at most `window` tasks of about `chunk` items at a time. Keys and what was opened stay in
    memory. `archive`: where what is published is written down first, apart from the database.
    """

    database: Database
    keys: KeySource
    executor: Callable[[int], AbstractContextManager[Executor]]
    window: int
    chunk: int = CHUNK
    progress: Progress | None = None
    archive: Archive | None = None

    def run(self, period: Period) -> Outcome:
        """Finish unfinished claims, whatever their period, then tally this one.

        Raises:
            OperationProblem: `key-missing`, `key-destroyed`, `tally-interrupted`;
                `backup-outdated`, `release-drawn`: more was published than this database knows of.
            TrustProblem: `key-passphrase`.
            StorageProblem: the database does not answer; what was published stays.
        """
        outcome = Outcome(period)
        self._see_that_nothing_is_forgotten()
        begun = self._unfinished()
        with self.database.read() as transaction:
            size = claimed_items(transaction, begun) or waiting_items(transaction, period, ENOUGH)
        if size:
            try:
                # Before anything is planned: its workers start up meanwhile.
                with self.executor(size) as executor:
                    self._finish_and_tally(executor, begun, outcome)
            except BrokenExecutor as error:
                detail = "A worker process ended before its time."
                raise OperationProblem("tally-interrupted", detail) from error
        self.database.scrub()
        return outcome

    def _finish_and_tally(
        self, executor: Executor, begun: Sequence[Claim], outcome: Outcome
    ) -> None:
        period = outcome.period
        if begun:
            with self.database.read() as transaction:
                total = claimed_items(transaction, begun)
            keys = self._keys({claim.period for claim in begun})
            self._publish_all(executor, begun, total, keys, outcome, resumed=True)
        with self.database.read() as transaction:
            due = waiting_periods(transaction, period)
            cafs = waiting_cafs(transaction, period)
            total = sum(due_items(transaction, caf, period) for caf in cafs)
        if due:
            keys = self._keys({period, *due})
            # Asked for before anything is claimed: without it nothing could be published.
            keys.noise_secret(period)
            # Planned one by one as they are read, while what was read before is being opened.
            claims = self._planned(cafs, outcome)
            self._publish_all(executor, claims, total, keys, outcome, resumed=False)

    def _see_that_nothing_is_forgotten(self) -> None:
        if self.archive is None:
            return
        # The archive first: a claim is in the database before it is there.
        archived = self.archive.names()
        with self.database.read() as transaction:
            forgotten = sorted(archived - claim_names(transaction))
        if forgotten:
            detail = f"Claim {forgotten[0]} and {len(forgotten) - 1} others."
            raise OperationProblem("backup-outdated", detail)

    def _keys(self, periods: Iterable[Period]) -> TallyKeys:
        with self.database.read() as transaction:
            published = all_keys(transaction)
        return TallyKeys(self.keys, published, periods)

    def _unfinished(self) -> list[Claim]:
        """Claims to finish; those whose noise can never be drawn again are given up."""
        given_up: list[Claim] = []
        with self.database.begin() as transaction:
            gone = {each.period for each in all_keys(transaction) if each.destroyed}
            claims = unfinished_claims(transaction)
            for claim in claims:
                if claim.period in gone:
                    abandon_claim(transaction, claim)
                    given_up.append(claim)
        if self.archive is not None:
            for claim in given_up:
                self.archive.forget(claim)
        return [claim for claim in claims if claim.period not in gone]

    def _planned(self, cafs: Iterable[str], outcome: Outcome) -> Iterator[Claim]:
        for caf in cafs:
            with self.database.begin() as transaction:
                claim, deferred = plan_claim(transaction, caf, outcome.period)
            outcome.deferred += deferred
            if claim is not None:
                yield claim

    def _publish_all(
        self,
        executor: Executor,
        claims: Iterable[Claim],
        total: int,
        keys: TallyKeys,
        outcome: Outcome,
        *,
        resumed: bool,
    ) -> None:
        with self.database.read() as transaction:
            surveys = {survey.digest: survey for survey in all_surveys(transaction)}
        waiting: deque[Work] = deque()
        tasks = self._tasks(claims, keys, surveys, waiting)
        for (work, size), result in opened(executor, tasks, self.window):
            work.receive(result)
            if self.progress:
                self.progress(size, total)
            while waiting and waiting[0].is_complete:
                self._publish(waiting.popleft(), keys, surveys, outcome, resumed)
        for work in waiting:
            self._publish(work, keys, surveys, outcome, resumed)

    def _tasks(
        self,
        claims: Iterable[Claim],
        keys: TallyKeys,
        surveys: Mapping[bytes, Survey],
        waiting: deque[Work],
    ) -> Iterator[tuple[tuple[Work, int], Task]]:
        """The tasks of all claims; each claim joins `waiting` when its reading begins."""
        for claim in claims:
            with self.database.read() as transaction:
                work = Work(claim, claimed_ids(transaction, claim))
            waiting.append(work)
            read = pages(self.database, work.taken, self.chunk)
            for task in Packer(work, keys, surveys, self.chunk).tasks(read):
                work.left += 1
                yield (work, task.size), task
            work.read = True

    def _publish(
        self,
        work: Work,
        keys: TallyKeys,
        surveys: Mapping[bytes, Survey],
        outcome: Outcome,
        resumed: bool,
    ) -> None:
        secret = keys.noise_secret(work.claim.period)
        published = releases(work.claim, work.contents(surveys), secret)
        numbers = work.opened()
        publication = Publication(
            claim=work.claim,
            taken=work.taken,
            releases=published,
            refused=work.refused,
            opened=numbers,
            tags=work.tags(),
        )
        if self.archive is not None:
            opened = opened_items(numbers, publication.tags)
            self.archive.keep(ArchivedClaim(work.claim, tuple(published), opened))
        with self.database.begin() as transaction:
            at_one_instant(transaction)
            mine = publish(transaction, publication)
        if mine:
            counts = (len(work.taken), len(published), sum(numbers.values()), len(work.refused))
            outcome.published.append(Published(work.claim.id, *counts, resumed))
