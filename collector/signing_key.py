"""The collector's own signing key: a private file of 32 raw bytes beside the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from collector.files import make_private_directory, refuse_shared_file, write_file
from shared import limits
from shared.problems import OperationProblem
from shared.signing import Signer


def create_signing_key(path: Path, random_bytes: Callable[[int], bytes]) -> bool:
    """Make the key; False when there is one already, which is kept.

    Raises:
        OSError: it could not be written.
    """
    make_private_directory(path.parent)
    if path.exists():
        return False
    try:
        write_file(path, random_bytes(limits.SIGNING_KEY_BYTES), replace=False)
    except FileExistsError:
        return False
    return True


def load_signing_key(path: Path) -> Signer:
    """The key that signs receipts and bundles.

    Raises:
        OperationProblem: as `read_signing_key`.
    """
    return Signer(read_signing_key(path))


def read_signing_key(path: Path) -> bytes:
    """The raw secret, 32 bytes, from which other secrets of the server may be derived.

    Raises:
        OperationProblem: `not-initialised`, or `file-unreadable` for anything but such a file.
    """
    if not path.exists():
        raise OperationProblem("not-initialised", f"{path} is missing.")
    try:
        refuse_shared_file(path)
        secret = path.read_bytes()
    except OSError as error:
        raise OperationProblem("file-unreadable", f"{path}: {error.strerror}.") from None
    if len(secret) != limits.SIGNING_KEY_BYTES:
        raise OperationProblem("file-unreadable", f"{path} does not hold 32 bytes.")
    return secret
