"""The order of events: set the scene, let visitors in, count, show, stay until Ctrl-C."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from collector.surveys import read_survey_file
from deploy.demonstration.counting import Figures, balance_lines, send, tally
from deploy.demonstration.crew import Crew
from deploy.demonstration.crowd import Crowd
from deploy.demonstration.failure import Failure
from deploy.demonstration.figures import Comparison, crossing_lines, head_lines, table_lines
from deploy.demonstration.interrupts import INTERRUPTED, Interrupts
from deploy.demonstration.options import Options
from deploy.demonstration.place import Place
from deploy.demonstration.ports import check_ports
from deploy.demonstration.scene import CAF, EMAIL, SURVEY, Scene
from deploy.visitors import Declared, PageError, Visitor

FEWEST_POINTS_OF_A_CAF: Final = 3
"""Active Points from which a Caf's tables are released."""

_MOMENT_SECONDS: Final = 1.0
"""Until a program that no longer answers has really ended, should it be ending."""


def run(options: Options, interrupts: Interrupts) -> int:
    """Run the demonstration; return its exit code. No program that it started is left."""
    crew: Crew | None = None
    ready = False
    try:
        place = Place.open(options)
        check_ports(place, options.points)
        place.save()
        crew = Crew(place.logs, interrupts)
        scene = Scene(place, crew, interrupts, options.points, _say)
        scene.set_up()
        if options.visitors:
            _let_in(scene, options)
        if not options.leave:
            ready = True
            _show_the_way(scene)
            scene.look_after()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0 if ready else INTERRUPTED
    finally:
        interrupts.ignore()
        if crew is not None:
            crew.stop()
    return 0


def _let_in(scene: Scene, options: Options) -> None:
    declared = Declared.load(read_survey_file(scene.place.directory / SURVEY))
    addresses = [kiosk.address for kiosk in scene.kiosks]
    crowd = Crowd(Visitor(declared), addresses, options.seed)
    first = scene.place.memory.visitors
    numbers = range(first, first + options.visitors)
    # Remembered first: should this run be cut off, the next one brings other visitors.
    scene.place.memory.visitors = numbers.stop
    scene.place.save()
    try:
        with click.progressbar(length=len(numbers), label="Visitors answering") as bar:
            for _ in crowd.visit(numbers):
                bar.update(1)
    except PageError as error:
        scene.look_after(_MOMENT_SECONDS)
        raise Failure(f"A visitor could not go on. {error}") from None
    _say(f"Sending: {send(scene.kiosks)} sealed items")
    _say("Tallying the month that is still open (a demonstration may)")
    balance = balance_lines(tally(scene.collector))
    _show_figures(scene, declared)
    _say("\n".join(["", "Everything ever received is accounted for:", *balance]))


def _show_figures(scene: Scene, declared: Declared) -> None:
    point = scene.kiosks[0].point
    figures = Figures(scene.collector, scene.place.memory.token)
    comparison = Comparison()
    first = declared.survey.counted[0].id
    _say("\n".join(["", *head_lines(point, figures.of_point(point, first))]))
    for question, shares in declared.expected().items():
        _say("\n".join(table_lines(figures.of_point(point, question), shares, comparison)))
    _say("\n" + comparison.line())
    if len(scene.kiosks) >= FEWEST_POINTS_OF_A_CAF and declared.survey.crossings:
        crossing = figures.crossing(CAF, *declared.survey.crossings[0])
        _say("\n".join(crossing_lines(crossing)))


def _show_the_way(scene: Scene) -> None:
    collector, memory = scene.collector, scene.place.memory
    kiosks = [f"{each.address}/  {_where(each.point)}" for each in scene.kiosks]
    commands = Path(sys.executable).with_name("isoloir-collector")
    lines = [
        "",
        "Open in a browser:",
        *(f"  the kiosk    {kiosk}" for kiosk in kiosks),
        f"  the figures  {collector.address}/  ({EMAIL}, password {memory.password})",
        "",
        "Try:",
        "  answering the survey in any language, with or without JavaScript; going back",
        "  this command again with --visitors 200 for figures (a Point needs 20 responses)",
        f"  curl -H 'Authorization: Bearer {memory.token}' '{collector.address}/api/v1/tables'",
        f"  {commands} --config {collector.config} keys list",
        "",
        f"Everything is in {scene.place.directory}. Ctrl-C stops it all; the next run goes on.",
    ]
    _say("\n".join(lines))


def _where(point: str) -> str:
    return f"at {point}" + (" (made up)" if point.startswith("fictif") else "")


def _say(line: str) -> None:
    print(line, flush=True)
