"""What the API refuses: who may not, what is not published, and parameters that mean harm."""

from __future__ import annotations

import pytest

from collector.auth.scope import Scope
from shared.problems import AccessProblem
from tests.support.analysts import (
    CAF,
    EMPTY,
    LYON,
    OTHER_CAF,
    RECORDS,
    ROUEN,
    SCOPES,
    SURVEY,
    YVETOT,
    Site,
    json_of,
    library,
    site,
)
from tests.support.memory_library import memory_library

QUESTION = "question=overall_experience"
TABLES = "/api/v1/tables"

ADDRESSES = {
    "own point": f"{TABLES}/site?{QUESTION}&point={ROUEN}",
    "point of the caf": f"{TABLES}/site?{QUESTION}&point={YVETOT}",
    "point elsewhere": f"{TABLES}/site?{QUESTION}&point={LYON}",
    "own caf": f"{TABLES}/site?{QUESTION}&caf={CAF}",
    "own caf by point": f"{TABLES}/site?{QUESTION}&caf={CAF}&by=point",
    "own caf's languages": f"{TABLES}/language?{QUESTION}&caf={CAF}",
    "other caf": f"{TABLES}/site?{QUESTION}&caf={OTHER_CAF}",
    "other caf's channels": f"{TABLES}/channel?{QUESTION}&caf={OTHER_CAF}&by=period",
    "nation": f"{TABLES}/site?{QUESTION}",
    "nation by month": f"{TABLES}/site?{QUESTION}&by=period",
    "nation's crossing": f"{TABLES}/crossing?question=overall_experience:goal_achieved",
    "nation by caf": f"{TABLES}/site?{QUESTION}&by=caf",
    "nation by point": f"{TABLES}/site?{QUESTION}&by=point",
    "list of points": "/api/v1/points",
    "points of the caf": f"/api/v1/points?caf={CAF}",
    "points of the other caf": f"/api/v1/points?caf={OTHER_CAF}",
    "list of tables": TABLES,
}

YARDSTICK = {"nation", "nation by month", "nation's crossing", "list of points", "list of tables"}
OWN_CAF = {"own caf", "own caf by point", "own caf's languages", "points of the caf"}
OTHERS = {"other caf", "other caf's channels", "points of the other caf"}

ALLOWED = {
    "national": set(ADDRESSES),
    "caf": YARDSTICK | OWN_CAF | {"own point", "point of the caf"},
    "other-caf": YARDSTICK | OTHERS | {"point elsewhere"},
    "point": YARDSTICK | {"own point"},
    "other-point": YARDSTICK | {"point elsewhere"},
}


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


@pytest.mark.parametrize("reader", SCOPES)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_scope_opens_what_it_names_and_nothing_else(
    collector: Site, reader: str, name: str
) -> None:
    answered = collector.get(ADDRESSES[name], reader)
    if name in ALLOWED[reader]:
        assert answered.status_code == 200, answered.text
    else:
        assert answered.status_code == 403
        assert json_of(answered)["code"] == "scope-refused"


@pytest.mark.parametrize("reader", SCOPES)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_session_opens_what_a_token_of_its_scope_opens(
    collector: Site, reader: str, name: str
) -> None:
    expected = collector.get(ADDRESSES[name], reader)
    answered = collector.signed_in(reader).get(ADDRESSES[name])
    assert (answered.status_code, answered.data) == (expected.status_code, expected.data)


@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_is_let_in_without_a_token(collector: Site, name: str) -> None:
    for headers, code in [
        ({}, "token-missing"),
        ({"Authorization": "Basic bmF0aW9uYWw6"}, "token-missing"),
        ({"Authorization": "Bearer "}, "token-missing"),
        ({"Authorization": "Bearer unknown"}, "token-refused"),
    ]:
        answered = collector.client().get(ADDRESSES[name], headers=headers)
        assert answered.status_code == 401
        assert json_of(answered)["code"] == code
        assert answered.headers["WWW-Authenticate"] == "Bearer"


def test_points_listed_are_those_of_the_scope(collector: Site) -> None:
    everywhere = {record.id for record in RECORDS}
    expected = {
        "national": everywhere,
        "caf": everywhere - {LYON},
        "other-caf": {LYON},
        "point": {ROUEN},
        "other-point": {LYON},
    }
    for reader, points in expected.items():
        listed = json_of(collector.get("/api/v1/points", reader))["points"]
        assert {point["id"] for point in listed} == points


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("tables/nothing?question=x", 404, "table-unknown"),
        ("tables/T1", 404, "table-unknown"),
        ("tables/site", 400, "query-invalid"),
        ("tables/site?question=", 400, "query-invalid"),
        ("tables/site?question=comment", 400, "query-invalid"),
        ("tables/site?question=unknown", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&point=nowhere", 404, "point-unknown"),
        (f"tables/site?{QUESTION}&caf=999", 404, "caf-unknown"),
        (f"tables/site?{QUESTION}&point={ROUEN}&caf={CAF}", 400, "query-invalid"),
        (f"tables/language?{QUESTION}&point={ROUEN}", 403, "query-unpublished"),
        (f"tables/channel?{QUESTION}&by=point", 403, "query-unpublished"),
        (
            f"tables/crossing?question=overall_experience:goal_achieved&point={ROUEN}",
            403,
            "query-unpublished",
        ),
        ("tables/crossing?question=goal_achieved:opening_hours", 403, "query-unpublished"),
        ("tables/crossing?question=visit_purpose:overall_experience", 403, "query-unpublished"),
        (
            "tables/site?question=overall_experience:goal_achieved",
            403,
            "query-unpublished",
        ),
        (f"tables/site?{QUESTION}&by=hour", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&from=2026-13", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&from=2026-04&to=2026-01", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&from=2031-01", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&from=2026-01-15", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&format=xml", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&lang=tlh", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&bom=maybe", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&language=ar", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&{QUESTION}", 400, "query-invalid"),
        (f"tables/site?{QUESTION}&point={ROUEN}&point={YVETOT}", 400, "query-invalid"),
        ("points?q=1", 400, "query-invalid"),
        ("points?caf=999", 404, "caf-unknown"),
        ("tables?question=overall_experience", 400, "query-invalid"),
    ],
)
def test_a_question_without_published_answer_gets_a_named_problem(
    collector: Site, address: str, status: int, code: str
) -> None:
    answered = collector.get(f"/api/v1/{address}")
    assert answered.status_code == status
    assert answered.content_type == "application/problem+json"
    problem = json_of(answered)
    assert problem["code"] == code
    assert problem["type"] == f"urn:isoloir:problem:{code}"
    assert problem["title"]
    assert problem["remedy"]


@pytest.mark.parametrize(
    "hostile",
    [
        "%00",
        "%27%20OR%201%3D1--",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "..%2F..%2Fetc%2Fpasswd",
        "a" * 101,
        ":" * 100,
        "%F0%9F%92%A9",
        "%ff%fe",
        "%E2%80%AE",
    ],
)
@pytest.mark.parametrize("name", ["question", "point", "caf", "from", "to", "by", "format", "x"])
def test_a_hostile_parameter_is_refused_and_never_echoed_as_markup(
    collector: Site, name: str, hostile: str
) -> None:
    query = f"{name}={hostile}" if name == "question" else f"{QUESTION}&{name}={hostile}"
    answered = collector.get(f"{TABLES}/site?{query}")
    assert answered.status_code in (400, 403, 404)
    assert answered.content_type == "application/problem+json"
    assert answered.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answered.data) < 1000


def test_before_the_first_release_there_is_a_problem_that_says_when_to_come_back() -> None:
    empty = memory_library(SURVEY, RECORDS, [])
    answered = site(empty.open).get(f"{TABLES}/site?{QUESTION}&point={EMPTY}")
    assert answered.status_code == 404
    assert json_of(answered)["code"] == "nothing-released"


def test_every_answer_is_private_and_locked_down(collector: Site) -> None:
    for address, reader in [
        (ADDRESSES["nation"], "national"),
        (ADDRESSES["nation by point"], "point"),
        (f"{ADDRESSES['nation']}&format=csv", "national"),
    ]:
        headers = collector.get(address, reader).headers
        assert headers["Cache-Control"] == "private, no-cache"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert set(headers["Vary"].split(", ")) >= {"Accept", "Authorization", "Cookie"}


@pytest.mark.parametrize(
    "text", ["", "nation", "caf", "caf:", "caf:76", "point:", "point:A b", "national:1", "caf:761 "]
)
def test_what_is_no_scope_is_named(text: str) -> None:
    with pytest.raises(AccessProblem) as refused:
        Scope.parse(text)
    assert refused.value.code == "scope-invalid"


@pytest.mark.parametrize("text", ["national", "caf:761", "caf:2A1", "point:rouen-simone-veil"])
def test_a_scope_is_written_as_it_is_read(text: str) -> None:
    assert str(Scope.parse(text)) == text
