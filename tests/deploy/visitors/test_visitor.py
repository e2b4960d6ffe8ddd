"""Simulated visitors answer through real pages; what they planned is what is sealed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

import pytest

from collector.surveys import default_survey
from deploy.visitors import Browser, Declared, PageError, Visit, Visitor
from shared.response import Response
from shared.survey import Answers
from tests.deploy.visitors.booth import Booth, booth


@pytest.fixture(scope="module")
def declared() -> Declared:
    """Visitors who do everything that visitors do, and often."""
    usual = Declared.load(default_survey())
    return replace(usual, skip=0.15, back=0.15, change=0.5, comment=0.5)


@pytest.fixture
def kiosk(declared: Declared) -> Iterator[Booth]:
    with booth(declared.survey) as running:
        yield running


def said(answer: Response | Visit) -> tuple[str, list[tuple[str, list[str]]]]:
    answers: Answers = answer.answers
    return answer.language, sorted((key, sorted(chosen)) for key, chosen in answers.items())


def test_what_visitors_planned_is_what_the_kiosk_sealed(kiosk: Booth, declared: Declared) -> None:
    visitor = Visitor(declared)
    with Browser(kiosk.address) as browser:
        visits = [visitor.visit(browser, Random(f"3/{number}")) for number in range(30)]
    assert sorted(map(said, kiosk.responses())) == sorted(map(said, visits))
    assert kiosk.comments() == sum(bool(visit.comment) for visit in visits) > 0
    assert len({visit.language for visit in visits}) > 3


class Strange(BaseHTTPRequestHandler):
    """Sites a visitor must not put up with, one at each path."""

    def do_GET(self) -> None:
        if self.path == "/round":
            self._answer(303, {"Location": "/round"})
        elif self.path == "/away":
            self._answer(302, {"Location": "http://elsewhere.invalid/"})
        elif self.path == "/cookie":
            self._answer(200, {"Set-Cookie": "visitor=1"})
        elif self.path == "/broken":
            self._answer(500, {})
        else:
            self._answer(200, {})

    def _answer(self, status: int, headers: dict[str, str]) -> None:
        body = b"<html lang=fr><h1>Rien</h1></html>"
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def strange() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Strange) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/round", "circle"),
        ("/away", "away from the site"),
        ("/cookie", "cookie"),
        ("/broken", "gave 500: Rien"),
        ("/", "No button to start"),
    ],
)
def test_a_visitor_says_what_is_wrong_with_a_site(
    strange: str, declared: Declared, path: str, complaint: str
) -> None:
    with Browser(strange) as browser, pytest.raises(PageError, match=complaint):
        Visitor(declared).visit(browser, Random(1), path)


def test_a_visitor_says_that_nobody_answers(declared: Declared) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Strange) as server:
        closed = f"http://127.0.0.1:{server.server_port}"
    with Browser(closed) as browser, pytest.raises(PageError, match="no answer"):
        Visitor(declared).visit(browser, Random(1))
