"""Signing: Ed25519 (RFC 8032) over a domain-separated string, and the envelope that carries it.

An envelope is the deterministic CBOR array `[payload, signature]`; the signature covers
`isoloir/1/<domain>` ‖ 0x00 ‖ payload, so that a message of one kind never passes for another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared import cbor, limits
from shared.problems import FormatProblem, TrustProblem


class Domain(StrEnum):
    """What a signature is for; a signature made for one never passes for another."""

    BATCH = "batch"
    RECEIPT = "receipt"
    BUNDLE = "bundle"
    BUNDLE_REQUEST = "bundle-request"
    PERIOD_KEY = "period-key"
    PRESENCE = "presence"
    ENROL = "enrol"
    ENROLLED = "enrolled"
    STATUS = "status"
    DECLARATION = "declaration"
    ACKNOWLEDGEMENT = "acknowledgement"
    DESTRUCTION = "destruction"
    SUCCESSION = "succession"


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with a raw Ed25519 secret of 32 bytes, which `repr` never shows.

    A collector's signer also knows its succession (`shared.succession`): `chain`, the links that
    lead to it; `announced`, the public key that follows it, empty for none; `presence`, the raw
    secret that presence codes follow from where that is no longer this one, empty otherwise.
    """

    _secret: bytes
    chain: tuple[bytes, ...] = ()
    announced: bytes = b""
    presence: bytes = b""

    def __repr__(self) -> str:
        return f"Signer(public={self.public.hex()})"

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self._secret).public_key().public_bytes_raw()

    def sign(self, domain: Domain, payload: bytes) -> bytes:
        """The signature, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self._secret).sign(_message(domain, payload))

    def envelope(self, domain: Domain, payload: Any) -> bytes:
        """Encode a payload and sign it: the bytes that travel."""
        data = cbor.encode(payload)
        return cbor.encode([data, self.sign(domain, data)])


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed message whose signature has not been looked at yet."""

    domain: Domain
    payload: bytes
    signature: bytes

    def verify(self, public: bytes) -> None:
        """Check the signature against a raw public key.

        Raises:
            TrustProblem: `signature-invalid`.
        """
        verify(public, self.domain, self.payload, self.signature)

    def verify_any(self, publics: Iterable[bytes]) -> bytes:
        """The first of these public keys that made the signature.

        Raises:
            TrustProblem: `signature-invalid`: none of them did.
        """
        for public in publics:
            try:
                self.verify(public)
            except TrustProblem:
                continue
            return public
        raise TrustProblem("signature-invalid")


def open_envelope(domain: Domain, data: bytes, limit: int) -> Envelope:
    """Read the two parts of an envelope; the caller decides whose key must have signed it.

    Raises:
        FormatProblem: `format-oversize`, `format-malformed`.
    """
    parts = cbor.decode(data, limit)
    if (
        not isinstance(parts, list)
        or len(parts) != 2
        or not all(type(each) is bytes for each in parts)
    ):
        raise FormatProblem("format-malformed", "A signed message is expected.")
    payload, signature = parts
    if len(signature) != limits.SIGNATURE_BYTES:
        raise FormatProblem("format-malformed", "A signature has 64 bytes.")
    return Envelope(domain, payload, signature)


def verify(public: bytes, domain: Domain, payload: bytes, signature: bytes) -> None:
    """Check a detached signature.

    Raises:
        TrustProblem: `signature-invalid`.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _message(domain, payload))
    except (InvalidSignature, ValueError):
        raise TrustProblem("signature-invalid") from None


def device_id(public: bytes) -> str:
    """A device's name: 16 hexadecimal characters of SHA-256 over its public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def _message(domain: Domain, payload: bytes) -> bytes:
    return f"{limits.PRODUCT}/{domain.value}".encode() + b"\0" + payload
