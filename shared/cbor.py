"""Deterministic CBOR (RFC 8949, section 4.2.1): one value, one encoding.

Reading checks that the bytes are the very encoding this module would write, so that a signed
message has one form only and a parser difference cannot be played with.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

import cbor2

from shared.problems import FormatProblem

_MAX_DEPTH: Final = 8
"""A survey in a bundle is the deepest value there is."""


def _refuse_tag(*_: object) -> NoReturn:
    raise cbor2.CBORDecodeError("tags are not part of the formats")


# The library turns tags into dates, regular expressions and more while it reads; none is wanted.
_NO_TAGS: Final = dict.fromkeys((*range(300), 1004, 43000, 55799), _refuse_tag)


def encode(value: Any) -> bytes:
    """The deterministic encoding of maps, lists, text, bytes, integers, booleans and null."""
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes, limit: int) -> Any:
    """Read exactly one deterministically encoded value of at most `limit` bytes.

    Raises:
        FormatProblem: `format-oversize`, or `format-malformed` for anything that is not such an
            encoding.
    """
    if len(data) > limit:
        raise FormatProblem("format-oversize", f"{len(data)} bytes, at most {limit} are allowed.")
    try:
        value = cbor2.loads(
            data,
            tag_hook=_refuse_tag,
            semantic_decoders=_NO_TAGS,
            max_depth=_MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
        same = encode(value) == data
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, MemoryError):
        raise FormatProblem("format-malformed", "It is not CBOR.") from None
    if not same:
        raise FormatProblem("format-malformed", "It is not deterministic CBOR.")
    return value


class Reader:
    """Takes typed fields out of a decoded map; whatever is missing, extra or of another type is a
    problem.

    Use: take every field, then call `done()`, unless newer fields may be passed over.
    """

    def __init__(self, value: Any, name: str) -> None:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise FormatProblem("format-malformed", f"{name}: a map with text keys is expected.")
        self._rest: dict[str, Any] = dict(value)
        self._name = name

    def _take(self, key: str, kind: type) -> Any:
        value = self._rest.pop(key, None)
        if type(value) is not kind:
            raise FormatProblem(
                "format-malformed", f"{self._name}: field {key!r} is not as expected."
            )
        return value

    def text(self, key: str, limit: int = 200) -> str:
        """A text of at most `limit` characters."""
        value: str = self._take(key, str)
        if len(value) > limit:
            raise FormatProblem("format-malformed", f"{self._name}: field {key!r} is too long.")
        return value

    def raw(self, key: str, length: int | None = None) -> bytes:
        """A byte string, of exactly `length` bytes when given."""
        value: bytes = self._take(key, bytes)
        if length is not None and len(value) != length:
            raise FormatProblem(
                "format-malformed", f"{self._name}: field {key!r} has a wrong length."
            )
        return value

    def number(self, key: str, low: int, high: int) -> int:
        """An integer from `low` to `high`."""
        value: int = self._take(key, int)
        if not low <= value <= high:
            raise FormatProblem("format-malformed", f"{self._name}: field {key!r} is out of range.")
        return value

    def truth(self, key: str) -> bool:
        """True or false."""
        value: bool = self._take(key, bool)
        return value

    def items(self, key: str, kind: type, limit: int) -> list[Any]:
        """A list of at most `limit` values, all of one type."""
        value: list[Any] = self._take(key, list)
        if len(value) > limit or any(type(each) is not kind for each in value):
            raise FormatProblem(
                "format-malformed", f"{self._name}: field {key!r} is not as expected."
            )
        return value

    def mapping(self, key: str) -> dict[str, Any]:
        """A map, to be read by a reader of its own."""
        value: dict[str, Any] = self._take(key, dict)
        return value

    def has(self, key: str) -> bool:
        """Whether the map holds a field that may be left out."""
        return key in self._rest

    def version(self, known: int) -> None:
        """Check the format version in field `v`.

        Raises:
            FormatProblem: `format-version`.
        """
        version = self.number("v", 0, 2**31)
        if version != known:
            raise FormatProblem(
                "format-version", f"{self._name}: version {version}, {known} is known."
            )

    def done(self) -> None:
        """Refuse fields that the format does not have."""
        if self._rest:
            extra = ", ".join(sorted(self._rest))[:100]
            raise FormatProblem("format-malformed", f"{self._name}: unknown fields {extra}.")
