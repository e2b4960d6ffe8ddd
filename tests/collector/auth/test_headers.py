"""What protects readers stands on every answer: pages, files, errors, signed in or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.auth.role import Role
from tests.support.matrix import ADDRESSES, NATION, TOKENS, Visit, request
from tests.support.town import Town

ALLOWED_SOURCES = {"'self'", "'none'"}
DIRECTIVES = {"default-src", "frame-ancestors"}
PAGE_DIRECTIVES = DIRECTIVES | {"form-action", "base-uri"}


def policy(answered: TestResponse) -> dict[str, set[str]]:
    (value,) = answered.headers.getlist("Content-Security-Policy")
    parts = [part.split() for part in value.split(";") if part.strip()]
    return {words[0]: set(words[1:]) for words in parts}


def check_headers(answered: TestResponse, name: str) -> None:
    headers = answered.headers
    found = policy(answered)
    assert found["default-src"] == {"'none'"}, name
    assert found["frame-ancestors"] == {"'none'"}, name
    assert set().union(*found.values()) <= ALLOWED_SOURCES, name
    assert headers["X-Content-Type-Options"] == "nosniff", name
    assert headers["Referrer-Policy"] == "no-referrer", name
    assert headers["X-Frame-Options"] == "DENY", name
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", name
    assert "camera=()" in headers["Permissions-Policy"], name
    assert headers["Cache-Control"] in ("private, no-cache", "no-store"), name
    assert "Server" not in headers, name
    assert not [each for each, _ in headers if each.startswith("Access-Control")], name
    for cookie in headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie, name
        assert "SameSite=Strict" in cookie or cookie.startswith("isoloir-sso="), name
    if answered.mimetype == "text/html":
        assert set(found) >= PAGE_DIRECTIVES, name
        check_page(answered.get_data(as_text=True), name)


class Parts(HTMLParser):
    """Whatever of a page a strict policy is about."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.addresses: list[str] = []
        self.forms: list[dict[str, str | None]] = []
        self.tokens = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("style", "iframe", "object", "embed", "base") or (
            tag == "script" and not given.get("src")
        ):
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        loaded = tag != "a"
        for name in ("src", "href", "action", "data", "poster", "srcset", "xlink:href"):
            if name in given and (loaded or name != "href"):
                self.addresses.append(given[name] or "")
        if tag == "form" and (given.get("method") or "get").lower() == "post":
            self.forms.append(given)
        if tag == "input" and given.get("name") == "form_token" and given.get("value"):
            self.tokens += 1


def check_page(page: str, name: str) -> None:
    parts = Parts(page)
    assert parts.inline == [], name
    elsewhere = [each for each in parts.addresses if not each.startswith(("/", "#", "?"))]
    assert elsewhere == [], name
    assert [each for each in parts.addresses if each.startswith("//")] == [], name
    assert parts.tokens >= len(parts.forms), f"{name}: a form without a token"
    assert not re.search(r"javascript:|data:text", page), name


def answers(
    app: Flask, client: FlaskClient, visit: Visit | None
) -> Iterator[tuple[str, TestResponse]]:
    for name in ADDRESSES:
        yield name, visit.ask(name) if visit else request(app, client, name)


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_every_page_is_protected(city: tuple[Town, Flask], role: Role | None) -> None:
    app = city[1]
    visit = Visit(app, role, NATION) if role else None
    kinds = set()
    for name, answered in answers(app, app.test_client(), visit):
        if name != "GET sso.back" or role is None:
            check_headers(answered, name)
        kinds.add(answered.status_code // 100)
    assert kinds >= {3, 4}


def crash() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("signed_in", [False, True])
def test_errors_are_protected_too(
    city: tuple[Town, Flask], monkeypatch: pytest.MonkeyPatch, signed_in: bool
) -> None:
    app = city[1]
    client = app.test_client()
    if signed_in:
        client.set_cookie("isoloir", Visit(app, Role.ADMIN, NATION).cookie)
    monkeypatch.setitem(app.view_functions, "dashboard.sign_in", crash)
    for method, address, status in (
        ("GET", "/nowhere", 404),
        ("GET", "/points/%00/..%2f", 404),
        ("DELETE", "/points", 405),
        ("GET", "/api/v1/nowhere", 404),
        ("POST", "/api/v1/points", 405),
        ("GET", "/v1/nowhere", 404),
        ("GET", "/static/nowhere.css", 404),
    ):
        answered = client.open(address, method=method)
        assert answered.status_code == status, address
        check_headers(answered, f"{method} {address}")
    sent = client.post("/password", data={"form_token": "x" * 100_000})
    assert sent.status_code in (303, 413)
    check_headers(sent, "too large a form")
    crashed = client.get("/login")
    assert crashed.status_code in (403, 500)
    check_headers(crashed, "a crash")


def test_data_and_files_are_protected(city: tuple[Town, Flask]) -> None:
    client = city[1].test_client()
    for address in ("/api/v1/points", "/api/v1/tables", "/api/v1/openapi.json", "/healthz"):
        answered = client.get(address, headers={"Authorization": f"Bearer {TOKENS[NATION]}"})
        if address != "/healthz":
            check_headers(answered, address)
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
    for file in ("dashboard.css", "mark.svg", "vendor/htmx.min.js"):
        with client.get(f"/static/{file}") as sheet:
            assert sheet.headers["X-Content-Type-Options"] == "nosniff"
            assert not sheet.headers.getlist("Set-Cookie")


def test_a_style_sheet_loads_nothing_from_elsewhere(city: tuple[Town, Flask]) -> None:
    folder = city[1].static_folder
    assert folder is not None
    for sheet in sorted(Path(folder).glob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//|expression\(", text), sheet.name
