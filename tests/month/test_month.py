"""A tiny month goes all the way, and what is wrong with a month would be noticed."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from collector.surveys import default_survey
from collector.tables.forms import row_cells
from collector.tables.released import TableId
from tests.month.__main__ import main
from tests.month.check import check_accounts, differences
from tests.month.page import PAGE, filled, load
from tests.month.record import Record, Stage, per_million
from tests.month.spread import over_days, over_points

BY_POINT = {"busy": 300, "quiet": 7, "shut": 0}


@pytest.mark.slow
def test_a_tiny_month_from_the_kiosks_to_the_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    size = ["--points", "4", "--responses", "120", "--days", "2", "--crowds", "1"]
    record = main([*size, "--comments", "0.2", "--disk", str(tmp_path), "--record", str(file)])
    assert record.counts["received"] == 120 + record.comments > 120
    assert record.counts["batches"] > record.counts["rounds"] > 4
    assert all(stage.cpu > 0 for stage in record.stages)
    assert all(record.queries.values())
    assert Record.read(file) == record
    assert "A million responses take" in capsys.readouterr().out


def told(**changed: Any) -> dict[str, Any]:
    """What a tally says of `BY_POINT`, right but for what is changed."""
    lines = [
        {"point": "busy", "kind": "response", "tallied": 300, "waiting": 0},
        {"point": "quiet", "kind": "response", "tallied": 0, "waiting": 7},
        {"point": "quiet", "kind": "comment", "tallied": 0, "waiting": 3},
    ]
    account = {"holds": True, "missing": 0, "received": 310, "set_aside": {}, "lines": lines}
    return {"deferred": 1, "reconciliation": {**account, **changed}}


def test_accounts_that_are_right_pass() -> None:
    check_accounts(told(), BY_POINT, comments=3)


@pytest.mark.parametrize(
    "changed",
    [
        {"holds": False},
        {"missing": 1},
        {"received": 309},
        {"received": 311},
        {"set_aside": {"item-unopened": 1}},
        {"lines": [{"point": "busy", "kind": "response", "tallied": 299, "waiting": 1}]},
        {"lines": [{"point": "busy", "kind": "response", "tallied": 300, "waiting": 0}]},
    ],
    ids=["broken", "missing", "lost", "twice", "unopened", "not counted", "not waiting"],
)
def test_an_account_that_is_wrong_is_noticed(changed: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        check_accounts(told(**changed), BY_POINT, comments=3)


def said() -> tuple[dict[str, int], tuple[int, ...]]:
    """What forty said, and the row of exact counts."""
    counts = {" ".join(name): 40 for name in row_cells(default_survey(), TableId.SITE, "")[1:]}
    return counts, (40, *counts.values())


def test_noise_is_told_from_errors() -> None:
    counts, row = said()
    noisy = (40, row[1] + 15, row[2] - 15, *row[3:])
    assert differences("a", noisy, counts, 40)[:2] == [15, -15]
    with pytest.raises(AssertionError, match="further off than noise can be"):
        differences("a", (40, row[1] + 16, *row[2:]), counts, 40)
    with pytest.raises(AssertionError, match="39 responses"):
        differences("a", (39, *row[1:]), counts, 40)


def test_responses_are_spread_to_the_last_one_and_far_from_evenly() -> None:
    numbers = over_points(2845, 1_000_000, Random(1))
    assert sum(numbers) == 1_000_000
    ordered = sorted(numbers)
    assert ordered[len(ordered) // 2] < 200
    assert ordered[-1] > 5000
    assert 50 < sum(each < 20 for each in numbers) < 150
    assert sum(over_days(1000, 20, Random(2))) == 1000


def test_costs_are_told_for_a_million_and_of_what_the_caf_runs() -> None:
    record = Record(10, 1000, 20, 0, "SQLite", "in memory", "here")
    record.stages = [Stage("intake", 9, 0.5), Stage("tally", 9, 0.25), Stage("answering", 9, 7)]
    assert per_million(record) == 750


def test_the_pages_tables_are_those_of_the_records() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == filled(written, load()), "python -m tests.month.page writes them"
