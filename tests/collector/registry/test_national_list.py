"""The real list of 2,845 France services: nothing is lost, nothing guessed in silence.

The counts agree with a second count that shares no code with the importer. Of the 2,845 rows

- none is bad: every row has an id, a place and a département;
- 48 give no hours at all;
- 20 have slots of a day that overlap without being the same (`08:30 - 12:00 / 08:30 - 16:00`);
- 41 have slots `00:00 - 00:00` or the same slot twice in a day, which are dropped;
- 34 lie in Pyrénées-Atlantiques, which has two Cafs;
- 3 contradict themselves about the place: a bus of the Eure at an address in Rouen, and two
  mistyped postcodes;
- 73 of those with hours open less than article 4 asks for.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import opening_hours
import pytest

from collector.registry.importer import read_plan
from collector.registry.model import PointSource
from collector.registry.plan import ImportPlan, RemarkKind
from shared.hours import half_days, meets_article_4, weekly_hours

LIST = (
    Path(__file__).resolve().parents[3].parent
    / "shared"
    / "data"
    / "france_services_2024-08-01.csv"
)
pytestmark = pytest.mark.skipif(
    not LIST.is_file(), reason="the national list is not beside the repository (../shared/data)"
)

DAYS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")


@pytest.fixture(scope="module")
def plan() -> ImportPlan:
    return read_plan(LIST)


@pytest.fixture(scope="module")
def raw() -> dict[str, dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return {f"fs-{row['id_fs']}": row for row in csv.DictReader(file)}


def test_every_row_becomes_a_point(plan: ImportPlan, raw: dict[str, dict[str, str]]) -> None:
    assert plan.source is PointSource.FRANCE_SERVICES
    assert len(plan.good) == 2845
    assert plan.bad == ()
    assert [record.id for record in plan.good] == list(raw)


def test_the_oddities_are_counted_and_named(plan: ImportPlan) -> None:
    assert Counter(warning.kind for warning in plan.warnings) == {
        RemarkKind.HOURS_MISSING: 48,
        RemarkKind.HOURS_UNREADABLE: 20,
        RemarkKind.HOURS_TIDIED: 41,
        RemarkKind.CAF_UNSURE: 34,
        RemarkKind.PLACE_UNSURE: 3,
        RemarkKind.ARTICLE_4: 73,
    }


def test_hours_are_empty_exactly_where_a_warning_says_why(plan: ImportPlan) -> None:
    without = {record.id for record in plan.good if not record.hours}
    kinds = {RemarkKind.HOURS_MISSING, RemarkKind.HOURS_UNREADABLE}
    assert without == {warning.point for warning in plan.warnings if warning.kind in kinds}
    assert len(without) == 48 + 20


def test_every_hours_string_is_valid_openstreetmap_syntax(plan: ImportPlan) -> None:
    invalid = [r.id for r in plan.good if r.hours and not opening_hours.validate(r.hours)]
    assert invalid == []


def test_weekly_totals_agree_with_the_sum_of_the_published_columns(
    plan: ImportPlan, raw: dict[str, dict[str, str]]
) -> None:
    for record in plan.good:
        if record.hours:
            assert weekly_hours(record.hours) == pytest.approx(raw_minutes(raw[record.id]) / 60)


def raw_minutes(row: dict[str, str]) -> int:
    """Minutes open in a week, each slot of a day once, by another way than the importer's."""
    total = 0
    for day in DAYS:
        for slot in set(row[day].split(" / ")) - {""}:
            hour, minute, to_hour, to_minute = map(int, re.findall(r"\d\d", slot))
            total += (to_hour - hour) * 60 + to_minute - minute
    return total


def test_half_days_agree_with_a_count_of_the_published_columns(
    plan: ImportPlan, raw: dict[str, dict[str, str]]
) -> None:
    """2,797 sites give hours; 20 of them contradict themselves, and nothing is said of these."""
    with_hours = [record for record in plan.good if record.hours]
    assert len(with_hours) == 2797 - 20
    found = {record.id: half_days(record.hours) for record in with_hours}
    assert found == {record.id: raw_half_days(raw[record.id]) for record in with_hours}
    short = [each for each in with_hours if not meets_article_4(each.hours)]
    assert len(short) == 73
    assert {each.id for each in short} == {
        each.id
        for each in with_hours
        if raw_half_days(raw[each.id]) < 4 or raw_minutes(raw[each.id]) < 12 * 60
    }


def raw_half_days(row: dict[str, str]) -> int:
    """Mornings (until 13:00) and afternoons with two hours open, counted minute by minute."""
    found = 0
    for day in DAYS:
        open_minutes: set[int] = set()
        for slot in set(row[day].split(" / ")) - {""}:
            hour, minute, to_hour, to_minute = map(int, re.findall(r"\d\d", slot))
            open_minutes |= set(range(hour * 60 + minute, to_hour * 60 + to_minute))
        mornings = sum(minute < 13 * 60 for minute in open_minutes)
        found += (mornings >= 120) + (len(open_minutes) - mornings >= 120)
    return found


def test_texts_are_as_published_but_for_blanks(
    plan: ImportPlan, raw: dict[str, dict[str, str]]
) -> None:
    for record in plan.good:
        row = raw[record.id]
        assert record.name == " ".join(row["lib_fs"].split())
        assert record.street == " ".join(row["adresse"].split())
        assert (record.postcode, record.insee) == (row["code_postal"], row["insee_com"])
        assert record.commune == row["lib_com"]
        assert (record.latitude, record.longitude) == (
            float(row["latitude"]),
            float(row["longitude"]),
        )
        assert not record.made_up


def test_cafs_follow_the_departement(plan: ImportPlan, raw: dict[str, dict[str, str]]) -> None:
    cafs = {raw[record.id]["insee_dep"]: record.caf for record in plan.good}
    assert len(set(cafs.values())) == 101
    assert cafs["76"] == "761"
    assert cafs["01"] == "011"
    assert cafs["2A"] == "2A1"
    assert cafs["974"] == "974"
    assert cafs["978"] == cafs["971"] == "971"


def test_warnings_name_the_line_even_after_an_address_of_several_lines(plan: ImportPlan) -> None:
    lines = LIST.read_text(encoding="utf-8").split("\n")
    for warning in plan.warnings:
        assert lines[warning.line - 1].startswith(f"{warning.point.removeprefix('fs-')},")
    published_on_several_lines = 2267
    assert any(warning.line > published_on_several_lines for warning in plan.warnings)
