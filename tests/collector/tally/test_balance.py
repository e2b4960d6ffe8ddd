"""Every item received is tallied, set aside or waiting, on every line and in all."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from collector.tally.balance import Entry, Fate, reconcile

counts = st.integers(0, 50)


@st.composite
def lines(draw: st.DrawFn) -> list[Entry]:
    """A line that adds up."""
    place = (draw(st.sampled_from("abc")), draw(st.sampled_from(["2026-01", "2026-02"])))
    kind = draw(st.sampled_from(["response", "comment"]))
    tallied, waiting, unopened, copied = (draw(counts) for _ in range(4))
    received = tallied + waiting + unopened + copied
    return [
        Entry(*place, kind, Fate.RECEIVED, "", received),
        Entry(*place, kind, Fate.TALLIED, "", tallied),
        Entry(*place, kind, Fate.WAITING, "", waiting),
        Entry(*place, kind, Fate.SET_ASIDE, "item-unopened", unopened),
        Entry(*place, kind, Fate.SET_ASIDE, "item-repeated", copied),
    ]


@given(st.lists(lines(), max_size=8), st.randoms())
def test_lines_that_add_up_hold_in_any_order(parts: list[list[Entry]], chance: Random) -> None:
    entries = [entry for part in parts for entry in part]
    chance.shuffle(entries)
    accounts = reconcile(entries)
    assert accounts.holds
    assert accounts.broken == {}
    assert accounts.total.missing == 0
    assert accounts.total.received == sum(e.items for e in entries if e.fate is Fate.RECEIVED)


@given(st.lists(lines(), min_size=1, max_size=8), st.integers(-20, 20).filter(bool), st.data())
def test_one_item_too_few_or_too_many_is_told_with_its_line(
    parts: list[list[Entry]], error: int, data: st.DataObject
) -> None:
    entries = [entry for part in parts for entry in part]
    wrong = data.draw(st.sampled_from(entries))
    accounts = reconcile([*entries, wrong._replace(items=error)])
    assert not accounts.holds
    assert list(accounts.broken) == [(wrong.point, wrong.period, wrong.kind)]


def test_a_loss_at_one_point_is_not_made_up_for_by_a_surplus_at_another() -> None:
    accounts = reconcile(
        [
            Entry("a", "2026-01", "response", Fate.RECEIVED, "", 2),
            Entry("a", "2026-01", "response", Fate.TALLIED, "", 1),
            Entry("b", "2026-01", "response", Fate.TALLIED, "", 1),
        ]
    )
    assert accounts.total.missing == 0
    assert not accounts.holds
    assert {line[0]: balance.missing for line, balance in accounts.broken.items()} == {
        "a": 1,
        "b": -1,
    }
