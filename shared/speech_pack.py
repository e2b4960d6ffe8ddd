"""A speech pack: everything a survey says in one language, in one file named by its digest.

The bundle names the packs, so that its signature covers every recording in them. A pack travels
like any other bytes: by HTTP, on a stick, or through a cache that nobody needs to trust.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from shared import limits
from shared.cbor import Reader, decode, encode
from shared.problems import FormatProblem

SPEECH_MEDIA_TYPE: Final = "application/vnd.isoloir.speech+cbor"
AUDIO_MEDIA_TYPE: Final = "audio/ogg"
RECORDING: Final = "recording"
"""The engine named for what a person said."""

_OGG: Final = b"OggS"


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording: the `speech_id` of what it says, Ogg Vorbis bytes, milliseconds, and the
    engine that spoke it or `RECORDING`.
    """

    id: bytes
    audio: bytes
    milliseconds: int
    engine: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the audio."""
        return hashlib.sha256(self.audio).digest()


@dataclass(frozen=True)
class Pack:
    """The recordings of one language."""

    language: str
    clips: tuple[Clip, ...]

    @cached_property
    def by_id(self) -> Mapping[bytes, Clip]:
        """Recordings by the id of their text."""
        return {clip.id: clip for clip in self.clips}


def pack_name(digest: bytes) -> str:
    """The file name of the pack with this digest, on disks and on a stick."""
    return f"{digest.hex()}.speech"


def make_pack(language: str, clips: Iterable[Clip]) -> Pack:
    """A pack in its one order: the same recordings make the same bytes."""
    return Pack(language, tuple(sorted(clips, key=lambda clip: clip.id)))


def write_pack(pack: Pack) -> bytes:
    """The bytes of a pack.

    Raises:
        FormatProblem: `format-oversize`: no device would take it.
    """
    payload: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "language": pack.language,
        "clips": [
            {
                "id": clip.id,
                "audio": clip.audio,
                "ms": clip.milliseconds,
                "engine": clip.engine,
            }
            for clip in pack.clips
        ],
    }
    data = encode(payload)
    if len(data) > limits.MAX_SPEECH_PACK_BYTES:
        raise FormatProblem(
            "format-oversize",
            f"Speech in {pack.language}: {len(data)} bytes, at most"
            f" {limits.MAX_SPEECH_PACK_BYTES} are allowed.",
        )
    return data


def read_pack(data: bytes, digest: bytes) -> Pack:
    """Read a pack that a bundle names.

    Raises:
        FormatProblem: `speech-damaged`: these are not the bytes with this digest;
            `format-oversize`, `format-version`, `format-malformed`.
    """
    if hashlib.sha256(data).digest() != digest:
        raise FormatProblem("speech-damaged")
    fields = Reader(decode(data, limits.MAX_SPEECH_PACK_BYTES), "speech pack")
    fields.version(limits.FORMAT_VERSION)
    pack = Pack(
        fields.text("language"),
        tuple(
            _clip(Reader(each, "recording"))
            for each in fields.items("clips", dict, limits.MAX_SPEECH_CLIPS)
        ),
    )
    fields.done()
    ids = [clip.id for clip in pack.clips]
    if ids != sorted(set(ids)):
        raise FormatProblem("format-malformed", "speech pack: ids are sorted, each once.")
    return pack


def _clip(fields: Reader) -> Clip:
    clip = Clip(
        id=fields.raw("id", limits.DIGEST_BYTES),
        audio=fields.raw("audio"),
        milliseconds=fields.number("ms", 0, limits.MAX_CLIP_MILLISECONDS),
        engine=fields.text("engine", 40),
    )
    fields.done()
    if not clip.audio.startswith(_OGG):
        raise FormatProblem("format-malformed", "recording: Ogg audio is expected.")
    return clip
