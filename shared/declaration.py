"""A declaration: what the desk of a Point tells its Caf, signed by the device.

One envelope for every kind; a kind adds a body and its two functions to `_KINDS`. The same bytes
travel by HTTP (`POST /v1/activity`) or as a `.declaration` file on a stick, and may come twice: a
declaration leaves the device only against an acknowledgement that names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared import limits
from shared.cbor import Reader, decode
from shared.declared_hours import (
    DaysChange,
    HoursChange,
    days_from_fields,
    days_to_fields,
    hours_from_fields,
    hours_to_fields,
)
from shared.names import device_name, point_id
from shared.periods import Period
from shared.problems import FormatProblem
from shared.signing import Domain, Envelope, Signer, open_envelope

DECLARATION_MEDIA_TYPE: Final = "application/vnd.isoloir.declaration+cbor"
ACKNOWLEDGEMENT_MEDIA_TYPE: Final = "application/vnd.isoloir.acknowledgement+cbor"


class Category(StrEnum):
    """What a message to the Caf is about (articles 3 and 4 of the convention)."""

    DIFFICULTY = "difficulty"
    CLOSURE = "closure"
    TRAINING = "training"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True)
class ActivityReturn:
    """Article 9: who came in a month for the Caf's online services, as this device counted.

    `accompanied` of the `visitors` were helped. A correction is a return of a higher `revision`;
    the earlier ones are kept as its trace. That `accompanied` exceeds `visitors` is no mistake of
    the format: the Caf asks about it.
    """

    period: Period
    revision: int
    visitors: int
    accompanied: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the Caf, never about a visitor; its text is masked as comments are."""

    category: Category
    text: str


Body = ActivityReturn | Message | HoursChange | DaysChange


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a device declares for a Point. `id`: 16 random bytes, kept for every attempt."""

    device: str
    point: str
    id: bytes
    body: Body


@dataclass(frozen=True, slots=True)
class SignedDeclaration:
    """A declaration as it came; the caller checks the envelope against its device's key.

    `digest` is the SHA-256 of its bytes.
    """

    declaration: Declaration
    digest: bytes
    envelope: Envelope


def write_declaration(signer: Signer, declaration: Declaration) -> bytes:
    """Sign a declaration."""
    kind = kind_of(declaration.body)
    payload = {
        "v": limits.FORMAT_VERSION,
        "device": declaration.device,
        "point": declaration.point,
        "id": declaration.id,
        "kind": kind,
        "body": _KINDS[kind].write(declaration.body),
    }
    return signer.envelope(Domain.DECLARATION, payload)


def read_declaration(data: bytes) -> SignedDeclaration:
    """Read a declaration.

    Raises:
        FormatProblem: it is not one; `declaration-kind` when this program does not know its kind.
    """
    envelope = open_envelope(Domain.DECLARATION, data, limits.MAX_DECLARATION_BYTES)
    fields = Reader(decode(envelope.payload, limits.MAX_DECLARATION_BYTES), "declaration")
    fields.version(limits.FORMAT_VERSION)
    kind = fields.text("kind")
    if kind not in _KINDS:
        raise FormatProblem("declaration-kind", f"Kind {kind[:40]!r}.")
    body = Reader(fields.mapping("body"), kind)
    declaration = Declaration(
        device=device_name(fields.text("device")),
        point=point_id(fields.text("point")),
        id=fields.raw("id", limits.ITEM_ID_BYTES),
        body=_KINDS[kind].read(body),
    )
    body.done()
    fields.done()
    return SignedDeclaration(declaration, hashlib.sha256(data).digest(), envelope)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The collector's signed word that it holds a declaration, named by the digest of its bytes."""

    declaration: bytes
    device: str


def write_acknowledgement(signer: Signer, acknowledgement: Acknowledgement) -> bytes:
    """Sign an acknowledgement."""
    payload = {
        "v": limits.FORMAT_VERSION,
        "declaration": acknowledgement.declaration,
        "device": acknowledgement.device,
    }
    return signer.envelope(Domain.ACKNOWLEDGEMENT, payload)


def read_acknowledgement(data: bytes, trusted: Iterable[bytes]) -> Acknowledgement:
    """Read an acknowledgement signed by one of the trusted collector keys.

    Raises:
        FormatProblem: the bytes are not one.
        TrustProblem: `signature-invalid`: no trusted key signed it.
    """
    envelope = open_envelope(Domain.ACKNOWLEDGEMENT, data, limits.MAX_MESSAGE_BYTES)
    envelope.verify_any(trusted)
    fields = Reader(decode(envelope.payload, limits.MAX_MESSAGE_BYTES), "acknowledgement")
    fields.version(limits.FORMAT_VERSION)
    acknowledgement = Acknowledgement(
        declaration=fields.raw("declaration", limits.DIGEST_BYTES),
        device=device_name(fields.text("device")),
    )
    fields.done()
    return acknowledgement


def category_of(text: str) -> Category:
    """The category with this name.

    Raises:
        FormatProblem: `format-malformed`.
    """
    try:
        return Category(text)
    except ValueError:
        raise FormatProblem("format-malformed", "The category is unknown.") from None


def _write_activity(body: Any) -> dict[str, Any]:
    return {
        "period": str(body.period),
        "revision": body.revision,
        "visitors": body.visitors,
        "accompanied": body.accompanied,
    }


def _read_activity(fields: Reader) -> ActivityReturn:
    return ActivityReturn(
        period=Period.parse(fields.text("period")),
        revision=fields.number("revision", 1, limits.MAX_REVISION),
        visitors=fields.number("visitors", 0, limits.MAX_VISITORS),
        accompanied=fields.number("accompanied", 0, limits.MAX_VISITORS),
    )


def _write_message(body: Any) -> dict[str, Any]:
    return {"category": body.category.value, "text": body.text}


def _read_message(fields: Reader) -> Message:
    category, text = category_of(fields.text("category")), fields.text("text", 4000)
    if not 0 < len(text) <= limits.MESSAGE_CHARACTERS:
        raise FormatProblem("format-malformed", "message: the text is empty or too long.")
    return Message(category, text)


@dataclass(frozen=True, slots=True)
class _Kind:
    body: type
    write: Callable[[Any], dict[str, Any]]
    read: Callable[[Reader], Body]


_KINDS: Final[Mapping[str, _Kind]] = {
    "activity": _Kind(ActivityReturn, _write_activity, _read_activity),
    "message": _Kind(Message, _write_message, _read_message),
    "hours": _Kind(HoursChange, hours_to_fields, hours_from_fields),
    "days": _Kind(DaysChange, days_to_fields, days_from_fields),
}


def kind_of(body: Body) -> str:
    """The name of a body's kind, as it travels."""
    return next(name for name, kind in _KINDS.items() if isinstance(body, kind.body))
