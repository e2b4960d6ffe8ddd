"""`/v1`: the addresses that devices use. Each reads its body, calls one function and answers."""

from __future__ import annotations

from flask import Blueprint, Response, request

from collector.activity.accept import accept_declaration
from collector.instance import Collector
from collector.intake.accept import Intake
from collector.registry.bundles import answer_bundle_request
from collector.registry.enrolment import enrol
from collector.registry.status import accept_status
from shared import limits
from shared.bundle import BUNDLE_MEDIA_TYPE
from shared.declaration import ACKNOWLEDGEMENT_MEDIA_TYPE
from shared.messages import MESSAGE_MEDIA_TYPE
from shared.receipt import RECEIPT_MEDIA_TYPE


def device_blueprint(collector: Collector) -> Blueprint:
    """The blueprint of `/v1`."""
    blueprint = Blueprint("devices", __name__, url_prefix="/v1")
    intake = Intake(collector.database, collector.signer)

    @blueprint.post("/enrol")
    def enrolment() -> Response:
        body = _body(limits.MAX_MESSAGE_BYTES)
        answer = enrol(collector.database, collector.signer, body, collector.now())
        return Response(answer, 201, content_type=MESSAGE_MEDIA_TYPE)

    @blueprint.post("/batches")
    def batches() -> Response:
        accepted = intake.accept(_body(limits.MAX_BATCH_BYTES))
        status = 200 if accepted.again else 201
        return Response(accepted.receipt, status, content_type=RECEIPT_MEDIA_TYPE)

    @blueprint.get("/bundle")
    def bundle() -> Response:
        header = request.headers.get("Authorization", "")
        answer = answer_bundle_request(
            collector.database, collector.signer, header, collector.now()
        )
        if answer is None:
            return Response(status=204)
        return Response(answer, content_type=BUNDLE_MEDIA_TYPE)

    @blueprint.post("/status")
    def status() -> Response:
        body = _body(limits.MAX_MESSAGE_BYTES)
        accept_status(collector.database, body, collector.now().date())
        return Response(status=204)

    @blueprint.post("/activity")
    def activity() -> Response:
        body = _body(limits.MAX_DECLARATION_BYTES)
        accepted = accept_declaration(collector.database, collector.signer, body, collector.now())
        status = 200 if accepted.again else 201
        return Response(accepted.acknowledgement, status, content_type=ACKNOWLEDGEMENT_MEDIA_TYPE)

    @blueprint.after_request
    def unstored(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def health_blueprint(collector: Collector) -> Blueprint:
    """`/healthz`: 200 when the database answers."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def health() -> Response:
        with collector.database.read():
            return Response("ok\n", content_type="text/plain; charset=utf-8")

    return blueprint


def _body(limit: int) -> bytes:
    request.max_content_length = limit
    return request.get_data(cache=False)
