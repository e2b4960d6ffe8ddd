"""`isoloir-collector tally`: opens what is due, publishes it, and accounts for every item."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from collector.activity.questions import phones_above_visitors
from collector.commands.parts import (
    as_json,
    open_here,
    open_keyring,
    say_json,
    settings,
    warn,
)
from collector.store.engine import Database
from collector.store.reconciliation import balance_entries
from collector.tally.archive import DIRECTORY, Archive
from collector.tally.balance import Balance, Reconciliation, reconcile
from collector.tally.cluster import cluster as on_cluster
from collector.tally.comments import CommentOutcome, CommentTally
from collector.tally.executors import TASKS_A_PROCESS, local
from collector.tally.plan import MOST_DEFERRALS, period_to_tally
from collector.tally.run import Outcome, Tally
from shared.periods import Period


@click.command()
@click.option("--period", metavar="YYYY-MM", help="Month to tally; the last one that is over.")
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    help="Processes that open responses; all processors by default.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Open on the workers of the Dask scheduler at tls://HOST:PORT instead.",
)
@as_json
@settings
def tally(
    period: str | None,
    processes: int,
    cluster: str | None,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Open the responses of a month and of those before, publish perturbed counts, delete them.

    Comments go apart, to whoever moderates them.

    One that was interrupted is finished first, with the very same figures. Then every item ever
    received is accounted for; exit code 1 when one is missing.
    """
    collector = open_here(config_file, data_dir)
    chosen = period_to_tally(
        Period.parse(period) if period else None,
        collector.now().date(),
        allow_open=collector.config.allow_open_period,
    )
    keyring = open_keyring(collector.config)
    archive = Archive(collector.config.keys_dir / DIRECTORY)
    outcome = Tally(
        collector.database,
        keyring,
        on_cluster(cluster) if cluster else local(processes),
        window=TASKS_A_PROCESS * processes,
        archive=archive,
        progress=_Bar() if sys.stderr.isatty() and not as_json else None,
    ).run(chosen)
    comments = CommentTally(collector.database, keyring, collector.random_bytes).run(chosen)
    balances = _reconciled(collector.database)
    above = _phones_above(collector.database, chosen)
    if as_json:
        say_json(_document(outcome, comments, balances, above))
    else:
        _say(outcome, comments, balances)
        for each in above:
            warn(
                f"{each.point} {each.period}: more responses came from phones than the"
                f" {each.visitors} visitors declared."
            )
    if not balances.holds:
        raise click.exceptions.Exit(1)


class _Bar:
    """A progress bar on the terminal, made when the number of items is known."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._left = 0

    def __call__(self, done: int, total: int) -> None:
        if self._left <= 0:
            self._left = total
            self._bar = click.progressbar(length=total, label="Opening", file=sys.stderr)
        self._left -= done
        self._bar.update(done)
        if self._left <= 0:
            self._bar.render_finish()


def _reconciled(database: Database) -> Reconciliation:
    with database.read() as transaction:
        return reconcile(balance_entries(transaction))


@dataclass(frozen=True, slots=True)
class _Above:
    """More responses from phones than declared visitors."""

    point: str
    period: str
    visitors: int


def _phones_above(database: Database, period: Period) -> list[_Above]:
    with database.read() as transaction:
        found = phones_above_visitors(transaction, period.plus(-MOST_DEFERRALS), period)
    return [_Above(point, str(month), visitors) for point, month, visitors in found]


def _document(
    outcome: Outcome,
    comments: CommentOutcome,
    balances: Reconciliation,
    above: list[_Above],
) -> dict[str, Any]:
    return {
        "period": str(outcome.period),
        "published": [asdict(each) for each in outcome.published],
        "deferred": outcome.deferred,
        "comments": asdict(comments),
        "phones_above_visitors": [asdict(each) for each in above],
        "reconciliation": {
            "holds": balances.holds,
            **_numbers(balances.total),
            "lines": [
                {"point": point, "period": period, "kind": kind, **_numbers(balance)}
                for (point, period, kind), balance in balances.lines.items()
            ],
        },
    }


def _numbers(balance: Balance) -> dict[str, Any]:
    return {**asdict(balance), "missing": balance.missing}


def _say(outcome: Outcome, comments: CommentOutcome, balances: Reconciliation) -> None:
    for each in outcome.published:
        resumed = " (begun by an earlier run)" if each.resumed else ""
        click.echo(
            f"{each.claim}: {each.opened} responses of {each.points} Points counted,"
            f" {each.set_aside} set aside, {each.releases} releases{resumed}."
        )
    if not outcome.published:
        click.echo(f"Nothing to publish for {outcome.period}.")
    if outcome.deferred:
        click.echo(f"{outcome.deferred} Points with few responses wait for the next tally.")
    if comments.opened or comments.set_aside:
        click.echo(f"{comments.opened} comments opened, {comments.set_aside} set aside.")
    if comments.deferred:
        click.echo(f"{comments.deferred} Points with few comments wait for the next tally.")
    total = balances.total
    reasons = "".join(f", {number} {code}" for code, number in sorted(total.set_aside.items()))
    click.echo(
        f"Received {total.received} = tallied {total.tallied}"
        f" + set aside {sum(total.set_aside.values())}{reasons} + waiting {total.waiting}."
    )
    for (point, period, kind), balance in balances.broken.items():
        warn(f"{point} {period} {kind}: {balance.missing} items are missing.")
