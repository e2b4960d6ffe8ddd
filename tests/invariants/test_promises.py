"""The promises of DESIGN.md, section 2, on a real day: what the real programs wrote is searched.

Promises 3 and 8 have their own tests where they are made (tests/kiosk/spool, tests/kiosk/courier,
tests/collector/intake, tests/collector/tally); tests/README.md lists all of them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Time

from collector.store.cell_bytes import unpack
from collector.store.schema import metadata
from collector.surveys import default_survey
from collector.tables.forms import question_forms
from collector.tables.released import TABLES, TableId
from kiosk.spool.layout import recover
from shared.limits import HPKE_OVERHEAD_BYTES, ITEM_ID_BYTES
from shared.sealing import Label, sealed_length
from tests.invariants.day import COMMENT, MARKS, Day, a_day, tally, this_period

pytestmark = pytest.mark.slow
VISITORS = 40


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day's answers, still on the kiosk. The tests run in order: the last ones send and tally."""
    with a_day(tmp_path_factory.mktemp("day"), VISITORS) as held:
        yield held


def sealed_items(day: Day) -> dict[str, list[bytes]]:
    """What the spool's files hold, by file name."""
    files = sorted((day.kiosk.directory / "spool").iterdir())
    found = {path.name: recover(path.read_bytes()) for path in files}
    return {name: list(each.items) for name, each in found.items() if each is not None}


def test_1_nothing_that_came_with_a_request_is_written_anywhere(day: Day) -> None:
    found = [
        (name, file)
        for name, mark in MARKS.items()
        for file, content in day.written.items()
        if mark.encode() in content
    ]
    assert found == []


def test_1_a_visit_leaves_no_line_and_no_time_behind(day: Day) -> None:
    output = "\n".join(day.kiosk.log)
    assert len(output.splitlines()) < VISITORS, "one line a visit would tell when it was"
    assert not re.search(r"\d\d:\d\d:\d\d", output)
    times = {path.stat().st_mtime_ns for path in (day.kiosk.directory / "spool").iterdir()}
    assert times == {0}


def test_1_the_database_has_no_column_for_a_time() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    assert columns
    assert not [each for each in columns if isinstance(each.type, DateTime | Time)]
    names = {column.name for column in columns}
    assert names.isdisjoint({"ip", "address", "user_agent", "cookie", "created", "time"})


def test_2_the_kiosk_holds_ciphertext_only(day: Day) -> None:
    mine = {name: text for name, text in day.written.items() if "/kiosk/" in name}
    assert sum(len(items) for items in sealed_items(day).values()) >= VISITORS
    for clear in day.encoded():
        assert not [name for name, content in mine.items() if clear in content]


def test_2_what_the_kiosk_holds_does_not_open_with_anything_it_has(day: Day) -> None:
    """The private halves of the period keys are with the collector alone, and encrypted there."""
    private = [path.read_bytes() for path in (day.installation.directory / "keys").iterdir()]
    kiosk = b"".join(text for name, text in day.written.items() if "/kiosk/" in name)
    assert private
    assert not [each for each in private if each[-64:] in kiosk]


def test_4_sealed_responses_have_one_length_whatever_was_answered(day: Day) -> None:
    survey = default_survey()
    expected = {sealed_length(survey, label) for label in Label}
    lengths = {len(item) for items in sealed_items(day).values() for item in items}
    assert len(day.encoded()) > 1, "otherwise all visitors answered the same"
    assert lengths <= expected
    responses = sealed_length(survey, Label.RESPONSE)
    plain = responses - ITEM_ID_BYTES - HPKE_OVERHEAD_BYTES
    assert {len(clear) for clear in day.encoded()} == {plain}
    count = sum(len(item) == responses for items in sealed_items(day).values() for item in items)
    assert count == VISITORS


def test_5_6_8_after_the_tally_counts_are_left_and_nothing_else(day: Day) -> None:
    sealed = [item for items in sealed_items(day).values() for item in items]
    report = tally(day)
    count = report["reconciliation"]
    assert count["holds"]
    assert count["received"] == len(sealed)
    assert count["received"] == count["tallied"] + count["waiting"] + sum(
        count["set_aside"].values()
    )
    assert count["tallied"] == VISITORS
    responses = sealed_length(default_survey(), Label.RESPONSE)
    for name, content in day.written.items():
        assert not [1 for clear in day.encoded() if clear in content], name
        assert COMMENT.encode() not in content
        opened = [item for item in sealed if len(item) == responses]
        assert not [1 for item in opened if item[ITEM_ID_BYTES : ITEM_ID_BYTES + 32] in content]


def test_7_what_is_published_never_changes_however_often_it_is_asked(day: Day) -> None:
    token = day.installation.ask("token", "add", "asker", "--scope", "national")["token"]
    other = day.installation.ask("token", "add", "other", "--scope", "caf:761")["token"]
    address = "/api/v1/tables/site?question=overall_experience&point=rouen-simone-veil"
    answers = [
        day.server.request("GET", address, headers={"Authorization": f"Bearer {each}"})
        for each in (token, other) * 10
    ]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1


def exact_counts(day: Day) -> dict[str, list[int]]:
    """How many visitors chose each option of each question, from what they really sent."""
    return {
        question.id: [
            sum(option in visit.answers.get(question.id, frozenset()) for visit in day.visits)
            for option in question.option_ids
        ]
        for question in default_survey().counted
    }


def test_7_published_counts_are_near_the_exact_ones_and_not_the_same(day: Day) -> None:
    with sqlite3.connect(day.installation.directory / "collector.db") as database:
        ((packed,),) = database.execute("select cells from released_row").fetchall()
    row, exact = unpack(packed), exact_counts(day)
    assert row[0] == VISITORS, "n is exact and public"
    published = {
        form.question.id: list(row[form.start : form.start + len(form.question.options)])
        for form in question_forms(default_survey())
    }
    assert published != exact
    farthest = max(
        abs(noisy - true)
        for name, counts in exact.items()
        for noisy, true in zip(published[name], counts, strict=True)
    )
    assert 0 < farthest <= TABLES[TableId.SITE].maximum


def test_6_a_destroyed_key_is_gone_from_the_disk(day: Day) -> None:
    period = this_period(day)
    path = Path(day.installation.directory / "keys" / f"{period}.key")
    content = path.read_bytes()
    day.installation.run("keys", "destroy", period, "--force")
    assert not path.exists()
    assert not [name for name, text in day.written.items() if content[-64:] in text]
