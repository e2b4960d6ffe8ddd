"""The one engine: adds up released cells and turns them into figures with their intervals.

Forms of a question from different survey versions are corrected each on its own, then added by
option id. The cost grows with the number of groups, never with the number of responses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add

from collector.tables.estimate import NO_NOISE, Noise
from collector.tables.forms import CrossingForm, QuestionForm
from collector.tables.model import Block, FigureTable, Form, Group, Reading
from collector.tables.query import CellStore, Query
from collector.tables.released import METHOD_VERSION
from collector.tables.weights import Shares, crossing_shares, question_shares
from shared.problems import QueryProblem
from shared.survey import SPECIAL_CELLS, Kind

Lot = Sequence[Block]
"""The blocks of one group and breakdown: one for each form."""

_Mix = tuple[tuple[bytes, int], ...]
"""Which forms a lot has, each with how many releases."""


def answer(store: CellStore, query: Query) -> FigureTable:
    """The table that answers a checked query. It is empty where nothing was released.

    Groups are sorted by group, then by breakdown; those of a crossing follow the options' order.

    Raises:
        QueryProblem: `query-invalid` when the question changed its kind within the window,
            `query-unpublished` when a crossing's first question took several answers in it.
    """
    lots: defaultdict[tuple[str, str], list[Block]] = defaultdict(list)
    for block in store.sums(query):
        lots[block.group, block.breakdown].append(block)
    forms = _used(store.forms(query.question, query.across), lots.values(), query)
    sections = _sections(query, forms)
    newest = forms[-1]
    return FigureTable(
        table=query.released,
        question=newest.question_of(query.question),
        across=newest.question_of(query.across) if query.across else None,
        by=query.by,
        first=query.first,
        last=query.last,
        point=query.point,
        caf=query.caf,
        releases=_releases(lots),
        n=sum(block.n for lot in lots.values() for block in lot),
        method=METHOD_VERSION,
        groups=tuple(each.group(key, lots[key]) for key in sorted(lots) for each in sections),
    )


def _releases(lots: Mapping[tuple[str, str], Lot]) -> int:
    """L: the rows summed in each group; its breakdowns come from the same releases."""
    by_group: defaultdict[str, int] = defaultdict(int)
    for (group, _), lot in lots.items():
        by_group[group] = max(by_group[group], sum(block.releases for block in lot))
    return sum(by_group.values())


def _used(forms: Sequence[Form], lots: Iterable[Lot], query: Query) -> list[Form]:
    """The forms that the blocks have, oldest first; the newest one where there is no block."""
    surveys = {block.form.survey for lot in lots for block in lot}
    used = [form for form in forms if form.survey in surveys] or list(forms[-1:])
    for question in (query.question, query.across):
        if question and len({form.question_of(question).kind for form in used}) > 1:
            detail = f"{question} changed between one and several answers; ask for fewer months."
            raise QueryProblem("query-invalid", detail)
    if query.across and used[0].question_of(query.question).kind is not Kind.ONE:
        detail = f"{query.question} took several answers then; ask {query.across} first."
        raise QueryProblem("query-unpublished", detail)
    return used


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a query needs of one form: its shares, the place of each counted cell, or -1."""

    shares: Shares
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """The shares of one base. `given`: the other question's answer they are conditional on."""

    variance: int
    given: str | None
    plans: Mapping[bytes, _Plan]
    options: tuple[str, ...]
    specials: tuple[str, ...]
    readings: dict[_Mix, Reading] = field(default_factory=dict)

    def group(self, key: tuple[str, str], lot: Lot) -> Group:
        """The figures of one group and breakdown."""
        base, n, releases = 0.0, 0, 0
        counts = [0.0] * (len(self.options) + len(self.specials))
        for block in lot:
            plan, cells = self.plans[block.form.survey], block.cells
            correction = plan.shares.correction(block.n, cells)
            base += plan.shares.base(block.n, cells, correction)
            found = [cells[at] + correction if at >= 0 else 0.0 for at in plan.places]
            counts = list(map(add, counts, found))
            n += block.n
            releases += block.releases
        breakdown = key[1] if self.given is None else self.given
        return Group(key[0], breakdown, releases, n, base, tuple(counts), self._reading(lot))

    def _reading(self, lot: Lot) -> Reading:
        """Worked out once for all groups that sum as many releases of the same forms."""
        mix = tuple([(block.form.survey, block.releases) for block in lot])
        reading = self.readings.get(mix)
        if reading is None:
            noise = tuple(self._noise(mix, option) for option in self.options)
            conditional = self.given is not None
            reading = Reading(self.options, self.specials, noise, self.variance, conditional)
            self.readings[mix] = reading
        return reading

    def _noise(self, mix: _Mix, option: str) -> Noise:
        noise = NO_NOISE
        for survey, releases in mix:
            noise = noise.plus(self.plans[survey].shares.noise(option), releases)
        return noise


def _sections(query: Query, forms: Sequence[Form]) -> list[_Section]:
    """One for a question; for a crossing one for each answer to the other question."""
    options = _options(query.question, forms)
    if query.across:
        return [
            _crossing_section(query, forms, options, given)
            for given in _options(query.across, forms)
        ]
    return [_question_section(query, forms, options)]


def _options(question: str, forms: Sequence[Form]) -> tuple[str, ...]:
    """The newest form's options in order, then those that only older forms have."""
    ids = [each for form in reversed(forms) for each in form.question_of(question).option_ids]
    return tuple(dict.fromkeys(ids))


def _question_section(query: Query, forms: Sequence[Form], options: tuple[str, ...]) -> _Section:
    plain = [form for form in forms if isinstance(form, QuestionForm)]
    cells = [cell for form in plain for cell in form.cells]
    specials = tuple(cell for cell in SPECIAL_CELLS if cell in cells)
    plans = {}
    for form in plain:
        places = {cell: place for place, cell in enumerate(form.cells)}
        shares = question_shares(form, exact_n=query.released.exact_total)
        plans[form.survey] = _Plan(shares, _along((*options, *specials), places))
    return _Section(query.released.variance, None, plans, options, specials)


def _crossing_section(
    query: Query, forms: Sequence[Form], options: tuple[str, ...], given: str
) -> _Section:
    crossed = [form for form in forms if isinstance(form, CrossingForm)]
    plans = {}
    for form in crossed:
        shares = crossing_shares(form, query.question, given)
        plans[form.survey] = _Plan(shares, _along(options, shares.places))
    return _Section(query.released.variance, given, plans, options, ())


def _along(names: Sequence[str], places: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(places.get(name, -1) for name in names)
