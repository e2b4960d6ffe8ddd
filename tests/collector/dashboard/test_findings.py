"""Control limits and places in a ranking: seen to be as often wrong as they say, noise included."""

from __future__ import annotations

from collections import Counter
from math import exp
from random import Random

from collector.dashboard.findings import Finding, common_share, find
from collector.dashboard.ranking import Places, Ranked
from collector.tables.engine import answer
from collector.tables.forms import RowKey
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.model import Group
from collector.tables.query import read_query
from collector.tables.released import TABLES, TableId
from shared.periods import Period
from tests.collector.tables.samples import SURVEY

ASKED = SURVEY
QUESTION = next(each for each in ASKED.counted if len(each.option_ids) >= 2)
OPTION = QUESTION.option_ids[0]
NOISE = TABLES[TableId.SITE]


def noise_drawer(chance: Random) -> list[int]:
    values = range(-NOISE.maximum, NOISE.maximum + 1)
    return chance.choices(values, [exp(-0.1 * v * v) for v in values], k=20_000)


def groups_of(chance: Random, shares: list[float], n: int, releases: int) -> list[Group]:
    """Points whose visitors answer with these shares, counted and perturbed as releases are."""
    noise = iter(noise_drawer(chance) * 10)
    store = MemoryCellStore([ASKED], {f"p{at}": "761" for at in range(len(shares))})
    forms = store.forms(QUESTION.id)
    start = forms[0].start
    length = start + sum(len(each.cell_ids) for each in ASKED.counted)
    for at, share in enumerate(shares):
        for month in range(releases):
            yes = sum(chance.random() < share for _ in range(n))
            cells = [0] * length
            cells[0] = n
            for place in range(len(QUESTION.cell_ids)):
                cells[start + place] = next(noise)
            cells[start] += yes
            cells[start + 1] += n - yes
            key = RowKey(TableId.SITE, f"p{at}", ASKED.digest, "")
            store.rows.append(ReleasedRow(key, Period(2026, 1).plus(month), "761", tuple(cells)))
    query = read_query("site", {"question": QUESTION.id, "by": "point"}, store)
    return list(answer(store, query).groups)


def findings_of(chance: Random, shares: list[float], n: int, releases: int) -> Counter[Finding]:
    groups = groups_of(chance, shares, n, releases)
    common = common_share(groups, OPTION)
    assert common is not None
    return Counter(each.finding for each in find(groups, OPTION, common))


def test_points_without_a_difference_lie_beyond_the_limits_as_often_as_they_say() -> None:
    found = findings_of(Random(1), [0.3] * 1500, 40, 1)
    far = found[Finding.VERY_HIGH] + found[Finding.VERY_LOW]
    near = far + found[Finding.HIGH] + found[Finding.LOW]
    assert 45 <= near <= 110  # 75 expected, with a standard deviation of 8
    assert far <= 12  # 3 expected


def test_the_noise_of_many_small_releases_is_in_the_limits() -> None:
    """Twelve releases of 8: without their noise, twice as many Points would lie beyond."""
    groups = groups_of(Random(2), [0.3] * 400, 8, 12)
    common = common_share(groups, OPTION)
    assert common is not None
    placed = find(groups, OPTION, common)
    beyond = sum(each.finding is not Finding.USUAL for each in placed)
    naive = sum(
        abs(each.share - common) > 1.96 * (common * (1 - common) / each.group.base) ** 0.5
        for each in placed
    )
    assert beyond <= 34  # 20 expected
    assert naive > 1.5 * beyond


def test_a_point_that_differs_stands_out_in_its_direction() -> None:
    groups = groups_of(Random(3), [*[0.3] * 30, 0.8, 0.02], 150, 2)
    common = common_share(groups, OPTION)
    assert common is not None
    found = {each.group.group: each.finding for each in find(groups, OPTION, common)}
    assert (found["p30"], found["p31"]) == (Finding.VERY_HIGH, Finding.VERY_LOW)


def test_few_answers_give_no_finding() -> None:
    groups = groups_of(Random(4), [0.5] * 5, 5, 1)
    assert {each.finding for each in find(groups, OPTION, 0.5)} == {Finding.UNSHOWN}
    assert common_share(groups, OPTION) is None


def ranked_of(chance: Random, shares: list[float], n: int) -> list[Ranked]:
    return Places(find(groups_of(chance, shares, n, 1), OPTION, 0.5), OPTION).lines()


def true_places(shares: list[float], at: int) -> tuple[int, int]:
    """The true places of a Point, from the best to the worst that ties allow."""
    before = sum(each > shares[at] for each in shares)
    after = sum(each < shares[at] for each in shares)
    return before + 1, len(shares) - after


def test_points_that_do_not_differ_share_all_places() -> None:
    shares = [0.4] * 20
    wrong = sum(
        any((each.first, each.last) != (1, 20) for each in ranked_of(Random(seed), shares, 60))
        for seed in range(60)
    )
    assert wrong <= 5  # 3 at most are expected


def test_claimed_places_hold_together() -> None:
    shares = [0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9]
    wrong = 0
    narrow = 0
    for seed in range(60):
        for each in ranked_of(Random(seed), shares, 120):
            low, high = true_places(shares, int(each.placed.group.group[1:]))
            wrong += not each.first <= low <= high <= each.last
            narrow += each.last - each.first < 4
    assert wrong <= 5
    assert narrow > 200  # so that they claim something


def test_points_that_cannot_be_told_apart_share_a_place() -> None:
    ranked = ranked_of(Random(9), [at / 40 for at in range(4, 36)], 90)
    assert [each.first for each in ranked] == sorted(each.first for each in ranked)
    for one in ranked:
        for other in ranked:
            surely = one.last < other.first or other.last < one.first
            if abs(one.placed.share - other.placed.share) < 0.1:
                assert not surely


def test_a_ranking_of_nobody_is_empty() -> None:
    nobody = Places([], OPTION)
    assert (len(nobody), nobody.lines()) == (0, [])


def test_a_page_of_a_ranking_says_what_the_whole_of_it_says() -> None:
    groups = groups_of(Random(9), [at / 40 for at in range(4, 36)], 90, 1)
    ranking = Places(find(groups, OPTION, 0.5), OPTION)
    whole = ranking.lines()
    assert len(ranking) == len(whole) == 32
    assert ranking.lines(10, 20) == whole[10:20]
