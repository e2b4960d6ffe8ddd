"""Who may use which address: what the tests expect of every one, and how they look.

An address that is not in `ADDRESSES` fails the test: whoever adds one says here who may use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.auth.rights import RIGHTS, Right
from collector.auth.role import Role
from shared.problem_catalogue import CATALOGUE
from tests.support.analysts import PASSWORD, form_token, sign_in
from tests.support.town import DIEPPE, LILLE, ROUEN

OWN, NEIGHBOUR, FAR = f"point:{ROUEN}", f"point:{DIEPPE}", f"point:{LILLE}"
CAF, OTHER_CAF, NATION = "caf:761", "caf:591", "national"


class Where(Enum):
    """Which scopes an address is open to, named as the tests ask it."""

    ANY = frozenset({NATION, CAF, OTHER_CAF, OWN, NEIGHBOUR, FAR})
    """Each sees what is theirs."""
    POINT = frozenset({NATION, CAF, OWN})
    """It is about the Point of Rouen."""
    OF_CAF = frozenset({NATION, CAF})
    """It is about the Caf of Rouen as a whole."""
    WIDE = frozenset({NATION, CAF, OTHER_CAF})
    """No Point's scope."""
    NATIONAL = frozenset({NATION})


@dataclass(frozen=True, slots=True)
class Address:
    """Who may use an address.

    `right`: None for everybody, also without a session. `names`: of its path. `form`: fields that
    lead a form to where its scope is looked at; `least`: those that do and change nothing.
    """

    right: Right | None
    where: Where = Where.ANY
    names: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    least: Mapping[str, str] = field(default_factory=dict)


NOTICE: Final = "notice-of-761"
POINT: Final = {"point": ROUEN}
COMMENT: Final = {"comment": "05" * 16}
_READ, _MODERATE, _DECLARE = Right.READ, Right.MODERATE, Right.DECLARE
_ADMINISTER, _GOVERN = Right.ADMINISTER, Right.GOVERN
_OF_ROUEN, _WIDE = Where.POINT, Where.WIDE
_ACCOUNT: Final = {"email": "colleague@caf.example", "role": "admin", "scope": CAF}
_WEEK: Final = {"valid_from": "2026-12-01", "written": "Mo 09:00-12:00"}

ADDRESSES: Final = {
    "GET accounts.accounts": Address(_GOVERN),
    "POST accounts.add": Address(_GOVERN, Where.OF_CAF, form=_ACCOUNT | {"email": "n@caf.example"}),
    "POST accounts.add_token": Address(_GOVERN, Where.OF_CAF, form={"name": "N", "scope": CAF}),
    "GET accounts.audit": Address(_GOVERN, Where.NATIONAL),
    "POST accounts.change": Address(_GOVERN, Where.OF_CAF, form=_ACCOUNT),
    "POST accounts.change_password": Address(_READ),
    "POST accounts.close": Address(_GOVERN, Where.OF_CAF, form=_ACCOUNT),
    "GET accounts.password": Address(_READ),
    "POST accounts.revoke_token": Address(_GOVERN, Where.OF_CAF, form={"name": "of the Caf"}),
    "GET accounts.tokens": Address(_GOVERN),
    "POST activity.close": Address(_ADMINISTER, _OF_ROUEN, form={
        "point": ROUEN, "period": "2026-09", "kind": "late", "reason": "x"}),
    "POST activity.declare": Address(_DECLARE, _OF_ROUEN, form={
        "point": ROUEN, "period": "2026-09", "visitors": "9", "accompanied": "1"}),
    "GET activity.month": Address(_READ),
    "GET activity.history": Address(_READ, _OF_ROUEN, POINT),
    "POST activity.remind": Address(_ADMINISTER, _WIDE),
    "POST codes.begin": Address(_READ),
    "POST codes.end": Address(_READ),
    "GET codes.own": Address(_READ),
    "POST codes.reset": Address(_GOVERN, Where.OF_CAF, form=_ACCOUNT),
    "GET comments.as_csv": Address(_READ),
    "GET comments.as_json": Address(_READ),
    "GET comments.as_workbook": Address(_READ),
    "POST comments.decided": Address(_MODERATE, Where.OF_CAF, COMMENT, {"decision": "release"}),
    "GET comments.released": Address(_READ),
    "POST comments.themes": Address(
        _MODERATE, Where.OF_CAF, {"comment": "06" * 16}, {"themes": "x"}
    ),
    "GET comments.waiting": Address(_MODERATE, _WIDE),
    "GET dashboard.caf": Address(_READ, Where.OF_CAF, {"caf": "761"}),
    "GET dashboard.code": Address(None),
    "POST dashboard.code_given": Address(None),
    "GET dashboard.compare": Address(_READ),
    "GET dashboard.overview": Address(_READ, Where.NATIONAL),
    "GET dashboard.point": Address(_READ, _OF_ROUEN, POINT),
    "GET dashboard.points": Address(_READ),
    "GET dashboard.privacy": Address(_READ),
    "GET dashboard.question": Address(_READ, names={"question": "overall"}),
    "GET dashboard.ranking": Address(_READ, _WIDE),
    "GET dashboard.sign_in": Address(None),
    "POST dashboard.sign_out": Address(None),
    "POST dashboard.signed_in": Address(None),
    "GET dashboard.start": Address(_READ),
    "GET fleet.listed": Address(_ADMINISTER),
    "POST label.decided": Address(_ADMINISTER, Where.OF_CAF, POINT, {
        "period": "2026-09", "decision": "talk", "reason": "x"}),
    "GET label.file": Address(_READ, Where.OF_CAF, POINT),
    "GET label.listed": Address(_READ, _WIDE),
    "POST news.answer": Address(_ADMINISTER, _OF_ROUEN, {"message": "6d" * 16}, {"state": "done"}),
    "GET news.listed": Address(_ADMINISTER, _WIDE),
    "POST news.withdraw": Address(_ADMINISTER, Where.OF_CAF, {"notice": NOTICE}),
    "POST news.write": Address(_ADMINISTER, Where.OF_CAF, least={"caf": "761"}),
    "GET posters.paper": Address(_ADMINISTER, _OF_ROUEN, POINT),
    "GET posters.poster": Address(_ADMINISTER, _OF_ROUEN, POINT),
    "GET registry.cafs": Address(_ADMINISTER, _WIDE),
    "GET registry.choose_list": Address(_ADMINISTER),
    "GET registry.coming": Address(_ADMINISTER),
    "POST registry.confirm_list": Address(_ADMINISTER),
    "GET registry.conventions": Address(_ADMINISTER),
    "POST registry.correct": Address(_ADMINISTER, _OF_ROUEN, POINT, {
        "number": "1", "partner": "Ville", "signed": "2026-09-01", "why": "x"}),
    "POST registry.edit_point": Address(_ADMINISTER, _OF_ROUEN, POINT, {
        "name": "Neuf", "postcode": "76000", "commune": "Rouen"}),
    "POST registry.end": Address(_ADMINISTER, _OF_ROUEN, POINT, {
        "number": "1", "day": "2026-12-01", "ground": "agreement"}),
    "POST registry.equip": Address(_ADMINISTER, _OF_ROUEN, POINT, {
        "valid_from": "2026-12-01", "computers": "5", "printers": "1", "connection": "x"}),
    "POST registry.remove": Address(_ADMINISTER, _OF_ROUEN, POINT, {
        "number": "1", "why": "x", "looked": "1"}),
    "GET registry.hours": Address(_DECLARE, _OF_ROUEN, POINT),
    "POST registry.look_at_list": Address(_ADMINISTER),
    "GET registry.new_point": Address(_ADMINISTER, _WIDE),
    "GET registry.own_hours": Address(_DECLARE),
    "POST registry.keep_caf": Address(_ADMINISTER, Where.OF_CAF, least={"caf": "761"}),
    "POST registry.keep_point": Address(_ADMINISTER, Where.OF_CAF, least={"caf": "761"}),
    "POST registry.keep_partner": Address(_ADMINISTER, Where.OF_CAF, least={"caf": "761"}),
    "GET registry.partners": Address(_ADMINISTER, _WIDE),
    "GET registry.point": Address(_ADMINISTER, _OF_ROUEN, POINT),
    "POST registry.reissue_poster": Address(_ADMINISTER, _OF_ROUEN, POINT),
    "POST registry.sign": Address(_ADMINISTER, _OF_ROUEN, POINT, {
        "partner": "Ville", "signed": "2026-12-01"}),
    "GET registry.start": Address(_ADMINISTER),
    "POST registry.take_exception_back": Address(_DECLARE, _OF_ROUEN, POINT, {"number": "1"}),
    "POST registry.take_hours_back": Address(
        _DECLARE, _OF_ROUEN, POINT, {"valid_from": "2026-12-01"}),
    "POST registry.tell_exception": Address(_DECLARE, _OF_ROUEN, POINT, {
        "first": "2026-12-24", "reason": "Fête"}),
    "POST registry.tell_hours": Address(_DECLARE, _OF_ROUEN, POINT, _WEEK),
    "GET registry.weeks": Address(_ADMINISTER),
    "GET reports.caf": Address(_READ, Where.OF_CAF, {"caf": "761"}),
    "GET reports.point": Address(_READ, Where.OF_CAF, POINT),
    "GET sso.back": Address(None),
    "GET sso.begin": Address(None),
    "GET sso.out": Address(None),
}  # fmt: skip
"""Every address of a page, by method and endpoint."""

TOKENS: Final = {NATION: "t-nation", CAF: "t-caf", OTHER_CAF: "t-other", OWN: "t-own", FAR: "t-far"}
"""The secret of a token of each scope."""

WORDS: Final = {
    ROUEN: "À Rouen c’était bien", DIEPPE: "À Dieppe aussi", LILLE: "À Lille un peu moins"
}  # fmt: skip
"""A released comment of each Point."""

READERS: Final = tuple(
    (role, scope) for role in Role for scope in (NATION, CAF, OTHER_CAF, OWN, NEIGHBOUR, FAR)
)


def email_of(role: Role, scope: str) -> str:
    """The address of the account of a role and a scope."""
    return f"{role}-{scope.replace(':', '-')}@caf.example"


@dataclass
class Visit:
    """One reader's session, kept through forms that would change or end it."""

    app: Flask
    role: Role
    scope: str

    def __post_init__(self) -> None:
        client = self.app.test_client()
        sign_in(client, email_of(self.role, self.scope), PASSWORD)
        self.token = form_token(client.get("/privacy"))
        cookie = client.get_cookie("isoloir")
        assert cookie is not None
        self.cookie = cookie.value

    def ask(self, name: str, *, form: bool = False) -> TestResponse:
        """Use an address; with its form's fields if wanted, else with the session's token only."""
        client = self.app.test_client()
        client.set_cookie("isoloir", self.cookie)
        fields = {"form_token": self.token, **ADDRESSES[name].least}
        if form:
            fields |= ADDRESSES[name].form
        return request(self.app, client, name, fields)


def request(
    app: Flask, client: FlaskClient, name: str, fields: Mapping[str, str] | None = None
) -> TestResponse:
    """One request to an address by its name."""
    method, _, endpoint = name.partition(" ")
    with app.test_request_context():
        names: dict[str, Any] = dict(ADDRESSES[name].names)
        path = url_for(endpoint, **names)
    data = dict(fields or {}) if method == "POST" else None
    return client.open(path, method=method, data=data, headers={"Accept-Language": "en"})


def answer_of(answered: TestResponse) -> str:
    """`sign in` for a page that leads there, a problem's code, or `open`."""
    if answered.status_code == 303 and answered.location.startswith("/login"):
        return "sign in"
    if answered.status_code < 400:
        return "open"
    page = answered.data.decode("utf-8", "replace")
    found = re.search(r"<code>([a-z-]+)</code>", page)
    if found is None and CATALOGUE["scope-refused"].title in page:
        return "scope-refused"
    return found[1] if found else f"{answered.status_code}"


def expected(name: str, role: Role, scope: str) -> str:
    """What an address answers to a reader: `role-refused`, `scope-refused`, or empty for others."""
    address = ADDRESSES[name]
    if address.right is not None and address.right not in RIGHTS[role]:
        return "role-refused"
    return "" if scope in address.where.value else "scope-refused"


def pages_of(app: Flask, programs: frozenset[str]) -> Iterator[str]:
    """The names of all addresses but those of these blueprints."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in programs or rule.endpoint == "static":
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.endpoint}"
