"""The one engine: adds up released cells and turns them into figures with their intervals.

Forms of a question from different survey versions are corrected each on its own, then added by
option id. The cost grows with the number of groups, never with the number of responses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import add

from collector.tables.estimate import NO_NOISE, Noise
from collector.tables.forms import CrossingForm, QuestionForm
from collector.tables.model import Block, FigureTable, Form, Group, Mix, Reading
from collector.tables.query import CellStore, Query
from collector.tables.released import METHOD_VERSION
from collector.tables.weights import Shares, crossing_shares, question_shares
from shared.problems import QueryProblem
from shared.survey import SPECIAL_CELLS, Kind

Key = tuple[str, str]
"""A group and a breakdown."""


def answer(store: CellStore, query: Query) -> FigureTable:
    """The table that answers a checked query. It is empty where nothing was released.

    Groups are sorted by group, then by breakdown; those of a crossing follow the options' order.

    Raises:
        QueryProblem: `query-invalid` when the question changed its kind within the window,
            `query-unpublished` when a crossing's first question took several answers in it.
    """
    blocks = list(store.sums(query))
    forms = _used(store.forms(query.question, query.across), blocks, query)
    ages = [form.survey for form in forms]
    blocks.sort(key=lambda block: ages.index(block.form.survey))
    made = [section.groups(blocks) for section in _sections(query, forms)]
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
        releases=_releases(made[0]),
        n=sum(sum(block.totals) for block in blocks),
        method=METHOD_VERSION,
        groups=tuple([groups[key] for key in sorted(made[0]) for groups in made]),
    )


def _releases(groups: Mapping[Key, Group]) -> int:
    """L: the rows summed in each group; its breakdowns come from the same releases."""
    if len({breakdown for _, breakdown in groups}) == 1:
        return sum(group.releases for group in groups.values())
    most: dict[str, int] = {}
    for (name, _), group in groups.items():
        if group.releases > most.get(name, 0):
            most[name] = group.releases
    return sum(most.values())


def _used(forms: Sequence[Form], blocks: Iterable[Block], query: Query) -> list[Form]:
    """The forms that the blocks have, oldest first; the newest one where there is no block."""
    surveys = {block.form.survey for block in blocks}
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

    def read(self, block: Block) -> tuple[Sequence[float], Iterable[tuple[float, ...]]]:
        """Group by group: the base, and the corrected counts in the section's order."""
        corrections = self.shares.corrections(block.totals, block.columns)
        bases = self.shares.bases(block.totals, block.columns, corrections)
        counts = [
            [0.0] * len(bases) if place < 0 else list(map(add, block.columns[place], corrections))
            for place in self.places
        ]
        return bases, zip(*counts, strict=True)


@dataclass(frozen=True, slots=True)
class _Section:
    """The shares of one base. `given`: the other question's answer they are conditional on."""

    variance: int
    given: str | None
    plans: Mapping[bytes, _Plan]
    options: tuple[str, ...]
    specials: tuple[str, ...]
    readings: dict[Mix, Reading] = field(default_factory=dict)

    def groups(self, blocks: Sequence[Block]) -> dict[Key, Group]:
        """The figures of every group and breakdown. The blocks of older forms come first."""
        groups: dict[Key, Group] = {}
        for block in blocks:
            keys = [(group, block.breakdown) for group in block.groups]
            new = dict(zip(keys, self._groups_of(block), strict=True))
            if groups.keys().isdisjoint(new):
                groups |= new
                continue
            for key, group in new.items():
                known = groups.get(key)
                groups[key] = group if known is None else self._both(known, group)
        return groups

    def _groups_of(self, block: Block) -> Iterable[Group]:
        """Made by C for the most part: a ranking has thousands."""
        survey = block.form.survey
        readings = {each: self._reading(((survey, each),)) for each in set(block.releases)}
        bases, counts = self.plans[survey].read(block)
        fields = zip(
            block.groups,
            repeat(block.breakdown if self.given is None else self.given),
            block.releases,
            block.totals,
            bases,
            counts,
            map(readings.__getitem__, block.releases),
        )
        return map(Group._make, fields)

    def _both(self, one: Group, other: Group) -> Group:
        """One group's figures from different forms."""
        return Group(
            one.group,
            one.breakdown,
            one.releases + other.releases,
            one.n + other.n,
            one.base + other.base,
            tuple(map(add, one.counts, other.counts)),
            self._reading((*one.reading.mix, *other.reading.mix)),
        )

    def _reading(self, mix: Mix) -> Reading:
        """Worked out once for all groups that sum as many releases of the same forms."""
        reading = self.readings.get(mix)
        if reading is None:
            noise = tuple(self._noise(mix, option) for option in self.options)
            conditional = self.given is not None
            reading = Reading(mix, self.options, self.specials, noise, self.variance, conditional)
            self.readings[mix] = reading
        return reading

    def _noise(self, mix: Mix, option: str) -> Noise:
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
