"""`GET /api/v1/tables/{table}`: figures as JSON and CSV, with all that one needs to judge them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from collector.api.sheet import TABLE_COLUMNS
from collector.tables.engine import answer
from collector.tables.query import read_query
from collector.tables.released import TABLES, TableId
from tests.support.analysts import CAF, HAVRE, LATE, ROUEN, Site, json_of, library, site

QUERIES = [
    ("site", f"question=overall_experience&point={ROUEN}"),
    ("site", f"question=visit_purpose&point={HAVRE}&from=2026-02&to=2026-03"),
    ("site", f"question=blocking_reason&caf={CAF}&by=point"),
    ("site", "question=help_quality&by=period"),
    ("site", "question=opening_hours&by=caf"),
    ("language", f"question=overall_experience&caf={CAF}"),
    ("channel", "question=visit_purpose&by=period"),
    ("crossing", f"question=overall_experience:goal_achieved&caf={CAF}"),
    ("crossing", "question=overall_experience:visit_purpose"),
]


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


def ask(collector: Site, table: str, query: str, reader: str = "national") -> dict[str, Any]:
    answered = collector.get(f"/api/v1/tables/{table}?{query}", reader)
    assert answered.status_code == 200, answered.text
    return json_of(answered)


def lines(collector: Site, address: str) -> list[dict[str, str]]:
    answered = collector.get(address)
    assert answered.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answered.get_data(as_text=True), newline="")))


@pytest.mark.parametrize(("table", "query"), QUERIES)
def test_figures_are_those_of_the_engine(collector: Site, table: str, query: str) -> None:
    store = library()
    parameters = dict(each.split("=") for each in query.split("&"))
    expected = answer(store, read_query(table, parameters, store))
    document = ask(collector, table, query)
    found = {
        (group["group"], group["breakdown"], figure["option"]): (
            (figure["share"], figure["low"], figure["high"])
            if figure["share"] is not None
            else None
        )
        for group in document["groups"]
        for figure in group["figures"]
    }
    wanted = {
        (group.group, group.breakdown, figure.option): figure.points
        for group in expected.groups
        for figure in group.figures
    }
    assert found == wanted
    assert any(points is not None for points in found.values())
    assert document["releases"] == expected.releases


@pytest.mark.parametrize(("table", "query"), QUERIES)
def test_lines_equal_the_document(collector: Site, table: str, query: str) -> None:
    document = ask(collector, table, query)
    expected = [
        {
            **{name: document[name] for name in ("table", "by", "point", "caf", "from", "to")},
            "group": group["group"],
            "breakdown": group["breakdown"],
            "n": group["n"],
            "releases": group["releases"],
            "base": group["base"],
            **{name: row.get(name) for name in ("label", "count", "share", "low", "high")},
            "option": row.get("option") or row["cell"],
            "status": group["status"] if "option" in row else "aside",
            "variance": document["variance"],
            "method": document["method"],
            "explanation": document["explanation"],
        }
        for group in document["groups"]
        for row in (*group["figures"], *group["asides"])
    ]
    found = lines(collector, f"/api/v1/tables/{table}?{query}&format=csv")
    assert len(found) == len(expected) > 0
    for line, row in zip(found, expected, strict=True):
        assert {name: line[name] for name in row} == {
            name: "" if value is None else str(value) for name, value in row.items()
        }


def test_every_answer_says_how_it_was_made(collector: Site) -> None:
    for table, query in QUERIES:
        document = ask(collector, table, query)
        released = TABLES[TableId(table)]
        assert document["table"] == table
        assert (document["variance"], document["maximum"]) == (released.variance, released.maximum)
        assert document["n_exact"] == released.exact_total
        assert document["method"] == 1
        assert document["confidence"] == 0.95
        assert document["releases"] > 0
        assert document["n"] > 0
        assert document["explanation"].startswith("Un petit nombre tiré au hasard")
        assert document["from"] <= document["to"]


def test_labels_come_in_the_language_asked_for(collector: Site) -> None:
    french = ask(collector, "site", f"question=overall_experience&point={ROUEN}")
    english = ask(collector, "site", f"question=overall_experience&point={ROUEN}&lang=en")
    assert [f["label"] for f in french["groups"][0]["figures"]] == [
        "Pas bien",
        "Moyen",
        "Très bien",
    ]
    assert [f["label"] for f in english["groups"][0]["figures"]] == [
        "Not well",
        "So-so",
        "Very well",
    ]
    assert french["groups"][0]["asides"][0]["label"] == "Trop rapides, écartées"
    assert english["explanation"].startswith("A small random number")


def test_a_small_base_shows_no_share_and_no_count_to_make_one_from(collector: Site) -> None:
    document = ask(collector, "site", f"question=overall_experience&point={LATE}")
    (group,) = document["groups"]
    assert group["n"] == 12
    assert group["status"] == "hidden"
    for figure in group["figures"]:
        assert {figure[name] for name in ("count", "share", "low", "high")} == {None}
    for line in lines(
        collector, f"/api/v1/tables/site?question=overall_experience&point={LATE}&format=csv"
    ):
        assert line["share"] == line["low"] == line["high"] == ""
        assert line["count"] == "" or line["status"] == "aside"


def test_a_base_under_fifty_is_fragile(collector: Site) -> None:
    query = f"question=overall_experience&point={HAVRE}&from=2026-01&to=2026-01"
    assert ask(collector, "site", query)["groups"][0]["status"] == "fragile"


def test_a_share_of_a_crossing_wants_a_base_of_fifty(collector: Site) -> None:
    query = f"question=overall_experience:confidentiality&caf={CAF}&to=2026-01"
    groups = ask(collector, "crossing", query)["groups"]
    assert {group["status"] for group in groups} >= {"hidden"}
    for group in groups:
        assert (group["status"] == "hidden") == (group["base"] < 50)


def test_an_exact_number_of_responses_bounds_its_base(collector: Site) -> None:
    for question in ("overall_experience", "visit_purpose", "opening_hours"):
        groups = ask(collector, "site", f"question={question}&by=point")["groups"]
        assert all(group["base"] <= group["n"] for group in groups)


def test_what_was_not_answered_is_shown_beside_the_shares(collector: Site) -> None:
    document = ask(collector, "site", f"question=blocking_reason&point={ROUEN}")
    cells = [aside["cell"] for aside in document["groups"][0]["asides"]]
    assert cells == ["_no_answer", "_not_asked", "_hasty"]


def test_a_window_without_release_says_so(collector: Site) -> None:
    document = ask(collector, "site", f"question=overall_experience&point={LATE}&to=2026-01")
    assert document["groups"] == []
    assert document["n"] == 0
    assert document["notice"] == "Rien n’a été publié ici pour ces mois."
    caf = ask(collector, "language", "question=overall_experience&caf=691")
    assert caf["groups"] == []
    assert "moins de 3 Points actifs" in caf["notice"]


def test_columns_are_those_that_programs_rely_on(collector: Site) -> None:
    answered = collector.get("/api/v1/tables/site?question=overall_experience&format=csv")
    first = answered.get_data(as_text=True).splitlines()[0]
    assert first.split(",") == list(TABLE_COLUMNS)
    assert first == (
        "table,question,across,by,point,caf,from,to,group,breakdown,option,label,count,base,share,"
        "low,high,status,n,n_exact,releases,variance,maximum,confidence,method,explanation"
    )


def test_the_header_accept_chooses_the_format(collector: Site) -> None:
    address = "/api/v1/tables/site?question=overall_experience"
    assert collector.get(address, Accept="text/csv").content_type.startswith("text/csv")
    for accept in ("application/json", "*/*", "image/png", "text/html,*/*;q=0.1"):
        assert collector.get(address, Accept=accept).content_type == "application/json"
    given = collector.get(f"{address}&format=json", Accept="text/csv")
    assert given.content_type == "application/json"


def test_a_byte_order_mark_comes_on_request_only(collector: Site) -> None:
    address = "/api/v1/tables/site?question=overall_experience&format=csv"
    assert not collector.get(address).data.startswith(b"\xef\xbb\xbf")
    marked = collector.get(f"{address}&bom=1")
    assert marked.data.startswith(b"\xef\xbb\xbftable,")
    assert marked.headers["Content-Disposition"] == 'attachment; filename="isoloir-site.csv"'
