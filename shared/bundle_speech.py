"""Which packs of speech a bundle names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared import limits
from shared.cbor import Reader
from shared.problems import FormatProblem

MOST_SPOKEN: Final = 5000


def speech_from_fields(fields: Reader) -> dict[bytes, Mapping[str, bytes]]:
    """Take the field `speech`, absent where nothing is spoken: packs by survey and language.

    Raises:
        FormatProblem: `format-malformed`.
    """
    if not fields.has("speech"):
        return {}
    found: dict[bytes, Mapping[str, bytes]] = {}
    for each in fields.items("speech", dict, MOST_SPOKEN):
        entry = Reader(each, "speech")
        packs = entry.mapping("packs")
        if not all(_is_pack(tag, digest) for tag, digest in packs.items()):
            raise FormatProblem("format-malformed", "bundle: a pack is named by its digest.")
        found[entry.raw("survey", limits.DIGEST_BYTES)] = packs
    return found


def _is_pack(tag: object, digest: object) -> bool:
    return type(tag) is str and type(digest) is bytes and len(digest) == limits.DIGEST_BYTES
