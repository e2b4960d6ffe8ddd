"""Folding gives exact counts, whatever the order and the parts, and sets bad responses aside."""

from __future__ import annotations

import pickle
from collections import Counter
from functools import reduce
from itertools import pairwise
from operator import add
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.tables.forms import RowKey, breakdowns, channel_name, row_cells
from collector.tables.released import TableId
from collector.tally.fold import Counts, Folder
from shared.response import Channel, Pace, Response, encode, layout
from shared.survey import HASTY, NO_ANSWER, NOT_ASKED, Kind, Question, is_asked
from tests.collector.tables.samples import SURVEY, responses

FOLDER = Folder(SURVEY)
visitors = st.lists(responses(), max_size=12)


def fold(people: list[Response], point: str = "rouen", caf: str = "761") -> Counts:
    folded = FOLDER.fold(point, caf, [encode(SURVEY, each) for each in people])
    assert folded.set_aside == ()
    return folded.counts


def cells_of(response: Response, question: Question) -> list[str]:
    """What a patient clerk would tick for one response and one question."""
    if response.pace is Pace.HASTY:
        return [HASTY]
    if not is_asked(question, response.answers):
        return [NOT_ASKED]
    return sorted(response.answers.get(question.id, [])) or [NO_ANSWER]


def clerk(people: list[Response], point: str = "rouen", caf: str = "761") -> Counts:
    """The oracle: one response at a time, one tick at a time."""
    ticks: Counter[tuple[RowKey, tuple[str, ...]]] = Counter()
    for each in people:
        own = [
            RowKey(TableId.SITE, point, SURVEY.digest, ""),
            RowKey(TableId.LANGUAGE, caf, SURVEY.digest, each.language),
            RowKey(TableId.CHANNEL, caf, SURVEY.digest, channel_name(each.channel)),
        ]
        for key in own:
            ticks[key, ("_responses",)] += 1
            for question in SURVEY.counted:
                for cell in cells_of(each, question):
                    ticks[key, (question.id, cell)] += 1
        for first, second in SURVEY.crossings:
            key = RowKey(TableId.CROSSING, caf, SURVEY.digest, f"{first}:{second}")
            ticks[key, ("_responses",)] += 1
            for a in cells_of(each, SURVEY.by_id[first]):
                for b in cells_of(each, SURVEY.by_id[second]):
                    ticks[key, (a, b)] += 1
    keys = [
        RowKey(table, point if table is TableId.SITE else caf, SURVEY.digest, breakdown)
        for table in TableId
        for breakdown in breakdowns(SURVEY, table)
    ]
    return Counts(
        {
            key: tuple(ticks[key, c] for c in row_cells(SURVEY, key.table, key.breakdown))
            for key in keys
        }
    )


@given(visitors)
def test_the_fold_counts_what_a_clerk_would(people: list[Response]) -> None:
    assert fold(people) == clerk(people)


@given(visitors, st.randoms(use_true_random=False))
def test_the_order_of_responses_does_not_matter(people: list[Response], random: Random) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(people)


@given(visitors, st.lists(st.integers(0, 12), max_size=4), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_whole_in_any_order(
    people: list[Response], cuts: list[int], random: Random
) -> None:
    bounds = sorted({0, len(people), *(cut for cut in cuts if cut < len(people))})
    parts = [fold(people[a:b]) for a, b in pairwise(bounds)] or [fold([])]
    random.shuffle(parts)
    assert reduce(add, parts, Counts()) == fold(people)


@given(visitors, visitors)
def test_a_caf_adds_its_points_and_keeps_them_apart(
    here: list[Response], there: list[Response]
) -> None:
    total = fold(here, "rouen") + fold(there, "elbeuf")
    assert (
        total.rows[RowKey(TableId.SITE, "rouen", SURVEY.digest, "")]
        == (fold(here).rows[RowKey(TableId.SITE, "rouen", SURVEY.digest, "")])
    )
    for key, row in fold([*here, *there]).rows.items():
        if key.table is not TableId.SITE:
            assert total.rows[key] == row


@given(visitors)
def test_cells_of_a_one_option_question_add_up_to_n(people: list[Response]) -> None:
    row = fold(people).rows[RowKey(TableId.SITE, "rouen", SURVEY.digest, "")]
    named = dict(zip(row_cells(SURVEY, TableId.SITE, ""), row, strict=True))
    for question in SURVEY.counted:
        if question.kind is Kind.ONE:
            assert sum(named[question.id, cell] for cell in question.cell_ids) == len(people)


def test_a_hasty_response_counts_only_as_hasty() -> None:
    answers = {"mood": frozenset({"good"}), "goal": frozenset({"yes"})}
    rows = fold([Response(answers, Channel.SCREEN, "fr", Pace.HASTY)]).rows
    for key, row in rows.items():
        names = row_cells(SURVEY, key.table, key.breakdown)
        counted = {name[-1] for name, count in zip(names, row, strict=True) if count}
        assert counted <= {"_responses", HASTY}


@given(
    st.lists(responses(), min_size=1, max_size=8),
    st.binary(min_size=layout(SURVEY).length, max_size=layout(SURVEY).length),
    st.data(),
)
def test_bytes_that_are_no_response_are_set_aside_and_the_others_count(
    people: list[Response], noise: bytes, data: st.DataObject
) -> None:
    good = [encode(SURVEY, each) for each in people]
    index = data.draw(st.integers(0, len(good)))
    folded = FOLDER.fold("rouen", "761", [*good[:index], noise, *good[index:]])
    assert [(each.index, each.code) for each in folded.set_aside] == [(index, "response-encoding")]
    assert folded.counts == fold(people)


GOOD = encode(SURVEY, Response({"mood": frozenset({"bad"})}, Channel.PHONE, "ar"))
PLACES = layout(SURVEY)
OFFSETS = {slot.question.id: slot.offset for slot in PLACES.slots}


@pytest.mark.parametrize(
    ("offset", "byte", "code"),
    [
        (OFFSETS["mood"], 0, "response-invalid"),
        (OFFSETS["mood"], 4, "response-encoding"),
        (OFFSETS["purpose"], 0b1000, "response-encoding"),
        (OFFSETS["blocked"], 1, "response-invalid"),
        (OFFSETS["told"], 1, "response-invalid"),
        (OFFSETS["goal"], 3, "response-invalid"),
        (PLACES.version, 2, "response-encoding"),
        (PLACES.digest + 7, GOOD[PLACES.digest + 7] ^ 1, "response-encoding"),
        (PLACES.channel, 0, "response-encoding"),
        (PLACES.channel, 5, "response-encoding"),
        (PLACES.language, 3, "response-encoding"),
        (PLACES.pace, 2, "response-encoding"),
    ],
)
def test_one_wrong_byte_sets_a_response_aside(offset: int, byte: int, code: str) -> None:
    wrong = GOOD[:offset] + bytes((byte,)) + GOOD[offset + 1 :]
    folded = FOLDER.fold("rouen", "761", [GOOD, wrong])
    assert [(each.index, each.code) for each in folded.set_aside] == [(1, code)]
    assert folded.counts == FOLDER.fold("rouen", "761", [GOOD]).counts


@pytest.mark.parametrize("other", [b"", GOOD[:-1], GOOD + b"\0", GOOD + GOOD])
def test_a_response_of_another_length_is_set_aside(other: bytes) -> None:
    folded = FOLDER.fold("rouen", "761", [other, GOOD])
    assert [each.index for each in folded.set_aside] == [0]


def test_two_wrong_lengths_that_make_up_for_each_other_are_both_set_aside() -> None:
    folded = FOLDER.fold("rouen", "761", [GOOD[:-1], GOOD + b"\0", GOOD])
    assert [each.index for each in folded.set_aside] == [0, 1]


def test_counts_and_the_folder_travel_between_processes() -> None:
    folder = pickle.loads(pickle.dumps(FOLDER))
    folded = folder.fold("rouen", "761", [GOOD])
    assert pickle.loads(pickle.dumps(folded)) == FOLDER.fold("rouen", "761", [GOOD])
