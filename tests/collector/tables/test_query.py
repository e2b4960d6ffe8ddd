"""What may be asked, and the problem that every other question gets."""

from __future__ import annotations

import pytest

from collector.tables.forms import RowKey, row_cells
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.model import By
from collector.tables.query import Query, read_query
from collector.tables.released import TableId
from shared.periods import Period
from shared.problems import QueryProblem
from tests.collector.tables.samples import SURVEY

FIRST, LAST = Period(2026, 1), Period(2026, 6)


def store(*periods: Period) -> MemoryCellStore:
    key = RowKey(TableId.SITE, "rouen", SURVEY.digest, "")
    cells = (0,) * len(row_cells(SURVEY, TableId.SITE, ""))
    rows = [ReleasedRow(key, period, "761", cells) for period in periods]
    return MemoryCellStore([SURVEY], {"rouen": "761", "paris": "751"}, rows)


STORE = store(FIRST, LAST)


def read(table: str = "site", **parameters: str) -> Query:
    named = {name.strip("_"): value for name, value in parameters.items()}
    return read_query(table, {"question": "mood"} | named, STORE)


def test_a_plain_question_covers_all_released_periods_of_all_points() -> None:
    assert read() == Query(TableId.SITE, "mood", None, None, None, FIRST, LAST, By.NONE)


def test_every_parameter_is_read() -> None:
    query = read(caf="761", by="point", from_="2026-02", to="2026-03")
    assert query == Query(
        TableId.SITE, "mood", None, None, "761", Period(2026, 2), Period(2026, 3), By.POINT
    )


def test_empty_parameters_count_as_absent() -> None:
    assert read(point="", caf="", by="", from_="", to="") == read()


def test_a_window_is_cut_to_what_is_released() -> None:
    query = read(from_="2020-01", to="2030-01")
    assert (query.first, query.last) == (FIRST, LAST)


def test_a_crossing_is_asked_in_either_order() -> None:
    query = read("crossing", question="goal:mood", caf="761")
    assert (query.question, query.across) == ("goal", "mood")
    assert read("crossing", question="mood:goal").across == "goal"


@pytest.mark.parametrize(
    ("table", "parameters", "code"),
    [
        ("people", {}, "table-unknown"),
        ("", {}, "table-unknown"),
        ("site", {"question": ""}, "query-invalid"),
        ("site", {"question": "age"}, "query-invalid"),
        ("site", {"question": "mood:goal"}, "query-unpublished"),
        ("site", {"by": "hour"}, "query-invalid"),
        ("site", {"language": "ar"}, "query-invalid"),
        ("site", {"point": "rouen", "caf": "761"}, "query-invalid"),
        ("site", {"point": "atlantis"}, "point-unknown"),
        ("site", {"caf": "999"}, "caf-unknown"),
        ("site", {"from": "2026-13"}, "query-invalid"),
        ("site", {"to": "june"}, "query-invalid"),
        ("site", {"from": "2026-05", "to": "2026-04"}, "query-invalid"),
        ("site", {"from": "2026-07"}, "query-invalid"),
        ("site", {"to": "2025-12"}, "query-invalid"),
        ("language", {"point": "rouen"}, "query-unpublished"),
        ("language", {"by": "point"}, "query-unpublished"),
        ("channel", {"point": "rouen"}, "query-unpublished"),
        ("crossing", {"question": "mood:goal", "point": "rouen"}, "query-unpublished"),
        ("crossing", {"question": "mood:goal", "by": "point"}, "query-unpublished"),
        ("crossing", {"question": "mood"}, "query-invalid"),
        ("crossing", {"question": "mood:goal:told"}, "query-invalid"),
        ("crossing", {"question": "mood:told"}, "query-unpublished"),
        ("crossing", {"question": "mood:mood"}, "query-unpublished"),
        ("crossing", {"question": "purpose:mood"}, "query-unpublished"),
        ("crossing", {"question": "mood:age"}, "query-invalid"),
    ],
)
def test_whatever_is_not_published_gets_a_clear_problem(
    table: str, parameters: dict[str, str], code: str
) -> None:
    with pytest.raises(QueryProblem) as refused:
        read_query(table, {"question": "mood"} | parameters, STORE)
    assert refused.value.code == code


def test_before_the_first_release_there_is_nothing_to_ask() -> None:
    with pytest.raises(QueryProblem) as refused:
        read_query("site", {"question": "mood"}, store())
    assert refused.value.code == "nothing-released"


def test_a_question_of_many_answers_is_pointed_to_the_other_order() -> None:
    with pytest.raises(QueryProblem) as refused:
        read("crossing", question="purpose:mood")
    assert "mood:purpose" in refused.value.detail
