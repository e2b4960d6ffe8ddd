"""The small signed messages between a device and the collector: enrolment, status, asking for a
bundle.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared import cbor, limits
from shared.cbor import Reader, decode
from shared.names import device_name
from shared.periods import Period
from shared.problems import FormatProblem, TrustProblem
from shared.signing import Domain, Envelope, Signer, device_id, open_envelope, verify
from shared.succession import chain_of, follow, read_link
from shared.ticket import fingerprint

MESSAGE_MEDIA_TYPE: Final = "application/vnd.isoloir.message+cbor"
BUNDLE_REQUEST_SCHEME: Final = "Isoloir"


class DeviceKind(StrEnum):
    """A kiosk stands at one Point; a relay serves the phone face of many from a public host."""

    KIOSK = "kiosk"
    RELAY = "relay"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device's request: the ticket's secret and the device's public signing key."""

    secret: bytes
    public: bytes


def write_enrolment(signer: Signer, secret: bytes) -> bytes:
    """Ask to be enrolled, signed by the very key that is to be enrolled."""
    payload = {"v": limits.FORMAT_VERSION, "secret": secret, "public": signer.public}
    return signer.envelope(Domain.ENROL, payload)


def read_enrolment(data: bytes) -> Enrolment:
    """Read a request whose signature matches the key it brings.

    Raises:
        FormatProblem, TrustProblem: it is not one.
    """
    envelope = open_envelope(Domain.ENROL, data, limits.MAX_MESSAGE_BYTES)
    fields = Reader(decode(envelope.payload, limits.MAX_MESSAGE_BYTES), "enrolment")
    fields.version(limits.FORMAT_VERSION)
    secret = fields.raw("secret", limits.TICKET_SECRET_BYTES)
    public = fields.raw("public", limits.SIGNING_KEY_BYTES)
    fields.done()
    envelope.verify(public)
    return Enrolment(secret, public)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The collector's answer: the device's name and kind, the collector's key, and a first bundle
    (bytes).
    """

    device: str
    kind: DeviceKind
    signer: bytes
    bundle: bytes


def write_enrolled(signer: Signer, enrolled: Enrolled) -> bytes:
    """Sign the answer to an enrolment."""
    payload: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "device": enrolled.device,
        "kind": enrolled.kind.value,
        "signer": enrolled.signer,
        "bundle": enrolled.bundle,
    }
    if signer.chain:
        payload["chain"] = list(signer.chain)
    return signer.envelope(Domain.ENROLLED, payload)


def read_enrolled(data: bytes, expected_fingerprint: bytes, public: bytes) -> Enrolled:
    """Read the answer, trusting only the collector whose fingerprint the ticket carried.

    The ticket may name an earlier key of the collector, which leads to its present one.

    Args:
        data: the bytes received.
        expected_fingerprint: from the ticket, 10 bytes.
        public: the device's own public key.

    Raises:
        FormatProblem, TrustProblem: another collector answered, or for another device.
    """
    limit = limits.MAX_BUNDLE_BYTES + limits.MAX_MESSAGE_BYTES
    envelope = open_envelope(Domain.ENROLLED, data, limit)
    fields = Reader(decode(envelope.payload, limit), "enrolled")
    fields.version(limits.FORMAT_VERSION)
    device, kind = device_name(fields.text("device")), fields.text("kind")
    enrolled = Enrolled(
        device=device,
        kind=_kind(kind),
        signer=fields.raw("signer", limits.SIGNING_KEY_BYTES),
        bundle=fields.raw("bundle"),
    )
    chain = chain_of(fields)
    fields.done()
    named = [enrolled.signer, *(read_link(each).retiring for each in chain)]
    trusted = [each for each in named if fingerprint(each) == expected_fingerprint]
    if enrolled.signer not in follow(chain, trusted) or device != device_id(public):
        raise TrustProblem("signature-invalid", "This is not the collector that the ticket names.")
    envelope.verify(enrolled.signer)
    return enrolled


def _kind(text: str) -> DeviceKind:
    try:
        return DeviceKind(text)
    except ValueError:
        raise FormatProblem("format-malformed", "The kind of device is unknown.") from None


@dataclass(frozen=True, slots=True)
class Status:
    """A device's signed sign of life; nothing in it tells when anybody answered.

    `waiting`: sealed items on the device by period; `quarantined`: items refused for ever;
    `serial`: of its bundle; `total`: items it ever batched; `free_mib`: free disk; `versions`: of
    program and platform.
    """

    device: str
    waiting: Mapping[str, int]
    quarantined: int
    serial: int
    total: int
    free_mib: int
    versions: Mapping[str, str]


def write_status(signer: Signer, status: Status) -> bytes:
    """Sign a status."""
    payload: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "device": status.device,
        "waiting": dict(status.waiting),
        "quarantined": status.quarantined,
        "serial": status.serial,
        "total": status.total,
        "free_mib": status.free_mib,
        "versions": dict(status.versions),
    }
    return signer.envelope(Domain.STATUS, payload)


def read_status(data: bytes) -> tuple[Status, Envelope]:
    """Read a status; the caller checks the envelope against the key of `status.device`.

    Raises:
        FormatProblem: it is not one.
    """
    envelope = open_envelope(Domain.STATUS, data, limits.MAX_MESSAGE_BYTES)
    fields = Reader(decode(envelope.payload, limits.MAX_MESSAGE_BYTES), "status")
    fields.version(limits.FORMAT_VERSION)
    status = Status(
        device=device_name(fields.text("device")),
        waiting=_counts(fields.mapping("waiting")),
        quarantined=fields.number("quarantined", 0, limits.MAX_SEQUENCE),
        serial=fields.number("serial", 0, limits.MAX_SEQUENCE),
        total=fields.number("total", 0, limits.MAX_SEQUENCE),
        free_mib=fields.number("free_mib", 0, limits.MAX_SEQUENCE),
        versions=_short_texts(fields.mapping("versions")),
    )
    fields.done()
    return status, envelope


def _counts(values: dict[str, Any]) -> dict[str, int]:
    if any(type(each) is not int or each < 0 for each in values.values()):
        raise FormatProblem("format-malformed", "status: a count is a whole number.")
    return {str(Period.parse(period)): count for period, count in values.items()}


def _short_texts(values: dict[str, Any]) -> dict[str, str]:
    short = all(isinstance(each, str) and len(each) <= 40 for each in (*values, *values.values()))
    if not short or len(values) > 10:
        raise FormatProblem("format-malformed", "status: versions are short texts.")
    return values


def write_bundle_request(signer: Signer, device: str, have: int) -> str:
    """The `Authorization` header by which a device asks for a bundle newer than serial `have`."""
    signature = signer.sign(Domain.BUNDLE_REQUEST, _bundle_request(device, have))
    letters = base64.urlsafe_b64encode(signature).decode().rstrip("=")
    return f"{BUNDLE_REQUEST_SCHEME} {device}.{have}.{letters}"


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """A device asks for its bundle; `have` is the serial of the one it has, 0 for none."""

    device: str
    have: int
    signature: bytes

    def verify(self, public: bytes) -> None:
        """Check the signature against the device's key.

        Raises:
            TrustProblem: `signature-invalid`.
        """
        verify(
            public, Domain.BUNDLE_REQUEST, _bundle_request(self.device, self.have), self.signature
        )


def read_bundle_request(header: str) -> BundleRequest:
    """Read the header that `write_bundle_request` makes.

    Raises:
        FormatProblem: `format-malformed`.
    """
    scheme, _, credentials = header[:300].partition(" ")
    device, _, rest = credentials.partition(".")
    have, _, letters = rest.partition(".")
    try:
        signature = base64.b64decode(letters + "=" * (-len(letters) % 4), b"-_", validate=True)
        if scheme != BUNDLE_REQUEST_SCHEME or not have.isascii() or not have.isdigit():
            raise ValueError
        return BundleRequest(device_name(device), min(int(have), limits.MAX_SEQUENCE), signature)
    except (ValueError, binascii.Error):
        raise FormatProblem("format-malformed", "The Authorization header is not one.") from None


def _bundle_request(device: str, have: int) -> bytes:
    return cbor.encode({"v": limits.FORMAT_VERSION, "device": device, "have": have})
