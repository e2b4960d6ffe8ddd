"""The engine adds released cells, form by form, and its figures agree with a naive reading."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.tables.engine import answer
from collector.tables.estimate import Status
from collector.tables.forms import RESPONSES, RowKey, breakdowns, row_cells
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.model import FigureTable, Group
from collector.tables.query import read_query
from collector.tables.released import METHOD_VERSION, TABLES, TableId
from shared.periods import Period
from shared.problems import QueryProblem
from shared.survey import Survey
from tests.collector.tables.samples import SURVEY, question, survey

POINTS = {"rouen": "761", "elbeuf": "761", "dieppe": "761", "paris": "751"}
MONTHS = [Period(2026, month) for month in (1, 2, 3)]
NEWER = survey(
    [
        question("mood", "one", ["medium", "good", "great"], required=True),
        question("goal", "one", ["yes", "no"]),
    ],
    [["goal", "mood"]],
    version=2,
)


def released(of: Survey, table: TableId, scope: str, period: Period) -> list[ReleasedRow]:
    """Rows as a tally would release them: exact counts are made up, so is their noise."""
    rows = []
    for breakdown in breakdowns(of, table):
        chance = random.Random(f"{of.version} {table} {scope} {period} {breakdown}")
        size = len(row_cells(of, table, breakdown))
        cells = (chance.randrange(200, 400), *(chance.randrange(-5, 120) for _ in range(size - 1)))
        caf = POINTS.get(scope, scope)
        rows.append(ReleasedRow(RowKey(table, scope, of.digest, breakdown), period, caf, cells))
    return rows


def full_store(*surveys: Survey) -> MemoryCellStore:
    store = MemoryCellStore(surveys, POINTS)
    for of in surveys:
        for period in MONTHS:
            for table in TableId:
                scopes = list(POINTS) if table is TableId.SITE else sorted(set(POINTS.values()))
                for scope in scopes:
                    store.rows += released(of, table, scope, period)
    return store


STORE = full_store(SURVEY)


def ask(store: MemoryCellStore, table: str, **parameters: str) -> FigureTable:
    named = {name.strip("_"): value for name, value in parameters.items()}
    return answer(store, read_query(table, named, store))


def named_cells(row: ReleasedRow) -> dict[tuple[str, ...], int]:
    of = {SURVEY.digest: SURVEY, NEWER.digest: NEWER}[row.key.survey]
    names = row_cells(of, row.key.table, row.key.breakdown)
    return dict(zip(names, row.cells, strict=True))


def estimates(group: Group) -> dict[str, float]:
    return {figure.option: figure.estimate for figure in group.figures}


def test_an_unfiltered_question_is_one_group_over_all_releases() -> None:
    table = ask(STORE, "site", question="mood")
    rows = [named_cells(row) for row in STORE.rows if row.key.table is TableId.SITE]
    n = sum(row[RESPONSES,] for row in rows)
    assert (table.releases, table.n, table.method) == (12, n, METHOD_VERSION)
    (group,) = table.groups
    cells = SURVEY.by_id["mood"].cell_ids
    sums = {cell: sum(row["mood", cell] for row in rows) for cell in cells}
    correction = (n - sum(sums.values())) / len(cells)
    assert estimates(group) == pytest.approx(
        {cell: sums[cell] + correction for cell in ("bad", "medium", "good")}
    )
    assert dict(group.asides) == {"_hasty": round(sums["_hasty"] + correction)}
    base = sum(sums[cell] for cell in ("bad", "medium", "good")) + 3 * correction
    assert [figure.base for figure in group.figures] == pytest.approx([base] * 3)


def test_shares_of_a_question_of_one_answer_add_up_to_one() -> None:
    (group,) = ask(STORE, "site", question="goal").groups
    shares = [figure.share.value for figure in group.figures if figure.share]
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(1)


def test_a_question_of_many_answers_has_its_base_from_the_exact_n() -> None:
    (group,) = ask(STORE, "site", question="purpose", point="rouen").groups
    rows = [named_cells(row) for row in STORE.rows if row.key.scope == "rouen"]
    silent = sum(row["purpose", "_no_answer"] + row["purpose", "_hasty"] for row in rows)
    assert group.figures[0].base == group.n - silent
    assert group.figures[0].estimate == sum(row["purpose", "p0"] for row in rows)


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("none", [""]),
        ("point", sorted(POINTS)),
        ("period", ["2026-01", "2026-02", "2026-03"]),
        ("caf", ["751", "761"]),
    ],
)
@pytest.mark.parametrize("name", ["mood", "goal", "purpose", "blocked", "told"])
def test_groups_add_up_to_the_unsplit_figure(by: str, names: list[str], name: str) -> None:
    whole = ask(STORE, "site", question=name)
    table = ask(STORE, "site", question=name, by=by)
    assert [group.group for group in table.groups] == names
    sums: defaultdict[str, float] = defaultdict(float)
    for group in table.groups:
        for option, estimate in estimates(group).items():
            sums[option] += estimate
    assert sums == pytest.approx(estimates(whole.groups[0]))
    assert (table.n, table.releases) == (whole.n, whole.releases)


def test_scope_and_window_choose_the_releases() -> None:
    caf = ask(STORE, "site", question="mood", caf="761", by="point", from_="2026-02", to="2026-02")
    assert [group.group for group in caf.groups] == ["dieppe", "elbeuf", "rouen"]
    assert {group.releases for group in caf.groups} == {1}
    point = ask(STORE, "site", question="mood", point="paris", from_="2026-02")
    assert point.releases == 2


@pytest.mark.parametrize("name", ["language", "channel"])
def test_breakdowns_take_their_base_from_released_cells_only(name: str) -> None:
    table = ask(STORE, name, question="goal", caf="761")
    expected = sorted(breakdowns(SURVEY, TableId(name)))
    assert [group.breakdown for group in table.groups] == expected
    assert table.releases == 3
    for group in table.groups:
        figures = group.figures
        assert sum(figure.estimate for figure in figures) == pytest.approx(figures[0].base)
    assert not TABLES[TableId(name)].exact_total


def test_a_crossing_reads_one_question_among_those_who_gave_the_other_answer() -> None:
    table = ask(STORE, "crossing", question="mood:goal", caf="761")
    assert [group.breakdown for group in table.groups] == ["yes", "partly", "no"]
    rows = [
        named_cells(row)
        for row in STORE.rows
        if (row.key.scope, row.key.breakdown) == ("761", "mood:goal")
    ]
    expected = {cell: sum(row[cell, "no"] for row in rows) for cell in ("bad", "medium", "good")}
    assert estimates(table.groups[2]) == expected
    assert table.groups[2].figures[0].base == sum(expected.values())
    other = ask(STORE, "crossing", question="goal:mood", caf="761")
    assert [group.breakdown for group in other.groups] == ["bad", "medium", "good"]
    assert estimates(other.groups[0])["no"] == expected["bad"]
    assert (other.question.id, other.across and other.across.id) == ("goal", "mood")


def test_a_small_base_hides_the_share_and_a_middling_one_marks_it_fragile() -> None:
    cells = row_cells(SURVEY, TableId.SITE, "")
    key = RowKey(TableId.SITE, "rouen", SURVEY.digest, "")
    states = []
    for n in (12, 30, 80):
        counts = [n if name in ((RESPONSES,), ("mood", "bad")) else 0 for name in cells]
        row = ReleasedRow(key, MONTHS[0], "761", tuple(counts))
        store = MemoryCellStore([SURVEY], POINTS, [row])
        figure = ask(store, "site", question="mood").groups[0].figures[0]
        states.append((figure.status, figure.points is None, figure.displayed_count))
    assert states == [
        (Status.HIDDEN, True, 12),
        (Status.FRAGILE, False, 30),
        (Status.SHOWN, False, 80),
    ]


def test_negative_counts_are_clipped_only_for_display() -> None:
    cells = row_cells(SURVEY, TableId.SITE, "")
    values = {(RESPONSES,): 60, ("goal", "yes"): 64, ("goal", "no"): -4}
    row = ReleasedRow(
        RowKey(TableId.SITE, "rouen", SURVEY.digest, ""),
        MONTHS[0],
        "761",
        tuple(values.get(name, 0) for name in cells),
    )
    (group,) = ask(MemoryCellStore([SURVEY], POINTS, [row]), "site", question="goal").groups
    yes, _, no = group.figures
    assert (no.estimate, no.displayed_count) == (-4, 0)
    assert (yes.estimate, yes.displayed_count) == (64, 64)
    assert yes.points is not None
    assert yes.points[0] == 100
    assert no.points is not None
    assert no.points[:2] == (0, 0)


def test_survey_versions_are_corrected_apart_and_added_by_option() -> None:
    both = full_store(SURVEY, NEWER)
    older, newer = full_store(SURVEY), full_store(NEWER)
    (group,) = ask(both, "site", question="mood").groups
    assert [figure.option for figure in group.figures] == ["medium", "good", "great", "bad"]
    before = estimates(ask(older, "site", question="mood").groups[0])
    after = estimates(ask(newer, "site", question="mood").groups[0])
    assert estimates(group) == pytest.approx(
        {name: before.get(name, 0) + after.get(name, 0) for name in group_options(group)}
    )
    bases = [
        ask(each, "site", question="mood").groups[0].figures[0].base for each in (older, newer)
    ]
    assert group.figures[0].base == pytest.approx(sum(bases))
    assert group.releases == 24


def group_options(group: Group) -> list[str]:
    return [figure.option for figure in group.figures]


def test_a_crossing_declared_the_other_way_round_later_is_still_one_crossing() -> None:
    both = full_store(SURVEY, NEWER)
    table = ask(both, "crossing", question="mood:goal", caf="761")
    assert [group.breakdown for group in table.groups] == ["yes", "no", "partly"]
    older = ask(full_store(SURVEY), "crossing", question="mood:goal", caf="761")
    newer = ask(full_store(NEWER), "crossing", question="goal:mood", caf="761")
    good_yes = estimates(older.groups[0])["good"] + estimates(newer.groups[1])["yes"]
    assert estimates(table.groups[0])["good"] == good_yes


def test_a_question_that_changed_its_kind_is_not_added_up() -> None:
    changed = survey([question("mood", "many", ["bad", "good"])], version=3)
    store = full_store(SURVEY)
    store.surveys = [SURVEY, changed]
    assert ask(store, "site", question="mood").groups
    store.rows += released(changed, TableId.SITE, "rouen", MONTHS[2])
    assert ask(store, "site", question="mood", to="2026-02").groups
    with pytest.raises(QueryProblem) as refused:
        ask(store, "site", question="mood")
    assert refused.value.code == "query-invalid"


def test_a_crossing_whose_first_question_took_several_answers_then_is_refused() -> None:
    store = full_store(SURVEY)
    purposes = question("purpose", "one", ["p0", "p1"])
    moods = question("mood", "one", ["bad", "good"])
    store.surveys = [SURVEY, survey([purposes, moods], [["purpose", "mood"]], version=3)]
    with pytest.raises(QueryProblem) as refused:
        ask(store, "crossing", question="purpose:mood")
    assert refused.value.code == "query-unpublished"


def test_a_scope_without_releases_gives_an_empty_table() -> None:
    store = full_store(SURVEY)
    store.rows = [row for row in store.rows if row.caf != "751"]
    table = ask(store, "language", question="mood", caf="751")
    assert (table.groups, table.releases, table.n) == ((), 0, 0)
    assert table.question.id == "mood"


@given(st.permutations(STORE.rows))
def test_the_order_of_releases_does_not_matter(rows: list[ReleasedRow]) -> None:
    shuffled = MemoryCellStore([SURVEY], POINTS, rows)
    for by in ("none", "point", "period"):
        parameters = {"question": "mood", "by": by}
        assert ask(shuffled, "site", **parameters) == ask(STORE, "site", **parameters)
