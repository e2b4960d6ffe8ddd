"""The kiosk's voice: packs of speech kept on its disk, and the recording of each text.

Packs lie in `speech/` of the data directory, each named by its digest, which the signed bundle
gives. They are checked whenever they are read: a damaged one is silence, never another text, and is
fetched again at the next contact. All of it works without a network.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import Final, Protocol

from kiosk.files import make_directory, remove_file, replace_file, storage_problems
from shared.bundle import Bundle
from shared.limits import DIGEST_BYTES
from shared.problems import FormatProblem, Problem
from shared.speech import Utterance
from shared.speech_pack import Clip, Pack, pack_name, read_pack

DIRECTORY: Final = "speech"

PACKS_IN_MEMORY: Final = 3
"""About 1 MB each: the language of this visitor, the default one, and one just left."""


class Knows(Protocol):
    """What this device knows."""

    @property
    def bundle(self) -> Bundle:
        """The bundle in use. Raises ResponseProblem `survey-unavailable` when there is none."""
        ...


def wanted_packs(bundle: Bundle) -> tuple[bytes, ...]:
    """The packs that a bundle names, in the order in which they matter.

    The survey in use goes first, its languages in their own order.
    """
    in_use = [point.survey for point in bundle.points]
    surveys = dict.fromkeys((*in_use, *bundle.speech))
    found = dict.fromkeys(
        packs[language]
        for packs, languages in (
            (bundle.speech.get(digest, {}), bundle.surveys[digest].languages)
            for digest in surveys
            if digest in bundle.surveys
        )
        for language in languages
        if language in packs
    )
    return tuple(found)


class PackStore:
    """The packs on this disk."""

    def __init__(self, data_dir: Path) -> None:
        self._directory = data_dir / DIRECTORY

    def has(self, digest: bytes) -> bool:
        """Whether the pack is here, whole."""
        return self.read(digest) is not None

    def read(self, digest: bytes) -> Pack | None:
        """The pack with this digest; None if it is not here or not as it came."""
        try:
            return read_pack(self._path(digest).read_bytes(), digest)
        except (OSError, Problem):
            return None

    def keep(self, data: bytes, digest: bytes) -> None:
        """Keep a pack that came from the collector or on a stick.

        Raises:
            FormatProblem: `speech-damaged`, or it is no pack.
            StorageProblem: it could not be kept.
        """
        read_pack(data, digest)
        make_directory(self._directory)
        replace_file(self._path(digest), data)

    def keep_only(self, digests: Iterable[bytes]) -> None:
        """Remove every other pack, and what a crash left half written.

        Raises:
            StorageProblem: one could not be removed.
        """
        kept = {self._path(digest) for digest in digests}
        with storage_problems():
            present = list(self._directory.glob("*")) if self._directory.is_dir() else []
        for path in present:
            if path not in kept:
                remove_file(path)

    def _path(self, digest: bytes) -> Path:
        return self._directory / pack_name(digest)


class Voice:
    """Finds the recording of a text. Safe to share between threads.

    Args:
        device: its bundle names the packs.
        store: holds them.
    """

    def __init__(self, device: Knows, store: PackStore) -> None:
        self._device = device
        self._store = store
        self._lock = Lock()
        self._pack = functools.lru_cache(maxsize=PACKS_IN_MEMORY)(self._load)

    def clip(self, language: str, speech: bytes) -> Clip | None:
        """The recording with this speech id, in the packs of a language."""
        for tag, digest in self._packs():
            pack = self._read(digest) if tag == language else None
            if pack is not None and speech in pack.by_id:
                return pack.by_id[speech]
        return None

    def address(self, language: str, said: Utterance) -> str:
        """Where the pages get the recording of a text said in a visit in `language`; empty when
        there is none.
        """
        known = self.clip(language, said.id) is not None
        return f"/speech/{language}/{said.id.hex()}" if known else ""

    def _packs(self) -> Iterator[tuple[str, bytes]]:
        try:
            bundle = self._device.bundle
        except Problem:
            return
        for packs in bundle.speech.values():
            yield from packs.items()

    def _read(self, digest: bytes) -> Pack | None:
        with self._lock:
            try:
                return self._pack(digest)
            except FormatProblem:
                return None

    def _load(self, digest: bytes) -> Pack:
        pack = self._store.read(digest)
        if pack is None:
            # Not remembered: it may come with the next contact.
            raise FormatProblem("speech-damaged")
        return pack


def read_speech_id(text: str) -> bytes | None:
    """The speech id of an address; None for what is none."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == DIGEST_BYTES else None
