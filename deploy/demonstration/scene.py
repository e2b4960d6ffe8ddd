"""Sets the scene: a collector with Points, a survey, an account; kiosks enrolled; all running.

What was done is remembered, so that a run that was interrupted is gone on with. No step is cut off
half-way by a Ctrl-C.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from collector.registry.example import EXAMPLE_FILE
from collector.surveys import default_survey_file
from deploy.demonstration.crew import Crew
from deploy.demonstration.health import wait_until_healthy
from deploy.demonstration.interrupts import Interrupts
from deploy.demonstration.place import Place
from deploy.demonstration.programs import Collector, Kiosk

POINTS: Final = (
    "rouen-simone-veil",
    "fictif-le-havre",
    "fictif-yvetot",
    "fictif-neufchatel-en-bray",
    "fictif-lillebonne",
)
"""The Points of the list that comes with the project: the real one, then the made-up ones."""

CAF: Final = "761"
"""The Caf of all of them."""

EMAIL: Final = "demo@localhost"
SURVEY: Final = "survey.yaml"


class Scene:
    """A demonstration's programs, once `set_up` has returned.

    Args:
        place: where everything is.
        crew: runs the programs.
        interrupts: held back during each step.
        points: at how many Points a kiosk stands.
        say: where progress goes, one line a step.
    """

    def __init__(
        self,
        place: Place,
        crew: Crew,
        interrupts: Interrupts,
        points: int,
        say: Callable[[str], None],
    ) -> None:
        self.place = place
        self._crew = crew
        self._interrupts = interrupts
        self._say = say
        place.save()
        self.collector = Collector(place, crew)
        self.kiosks: Sequence[Kiosk] = [
            Kiosk(place, crew, number, point) for number, point in enumerate(POINTS[:points])
        ]

    def set_up(self) -> None:
        """Do what is not done yet, and start everything.

        Raises:
            Failure: a command failed, or a program does not answer.
        """
        collector = self.collector
        self._say("Making the collector, or bringing it up to date")
        with self._interrupts.held():
            self._init()
        self._once("points", "Importing the Points", self._import_points)
        self._once("survey", "Publishing the default survey", self._publish_survey)
        self._once("token", "Making a token for the API", self._make_token)
        self._say("Starting the collector")
        collector.serve()
        wait_until_healthy(self._crew, "The collector", f"{collector.address}/healthz")
        for number, kiosk in enumerate(self.kiosks, 1):
            self._once(f"enrol-{number}", f"Enrolling a kiosk at {kiosk.point}", self._enrol(kiosk))
        self._say("Starting the kiosk" + ("s" if len(self.kiosks) > 1 else ""))
        for kiosk in self.kiosks:
            kiosk.serve()
        for kiosk in self.kiosks:
            wait_until_healthy(self._crew, f"The kiosk at {kiosk.point}", f"{kiosk.address}/")

    def look_after(self, seconds: float | None = None) -> None:
        """Wait, for ever unless a time is given.

        Raises:
            Failure: a program has ended; with its last lines.
        """
        self._crew.wait(seconds)

    def _once(self, step: str, line: str, work: Callable[[], None]) -> None:
        if self.place.is_done(step):
            return
        self._say(line)
        with self._interrupts.held():
            work()
            self.place.done(step)

    def _init(self) -> None:
        """Every time: it keeps what is there, and makes the keys of months that have begun."""
        password = self.place.write("demo.password", self.place.memory.password + "\n")
        self.collector.run("init", "--admin", EMAIL, "--password-file", str(password))

    def _import_points(self) -> None:
        self.collector.run("points", "import", str(EXAMPLE_FILE))

    def _publish_survey(self) -> None:
        file = self.place.write(SURVEY, default_survey_file().decode())
        self.collector.run("survey", "publish", str(file))

    def _make_token(self) -> None:
        answer = self.collector.ask("token", "add", "demo", "--scope", "national")
        self.place.memory.token = answer["token"]

    def _enrol(self, kiosk: Kiosk) -> Callable[[], None]:
        def enrol() -> None:
            ticket = self.collector.ask("enrol", kiosk.point)["ticket"]
            kiosk.run("enrol", ticket)

        return enrol
