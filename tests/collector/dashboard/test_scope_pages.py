"""Pages of scopes and comparisons: whom they open to, and that they show the API's figures."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from collector.activity.model import Declared
from collector.activity.turnout import turnout_of
from tests.collector.dashboard.test_pages import page, text
from tests.support.analysts import (
    FIRST,
    HAVRE,
    LYON,
    ROUEN,
    SURVEY,
    YVETOT,
    Site,
    json_of,
    library,
    site,
)

PAGES = {
    "/overview": {"national"},
    "/cafs/761": {"national", "caf"},
    "/cafs/691": {"national", "other-caf"},
    "/ranking": {"national", "caf", "other-caf"},
    "/ranking?caf=761": {"national", "caf"},
    "/questions/goal_achieved": {"national", "caf", "other-caf", "point", "other-point"},
    "/questions/goal_achieved?split=language": {
        "national", "caf", "other-caf", "point", "other-point",
    },
    "/questions/goal_achieved?caf=761": {"national", "caf"},
    f"/questions/goal_achieved?point={ROUEN}": {"national", "caf", "point"},
    "/compare": {"national", "caf", "other-caf", "point", "other-point"},
    "/compare?caf=761": {"national", "caf"},
    f"/compare?point={ROUEN}": {"national", "caf", "point"},
    f"/compare?point={ROUEN}&point2={LYON}": {"national"},
    f"/compare?point={ROUEN}&point2={HAVRE}": {"national", "caf"},
    f"/compare?point={ROUEN}&from=2026-01&to=2026-02&from2=2026-03&to2=2026-04": {
        "national", "caf", "point",
    },
}  # fmt: skip
READERS = ("national", "caf", "other-caf", "point", "other-point")


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_to_its_scopes_only(collector: Site, address: str) -> None:
    for reader in READERS:
        answered = collector.signed_in(reader).get(address)
        assert answered.status_code == (200 if reader in PAGES[address] else 403), reader


@pytest.mark.parametrize("address", PAGES)
def test_every_chart_says_what_it_shows(collector: Site, address: str) -> None:
    shown = page(collector, address, "national", "en")
    charts = re.findall(r'<svg class="chart .*?</svg>', shown, re.DOTALL)
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    for each in charts:
        drawing = ET.fromstring(each)
        assert drawing.get("role") == "img"
        told = {child.get("id"): child.text for child in drawing if child.tag in ("title", "desc")}
        names = (drawing.get("aria-labelledby") or "").split()
        assert len(names) == 2
        assert all(len(told[name] or "") > 10 for name in names)
    assert not re.search(r"\{\w+\}", text(shown))


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_charts_hold_no_script_and_no_style_of_their_own(
    collector: Site, address: str
) -> None:
    shown = page(collector, address, "national")
    assert "<script" not in shown
    assert " style=" not in shown
    assert "Un petit nombre tiré au hasard" in text(shown)


def test_a_caf_page_shows_the_very_figures_of_the_api(collector: Site) -> None:
    shown = text(page(collector, "/cafs/761")).replace("\u00a0", " ")
    for question in SURVEY.counted:
        address = f"/api/v1/tables/site?question={question.id}&caf=761"
        (group,) = json_of(collector.get(address))["groups"]
        for figure in group["figures"]:
            interval = f"{figure['low']} – {figure['high']} %"
            assert f"{figure['label']} {figure['share']} % {interval} {figure['count']}" in shown


def test_the_months_of_a_caf_are_those_of_the_api(collector: Site) -> None:
    shown = text(page(collector, "/cafs/761", language="en"))
    address = "/api/v1/tables/site?question=overall_experience&caf=761&by=period"
    for group in json_of(collector.get(address))["groups"]:
        bad = next(each for each in group["figures"] if each["option"] == "bad")
        row = f"{group['n']} {group['base']} {bad['share']}% {bad['low']}–{bad['high']}%"
        assert row in shown


def test_a_ranking_names_the_points_of_its_caf_and_those_not_shown(collector: Site) -> None:
    shown = page(collector, "/ranking?caf=761", language="en")
    named = set(re.findall(r'href="/points/([a-z0-9-]+)"', shown))
    assert named == {ROUEN, HAVRE, YVETOT}
    assert "Points with a place: 3; with too few answers: 1" in text(shown)


def test_a_departement_narrows_the_ranking(collector: Site) -> None:
    shown = page(collector, "/ranking?departement=69", "national")
    assert set(re.findall(r'href="/points/([a-z0-9-]+)"', shown)) == {LYON}


@pytest.mark.parametrize(
    "hostile",
    ["departement=<x>", "question=<script>", "question=none", "from=x", "from2=x", "caf=zzz"],
)
def test_what_no_page_knows_gets_a_page_that_says_so(collector: Site, hostile: str) -> None:
    for address in ("/ranking", "/compare"):
        answered = collector.signed_in("national").get(f"{address}?{hostile}")
        assert answered.status_code in (200, 400, 404)
        assert b"<script" not in answered.data


def test_a_point_that_fell_silent_is_named(collector: Site) -> None:
    shown = text(page(collector, "/cafs/761", language="en"))
    assert "without any release yet: 1" in shown


def test_a_crossing_is_split_where_it_is_released(collector: Site) -> None:
    address = "/questions/overall_experience?caf=761&split=goal_achieved"
    shown = text(page(collector, address, language="en"))
    assert "In a crossing a share wants a base of 50." in shown
    assert "Table crossing, method version 1, V = 25, D = 30" in shown


def test_nobody_splits_a_point(collector: Site) -> None:
    shown = page(collector, f"/questions/goal_achieved?point={ROUEN}&split=language")
    assert 'id="split-by"' not in shown


def test_a_partner_compares_the_own_point_with_the_nation_only(collector: Site) -> None:
    shown = text(page(collector, "/compare", "point", "en"))
    assert "Centre Simone-Veil – France" in shown
    assert "Caf 761" not in shown


def test_a_response_rate_stands_where_visitors_were_declared() -> None:
    figures = library()
    declared = {
        (point, FIRST): Declared(point, FIRST, visitors, 50, 1, False, "2026-02-01")
        for point, visitors in ((ROUEN, 500), (HAVRE, 100))
    }
    counted = {(ROUEN, FIRST): 130, (HAVRE, FIRST): 40, (YVETOT, FIRST): 60}
    turnout = turnout_of(declared, counted)
    assert turnout is not None
    assert (turnout.responses, turnout.visitors, turnout.months) == (170, 600, 2)
    for of, address in (("761", "/cafs/761"), ("", "/overview"), (ROUEN, f"/points/{ROUEN}")):
        figures.turnouts = {of: turnout}
        shown = text(page(site(figures.open), address, "national", "en"))
        assert "Response rate 28% 170 responses for 600 declared visitors" in shown
    assert turnout_of({}, counted) is None


def test_without_a_declaration_there_is_no_response_rate(collector: Site) -> None:
    assert "Response rate" not in page(collector, "/cafs/761", language="en")
