"""`isoloir-collector report`: the steering committees' reports of a year, in bulk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from collector.api.library import Library
from collector.auth.scope import NATIONAL
from collector.commands.parts import as_json, open_here, say_json, settings
from collector.files import write_file
from collector.instance import Collector
from collector.reports.caf_year import read_caf_year
from collector.reports.making import file_name, make_all, make_point_report
from collector.store.library import DatabaseLibraries
from collector.store.report_facts import year_facts_from
from collector.texts import LANGUAGES, load_texts
from shared.problems import QueryProblem


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--year", type=click.IntRange(2000, 2100), help="The last one that is over.")
@click.option("--caf", metavar="CODE", help="Every Point of this Caf, and the Caf; all by default.")
@click.option("--point", metavar="ID", help="This Point alone.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    help="That set pages; all processors by default.",
)
@as_json
@settings
def report(
    directory: Path,
    year: int | None,
    caf: str | None,
    point: str | None,
    threads: int,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Write the reports of a year into DIRECTORY, a PDF for each Point and one for each Caf."""
    if caf and point:
        raise click.UsageError("Give a Caf or a Point, not both.")
    collector = open_here(config_file, data_dir)
    now = collector.now()
    about = year or now.year - 1
    if about > now.year:
        raise click.UsageError(f"{about} has not begun.")
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    with DatabaseLibraries(collector.database, collector.now).open() as library:
        press_all = _Press(collector, library, about, threads)
        wanted = [press_all.caf_of(point)] if point else [caf] if caf else sorted(library.cafs())
        for code in wanted:
            number, made = press_all.made(code, point)
            hidden = as_json or not sys.stderr.isatty()
            label = f"Caf {code}"
            with click.progressbar(made, number, label, file=sys.stderr, hidden=hidden) as bar:
                for name, data in bar:
                    write_file(directory / name, data)
                    written.append(name)
    if as_json:
        say_json({"year": about, "written": written})
    else:
        click.echo(f"{len(written)} reports of {about} written to {directory}.")


@dataclass(frozen=True)
class _Press:
    """Makes a year's reports from one look at the database."""

    collector: Collector
    library: Library
    year: int
    threads: int

    def caf_of(self, point: str) -> str:
        """The Caf of a Point."""
        found = self.library.point(point)
        if found is None:
            raise QueryProblem("point-unknown", point=point[:40])
        return found.caf

    def made(self, caf: str, point: str | None) -> tuple[int, Iterable[tuple[str, bytes]]]:
        """How many there are going to be, and each as it is ready: one Point's, or a Caf's all."""
        now = self.collector.now()
        read = read_caf_year(
            self.library,
            NATIONAL,
            year_facts_from(self.collector.database),
            caf,
            self.year,
            self.collector.config.label_threshold,
            load_texts()[LANGUAGES[0]],
            now.date(),
        )
        if point:
            return 1, [(file_name(self.year, point), make_point_report(read, point, now))]
        return len(read.points) + 1, make_all(read, now, self.threads)
