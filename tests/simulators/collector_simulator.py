"""A collector in memory, behind the kiosk's own `Transport`.

It is a real peer, not a mock: it checks every signature and format, keeps what it accepts, and
signs its receipts and bundles. It can also misbehave, one way at a time, as networks and
collectors do.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import date

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.transport import Reply, Request
from shared.batch import SignedBatch, read_batch
from shared.bundle import Bundle, BundlePoint, Notice, write_bundle
from shared.declaration import (
    Acknowledgement,
    Declaration,
    read_declaration,
    write_acknowledgement,
)
from shared.desk_answers import DeskAnswer
from shared.messages import (
    DeviceKind,
    Enrolled,
    Status,
    read_bundle_request,
    read_enrolment,
    read_status,
    write_enrolled,
)
from shared.problems import (
    FormatProblem,
    OperationProblem,
    Problem,
    TrustProblem,
    problem_document,
)
from shared.receipt import Receipt, write_receipt
from shared.sealing import PublicKey
from shared.signing import Signer, device_id
from shared.survey import Survey
from shared.survey_document import survey_from_document
from shared.ticket import Ticket, fingerprint, secret_digest, write_ticket

POINT = "rouen-simone-veil"
HOURS = "Mo 09:00-12:30; Tu,Fr 13:30-18:00; We 08:30-12:30; Th 09:30-12:30"


def small_survey(version: int = 1) -> Survey:
    """A survey of one question and a comment."""
    return survey_from_document(
        {
            "id": "small",
            "version": version,
            "languages": ["fr"],
            "title": {"fr": "Avis"},
            "questions": [
                {
                    "id": "overall",
                    "kind": "one",
                    "labels": {"fr": "Comment ?"},
                    "options": [
                        {"id": "bad", "labels": {"fr": "Mal"}},
                        {"id": "good", "labels": {"fr": "Bien"}},
                    ],
                },
                {"id": "comment", "kind": "comment", "labels": {"fr": "Un mot ?"}},
            ],
        }
    )


def new_public_key() -> PublicKey:
    """The public half of a new period key."""
    return PublicKey(
        MLKEM768PrivateKey.generate().public_key().public_bytes_raw()
        + X25519PrivateKey.generate().public_key().public_bytes_raw()
    )


@dataclass
class Faults:
    """What goes wrong until it is set back."""

    offline: bool = False
    """Nothing arrives."""
    lose_replies: bool = False
    """Everything arrives; no reply comes back."""
    status: int = 0
    """Every reply is an error page of something on the way, with this status."""
    refuse: str = ""
    """Batches are answered with this problem of the catalogue."""
    corrupt_receipts: bool = False
    sign_receipts_with: Signer | None = None


@dataclass
class CollectorSimulator:
    """What it holds: devices, batches, items, and the bundle it gives.

    `held` maps an item's id to how often it was counted, which must stay at one. `speech` names the
    pack of each language, `packs` are the bytes given for a digest.
    """

    address: str = "http://collector.invalid"
    signer: Signer = field(default_factory=lambda: Signer(os.urandom(32)))
    survey: Survey = field(default_factory=small_survey)
    keys: dict[str, PublicKey] = field(
        default_factory=lambda: {f"2026-{month:02d}": new_public_key() for month in (10, 11, 12)}
    )
    hours: str = HOURS
    closures: tuple[str, ...] = ("2026 Oct 12-2026 Oct 16 off",)
    coming: tuple[tuple[date, str], ...] = ((date(2026, 10, 19), HOURS),)
    serial: int = 1
    faults: Faults = field(default_factory=Faults)
    devices: dict[str, bytes] = field(default_factory=dict)
    held: dict[bytes, int] = field(default_factory=dict)
    batches: list[SignedBatch] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    next_signers: tuple[bytes, ...] = ()
    speech: dict[str, bytes] = field(default_factory=dict)
    packs: dict[bytes, bytes] = field(default_factory=dict)
    heard: dict[bytes, Declaration] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    answers: tuple[DeskAnswer, ...] = ()
    departement: str = ""
    _receipts: dict[bytes, bytes] = field(default_factory=dict)
    tickets: dict[bytes, str] = field(default_factory=dict)

    def ticket(self) -> str:
        """A new ticket for the Point."""
        secret = os.urandom(10)
        self.tickets[secret_digest(secret)] = ""
        return write_ticket(Ticket(secret, fingerprint(self.signer.public), self.address))

    def bundle(self, device: str) -> Bundle:
        """The bundle of a device as it is now."""
        point = BundlePoint(
            id=POINT,
            caf="761",
            name="Centre socio-culturel Simone-Veil",
            address="74 rue Jules Adeline, 76100 Rouen",
            hours=self.hours,
            token="demo-token",
            survey=self.survey.digest,
            closures=self.closures,
            coming=self.coming,
            departement=self.departement,
        )
        return Bundle(
            serial=self.serial,
            device=device,
            points=(point,),
            surveys={self.survey.digest: self.survey},
            keys=self.keys,
            signers=self.next_signers or (self.signer.public,),
            notices=self.notices,
            answers=self.answers,
            speech={self.survey.digest: self.speech} if self.speech else {},
        )

    def bundle_bytes(self, device: str) -> bytes:
        """The same, signed."""
        return write_bundle(self.signer, self.bundle(device))

    def receive(self, data: bytes) -> bytes:
        """Take a batch in; its receipt, the same one for the same bytes."""
        signed = read_batch(data)
        batch = signed.batch
        if batch.device not in self.devices:
            raise TrustProblem("device-unknown")
        signed.envelope.verify(self.devices[batch.device])
        if self.faults.refuse:
            raise FormatProblem(self.faults.refuse)
        if signed.digest in self._receipts:
            return self._receipts[signed.digest]
        if any(
            (each.batch.device, each.batch.sequence) == (batch.device, batch.sequence)
            for each in self.batches
        ):
            raise FormatProblem("batch-sequence")
        new = [each for each in batch.ids if each not in self.held]
        for each in new:
            self.held[each] = self.held.get(each, 0) + 1
        self.batches.append(signed)
        receipt = Receipt(
            signed.digest, batch.device, batch.sequence, len(new), len(batch.ids) - len(new)
        )
        signer = self.faults.sign_receipts_with or self.signer
        written = write_receipt(signer, receipt)
        if not self.faults.sign_receipts_with:
            self._receipts[signed.digest] = written
        else:
            self.batches.pop()
        return written

    def exchange(self, request: Request) -> Reply:
        """Answer as a collector does."""
        if self.faults.offline:
            raise OperationProblem("collector-unreachable", "Offline.")
        self.requests.append(request)
        if self.faults.status:
            return Reply(self.faults.status, b"<html>Bad gateway</html>")
        reply = self._answer(request)
        if self.faults.lose_replies:
            raise OperationProblem("collector-unreachable", "The reply was lost.")
        if len(reply.body) > request.limit:
            raise FormatProblem("format-oversize")
        return reply

    def _answer(self, request: Request) -> Reply:
        try:
            match request.method, request.path:
                case "POST", "/v1/enrol":
                    return Reply(201, self._enrol(request.body))
                case "POST", "/v1/batches":
                    receipt = self.receive(request.body)
                    return Reply(201, receipt[:-1] if self.faults.corrupt_receipts else receipt)
                case "POST", "/v1/activity":
                    return Reply(201, self.hear(request.body))
                case "GET", "/v1/bundle":
                    return self._give_bundle(request.authorization)
                case "POST", "/v1/status":
                    self._note_status(request.body)
                    return Reply(204)
            if request.method == "GET" and request.path.startswith("/v1/speech/"):
                return self._give_pack(request.path.rpartition("/")[2])
            raise OperationProblem("page-unknown")
        except Problem as problem:
            document = problem_document(problem)
            return Reply(document.status, json.dumps(document.body).encode())

    def hear(self, data: bytes) -> bytes:
        """Take a declaration in; its acknowledgement."""
        signed = read_declaration(data)
        signed.envelope.verify(self.devices[signed.declaration.device])
        if self.faults.refuse:
            raise FormatProblem(self.faults.refuse)
        if signed.digest not in self.heard:
            self.heard[signed.digest] = signed.declaration
        acknowledgement = Acknowledgement(signed.digest, signed.declaration.device)
        return write_acknowledgement(self.faults.sign_receipts_with or self.signer, acknowledgement)

    def _enrol(self, data: bytes) -> bytes:
        enrolment = read_enrolment(data)
        device = device_id(enrolment.public)
        key = secret_digest(enrolment.secret)
        if self.tickets.get(key) not in ("", device):
            raise TrustProblem("ticket-refused")
        self.tickets[key] = device
        self.devices[device] = enrolment.public
        answer = Enrolled(device, DeviceKind.KIOSK, self.signer.public, self.bundle_bytes(device))
        return write_enrolled(self.signer, answer)

    def _give_bundle(self, header: str) -> Reply:
        asked = read_bundle_request(header)
        if asked.device not in self.devices:
            raise TrustProblem("device-unknown")
        asked.verify(self.devices[asked.device])
        if asked.have == self.serial:
            return Reply(204)
        return Reply(200, self.bundle_bytes(asked.device))

    def _give_pack(self, name: str) -> Reply:
        if bytes.fromhex(name) not in self.packs:
            raise OperationProblem("speech-unknown")
        return Reply(200, self.packs[bytes.fromhex(name)])

    def _note_status(self, data: bytes) -> None:
        status, envelope = read_status(data)
        envelope.verify(self.devices[status.device])
        self.statuses.append(status)
