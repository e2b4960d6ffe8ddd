"""Charts as markup: escaped, broken where a month is missing, each Point at its place."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from collector.dashboard.charts.france import (
    MAINLAND,
    OVERSEAS,
    Spot,
    by_region,
    france,
    of_findings,
)
from collector.dashboard.charts.stacked import Bar, stacked
from collector.dashboard.charts.svg import Told
from collector.dashboard.charts.trend import Moment, trend
from collector.dashboard.compare_view import Verdict, difference, verdict
from collector.dashboard.findings import Finding
from collector.dashboard.silence import find_silence
from collector.registry.registered import PointPlace
from collector.tables.estimate import Share
from shared.periods import Period

TOLD = Told("a", "A <title> & more", "What it shows")


def test_texts_of_charts_are_escaped() -> None:
    drawn = stacked(TOLD, [Bar('<b onclick="x">', [0.5, 0.5])], "not shown")
    assert "<b " not in drawn
    assert ET.fromstring(str(drawn)).findtext("title") == "A <title> & more"


def test_a_month_without_a_share_breaks_the_line() -> None:
    share = Share(0.3, 0.2, 0.4)
    moments = [Moment("1", share), Moment("2", share), Moment("3", None), Moment("4", share)]
    drawn = str(trend(TOLD, moments))
    assert drawn.count('class="trend-line"') == 2
    assert drawn.count('class="trend-dot"') == 3


def test_the_segments_of_a_bar_fill_it() -> None:
    drawn = str(stacked(TOLD, [Bar("x", [0.5, 0.3, 0.21])], "not shown"))
    widths = [float(each) for each in re.findall(r'width="([\d.]+)" height="18"', drawn)]
    assert abs(sum(widths) - 900) < 0.5
    assert ">A 50<" in drawn


def test_a_bar_without_shares_says_so() -> None:
    assert "not shown" in stacked(TOLD, [Bar("x", [])], "not shown")


def test_places_are_drawn_in_their_regions_north_above_south() -> None:
    lille = Spot(50.63, 3.06, Finding.VERY_HIGH)
    nice = Spot(43.7, 7.27, Finding.VERY_LOW)
    reunion = Spot(-20.9, 55.45, Finding.USUAL)
    nowhere = Spot(0.0, 0.0, Finding.USUAL)
    regions = by_region([lille, nice, reunion, nowhere])
    assert list(regions[MAINLAND]) == [lille, nice]
    assert sum(len(regions[each]) for each in OVERSEAS) == 1
    drawn = str(france(TOLD, regions, of_findings))

    def place(finding: Finding) -> tuple[int, int]:
        found = re.search(rf'mark-{finding}" d="M(\d+) (\d+)', drawn)
        assert found
        return int(found[1]), int(found[2])

    north, south = place(Finding.VERY_HIGH), place(Finding.VERY_LOW)
    assert north[0] < south[0]
    assert north[1] < south[1]
    assert "La Réunion" in drawn


def test_a_difference_is_called_one_only_if_its_interval_says_so() -> None:
    low, high = Share(0.2, 0.15, 0.26), Share(0.4, 0.33, 0.47)
    assert verdict(low, high) is Verdict.HIGHER
    assert verdict(high, low) is Verdict.LOWER
    assert verdict(low, Share(0.25, 0.18, 0.33)) is Verdict.ALIKE
    assert verdict(None, low) is Verdict.UNKNOWN
    below, above = difference(low, high)
    assert below < 0.2 < above


def test_silence_begins_when_a_third_tally_found_nothing() -> None:
    def place(name: str, *, active: bool = True) -> PointPlace:
        return PointPlace(name, "761", name, "", "", "", None, None, False, active)

    newest = Period(2026, 6)
    last = {"waits": newest.plus(-2), "silent": newest.plus(-3), "closed": newest.plus(-9)}
    points = [place("waits"), place("silent"), place("never"), place("closed", active=False)]
    found = find_silence(points, last, newest)
    assert [each.point.id for each in found.silent] == ["silent"]
    assert found.never == 1
