"""The holders: several people who together, and only together, can open a backup of the keys.

A backup is sealed to a key pair of its own. Its public half lies in the keys directory, so that a
new month's key is backed up without calling anybody; its private half exists nowhere: it follows
from a secret that is split among the holders by SLIP-39 (Shamir's scheme, `shamir-mnemonic`), each
share a line of 33 English words with a checksum. Any `threshold` shares give it back; fewer tell
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from collector.keys.private import PRIVATE_KEY_BYTES, PeriodPrivateKey
from shared import cbor, limits
from shared.problems import OperationProblem, TrustProblem
from shared.sealing import PublicKey

FILE_NAME: Final = "holders"
MOST_HOLDERS: Final = 16
"""SLIP-39 numbers the shares of a group with four bits."""

_SECRET_BYTES: Final = 32
_INFO: Final = f"{limits.PRODUCT}/key-backup/holders".encode()
_MOST_BYTES: Final = 2000


@dataclass(frozen=True, slots=True)
class Holders:
    """What the keys directory knows of the holders: none of their shares.

    `public`: what backups are sealed to; `threshold` of `count` shares open them.
    """

    public: PublicKey
    threshold: int
    count: int


def appoint(
    count: int, threshold: int, random_bytes: Callable[[int], bytes]
) -> tuple[Holders, list[str]]:
    """Draw a new secret; returns what may be kept, and the shares, one for each holder.

    Raises:
        OperationProblem: `holders-unfit`: one share alone would open it, or some could never.
    """
    if not 2 <= threshold <= count <= MOST_HOLDERS:
        detail = f"{threshold} of {count}: at least two, and at most {MOST_HOLDERS} holders."
        raise OperationProblem("holders-unfit", detail)
    secret = random_bytes(_SECRET_BYTES)
    (shares,) = generate_mnemonics(1, [(threshold, count)], secret)
    return Holders(_pair(secret).public, threshold, count), shares


def assemble(holders: Holders, shares: Iterable[str]) -> PeriodPrivateKey:
    """The private half of the holders' key, for as long as it takes to open a backup.

    Raises:
        TrustProblem: `shares-unfit`: a word is wrong, there are too few, or they are of other
            holders.
    """
    given = list(dict.fromkeys(" ".join(share.split()).lower() for share in shares))
    try:
        # More than are wanted would be refused by the library: any of them will do.
        pair = _pair(combine_mnemonics(given[: holders.threshold]))
    except MnemonicError as error:
        raise TrustProblem("shares-unfit", f"{error}") from None
    if pair.public != holders.public:
        raise TrustProblem("shares-unfit", "These are shares of another ceremony.")
    return pair


def write_holders(holders: Holders) -> bytes:
    """The file of the keys directory."""
    return cbor.encode(
        {
            "v": limits.FORMAT_VERSION,
            "public": holders.public.raw,
            "threshold": holders.threshold,
            "count": holders.count,
        }
    )


def read_holders(data: bytes) -> Holders:
    """Read that file.

    Raises:
        FormatProblem: it is not one.
    """
    fields = cbor.Reader(cbor.decode(data, _MOST_BYTES), "holders")
    fields.version(limits.FORMAT_VERSION)
    public = PublicKey(fields.raw("public"))
    count = fields.number("count", 2, MOST_HOLDERS)
    holders = Holders(public, fields.number("threshold", 2, count), count)
    fields.done()
    return holders


def _pair(secret: bytes) -> PeriodPrivateKey:
    raw = HKDF(SHA256(), PRIVATE_KEY_BYTES, salt=None, info=_INFO).derive(secret)
    return PeriodPrivateKey(raw)
