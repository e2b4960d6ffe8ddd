"""Every address under every role and every scope, and under none of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from collector.auth.rights import RIGHTS, Right, Rule, give_rule, rule_of
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.store.metadata import metadata
from tests.support.matrix import (
    ADDRESSES,
    CAF,
    FAR,
    NATION,
    OWN,
    READERS,
    TOKENS,
    WORDS,
    Visit,
    Where,
    answer_of,
    expected,
    pages_of,
    request,
)
from tests.support.town import DIEPPE, LILLE, ROUEN, Town

PROGRAMS = frozenset({"api", "health", "devices", "metrics", "speech"})
"""Blueprints that no browser's session opens, but the API's (below)."""


def wrong(visit: Visit, names: list[str]) -> list[str]:
    """What addresses answer to a reader, against what is expected of them."""
    found = []
    for name in names:
        wanted = expected(name, visit.role, visit.scope)
        # A form that is wanted is not filled in: it would change what the next reader sees.
        answer = answer_of(visit.ask(name, form=bool(wanted)))
        fits = answer == wanted if wanted else answer not in ("role-refused", "scope-refused")
        if ADDRESSES[name].right is not None:
            fits = fits and answer not in ("sign in", "form-expired", "internal")
        if not fits:
            found.append(f"{name} as {visit.role} of {visit.scope}: {answer}, not {wanted}")
    return found


def test_every_address_has_its_line(city: tuple[Town, Flask]) -> None:
    assert sorted(pages_of(city[1], PROGRAMS)) == sorted(ADDRESSES)


def test_every_address_has_the_right_of_its_line(city: tuple[Town, Flask]) -> None:
    for name, address in ADDRESSES.items():
        rule = rule_of(city[1].view_functions[name.partition(" ")[2]])
        assert rule is not None, name
        assert rule.right == address.right, name


@pytest.mark.parametrize(("role", "scope"), READERS, ids=str)
def test_a_reader_uses_what_role_and_scope_open(
    city: tuple[Town, Flask], role: Role, scope: str
) -> None:
    assert wrong(Visit(city[1], role, scope), list(ADDRESSES)) == []


def everything(town: Town) -> dict[str, list[tuple[object, ...]]]:
    with town.database.read() as transaction:
        return {
            table.name: sorted((tuple(row) for row in transaction.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name != "sign_in_failure"
        }


def test_what_is_refused_changes_nothing(city: tuple[Town, Flask]) -> None:
    """Forms filled in, by everybody who may not send them, and by nobody."""
    town, app = city
    posts = [name for name in ADDRESSES if name.startswith("POST")]
    visits = [Visit(app, role, scope) for role, scope in READERS]
    governing = Visit(app, Role.ADMIN, NATION)
    before = everything(town)
    for name in posts:
        for visit in visits:
            if expected(name, visit.role, visit.scope):
                assert visit.ask(name, form=True).status_code == 403
        if ADDRESSES[name].right is not None:
            stranger = request(app, app.test_client(), name, ADDRESSES[name].form)
            assert answer_of(stranger) == "sign in", name
            forged = app.test_client()
            forged.set_cookie("isoloir", governing.cookie)
            for token in ("", "0" * 32, visits[0].token):
                fields = {**ADDRESSES[name].form, "form_token": token}
                assert answer_of(request(app, forged, name, fields)) == "form-expired", name
    assert everything(town) == before


def test_nobody_sees_a_page_that_is_not_for_everybody(city: tuple[Town, Flask]) -> None:
    for name, address in ADDRESSES.items():
        if address.right is not None:
            answer = answer_of(request(city[1], city[1].test_client(), name))
            assert answer == "sign in", name


@pytest.mark.parametrize("role", Role)
def test_of_other_scopes_nothing_stands_on_any_page(city: tuple[Town, Flask], role: Role) -> None:
    """A partner sees their own Point only; a Caf sees its own."""
    for scope, hidden in ((OWN, (DIEPPE, LILLE)), (FAR, (ROUEN, DIEPPE)), (CAF, (LILLE,))):
        visit = Visit(city[1], role, scope)
        for name in ADDRESSES:
            if name.startswith("GET") and ADDRESSES[name].right is not None:
                page = visit.ask(name).data.decode("utf-8", "replace")
                for point in hidden:
                    assert f"Point de {point}" not in page, (name, scope)
                    assert WORDS[point] not in page, (name, scope)


@pytest.mark.parametrize("scope", TOKENS)
def test_the_api_under_every_scope(city: tuple[Town, Flask], scope: str) -> None:
    """By token and by session alike; a role adds nothing and takes nothing."""
    about_rouen = f"/api/v1/tables/site?question=overall&point={ROUEN}"
    addresses = {
        "/api/v1/openapi.json": set(TOKENS),
        "/api/v1/points": set(TOKENS),
        "/api/v1/tables": set(TOKENS),
        about_rouen: Where.POINT.value,
        "/api/v1/points?caf=761": Where.OF_CAF.value,
    }
    _, app = city
    listed = [each for each in app.url_map.iter_rules() if each.endpoint.startswith("api.")]
    assert len(listed) == 4, "an address of the API has no line here"
    bearer = {"Authorization": f"Bearer {TOKENS[scope]}"}
    for address, opened in addresses.items():
        by_token = app.test_client().get(address, headers=bearer)
        answers = [by_token]
        for role in Role:
            client = app.test_client()
            client.set_cookie("isoloir", Visit(app, role, scope).cookie)
            answers.append(client.get(address))
        for answer in answers:
            refused = {403, 404} if address == about_rouen else {403}  # nothing is released here
            assert scope in opened or answer.status_code in refused, (address, scope)
            assert scope not in opened or answer.status_code != 403, (address, scope)
        stranger = app.test_client().get(address).status_code
        assert stranger == (200 if address.endswith("openapi.json") else 401)
    page = app.test_client().get("/accounts", headers=bearer)
    assert page.status_code == 303, "a token opens no page"


def test_no_session_opens_an_address_of_devices(city: tuple[Town, Flask]) -> None:
    app = city[1]
    client = app.test_client()
    client.set_cookie("isoloir", Visit(app, Role.ADMIN, NATION).cookie)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(("devices.", "speech.")):
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            path = rule.rule.replace("<digest>", "0" * 64)
            for each in (client, app.test_client()):
                assert each.open(path, method=method).status_code in (400, 401, 403, 404), path


class TestTheseTestsCanFail:
    """Each rule taken away is noticed."""

    @pytest.mark.parametrize(
        "name",
        [name for name, each in ADDRESSES.items() if each.right not in (None, Right.READ)],
    )
    def test_without_the_right(self, city: tuple[Town, Flask], name: str) -> None:
        app = city[1]
        view = app.view_functions[name.partition(" ")[2]]
        rule = rule_of(view)
        assert rule is not None
        assert rule.right is not None
        role = next(role for role in Role if rule.right not in RIGHTS[role])
        visit = Visit(app, role, CAF)
        try:
            for weaker in (Rule(Right.READ, rule.max_bytes), Rule(None, rule.max_bytes)):
                give_rule(view, weaker)
                assert wrong(visit, [name])
        finally:
            give_rule(view, rule)
        assert wrong(visit, [name]) == []

    def test_without_the_rule_of_scopes(
        self, city: tuple[Town, Flask], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scoped = [
            name
            for name, each in ADDRESSES.items()
            if each.where in (Where.POINT, Where.OF_CAF) and name.startswith("GET")
        ]
        visit = Visit(city[1], Role.ADMIN, FAR)
        opened: Callable[..., bool] = lambda *_: True  # noqa: E731
        monkeypatch.setattr(Scope, "opens_caf", opened)
        monkeypatch.setattr(Scope, "sees_point", opened)
        assert len(wrong(visit, scoped)) == len(scoped)

    def test_a_new_address_without_a_line(self, city: tuple[Town, Flask]) -> None:
        names = set(pages_of(city[1], PROGRAMS | {"accounts"}))
        assert names < set(ADDRESSES)
