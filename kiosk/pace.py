"""Which responses came too fast to have been read: the rule, and what it needs in memory.

The rule. A visit is *fast* when the time from its first question to its sending is shorter than
anybody needs to skim the questions it answered: their words and those of their options, at
`SKIMMED_WORDS_PER_SECOND`. What was skipped need not have been read and adds nothing. Of a run of
fast visits on this kiosk, each beginning at most `RUN_GAP_SECONDS` after the one before, all from
the `RUN`-th on are marked. One quick visitor is never marked; of a run, the first ones are sealed
before anybody can know that it is one. A visit of which the beginning is not known (the kiosk was
started again meanwhile) is never marked and changes nothing.

Beginnings run on a clock that tells no date, live in memory alone, by the random id of the visit,
and are forgotten when it ends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Final

from kiosk.clock import Monotonic
from shared.response import Pace
from shared.survey import Answers, Question, Survey, label

SKIMMED_WORDS_PER_SECOND: Final = 10.0
"""600 words a minute. Adults read 238 in silence on average, and hardly anyone more than 400
(Brysbaert, 2019): a limit that no reader meets.
"""

WORDS_PER_IDEOGRAM: Final = 0.6
"""Chinese and Japanese write no spaces; a word takes between one and two signs."""

RUN: Final = 3
"""The third fast visit in a row is no coincidence any more (setting `hasty_run`)."""

RUN_GAP_SECONDS: Final = 300.0
"""After five quiet minutes somebody else may have come."""

VISITS_KEPT: Final = 256
"""Beginnings remembered at once; a kiosk has one visit under way, and a few that were left."""

TEXTS_KEPT: Final = 4096
"""Texts whose words are counted once: those of a survey in all its languages."""

_IDEOGRAMS: Final = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


@dataclass(frozen=True, slots=True)
class Run:
    """Fast visits in a row: how many, and when the last one ended (seconds, monotonic)."""

    length: int = 0
    ended: float = 0.0


@lru_cache(maxsize=TEXTS_KEPT)
def words(text: str) -> float:
    """How many words a text of a survey has to read."""
    signs = sum(any(low <= ord(each) <= high for low, high in _IDEOGRAMS) for each in text)
    spaced = sum(any(map(_is_spaced_letter, each)) for each in text.split())
    return spaced + signs * WORDS_PER_IDEOGRAM


def reading_floor(survey: Survey, answers: Answers, language: str) -> float:
    """Seconds in which nobody can have skimmed what was answered."""
    # Of all questions: which of them somebody answered is not to be remembered by `words`.
    lengths = {each.id: sum(map(words, _texts(each, language))) for each in survey.counted}
    read = sum(length for question, length in lengths.items() if answers.get(question))
    return read / SKIMMED_WORDS_PER_SECOND


def pace_of(run: Run, began: float | None, sent: float, floor: float, enough: int = RUN) -> Pace:
    """The mark of a visit that is sent now.

    Args:
        run: the fast visits just before.
        began: when its first question was shown (seconds, monotonic); None when not known.
        sent: now, on the same clock.
        floor: seconds from `reading_floor`.
        enough: from which fast visit in a row on they are marked; 0 for never.
    """
    length = _next(run, began, sent, floor).length
    return Pace.HASTY if 0 < enough <= length else Pace.NORMAL


def run_after(run: Run, began: float | None, sent: float, floor: float) -> Run:
    """The run once that visit was recorded; arguments as for `pace_of`."""
    following = _next(run, began, sent, floor)
    return run if began is None else replace(following, ended=sent)


def _next(run: Run, began: float | None, sent: float, floor: float) -> Run:
    if began is None or sent - began >= floor:
        return Run()
    goes_on = run.length > 0 and began - run.ended <= RUN_GAP_SECONDS
    return Run(run.length + 1 if goes_on else 1)


def _texts(question: Question, language: str) -> Iterable[str]:
    yield label(question.labels, (language,))[0]
    for option in question.options:
        yield label(option.labels, (language,))[0]


def _is_spaced_letter(character: str) -> bool:
    code = ord(character)
    return character.isalnum() and not any(low <= code <= high for low, high in _IDEOGRAMS)


class Pacing:
    """The visits under way on this kiosk, and the run before them. Safe to share between threads.

    Args:
        monotonic: seconds that never go back, whatever happens to the clock.
        enough: from which fast visit in a row on they are marked; 0 for never.
    """

    def __init__(self, monotonic: Monotonic, enough: int = RUN) -> None:
        self._monotonic = monotonic
        self._enough = enough
        self._lock = Lock()
        self._began: OrderedDict[bytes, float] = OrderedDict()
        self._run = Run()

    def begin(self, visit: bytes) -> None:
        """A visit's first question is being shown."""
        with self._lock:
            self._began[visit] = self._monotonic()
            while len(self._began) > VISITS_KEPT:
                self._began.popitem(last=False)

    def pace(self, visit: bytes, floor: float) -> Pace:
        """The mark of a visit that is being sent; `floor` from `reading_floor`."""
        with self._lock:
            began = self._began.get(visit)
            return pace_of(self._run, began, self._monotonic(), floor, self._enough)

    def record(self, visit: bytes, floor: float) -> None:
        """The visit was recorded: it counts for the run, and its beginning is forgotten."""
        with self._lock:
            began = self._began.pop(visit, None)
            self._run = run_after(self._run, began, self._monotonic(), floor)

    def forget(self, visit: bytes) -> None:
        """The visit was erased."""
        with self._lock:
            self._began.pop(visit, None)

    def __len__(self) -> int:
        """How many beginnings are remembered."""
        return len(self._began)
