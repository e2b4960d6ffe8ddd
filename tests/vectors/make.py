"""Writes the test vectors of the formats page: `python -m tests.vectors.make`.

Keys are fixed, so every vector but the sealed items is reproducible; HPKE draws its own
randomness, so those change at each run and are kept as they were written. Second clients read the
JSON files only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared import cbor, limits
from shared.batch import write_batch
from shared.bundle import Bundle, BundlePoint, Notice, write_bundle
from shared.comment import Comment, encode_comment
from shared.declaration import (
    Acknowledgement,
    ActivityReturn,
    Body,
    Category,
    Declaration,
    Message,
    write_acknowledgement,
    write_declaration,
)
from shared.declared_hours import DaysChange, HoursChange
from shared.messages import (
    DeviceKind,
    Enrolled,
    Status,
    write_bundle_request,
    write_enrolled,
    write_enrolment,
    write_status,
)
from shared.periods import Period
from shared.presence import presence_code
from shared.receipt import Receipt, write_receipt
from shared.response import Channel, Pace, Response, encode
from shared.sealing import Context, Label, PublicKey, seal
from shared.signing import Domain, Signer, device_id
from shared.special_days import SpecialDays
from shared.survey import Survey
from shared.survey_document import survey_from_document
from shared.ticket import Ticket, fingerprint, write_ticket
from shared.weekly import Slot

HERE = Path(__file__).parent
Case = dict[str, Any]


def _fixed(name: str, length: int) -> bytes:
    """Bytes that look random and are the same at each run."""
    return hashlib.shake_256(b"isoloir vectors " + name.encode()).digest(length)


MLKEM_SEED = _fixed("mlkem", 64)
X25519_SEED = _fixed("x25519", 32)
DEVICE = Signer(_fixed("device", 32))
STRANGER = Signer(_fixed("stranger", 32))
COLLECTOR = Signer(_fixed("collector", 32))
DEVICE_ID = device_id(DEVICE.public)
POINT = "fictif-1"
PERIOD = "2026-10"


def _option(name: str, text: str) -> dict[str, Any]:
    return {"id": name, "labels": {"fr": text, "ar": f"\u200f{text}"}}


DOCUMENT: dict[str, Any] = {
    "id": "vectors",
    "version": 3,
    "languages": ["fr", "ar"],
    "reviewed": ["fr"],
    "title": {"fr": "Exemple", "ar": "مثال"},
    "dissatisfied": {"question": "overall", "options": ["bad"]},
    "crossings": [["overall", "reasons"]],
    "questions": [
        {
            "id": "overall",
            "kind": "one",
            "required": True,
            "labels": {"fr": "Ça s'est bien passé ?", "ar": "هل سارت الأمور جيدا؟"},
            "options": [
                {**_option("bad", "Non"), "icon": "face-bad"},
                {**_option("good", "Oui"), "icon": "face-good"},
            ],
        },
        {
            "id": "reasons",
            "kind": "many",
            "labels": {"fr": "Pourquoi ?", "ar": "لماذا؟"},
            "show_if": {"question": "overall", "options": ["bad"]},
            "options": [_option(f"r{index}", f"Raison {index}") for index in range(1, 11)],
        },
        {
            "id": "comment",
            "kind": "comment",
            "labels": {"fr": "Autre chose ?", "ar": "شيء آخر؟"},
            "hint": {"fr": "Sans nom.", "ar": "بدون اسم."},
        },
    ],
}


def _public_key() -> PublicKey:
    mlkem = MLKEM768PrivateKey.from_seed_bytes(MLKEM_SEED).public_key().public_bytes_raw()
    x25519 = X25519PrivateKey.from_private_bytes(X25519_SEED).public_key().public_bytes_raw()
    return PublicKey(mlkem + x25519)


SURVEY: Survey = survey_from_document(DOCUMENT)
KEY = _public_key()


def _context(label: Label = Label.RESPONSE, **changes: Any) -> Context:
    fields = {"period": PERIOD, "key_id": KEY.key_id, "point": POINT, "survey": SURVEY.digest}
    return Context(label=label, **{**fields, **changes})


def survey_vectors() -> Case:
    """The canonical form and digest of a survey."""
    return {
        "document": DOCUMENT,
        "canonical": SURVEY.canonical.hex(),
        "digest": SURVEY.digest.hex(),
    }


RESPONSES = (
    Response({"overall": frozenset(["good"])}, Channel.SCREEN, "fr"),
    Response(
        {"overall": frozenset(["bad"]), "reasons": frozenset(["r1", "r10"])}, Channel.PHONE, "ar"
    ),
    Response({"overall": frozenset(["bad"])}, Channel.PAPER, "fr", Pace.HASTY),
    Response({"overall": frozenset(["good"])}, Channel.PHONE_ON_SITE, "ar"),
)


def response_vectors() -> Case:
    """Encodings of responses, and bytes that are none."""
    valid = [
        {
            "answers": {key: sorted(chosen) for key, chosen in response.answers.items()},
            "channel": response.channel.name.lower(),
            "language": response.language,
            "pace": response.pace.name.lower(),
            "encoded": encode(SURVEY, response).hex(),
        }
        for response in RESPONSES
    ]
    good = encode(SURVEY, RESPONSES[0])

    def changed(place: int, value: int) -> str:
        return (good[:place] + bytes([value]) + good[place + 1 :]).hex()

    invalid = {
        "truncated": good[:-1].hex(),
        "too long": (good + b"\0").hex(),
        "unknown option": changed(0, 3),
        "required question unanswered": changed(0, 0),
        "answer to a question not asked": changed(2, 1),
        "unknown option of a many question": (b"\x01\x04" + good[2:]).hex(),
        "unknown version": changed(3, 2),
        "wrong survey": changed(4, good[4] ^ 1),
        "unknown channel": changed(len(good) - 3, 9),
        "unknown language": changed(len(good) - 2, 2),
        "unknown pace": changed(len(good) - 1, 2),
    }
    return {"survey": SURVEY.canonical.hex(), "valid": valid, "invalid": invalid}


def comment_vectors() -> Case:
    """Encodings of comments, and bytes that are none."""
    texts = ("Merci à tous.", "😀" * limits.COMMENT_CHARACTERS, "شكرا")
    good = encode_comment(SURVEY, Comment(texts[0], "fr"))
    invalid = {
        "truncated": good[:-1].hex(),
        "padding that is not zero": (good[:-1] + b"\x01").hex(),
        "length past the text": (good[:10] + b"\xff\xff" + good[12:]).hex(),
        "not UTF-8": (good[:12] + b"\xff" + good[13:]).hex(),
        "empty": (good[:10] + bytes(2 + limits.COMMENT_BYTES)).hex(),
    }
    valid = [
        {
            "text": text,
            "language": "fr",
            "encoded": encode_comment(SURVEY, Comment(text, "fr")).hex(),
        }
        for text in texts
    ]
    return {"survey": SURVEY.canonical.hex(), "valid": valid, "invalid": invalid}


def _context_fields(context: Context) -> Case:
    return {
        "label": context.label.value,
        "period": context.period,
        "key_id": context.key_id.hex(),
        "point": context.point,
        "survey": context.survey.hex(),
    }


def sealing_vectors() -> Case:
    """Sealed items with the key that opens them, and named ways in which they must not open."""
    plain = encode(SURVEY, RESPONSES[1])
    item = seal(KEY, _context(), _fixed("item", 16), plain)
    comment = encode_comment(SURVEY, Comment("Merci.", "fr"))
    sealed_comment = seal(KEY, _context(Label.COMMENT), _fixed("comment", 16), comment)
    valid = [
        {
            "context": _context_fields(context),
            "info": context.info().hex(),
            "item": sealed.hex(),
            "plaintext": plaintext.hex(),
        }
        for context, sealed, plaintext in (
            (_context(), item, plain),
            (_context(Label.COMMENT), sealed_comment, comment),
        )
    ]
    moved = {
        "wrong label": _context(Label.COMMENT),
        "moved to another Point": _context(point="fictif-2"),
        "other period": _context(period="2026-11"),
        "other key id": _context(key_id=bytes(8)),
        "wrong survey": _context(survey=bytes(32)),
    }
    invalid = [
        {"name": name, "context": _context_fields(context), "item": item.hex()}
        for name, context in moved.items()
    ]
    flipped = item[:-1] + bytes([item[-1] ^ 1])
    for name, data in {"truncated": item[:-1], "altered": flipped, "empty": item[:16]}.items():
        invalid.append({"name": name, "context": _context_fields(_context()), "item": data.hex()})
    return {
        "mlkem_seed": MLKEM_SEED.hex(),
        "x25519_private": X25519_SEED.hex(),
        "public_key": KEY.raw.hex(),
        "key_id": KEY.key_id.hex(),
        "valid": valid,
        "invalid": invalid,
    }


def _items(count: int) -> list[bytes]:
    plain = encode(SURVEY, RESPONSES[0])
    return sorted(seal(KEY, _context(), _fixed(f"item {n}", 16), plain) for n in range(count))


def _batch_payload(**changes: Any) -> dict[str, Any]:
    payload = {
        "v": limits.FORMAT_VERSION,
        "device": DEVICE_ID,
        "point": POINT,
        "period": PERIOD,
        "survey": SURVEY.digest,
        "key": KEY.key_id,
        "kind": "response",
        "seq": 7,
        "total": 42,
        "items": _items(3),
    }
    return {key: value for key, value in {**payload, **changes}.items() if value is not None}


def batch_vectors() -> Case:
    """A batch, and named ways to fail with the problem code each must give."""
    good = write_batch(DEVICE, DEVICE_ID, _context(), 7, 42, _items(3))
    items = _items(3)

    def signed(**changes: Any) -> bytes:
        return DEVICE.envelope(Domain.BATCH, _batch_payload(**changes))

    def wrong_domain() -> bytes:
        return DEVICE.envelope(Domain.RECEIPT, _batch_payload())

    def indefinite() -> bytes:
        payload, signature = cbor.decode(good, limits.MAX_BATCH_BYTES)
        return b"\x9f" + cbor.encode(payload) + cbor.encode(signature) + b"\xff"

    other_key = cbor.encode(
        [cbor.encode(_batch_payload()), STRANGER.sign(Domain.BATCH, cbor.encode(_batch_payload()))]
    )
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "altered signature": ("signature-invalid", lambda: good[:-1] + bytes([good[-1] ^ 1])),
        "signed by a stranger": ("signature-invalid", lambda: other_key),
        "signed for another domain": ("signature-invalid", wrong_domain),
        "unknown version": ("format-version", lambda: signed(v=2)),
        "duplicate ids": ("batch-duplicate", lambda: signed(items=[items[0], items[0], items[1]])),
        "unsorted": ("batch-unsorted", lambda: signed(items=items[::-1])),
        "items of unequal length": (
            "batch-item-length",
            lambda: signed(items=[items[0], items[1] + b"\0"]),
        ),
        "items too short to be sealed": ("batch-item-length", lambda: signed(items=[bytes(99)])),
        "no items": ("format-malformed", lambda: signed(items=[])),
        "too many items": ("format-malformed", lambda: signed(items=[bytes(1)] * 1001)),
        "unknown field": ("format-malformed", lambda: signed(time="2026-10-01T10:00")),
        "missing field": ("format-malformed", lambda: signed(seq=None)),
        "bad period": ("period-invalid", lambda: signed(period="2026-13")),
        "bad Point id": ("format-malformed", lambda: signed(point="Fictif 1")),
        "unknown kind": ("format-malformed", lambda: signed(kind="photo")),
        "total below the batch": ("format-malformed", lambda: signed(total=2)),
        "sequence zero": ("format-malformed", lambda: signed(seq=0)),
        "text where bytes belong": ("format-malformed", lambda: signed(key="0123456789abcdef")),
        "truncated": ("format-malformed", lambda: good[:-10]),
        "trailing byte": ("format-malformed", lambda: good + b"\0"),
        "indefinite length": ("format-malformed", indefinite),
        "not CBOR": ("format-malformed", lambda: b"POST /v1/batches"),
        "empty": ("format-malformed", lambda: b""),
    }
    return {
        "device_private": _fixed("device", 32).hex(),
        "device_public": DEVICE.public.hex(),
        "device": DEVICE_ID,
        "valid": {"batch": good.hex(), "digest": hashlib.sha256(good).hexdigest()},
        "invalid": [
            {"name": name, "code": code, "batch": maker().hex()}
            for name, (code, maker) in makers.items()
        ],
    }


def _bundle(serial: int = 12) -> Bundle:
    point = BundlePoint(
        POINT, "761", "Point fictif", "1 rue Inventée, 76000 Rouen", "Mo-Fr 09:00-12:00", "token1",
        SURVEY.digest, ("2026 Dec 24 off",), departement="76",
    )  # fmt: skip
    notice = Notice("n1", "desk", "2026-10-01", "2026-10-31", {"fr": "Fermeture le 24 décembre."})
    keys, surveys = {PERIOD: KEY}, {SURVEY.digest: SURVEY}
    return Bundle(serial, DEVICE_ID, (point,), surveys, keys, (COLLECTOR.public,), (notice,))


def message_vectors() -> Case:
    """The other signed messages and the ticket, each with one altered form."""
    batch = write_batch(DEVICE, DEVICE_ID, _context(), 7, 42, _items(3))
    digest = hashlib.sha256(batch).digest()
    bundle = write_bundle(COLLECTOR, _bundle())
    secret = _fixed("ticket", limits.TICKET_SECRET_BYTES)
    enrolled = Enrolled(DEVICE_ID, DeviceKind.KIOSK, COLLECTOR.public, bundle)
    status = Status(DEVICE_ID, {PERIOD: 3}, 0, 12, 42, 51200, {"isoloir": "0.1.0"})
    ticket = Ticket(secret, fingerprint(COLLECTOR.public), "https://collecteur.example")
    return {
        "collector_public": COLLECTOR.public.hex(),
        "device_public": DEVICE.public.hex(),
        "receipt": write_receipt(COLLECTOR, Receipt(digest, DEVICE_ID, 7, 2, 1)).hex(),
        "receipt_by_a_stranger": write_receipt(STRANGER, Receipt(digest, DEVICE_ID, 7, 2, 1)).hex(),
        "bundle": bundle.hex(),
        "bundle_by_a_stranger": write_bundle(STRANGER, _bundle()).hex(),
        "enrolment": write_enrolment(DEVICE, secret).hex(),
        "enrolled": write_enrolled(COLLECTOR, enrolled).hex(),
        "status": write_status(DEVICE, status).hex(),
        "bundle_request": write_bundle_request(DEVICE, DEVICE_ID, 11),
        "ticket": write_ticket(ticket),
        "ticket_secret": secret.hex(),
        "ticket_address": ticket.address,
    }


def declaration_vectors() -> Case:
    """Declarations of a desk, one of each kind, and named ways to fail."""
    bodies: dict[str, Body] = {
        "activity": ActivityReturn(Period.parse(PERIOD), 2, 120, 45),
        "message": Message(Category.TRAINING, "Une formation à la téléprocédure ?"),
        "hours": HoursChange(1, date(2026, 11, 2), "Mo-Fr 09:00-12:00; PH off"),
        "days": DaysChange(
            2,
            SpecialDays(date(2026, 12, 24), date(2026, 12, 31), (Slot(540, 720),)),
            "Congés",
            withdrawn=True,
        ),
    }
    name = _fixed("declaration", limits.ITEM_ID_BYTES)
    valid = {
        kind: write_declaration(DEVICE, Declaration(DEVICE_ID, POINT, name, body))
        for kind, body in bodies.items()
    }
    activity = {"period": PERIOD, "revision": 2, "visitors": 120, "accompanied": 45}
    message = {"category": "training", "text": "?"}

    def signed(**changes: Any) -> bytes:
        payload = {
            "v": 1, "device": DEVICE_ID, "point": POINT, "id": name, "kind": "activity",
            "body": activity,
        }  # fmt: skip
        return DEVICE.envelope(Domain.DECLARATION, {**payload, **changes})

    def said(**changes: Any) -> bytes:
        return signed(kind="message", body={**message, **changes})

    def days(**changes: Any) -> bytes:
        body = {"revision": 1, "first": "2026-12-24", "last": "2026-12-24", "slots": []}
        body |= {"reason": "", "state": "told"}
        return signed(kind="days", body={**body, **changes})

    def hours(**changes: Any) -> bytes:
        body = {"revision": 1, "from": "2026-11-02", "hours": "Mo 09:00-12:00", "state": "told"}
        return signed(kind="hours", body={**body, **changes})

    good = valid["activity"]
    acknowledgement = Acknowledgement(hashlib.sha256(good).digest(), DEVICE_ID)
    invalid: dict[str, tuple[str, bytes]] = {
        "altered signature": ("signature-invalid", good[:-1] + bytes([good[-1] ^ 1])),
        "signed for another domain": (
            "signature-invalid",
            DEVICE.envelope(Domain.STATUS, cbor.decode(cbor.decode(good, 9999)[0], 9999)),
        ),
        "unknown version": ("format-version", signed(v=2)),
        "unknown kind": ("declaration-kind", signed(kind="photo")),
        "unknown field": ("format-malformed", signed(day="2026-10-03")),
        "unknown field of the body": ("format-malformed", signed(body={**activity, "day": 3})),
        "bad period": ("period-invalid", signed(body={**activity, "period": "2026-13"})),
        "revision zero": ("format-malformed", signed(body={**activity, "revision": 0})),
        "negative visitors": ("format-malformed", signed(body={**activity, "visitors": -1})),
        "too many visitors": ("format-malformed", signed(body={**activity, "visitors": 100_001})),
        "short id": ("format-malformed", signed(id=bytes(8))),
        "bad Point id": ("format-malformed", signed(point="Fictif 1")),
        "unknown category": ("format-malformed", said(category="visitor")),
        "empty text": ("format-malformed", said(text="")),
        "text too long": ("format-malformed", said(text="a" * 501)),
        "unreadable hours": ("hours-invalid", hours(hours="lundi matin")),
        "hours from no day": ("format-malformed", hours(**{"from": "2026-02-30"})),
        "unknown state": ("format-malformed", hours(state="maybe")),
        "days that end before they begin": ("format-malformed", days(last="2026-12-23")),
        "days of more than a year": ("format-malformed", days(last="2027-12-26")),
        "an opening without an end": ("format-malformed", days(slots=[540])),
        "openings that overlap": ("format-malformed", days(slots=[540, 720, 700, 800])),
        "an opening after midnight": ("format-malformed", days(slots=[540, 1441])),
        "reason too long": ("format-malformed", days(reason="a" * 201)),
        "oversize": ("format-oversize", signed(point="a" * limits.MAX_DECLARATION_BYTES)),
    }
    return {
        "device_public": DEVICE.public.hex(),
        "collector_public": COLLECTOR.public.hex(),
        "device": DEVICE_ID,
        "point": POINT,
        "id": name.hex(),
        "valid": {kind: data.hex() for kind, data in valid.items()},
        "acknowledgement": write_acknowledgement(COLLECTOR, acknowledgement).hex(),
        "acknowledgement_by_a_stranger": write_acknowledgement(STRANGER, acknowledgement).hex(),
        "invalid": [
            {"name": name, "code": code, "declaration": data.hex()}
            for name, (code, data) in invalid.items()
        ],
    }


def presence_vectors() -> Case:
    """Presence codes at the edges of a window (Unix times)."""
    secret = _fixed("presence", limits.PRESENCE_BYTES)
    times = (1_793_448_000, 1_793_448_299, 1_793_448_300)
    return {
        "secret": secret.hex(),
        "codes": [
            {"time": time, "code": presence_code(secret, datetime.fromtimestamp(time, UTC))}
            for time in times
        ],
    }


VECTORS: dict[str, Callable[[], Case]] = {
    "survey": survey_vectors,
    "response": response_vectors,
    "comment": comment_vectors,
    "sealing": sealing_vectors,
    "batch": batch_vectors,
    "messages": message_vectors,
    "presence": presence_vectors,
    "declaration": declaration_vectors,
}


def main() -> None:
    """Write one JSON file for each format."""
    for name, make in VECTORS.items():
        text = json.dumps(make(), ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
