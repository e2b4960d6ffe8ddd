"""Where packs lie: files named by the digest of their bytes, so that none can be mistaken."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from collector.files import make_private_directory, write_file
from collector.instance import Collector
from shared.problems import FormatProblem, OperationProblem
from shared.speech_pack import Pack, pack_name, read_pack, write_pack

DIRECTORY: Final = "speech"


def shelf_of(collector: Collector) -> Shelf:
    """The packs of an open collector, in its data directory."""
    return Shelf(collector.config.data_dir / DIRECTORY)


class Shelf:
    """The packs of a collector, in a directory that is made when the first one comes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, pack: Pack) -> bytes:
        """Keep a pack; its digest.

        Raises:
            FormatProblem: `format-oversize`.
            OSError: it could not be kept.
        """
        data = write_pack(pack)
        digest = hashlib.sha256(data).digest()
        if self._whole(digest) is None:
            make_private_directory(self._directory)
            write_file(self._path(digest), data)
        return digest

    def data(self, digest: bytes) -> bytes:
        """The bytes with this digest.

        Raises:
            OperationProblem: `speech-unknown`: they are not here, or not as they were kept.
        """
        found = self._whole(digest)
        if found is None:
            raise OperationProblem("speech-unknown")
        return found

    def pack(self, digest: bytes) -> Pack | None:
        """The pack with this digest; None if it is not here, or not as it was kept."""
        try:
            return read_pack(self.data(digest), digest)
        except (OperationProblem, FormatProblem):
            return None

    def _whole(self, digest: bytes) -> bytes | None:
        try:
            data = self._path(digest).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).digest() == digest else None

    def _path(self, digest: bytes) -> Path:
        return self._directory / pack_name(digest)
