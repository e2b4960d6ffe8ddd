"""The privacy page tells the account of the surveys in use, in words and figures."""

from __future__ import annotations

import re
from math import sqrt

import pytest

from collector.dashboard.privacy_view import privacy_view
from collector.tables.accounting import exposure
from collector.tables.released import TABLES
from collector.tally.noise import noise_row
from collector.texts import load_texts
from tests.collector.tables.samples import question, survey
from tests.support.analysts import RECORDS, SCOPES, SURVEY, Site, library, site
from tests.support.memory_library import MemoryLibrary, memory_library

LEAKY = survey(
    [question(f"q{i}", "one", ["yes", "no"]) for i in range(18)],
    [["q0", f"q{i}"] for i in range(1, 18)],
)
"""So many crossings let an answer be guessed more often than the usual ceiling allows."""


def words_of(collector: Site, address: str = "/privacy", reader: str = "national") -> str:
    answered = collector.signed_in(reader).get(address)
    assert answered.status_code == 200
    page = re.sub(r"<[^>]+>", " ", answered.get_data(as_text=True))
    return re.sub(r"\s+", " ", page)


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


@pytest.mark.parametrize("reader", SCOPES)
def test_every_reader_finds_it_in_the_navigation(collector: Site, reader: str) -> None:
    assert 'href="/privacy" aria-current="page"' in (
        collector.signed_in(reader).get("/privacy").get_data(as_text=True)
    )


def test_it_names_every_table_with_its_noise(collector: Site) -> None:
    shown = words_of(collector, "/privacy?lang=en")
    for table in TABLES.values():
        row = rf"{table.title} {table.id.value} [^±]* {table.variance} {table.maximum} ± "
        assert re.search(row, shown), table.id


def test_what_is_usually_added_is_what_the_noise_adds() -> None:
    for each in privacy_view(library(), 0.75, load_texts()["en"]).tables:
        row = noise_row(each.table.variance, each.table.maximum)
        draws = [row.value((at * 2 + 1) << 48) for at in range(1 << 15)]
        assert sum(abs(v) <= each.usual for v in draws) / len(draws) >= 0.95
        assert sum(abs(v) < each.usual - 1 for v in draws) / len(draws) < 0.95


def test_it_shows_the_account_of_the_survey_in_use(collector: Site) -> None:
    found = exposure(SURVEY)
    shown = words_of(collector, "/privacy?lang=en")
    for loss in (found.usual, found.worst, found.whole, found.usual.times(2)):
        row = f"{loss.mu:.2f} {loss.epsilon:.1f} {loss.best_guess:.0%}"
        assert row in shown
    assert f"right {100 * found.usual.best_guess:.0f} times in 100" in shown
    assert found.usual.mu < found.worst.mu < sqrt(2) * found.whole.mu


def test_it_says_so_in_plain_french(collector: Site) -> None:
    shown = words_of(collector)
    assert "Sa meilleure supposition est juste 71 fois sur 100" in shown
    assert "1,10" in shown
    assert "Ce que ce n’est pas" in shown


def test_a_survey_above_the_ceiling_of_now_is_told_apart() -> None:
    leaky = memory_library(LEAKY, RECORDS, [])
    shown = words_of(site(leaky.open), "/privacy?lang=en")
    assert "The ceiling of this installation is now 75%" in shown
    assert "stays below" not in shown


def test_only_the_last_version_of_each_survey_counts() -> None:
    both = MemoryLibrary([SURVEY, LEAKY], {}, [])
    names = [each.name for each in privacy_view(both, 0.75, load_texts()["en"]).surveys]
    assert names == [LEAKY.id, SURVEY.id]
    again = MemoryLibrary([SURVEY, SURVEY], {}, [])
    assert len(privacy_view(again, 0.75, load_texts()["en"]).surveys) == 1


def test_without_a_survey_it_says_so() -> None:
    empty = site(MemoryLibrary([], {}, []).open)
    assert "No survey is published yet." in words_of(empty, "/privacy?lang=en")
