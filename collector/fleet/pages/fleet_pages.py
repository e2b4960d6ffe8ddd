"""`/fleet`: the devices, what is amiss with each and what to do; `/metrics` for Prometheus."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from collector.auth.reader import Gate
from collector.auth.rights import Right
from collector.auth.scope import NATIONAL, Level
from collector.dashboard.pages.frame import Frame
from collector.dashboard.pages.install import PagesOf
from collector.fleet.concerns import WORDS
from collector.fleet.fleet import fleet_of
from collector.fleet.metrics import exposition
from collector.instance import Collector
from collector.store.claims import unfinished_claims
from collector.store.reconciliation import waiting_items
from shared.problems import AccessProblem

_TEXT = "text/plain; version=0.0.4; charset=utf-8"


def fleet_room(collector: Collector) -> PagesOf:
    """The fleet's page on an open collector."""

    def make(frame: Frame) -> Blueprint:
        blueprint = Blueprint("fleet", __name__)

        @blueprint.get("/fleet")
        @frame.needs(Right.ADMINISTER)
        def listed() -> ResponseReturnValue:
            lines = fleet_of(collector.database, frame.reader().scope, collector.now())
            revoked = sum(each.watched.sign.device.revoked for each in lines)
            shown = [each for each in lines if not each.watched.sign.device.revoked]
            return frame.page("fleet/fleet.html", lines=shown, revoked=revoked, words=WORDS)

        return blueprint

    return make


def metrics_blueprint(collector: Collector, gate: Gate) -> Blueprint:
    """`/metrics`: for a token of the nation's scope, which no browser's session replaces."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> ResponseReturnValue:
        _check_token(gate)
        lines = fleet_of(collector.database, NATIONAL, collector.now())
        with collector.database.read() as transaction:
            vault = waiting_items(transaction)
            unfinished = len(unfinished_claims(transaction))
        body = exposition([each.watched for each in lines], vault, unfinished)
        return Response(body, content_type=_TEXT)

    return blueprint


def _check_token(gate: Gate) -> None:
    """Let in a token of the nation's scope, and nobody else."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise AccessProblem("token-missing")
    scope = gate.token_scope(token.strip())
    if scope.level is not Level.NATIONAL:
        raise AccessProblem("scope-refused", f"Your scope is {scope}.")
