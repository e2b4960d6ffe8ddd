"""The collector's own signing key: a private file of 32 raw bytes beside the database.

Once it is to be changed there are files beside it: `signing.next` (the key that follows, announced
in bundles), `signing.chain` (deterministic CBOR: the links of `shared.succession`) and
`signing.presence` (the secret from which presence codes follow, so that they outlive the change).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from collector.files import (
    destroy_file,
    make_private_directory,
    refuse_shared_file,
    write_file,
)
from shared import cbor, limits
from shared.problems import OperationProblem, Problem
from shared.signing import Signer
from shared.succession import MOST_LINKS, read_link, write_link

NEXT: Final = ".next"
CHAIN: Final = ".chain"
PRESENCE: Final = ".presence"
_MOST_BYTES: Final = 64 * 1024


def create_signing_key(path: Path, random_bytes: Callable[[int], bytes]) -> bool:
    """Make the key; False when there is one already, which is kept.

    Raises:
        OSError: it could not be written.
    """
    make_private_directory(path.parent)
    if path.exists():
        return False
    if path.suffix != NEXT and not path.with_suffix(PRESENCE).exists():
        write_file(path.with_suffix(PRESENCE), random_bytes(limits.SIGNING_KEY_BYTES))
    try:
        write_file(path, random_bytes(limits.SIGNING_KEY_BYTES), replace=False)
    except FileExistsError:
        return False
    return True


def load_signing_key(path: Path) -> Signer:
    """The key that signs receipts and bundles, with its succession.

    Raises:
        OperationProblem: as `read_signing_key`.
    """
    following, presence = path.with_suffix(NEXT), path.with_suffix(PRESENCE)
    return Signer(
        read_signing_key(path),
        chain=_read_chain(path.with_suffix(CHAIN)),
        announced=Signer(read_signing_key(following)).public if following.exists() else b"",
        presence=read_signing_key(presence) if presence.exists() else b"",
    )


def announce(path: Path, random_bytes: Callable[[int], bytes]) -> Signer:
    """Make the key that is to follow, unless there is one; bundles name it from the next start on.

    Raises:
        OperationProblem: as `read_signing_key`. OSError: it could not be written.
    """
    read_signing_key(path)
    create_signing_key(path.with_suffix(NEXT), random_bytes)
    return load_signing_key(path)


def rotate(path: Path, random_bytes: Callable[[int], bytes], *, stolen: bool = False) -> Signer:
    """Have the announced key take over, or a new one at once when the present one was stolen.

    Interrupted anywhere, it is finished by running it again.

    Args:
        path: of the present key.
        random_bytes: makes keys.
        stolen: trust nothing more that the present key signs; an announced one, which lay beside
            it, is not used either.

    Raises:
        OperationProblem: `signer-unannounced`; as `read_signing_key`.
    """
    present, following = load_signing_key(path), path.with_suffix(NEXT)
    if stolen and not _is_finished(present, following):
        destroy_file(following)
        create_signing_key(following, random_bytes)
    if not following.exists():
        raise OperationProblem("signer-unannounced")
    if stolen or not path.with_suffix(PRESENCE).exists():
        write_file(path.with_suffix(PRESENCE), random_bytes(limits.SIGNING_KEY_BYTES))
    successor = Signer(read_signing_key(following))
    if not _is_finished(present, following):
        link = write_link(present, successor.public, stolen=stolen)
        write_file(path.with_suffix(CHAIN), cbor.encode([*present.chain, link]))
    # First the link, then the key: never is there a key that devices have no way to.
    write_file(path, read_signing_key(following))
    destroy_file(following)
    return load_signing_key(path)


def _is_finished(present: Signer, following: Path) -> bool:
    """Whether an interrupted change had written its link already."""
    if not present.chain or not following.exists():
        return False
    last = read_link(present.chain[-1])
    return last.successor == Signer(read_signing_key(following)).public


def pack_signing_keys(path: Path) -> bytes:
    """All of these files as one secret, for a copy that the holders can open.

    Raises:
        OperationProblem: as `read_signing_key`.
    """
    read_signing_key(path)
    files = [each for each in _files(path) if each.exists()]
    return cbor.encode({each.name: each.read_bytes() for each in files})


def unpack_signing_keys(path: Path, packed: bytes) -> list[str]:
    """Put back those files that are missing; returns their names.

    Raises:
        FormatProblem: it is no such secret. OSError: it could not be written.
    """
    fields = cbor.Reader(cbor.decode(packed, 2 * _MOST_BYTES), "signing keys")
    make_private_directory(path.parent)
    written = []
    # The key last: from then on the collector opens.
    for each in reversed(_files(path)):
        if fields.has(each.name):
            data = fields.raw(each.name)
            if not each.exists():
                write_file(each, data)
                written.append(each.name)
    fields.done()
    return written


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


def _files(path: Path) -> list[Path]:
    return [path, *(path.with_suffix(each) for each in (NEXT, CHAIN, PRESENCE))]


def _read_chain(path: Path) -> tuple[bytes, ...]:
    if not path.exists():
        return ()
    try:
        links = cbor.decode(path.read_bytes(), _MOST_BYTES)
        chain = cbor.Reader({"chain": links}, "chain").items("chain", bytes, MOST_LINKS)
        for each in chain:
            read_link(each)
    except (OSError, Problem) as error:
        raise OperationProblem("file-unreadable", f"{path}: {error}") from None
    return tuple(chain)
