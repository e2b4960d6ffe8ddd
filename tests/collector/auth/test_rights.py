"""Every page names who may use it, and the frame keeps to that."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask

from collector.app import create_app
from collector.auth.rights import RIGHTS, Right, rule_of
from collector.auth.role import Role
from collector.dashboard.pages.frame import Frame
from collector.signing_key import create_signing_key
from collector.store.audit import COMMAND_LINE, latest_entries, record
from tests.support.analysts import form_token, library, site
from tests.support.town import Town

FOR_PROGRAMS = {"api", "health", "devices", "metrics", "speech"}
"""Blueprints of addresses that no browser's session opens; each has tests of its own."""


def pages(app: Flask) -> list[str]:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    found = {each for each in endpoints if each.partition(".")[0] not in FOR_PROGRAMS}
    return sorted(found - {"static"})


def test_every_page_of_the_real_app_names_its_rule(town: Town) -> None:
    create_signing_key(town.collector.config.signing_key_file, bytes)
    app = create_app(town.collector)
    assert "dashboard.points" in pages(app)
    assert [each for each in pages(app) if rule_of(app.view_functions[each]) is None] == []


def room(frame: Frame) -> Blueprint:
    """A page that only administrators may use, and one that forgot to say who may."""
    blueprint = Blueprint("room", __name__)

    @blueprint.route("/kept", methods=["GET", "POST"])
    @frame.needs(Right.ADMINISTER, max_bytes=1000)
    def kept() -> str:
        return "kept"

    @blueprint.get("/forgotten")
    def forgotten() -> str:
        return "forgotten"

    return blueprint


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.MODERATOR, 403)])
def test_a_page_opens_for_the_right_it_names(role: Role, status: int) -> None:
    asked = site(library().open, rooms=[room])
    asked.gate.roles["caf"] = role
    assert asked.signed_in("caf").get("/kept").status_code == status


def test_a_page_without_a_rule_opens_for_nobody() -> None:
    asked = site(library().open, rooms=[room])
    asked.gate.roles["national"] = Role.ADMIN
    assert asked.signed_in("national").get("/forgotten").status_code == 403


def test_nobody_is_sent_to_sign_in() -> None:
    answered = site(library().open, rooms=[room]).client().get("/kept")
    assert answered.status_code == 303
    assert answered.location.startswith("/login")


def test_every_form_carries_its_sessions_token() -> None:
    asked = site(library().open, rooms=[room])
    asked.gate.roles["caf"] = Role.ADMIN
    browser = asked.signed_in("caf")
    assert browser.post("/kept", data={"form_token": "0" * 32}).status_code == 403
    token = form_token(browser.get("/points"))
    assert browser.post("/kept", data={"form_token": token}).status_code == 200
    large = {"form_token": token, "more": "x" * 2000}
    assert browser.post("/kept", data=large).status_code == 413


def test_the_rights_of_each_role() -> None:
    assert RIGHTS[Role.ADMIN] == frozenset(Right)
    assert RIGHTS[Role.ANALYST] == {Right.READ}
    assert RIGHTS[Role.MODERATOR] == {Right.READ, Right.MODERATE}
    assert RIGHTS[Role.PARTNER] == {Right.READ, Right.DECLARE}


def test_the_audit_log_keeps_order_and_days(town: Town) -> None:
    for subject in ("point rouen", "point dieppe"):
        with town.database.begin() as transaction:
            record(transaction, town.clock(), COMMAND_LINE, "hours-change", subject, {"to": "24/7"})
    with town.database.read() as transaction:
        newest, oldest = latest_entries(transaction, most=2)
        assert latest_entries(transaction, before=newest.place)[0] == oldest
    assert (newest.subject, oldest.subject) == ("point dieppe", "point rouen")
    assert (newest.day, newest.who, newest.detail) == ("2026-10-15", COMMAND_LINE, {"to": "24/7"})
