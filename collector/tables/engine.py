"""The one engine: adds up released cells and turns them into figures with their intervals.

Forms of a question from different survey versions are corrected each on its own, then added by
option id. The cost grows with the number of groups, never with the number of responses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from collector.tables.estimate import NO_NOISE, Noise, status
from collector.tables.forms import QuestionForm, is_option
from collector.tables.model import Block, Figure, FigureTable, Form, Group
from collector.tables.query import CellStore, Query
from collector.tables.released import METHOD_VERSION
from collector.tables.weights import Shares, crossing_shares, question_shares
from shared.problems import QueryProblem

Lot = Sequence[Block]
"""The blocks of one group and breakdown: one for each form."""

_Mix = tuple[tuple[bytes, int], ...]
"""Which forms a lot has, each with how many releases."""


def answer(store: CellStore, query: Query) -> FigureTable:
    """The table that answers a checked query. It is empty where nothing was released.

    Groups are sorted by group, then by breakdown; those of a crossing follow the options' order.

    Raises:
        QueryProblem: `query-invalid` when the question changed its kind within the window.
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
    return used


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a query needs of one form: its shares, each option's unit noise, cells by name."""

    shares: Shares
    places: tuple[tuple[str, int], ...]
    noise: Mapping[str, Noise]
    asides: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """The shares of one base. `given`: the other question's answer they are conditional on."""

    variance: int
    given: str | None
    plans: Mapping[bytes, _Plan]
    options: tuple[str, ...]
    noise: dict[_Mix, dict[str, Noise]] = field(default_factory=dict)

    def group(self, key: tuple[str, str], lot: Lot) -> Group:
        """The figures of one group and breakdown."""
        counts = dict.fromkeys(self.options, 0.0)
        asides: dict[str, float] = {}
        base = 0.0
        for block in lot:
            plan = self.plans[block.form.survey]
            correction = plan.shares.correction(block.n, block.cells)
            base += plan.shares.base(block.n, block.cells, correction)
            for option, place in plan.places:
                counts[option] += block.cells[place] + correction
            for special, place in plan.asides:
                asides[special] = asides.get(special, 0.0) + block.cells[place] + correction
        state = status(base, conditional=self.given is not None)
        noise = self._noise(tuple([(block.form.survey, block.releases) for block in lot]))
        return Group(
            group=key[0],
            breakdown=key[1] if self.given is None else self.given,
            releases=sum([block.releases for block in lot]),
            n=sum([block.n for block in lot]),
            figures=tuple(
                [
                    Figure(option, count, base, state, noise[option], self.variance)
                    for option, count in counts.items()
                ]
            ),
            asides=tuple([(special, max(0, round(count))) for special, count in asides.items()]),
        )

    def _noise(self, mix: _Mix) -> dict[str, Noise]:
        """Each option's noise; worked out once for all groups with the same releases summed."""
        if mix not in self.noise:
            sums = dict.fromkeys(self.options, NO_NOISE)
            for survey, releases in mix:
                for option, unit in self.plans[survey].noise.items():
                    sums[option] = sums[option].plus(unit, releases)
            self.noise[mix] = sums
        return self.noise[mix]


def _sections(query: Query, forms: Sequence[Form]) -> list[_Section]:
    options = _options(query.question, forms)
    givens = _options(query.across, forms) if query.across else (None,)
    return [
        _Section(
            variance=query.released.variance,
            given=given,
            plans={form.survey: _plan(query, form, given, options) for form in forms},
            options=options,
        )
        for given in givens
    ]


def _options(question: str, forms: Sequence[Form]) -> tuple[str, ...]:
    """The newest form's options in order, then those that only older forms have."""
    ids = [each for form in reversed(forms) for each in form.question_of(question).option_ids]
    return tuple(dict.fromkeys(ids))


def _plan(query: Query, form: Form, given: str | None, options: Sequence[str]) -> _Plan:
    asides: tuple[tuple[str, int], ...] = ()
    if isinstance(form, QuestionForm):
        shares = question_shares(form, exact_n=query.released.exact_total)
        asides = tuple((cell, i) for i, cell in enumerate(form.cells) if not is_option(cell))
    else:
        shares = crossing_shares(form, query.question, given or "")
    noise = {option: shares.noise(option) for option in options}
    return _Plan(shares, tuple(shares.places.items()), noise, asides)
