"""A year of a Caf through the real interfaces, then every screen and report beside the truth.

With `ISOLOIR_YEAR=whole` all twelve months are lived, with some 60 visitors a month at each Point,
one in four of whom goes through every screen; else nine months with few visitors.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date

import pytest

from collector.label.rule import Finding
from collector.store.reconciliation import balance_entries
from collector.tally.balance import reconcile
from collector.texts import load_texts
from shared.periods import Period
from tests.collector.dashboard.test_pages import text
from tests.support.office import ADMIN, ANALYST
from tests.support.pdf import bare, text_of
from tests.year.story import (
    BAD,
    CAF,
    CLOSED,
    INFLATER,
    INFLATES_FROM,
    JANUARY,
    SHORT,
    SILENT,
    SMALL,
    TAPPER,
    TURNS,
    WHOLE,
    YEAR,
    Year,
    a_year,
)

MONTHS, SIZE = (12, WHOLE) if os.environ.get("ISOLOIR_YEAR") == "whole" else (9, SMALL)
LAST = JANUARY.plus(MONTHS - 1)
MONTHS_TO_NOTICE, MONTHS_TO_SHOW = 1, 4
"""The stated delay: noticed with June's release itself, shown with September's at the latest."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    with a_year(tmp_path_factory.mktemp("year"), SIZE) as lived:
        for at in range(MONTHS):
            lived.live(JANUARY.plus(at))
        after = LAST.plus(1)
        lived.town.clock.set(date(after.year, after.month, 10))
        yield lived


def findings(year: Year, period: Period) -> dict[str, str]:
    """What the list of label evidence said with the release of a month."""
    page = year.office.person(ANALYST).get(f"/label?to={period}")
    rows = re.findall(
        r'<a href="/points/([a-z0-9-]+)/label.*?class="finding finding-([a-z-]+)"', page, re.DOTALL
    )
    return dict(rows)


def report(year: Year, address: str) -> str:
    answered = year.office.person(ADMIN).client.get(f"{address}/report.pdf?year={YEAR}")
    assert answered.status_code == 200
    return text_of(answered.data)


def test_nothing_is_lost_and_nothing_counts_twice(year: Year) -> None:
    with year.town.database.read() as transaction:
        accounts = reconcile(balance_entries(transaction))
    assert accounts.holds
    assert not accounts.total.set_aside
    person = year.office.person(ANALYST)
    for point, station in year.stations.items():
        assert station.visits == year.truth.responses_of(point)
        assert not any(station.spool.count_by_period().values())
    whole = text(person.get(f"/points/{BAD}"))
    assert f"Réponses comptées {year.truth.responses_of(BAD)} nombre exact" in whole


def test_the_bad_point_is_found_with_the_stated_delay_and_nobody_else_is_accused(
    year: Year,
) -> None:
    seen = {JANUARY.plus(at): findings(year, JANUARY.plus(at)) for at in range(MONTHS)}
    for period, found in seen.items():
        assert len(found) == len(year.stations)
        others = {finding for point, finding in found.items() if point != BAD}
        assert others == {Finding.NOT_SHOWN.value}, period
        if period < TURNS:
            assert found[BAD] == Finding.NOT_SHOWN.value
    noticed = min(each for each in seen if seen[each][BAD] != Finding.NOT_SHOWN.value)
    shown = min(each for each in seen if seen[each][BAD] == Finding.SHOWN.value)
    assert noticed.index - TURNS.index < MONTHS_TO_NOTICE
    assert shown.index - TURNS.index < MONTHS_TO_SHOW
    assert seen[LAST][BAD] == Finding.SHOWN.value


def test_the_intervals_hold_the_true_shares(year: Year) -> None:
    client = year.office.person(ANALYST).client
    held = known = 0
    for point in year.stations:
        asked = f"question=overall_experience&point={point}"
        (group,) = client.get(f"/api/v1/tables/site?{asked}").get_json()["groups"]
        assert group["n"] == released(year, point)
        figure = next(each for each in group["figures"] if each["option"] == "bad")
        if figure["share"] is not None:
            true = 100 * year.truth.bad_of(point) / year.truth.responses_of(point)
            known += 1
            held += figure["low"] - 1 <= true <= figure["high"] + 1
    assert known >= 25
    assert held >= 0.9 * known


def released(year: Year, point: str) -> int:
    with year.town.database.read() as transaction:
        accounts = reconcile(balance_entries(transaction))
    return sum(
        balance.tallied
        for (each, _, kind), balance in accounts.lines.items()
        if each == point and kind == "response"
    )


def test_the_overview_names_the_bad_point_and_the_silent_one(year: Year) -> None:
    shown = text(year.office.person(ANALYST).get(f"/cafs/{CAF}"))
    assert "Points qui se distinguent 1" in shown
    assert f"Mairie de {SILENT}" in shown
    assert f"Mairie de {BAD}" in shown


def test_activity_is_what_desks_told_and_odd_figures_are_asked_about(year: Year) -> None:
    person = year.office.person(ADMIN)
    page = person.get(f"/activity?period={LAST}")
    told = sum(n for (_, period), (n, _) in year.truth.told.items() if period == LAST)
    shown = text(page)
    assert f"Visiteurs déclarés en tout : {told:,}".replace(",", " ") in shown
    assert (
        f"{INFLATER}, {load_texts()['fr'].month(INFLATES_FROM)} – dix fois le mois précédent"
        in shown
    )
    assert set(re.findall(r"(point-\d\d), \w+ \d{4} –", shown)) == {INFLATER}
    (late,) = re.findall(r"Mairie de (point-\d\d)\s+–\s+–\s+–\s+en retard", shown)
    assert late == SILENT
    counted = year.truth.visitors[TAPPER, LAST]
    assert f"Mairie de {TAPPER} {counted} 50 %" in shown


def test_the_registry_knows_short_hours_and_the_closure(year: Year) -> None:
    person = year.office.person(ADMIN)
    short = text(person.get(f"/registry/points/{SHORT}"))
    assert "il manque 6 h 30 et 2 demi-journées" in short
    assert "Congés d’été" in text(person.get(f"/registry/points/{CLOSED}/hours"))


def test_the_cafs_report_says_what_is_true(year: Year) -> None:
    told = report(year, f"/cafs/{CAF}")
    for line in (
        f"Insatisfaction démontrée : Mairie de {BAD}.",
        f"Sans réponse publiée depuis trois mois ou plus : Mairie de {SILENT}.",
        f"Trois relevés d’activité manquants ou plus : Mairie de {SILENT}.",
        f"Horaires sous l’article 4 : Mairie de {SHORT}.",
        "Points nettement plus insatisfaisants que l’ensemble : 1.",
    ):
        assert bare(line) in told, line
    assert bare("Insatisfaction à surveiller") not in told
    visitors = sum(n for n, _ in year.truth.told.values())
    assert bare(f"{visitors:,}".replace(",", "\u202f")) in told


@pytest.mark.parametrize(
    ("point", "lines"),
    [
        (BAD, ["L’insatisfaction est démontrée", "C’est nettement plus que dans les autres"]),
        (SILENT, ["Aucune réponse depuis", "relevés d’activité. Qu’est-ce qui empêche"]),
        (SHORT, ["il manque 6 h 30 et 2 demi-journées", "Les horaires sont sous l’article 4"]),
        (INFLATER, ["Les chiffres d’activité sont à vérifier (juil."]),
        (CLOSED, [f"Fermeture du 1er août {YEAR} au 31 août {YEAR} (Congés d’été)"]),
        (TAPPER, ["C’est comme dans les autres Points"]),
    ],
)
def test_a_points_report_says_what_is_true(year: Year, point: str, lines: list[str]) -> None:
    told = report(year, f"/points/{point}")
    for line in lines:
        assert bare(line) in told, line
    others = {"L’insatisfaction est": BAD, "Les horaires sont sous": SHORT, "à vérifier": INFLATER}
    for line, guilty in others.items():
        assert (bare(line) in told) == (point == guilty), line
