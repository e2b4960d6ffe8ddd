"""The pages of figures: who sees them, what they show, and in which words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from collector.tables.released import TABLES, TableId
from tests.support.analysts import (
    EMPTY,
    HAVRE,
    LATE,
    LYON,
    RECORDS,
    ROUEN,
    SURVEY,
    YVETOT,
    Site,
    json_of,
    library,
    site,
)
from tests.support.memory_library import memory_library


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


class TextParser(HTMLParser):
    """The words of a page, without its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", "".join(TextParser(page).words)).strip()


def page(collector: Site, address: str, reader: str = "caf", language: str = "fr") -> str:
    answered = collector.signed_in(reader).get(address, headers={"Accept-Language": language})
    assert answered.status_code == 200, text(answered.get_data(as_text=True))
    return answered.get_data(as_text=True)


OPENS = {
    "national": {ROUEN, HAVRE, YVETOT, LATE, EMPTY, LYON},
    "caf": {ROUEN, HAVRE, YVETOT, LATE, EMPTY},
    "other-caf": {LYON},
    "point": {ROUEN},
    "other-point": {LYON},
}


@pytest.mark.parametrize("reader", OPENS)
def test_a_point_opens_to_its_scopes_only(collector: Site, reader: str) -> None:
    browser = collector.signed_in(reader)
    for point in OPENS["national"]:
        answered = browser.get(f"/points/{point}")
        shown = text(answered.get_data(as_text=True))
        if point in OPENS[reader]:
            assert answered.status_code == 200
        else:
            assert answered.status_code == 403
            assert "en dehors de ce que votre accès permet de voir" in shown


@pytest.mark.parametrize("reader", OPENS)
def test_the_list_shows_the_points_of_the_scope(collector: Site, reader: str) -> None:
    shown = page(collector, "/points", reader)
    assert set(re.findall(r'href="/points/([a-z0-9-]+)"', shown)) == OPENS[reader]


def test_a_partner_starts_at_the_own_point(collector: Site) -> None:
    answered = collector.signed_in("point").get("/")
    assert (answered.status_code, answered.location) == (303, f"/points/{ROUEN}")


@pytest.mark.parametrize(("reader", "address"), [("caf", "/cafs/761"), ("national", "/overview")])
def test_an_analyst_starts_at_the_overview_of_the_scope(
    collector: Site, reader: str, address: str
) -> None:
    answered = collector.signed_in(reader).get("/")
    assert (answered.status_code, answered.location) == (303, address)


@pytest.mark.parametrize(("language", "outer"), [("fr", "99,8"), ("en", "99.8")])
def test_the_outer_limits_of_the_funnel_are_named_as_the_language_writes_numbers(
    collector: Site, language: str, outer: str
) -> None:
    page = collector.signed_in("caf").get(f"/cafs/761?lang={language}").get_data(as_text=True)
    assert re.findall(r">(99\D8)</text>", page) == [outer]


def test_an_unknown_point_gets_a_page_that_says_so(collector: Site) -> None:
    answered = collector.signed_in("national").get("/points/nowhere")
    assert answered.status_code == 404
    assert "Aucun Point n’a cet identifiant." in text(answered.get_data(as_text=True))


@pytest.mark.parametrize("point", [ROUEN, HAVRE, YVETOT])
def test_the_page_shows_the_very_figures_of_the_api(collector: Site, point: str) -> None:
    shown = text(page(collector, f"/points/{point}")).replace("\u00a0", " ")
    for question in SURVEY.counted:
        address = f"/api/v1/tables/site?question={question.id}&point={point}"
        (group,) = json_of(collector.get(address))["groups"]
        for figure in group["figures"]:
            if group["status"] == "hidden":
                continue
            row = (
                f"{figure['label']} {figure['share']} % {figure['low']} – {figure['high']} % "
                f"{figure['count']}"
            )
            assert row in shown
        assert f"Base : {group['base']} " in shown


def test_every_bar_says_its_share_and_interval(collector: Site) -> None:
    shown = page(collector, f"/points/{ROUEN}", language="en")
    bars = re.findall(r'<svg class="bar" role="img"[^>]* aria-label="([^"]+)"', shown)
    assert len(bars) == sum(len(question.options) for question in SURVEY.counted)
    assert all(re.fullmatch(r"\d+%, interval \d+–\d+%", bar) for bar in bars)


def test_one_sentence_explains_the_perturbation(collector: Site) -> None:
    sentence = TABLES[TableId.SITE].sentence
    assert sentence in text(page(collector, f"/points/{ROUEN}?lang=en"))
    assert "Un petit nombre tiré au hasard" in text(page(collector, f"/points/{ROUEN}"))


def test_the_page_names_table_method_noise_releases_and_n(collector: Site) -> None:
    shown = text(page(collector, f"/points/{ROUEN}", language="en"))
    assert "Table site, method version 1, V = 5, D = 15, releases added: 4, n = 450." in shown


def test_months_in_the_address_choose_the_releases(collector: Site) -> None:
    shown = text(page(collector, f"/points/{ROUEN}?from=2026-02&to=2026-03", language="en"))
    assert "releases added: 2, n = 200." in shown
    assert "Responses counted 200" in shown
    assert shown.count("not included") == 2


def test_months_in_the_wrong_order_are_put_right(collector: Site) -> None:
    shown = text(page(collector, f"/points/{ROUEN}?from=2026-03&to=2026-02", language="en"))
    assert "n = 200." in shown


@pytest.mark.parametrize("month", ["2026-13", "october", "2026-1", "%00", "2026-10-01"])
def test_what_is_no_month_gets_a_page_that_says_so(collector: Site, month: str) -> None:
    answered = collector.signed_in("caf").get(f"/points/{ROUEN}?from={month}")
    assert answered.status_code == 400
    assert "Une période est un mois écrit AAAA-MM." in text(answered.get_data(as_text=True))


def test_months_without_release_are_no_mistake(collector: Site) -> None:
    for months in ("from=2031-01&to=2031-02", "to=2020-01"):
        shown = text(page(collector, f"/points/{ROUEN}?{months}"))
        assert "Rien n’a été publié ici pour ces mois." in shown


def test_a_point_without_release_says_that_an_open_period_shows_none(collector: Site) -> None:
    shown = page(collector, f"/points/{EMPTY}")
    assert "Une période ouverte ne montre aucun chiffre" in text(shown)
    assert '<svg class="bar"' not in shown


def test_nothing_at_all_released_is_said_too() -> None:
    shown = page(site(memory_library(SURVEY, RECORDS, []).open), f"/points/{ROUEN}")
    assert "Aucun chiffre n’est encore publié." in text(shown)


def test_a_small_base_shows_no_share(collector: Site) -> None:
    shown = page(collector, f"/points/{LATE}")
    assert "bar-share" not in shown
    assert re.search(r"\d\s*%", text(shown).replace("\u00a0", " ")) is None
    assert "il en faut au moins 20" in text(shown)


def test_a_release_names_the_months_it_covers(collector: Site) -> None:
    shown = text(page(collector, f"/points/{LATE}"))
    assert "mars 2026 janvier 2026 à mars 2026 12 incluses" in shown


def test_few_answers_are_marked_fragile(collector: Site) -> None:
    shown = text(page(collector, f"/points/{HAVRE}?to=2026-01"))
    assert "Fragile : moins de 50 réponses." in shown.replace("\u00a0", " ")


def test_a_made_up_point_says_so(collector: Site) -> None:
    assert "Point du Havre fictif" in text(page(collector, f"/points/{HAVRE}"))
    assert "fictif" not in text(page(collector, f"/points/{ROUEN}"))


@pytest.mark.parametrize(
    ("asked", "header", "spoken"),
    [
        ("", "", "fr"),
        ("", "de", "fr"),
        ("", "en-GB,en;q=0.9,fr;q=0.5", "en"),
        ("?lang=fr", "en", "fr"),
        ("?lang=en", "fr", "en"),
        ("?lang=xx", "fr", "fr"),
    ],
)
def test_pages_speak_french_first(collector: Site, asked: str, header: str, spoken: str) -> None:
    answered = collector.client().get(f"/login{asked}", headers={"Accept-Language": header})
    assert answered.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}">' in answered.get_data(as_text=True)


def test_the_language_asked_for_stays_in_every_link(collector: Site) -> None:
    shown = page(collector, "/points?lang=en")
    links = re.findall(r'href="(/points/[^"]+)"', shown)
    assert links
    assert all(link.endswith("?lang=en") for link in links)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("havre", {HAVRE}),
        ("HAVRE", {HAVRE}),
        ("76100", {ROUEN}),
        ("reponse sans", {EMPTY}),
        ("rouen dieppe", set()),
        ("<script>", set()),
        ("%", set()),
        ("'", {YVETOT}),
    ],
)
def test_a_search_finds_by_name_commune_and_postcode(
    collector: Site, search: str, found: set[str]
) -> None:
    browser = collector.signed_in("national")
    shown = browser.get("/points", query_string={"search": search}).get_data(as_text=True)
    assert set(re.findall(r'href="/points/([a-z0-9-]+)"', shown)) == found
    assert "<script" not in shown


def test_a_list_of_another_caf_is_refused(collector: Site) -> None:
    assert collector.signed_in("caf").get("/points?caf=691").status_code == 403
    shown = page(collector, "/points?caf=691", "national")
    assert set(re.findall(r'href="/points/([a-z0-9-]+)"', shown)) == {LYON}


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", ""])
def test_a_page_number_beyond_the_list_shows_its_nearest_page(collector: Site, number: str) -> None:
    assert f"/points/{ROUEN}" in page(collector, f"/points?page={number}")


def test_pages_hold_no_script_and_no_style_of_their_own(collector: Site) -> None:
    for address in (f"/points/{ROUEN}", "/points", f"/points/{LATE}"):
        shown = page(collector, address)
        assert "<script" not in shown
        assert "<style" not in shown
        assert " style=" not in shown
        assert not re.findall(r"\son[a-z]+=", shown)
        assert not re.findall(r'(?:src|href|action)="(?!/)', shown.replace('href="#main"', ""))


@pytest.mark.parametrize("address", ["/login", "/points", f"/points/{ROUEN}", f"/points/{LYON}"])
def test_pages_are_private_and_locked_down(collector: Site, address: str) -> None:
    headers = collector.signed_in("caf").get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    cache = "no-store" if address == "/login" else "private, no-cache"
    assert headers["Cache-Control"] == cache


@pytest.mark.parametrize("hostile", ["_scheme=javascript", "_external=1", "endpoint=x", "tag=x"])
def test_words_of_the_router_in_an_address_do_nothing(collector: Site, hostile: str) -> None:
    shown = page(collector, f"/points?{hostile}")
    assert "javascript:" not in shown


OPEN_TO_ALL = {"/api/v1/openapi.json", "/login", "/login/code", "/static/<path:filename>"}
LOCKED = {
    "/",
    "/cafs/<caf>",
    "/compare",
    "/overview",
    "/points",
    "/points/<point>",
    "/privacy",
    "/questions/<question>",
    "/ranking",
    "/api/v1/points",
    "/api/v1/tables",
    "/api/v1/tables/<table>",
}
FORMS = {"/login", "/login/code", "/logout"}


def test_every_address_is_locked_or_known_to_be_open(collector: Site) -> None:
    taken = {
        (method, rule.rule)
        for rule in collector.app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    read = {("GET", address) for address in OPEN_TO_ALL | LOCKED}
    assert taken == read | {("POST", address) for address in FORMS}


@pytest.mark.parametrize("address", sorted(LOCKED))
def test_a_locked_address_shows_nothing_to_strangers(collector: Site, address: str) -> None:
    answered = collector.client().get(address.replace("<point>", ROUEN).replace("<table>", "site"))
    assert answered.status_code == (401 if address.startswith("/api/") else 303)
    assert b"Simone" not in answered.data


def test_style_sheets_are_not_guessed_at(collector: Site) -> None:
    with collector.client().get("/static/dashboard.css") as sheet:
        assert sheet.headers["X-Content-Type-Options"] == "nosniff"
