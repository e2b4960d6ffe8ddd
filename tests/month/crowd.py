"""Kiosks at work, many in one process: visitors answer, answers are sealed, the courier goes.

`python -m tests.month.crowd ORDER`: a JSON file says which kiosks there are and how many answer at
each. It prints a line of JSON for each group of kiosks that is done, and writes what visitors said
to the file that the order names: the truth that figures are laid beside.

Every kiosk is one directory and the kiosk's own rooms: it enrols with its ticket, `submit` checks,
encodes, seals and waits for the disk, and the courier takes what waits. It goes by its own rule:
ten answers and those that came within its random delay, and what is left before the day ends; or,
where the line is there a few times a month only, when it is.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from time import process_time
from typing import Any, Final
from zoneinfo import ZoneInfo

from deploy.visitors.declared import Declared, Plan
from kiosk.courier.courier import Courier, only_courier
from kiosk.courier.policy import ENOUGH, LONGEST_DELAY
from kiosk.device import DeviceState
from kiosk.enrol import enrol
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.submit import Outcome, Submission, submit
from kiosk.transport import HttpTransport, Reply, Request, Transport
from shared.limits import ITEM_ID_BYTES
from shared.response import Channel, Response
from shared.survey import NO_ANSWER, NOT_ASKED, Survey, is_asked
from tests.month.spread import OPEN_HOURS, over_days

GROUP: Final = 25
"""Kiosks that are open at once; the days of a group pass for all of them alike."""

PARTS: Final = ("drawing", "enrolling", "answering", "sending")
"""`drawing` is the simulation's own cost: visitors making up their minds."""

_PARIS: Final = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The machine's own clock: the keys of the month are those that the collector made."""
    return datetime.now(_PARIS)


@dataclass
class Counted:
    """What a crowd did. Parts of `cpu` are seconds of processor time."""

    responses: int = 0
    comments: int = 0
    rounds: int = 0
    batches: int = 0
    requests: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    cpu: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))

    @contextmanager
    def during(self, part: str) -> Iterator[None]:
        """Account for the processor time of a part."""
        began = process_time()
        yield
        self.cpu[part] += process_time() - began


@dataclass
class Line:
    """The kiosk's own transport; counts what passes, without the heads of requests."""

    real: Transport
    counted: Counted

    def exchange(self, request: Request) -> Reply:
        """See `kiosk.transport.Transport`."""
        reply = self.real.exchange(request)
        self.counted.requests += 1
        self.counted.sent_bytes += len(request.body)
        self.counted.received_bytes += len(reply.body)
        return reply


@dataclass
class Kiosk:
    """One Point's kiosk.

    `days`: how many answer on each. `reached`: after which days it sends; empty: by its own rule.
    `truth`: how many gave each answer, by question and cell.
    """

    directory: Path
    ticket: str
    days: Sequence[int]
    reached: frozenset[int]
    counted: Counted
    chance: Random
    truth: Counter[str] = field(default_factory=Counter)

    def enrol(self, transport: Transport) -> None:
        """Become a device, and open the rooms."""
        enrol(self.ticket, self.directory, lambda _: transport, os.urandom)
        self.device = DeviceState(self.directory, now)
        self.spool = Spool(self.directory)
        outbox = Outbox(self.directory, self.device.signer, self.device.identity.device)
        self.courier = Courier(self.device, self.spool, outbox, transport, now)

    def day(self, number: int, declared: Declared) -> None:
        """Visitors answer, and the courier goes."""
        if not self.reached:
            self._by_its_rule(self.days[number], declared)
            return
        self._answer(self.days[number], declared)
        if number in self.reached and self.spool.count():
            self._send()

    def _by_its_rule(self, left: int, declared: Declared) -> None:
        delay = LONGEST_DELAY.total_seconds() / 3600 / OPEN_HOURS * left
        while left:
            some = min(left, ENOUGH + int(self.chance.uniform(0, delay)))
            left -= some
            self._answer(some, declared)
            self._send()

    def _answer(self, number: int, declared: Declared) -> None:
        with self.counted.during("drawing"):
            plans = [declared.draw(self.chance) for _ in range(number)]
            for plan in plans:
                _note(declared.survey, plan, self.truth)
        with self.counted.during("answering"):
            for plan in plans:
                response = Response(plan.answers, Channel.SCREEN, plan.language)
                visit = os.urandom(ITEM_ID_BYTES)
                submission = Submission(visit, declared.survey, response, plan.comment)
                bundle, point = self.device.bundle, self.device.point.id
                kept = submit(submission, bundle, point, self.spool, now, os.urandom)
                assert kept is Outcome.RECORDED
        self.counted.responses += number
        self.counted.comments += sum(1 for plan in plans if plan.comment)

    def _send(self) -> None:
        with self.counted.during("sending"), only_courier(self.directory):
            done = self.courier.send()
        assert done.problem is None, done.problem
        assert not done.refused
        self.counted.rounds += 1
        self.counted.batches += done.batches

    def close(self) -> None:
        """All has been sent."""
        assert self.spool.count() == 0
        self.spool.close()


def _note(survey: Survey, plan: Plan, truth: Counter[str]) -> None:
    for question in survey.counted:
        chosen = plan.answers.get(question.id) or frozenset(
            {NO_ANSWER if is_asked(question, plan.answers) else NOT_ASKED}
        )
        truth.update(f"{question.id} {each}" for each in chosen)


def main(order: Mapping[str, Any]) -> None:
    """Do what the order says."""
    counted = Counted()
    transport = Line(HttpTransport(order["address"]), counted)
    chance = Random(order["seed"])
    truth: dict[str, Mapping[str, int]] = {}
    kiosks: Sequence[Mapping[str, Any]] = order["kiosks"]
    for start in range(0, len(kiosks), GROUP):
        group = [
            Kiosk(
                Path(order["directory"]) / each["point"],
                each["ticket"],
                over_days(each["responses"], order["days"], chance),
                _reached(order["days"], order["sendings"]),
                counted,
                chance,
            )
            for each in kiosks[start : start + GROUP]
        ]
        _month(group, transport, order)
        truth |= {kiosk.directory.name: kiosk.truth for kiosk in group}
        _say({"responses": counted.responses})
    Path(order["truth"]).write_text(json.dumps(truth))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _say(vars(counted) | {"all_cpu": usage.ru_utime + usage.ru_stime})


def _reached(days: int, sendings: int) -> frozenset[int]:
    """So many days of a month, the last one among them; none where it is not said how many."""
    return frozenset((days * (each + 1)) // sendings - 1 for each in range(min(days, sendings)))


def _month(group: Sequence[Kiosk], transport: Transport, order: Mapping[str, Any]) -> None:
    with group[0].counted.during("enrolling"):
        for kiosk in group:
            kiosk.enrol(transport)
    declared = replace(Declared.load(group[0].device.survey), comment=order["comments"])
    for day in range(order["days"]):
        for kiosk in group:
            kiosk.day(day, declared)
    for kiosk in group:
        kiosk.close()


def _say(document: Mapping[str, Any]) -> None:
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
