"""Whether a tally would have the keys it needs: opened one by one, and compared."""

from __future__ import annotations

from dataclasses import dataclass

from collector.keys.keyring import Keyring
from collector.store.engine import Database
from collector.store.key_copies import Gone, copies_of
from collector.store.keys import all_keys
from shared.problems import Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """A key that was not destroyed. `problem`: why a tally could not open with it, or empty."""

    period: str
    problem: str
    copies: int


def check_keys(database: Database, keyring: Keyring) -> list[Checked]:
    """Open every key that was not destroyed; each must be the one that devices seal to."""
    with database.read() as transaction:
        living = [each for each in all_keys(transaction) if not each.destroyed]
        copies = {
            each.period: sum(copy.gone is Gone.NOT for copy in copies_of(transaction, each.period))
            for each in living
        }
    checked = []
    for each in living:
        problem = ""
        try:
            if keyring.load(each.period).public != each.public:
                problem = "It is another key than the one published."
        except Problem as met:
            problem = str(met)
        checked.append(Checked(str(each.period), problem, copies[each.period]))
    return checked
