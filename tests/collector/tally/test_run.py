"""What a tally releases, leaves, sets aside and deletes."""

from __future__ import annotations

import pytest

from collector.keys.private import PeriodPrivateKey
from collector.store.cell_bytes import unpack
from collector.store.claims import claimed_items, due_items, plan_claim, waiting_items
from collector.store.engine import Database
from collector.store.keys import mark_destroyed
from collector.store.tally_schema import released_row
from collector.tables.released import TABLES, TableId
from shared.comment import Comment, encode_comment
from shared.problems import Problem
from shared.sealing import Label
from tests.collector.tables.samples import SURVEY, question, survey
from tests.support.tally_world import JANUARY, Keys, World

FEBRUARY, MARCH = JANUARY.plus(1), JANUARY.plus(2)
CAF = "761"
THREE = {"a": CAF, "b": CAF, "c": CAF}


@pytest.fixture
def world(database: Database) -> World:
    return World(database).set_up(THREE)


def spans(world: World) -> list[tuple[str, str, str, str, int]]:
    """Point, tally's month, first and last month of the responses, n; of every site release."""
    return [
        (each.point_id, each.period, each.first_period, each.last_period, each.n)
        for each in world.releases()
        if each.table_id == TableId.SITE
    ]


def test_a_point_with_twenty_responses_is_released_with_its_exact_n(world: World) -> None:
    world.send("a", 20)
    world.tally()
    assert spans(world) == [("a", "2026-01", "2026-01", "2026-01", 20)]
    assert world.waiting() == 0


def test_a_point_with_nineteen_waits_two_tallies_and_its_release_names_the_months(
    world: World,
) -> None:
    world.send("a", 5)
    assert world.tally(JANUARY).deferred == 1
    assert world.tally(JANUARY).deferred == 1, "the same month again is not another tally"
    world.send("a", 6, FEBRUARY)
    assert world.tally(FEBRUARY).deferred == 1
    assert world.releases() == []
    assert world.deferrals() == {"a": 2}
    world.tally(MARCH)
    assert spans(world) == [("a", "2026-03", "2026-01", "2026-02", 11)]
    assert world.deferrals() == {}


def test_a_point_that_reaches_twenty_while_it_waits_is_released_at_once(world: World) -> None:
    world.send("a", 19)
    world.tally(JANUARY)
    world.send("a", 1, FEBRUARY)
    world.tally(FEBRUARY)
    assert spans(world) == [("a", "2026-02", "2026-01", "2026-02", 20)]


def test_responses_of_later_months_stay_in_the_vault(world: World) -> None:
    world.send("a", 25)
    world.send("a", 30, FEBRUARY)
    world.tally(JANUARY)
    assert spans(world) == [("a", "2026-01", "2026-01", "2026-01", 25)]
    assert world.waiting() == 30


def test_late_responses_belong_to_the_release_that_opens_them(world: World) -> None:
    world.send("a", 25)
    world.tally(JANUARY)
    world.send("a", 21)
    world.tally(JANUARY)
    world.send("a", 22)
    world.tally(FEBRUARY)
    assert [(each.claim, each.n) for each in world.releases()] == [
        ("761/2026-01/1", 25),
        ("761/2026-01/2", 21),
        ("761/2026-02/1", 22),
    ]


def test_tables_by_caf_are_withheld_below_three_points(world: World) -> None:
    world.send("a", 20)
    world.send("b", 20)
    world.tally(JANUARY)
    assert {each.table_id for each in world.releases()} == {TableId.SITE}
    for point in THREE:
        world.send(point, 20, FEBRUARY)
    world.tally(FEBRUARY)
    by_caf = [each for each in world.releases() if each.table_id != TableId.SITE]
    assert {each.table_id for each in by_caf} == {"language", "channel", "crossing"}
    assert {(each.caf, each.period, each.point_id, each.n) for each in by_caf} == {
        (CAF, "2026-02", "", 60)
    }


def test_two_surveys_at_one_point_make_two_releases(database: Database) -> None:
    other = survey([question("mood", "one", ["bad", "good"])], version=2)
    world = World(database).set_up(THREE, SURVEY, other)
    for point in THREE:
        world.send(point, 15)
    world.send("a", 15, survey=other)
    world.tally(JANUARY)
    site = [(e.point_id, e.survey, e.n) for e in world.releases() if e.table_id == TableId.SITE]
    assert sorted(site) == sorted([("a", SURVEY.digest, 15), ("a", other.digest, 15)])
    assert {e.table_id for e in world.releases()} == {TableId.SITE}, "one Point only has either"


def test_a_point_counts_in_the_caf_it_has_at_the_release(world: World) -> None:
    world.send("a", 20)
    world.register({"a": "691"})
    world.tally(JANUARY)
    assert [(each.caf, each.claim) for each in world.releases()] == [("691", "691/2026-01/1")]


def test_an_empty_vault_makes_no_release(world: World) -> None:
    outcome = world.tally(JANUARY)
    assert outcome.published == []
    assert world.releases() == []


def test_comments_stay_in_the_vault_and_count_as_waiting(database: Database) -> None:
    comment = question("comment", "comment", [])
    del comment["options"]
    asked = survey([question("mood", "one", ["bad", "good"]), comment])
    world = World(database, survey=asked).set_up(THREE)
    world.send("a", 20)
    lane = world.lane("a", label=Label.COMMENT)
    text = encode_comment(asked, Comment("Merci", "fr"))
    world.send_items(lane, world.sealed(lane, [text] * 30))
    world.tally(JANUARY)
    assert world.waiting() == 30
    accounts = world.reconciliation()
    assert accounts.holds
    assert accounts.lines["a", "2026-01", "comment"].waiting == 30


def test_what_is_due_is_what_the_claims_take(world: World) -> None:
    world.send("a", 25)
    world.send("b", 20, FEBRUARY)
    world.send("b", 3)
    world.send("c", 19)
    with world.database.begin() as transaction:
        assert waiting_items(transaction, JANUARY, 1000) == 47
        assert waiting_items(transaction, FEBRUARY, 40) == 40
        assert due_items(transaction, CAF, JANUARY) == 25
        assert due_items(transaction, CAF, FEBRUARY) == 48
        claim, deferred = plan_claim(transaction, CAF, FEBRUARY)
        assert claim is not None
        assert claimed_items(transaction, [claim]) == 48
        assert deferred == 1
        assert due_items(transaction, CAF, FEBRUARY) == 0, "all but one Point is claimed"


def test_a_claim_whose_noise_is_gone_is_given_up_and_its_items_wait_again(world: World) -> None:
    world.send("a", 25)
    with world.database.begin() as transaction:
        plan_claim(transaction, CAF, FEBRUARY)
        mark_destroyed(transaction, FEBRUARY)
    world.tally(MARCH)
    assert spans(world) == [("a", "2026-03", "2026-01", "2026-01", 25)]
    assert world.reconciliation().holds


def test_a_tally_of_a_month_whose_key_is_destroyed_is_refused(world: World) -> None:
    world.send("a", 25)
    with world.database.begin() as transaction:
        mark_destroyed(transaction, FEBRUARY)
    with pytest.raises(Problem) as refused:
        world.tally(FEBRUARY)
    assert refused.value.code == "key-destroyed"
    assert world.waiting() == 25


@pytest.mark.parametrize("lost", [JANUARY, FEBRUARY])
def test_a_missing_key_changes_nothing(world: World, lost: object) -> None:
    world.send("a", 25)
    world.send("b", 3)
    world.keys.lost = {lost}  # type: ignore[arg-type]
    with pytest.raises(Problem) as refused:
        world.tally(FEBRUARY)
    assert refused.value.code == "key-missing"
    assert world.waiting() == 28
    assert world.deferrals() == {}
    assert world.releases() == []
    world.keys.lost = set()
    world.tally(FEBRUARY)
    assert [each.n for each in world.releases()] == [25]


def test_another_key_than_the_one_published_changes_nothing(world: World) -> None:
    world.send("a", 25)
    world.keys = Keys({JANUARY: PeriodPrivateKey.generate()})
    with pytest.raises(Problem) as refused:
        world.tally(JANUARY)
    assert refused.value.code == "key-missing"
    assert world.waiting() == 25


def test_released_cells_are_perturbed_within_their_bounds_and_differ_from_the_counts(
    world: World,
) -> None:
    """Every cell of identical responses is 0 or 60; what is published is not."""
    same = world.plaintexts(1) * 60
    for point in THREE:
        world.send_items(world.lane(point), world.sealed(world.lane(point), same))
    world.tally(JANUARY)
    tables = {each.id: TableId(each.table_id) for each in world.releases()}
    for table in TableId:
        noise = [
            min((cell, cell - n, cell - 3 * n), key=abs)
            for n in [60]
            for row in world.rows(released_row)
            if tables[row.release_id] is table
            for cell in unpack(row.cells)[1:]
        ]
        spread = sum(value**2 for value in noise) / len(noise)
        assert max(map(abs, noise)) <= TABLES[table].maximum
        assert 0.4 * TABLES[table].variance < spread < 2.0 * TABLES[table].variance


def test_no_two_points_share_their_draws(world: World) -> None:
    same = world.plaintexts(1) * 60
    for point in THREE:
        world.send_items(world.lane(point), world.sealed(world.lane(point), same))
    world.tally(JANUARY)
    site = {each.id for each in world.releases() if each.table_id == TableId.SITE}
    rows = [unpack(row.cells) for row in world.rows(released_row) if row.release_id in site]
    assert len(rows) == len({row[1:] for row in rows}) == 3
    assert {row[0] for row in rows} == {60}
