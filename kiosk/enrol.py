"""Enrolment: a ticket makes this computer a device of one Point.

It may be cut off anywhere and run again: the key is made once, the collector takes the same ticket
from the same key again, and the identity is written last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from kiosk.clock import RandomBytes
from kiosk.device import (
    BUNDLE_FILE,
    Identity,
    is_enrolled,
    make_signer,
    write_identity,
)
from kiosk.files import replace_file
from kiosk.transport import Request, Transport, reply_problem
from shared import limits
from shared.bundle import read_bundle
from shared.messages import MESSAGE_MEDIA_TYPE, Enrolled, read_enrolled, write_enrolment
from shared.problems import OperationProblem, TrustProblem
from shared.signing import Signer
from shared.ticket import read_ticket

TICKET_FILES: Final = "*.ticket"
"""What a file with a ticket is called on a stick."""

_MOST_CHARACTERS: Final = 4000


def ticket_on(directories: Iterable[Path]) -> str:
    """The text of the one ticket that lies on removable media, at their top.

    Raises:
        OperationProblem: `file-unreadable`: there is none, there are several, or it is unreadable.
    """
    found = sorted(file for each in directories for file in each.glob(TICKET_FILES))
    if len(found) != 1:
        names = ", ".join(each.name for each in found) or "no medium holds any"
        raise OperationProblem("file-unreadable", f"One {TICKET_FILES} file is wanted: {names}.")
    try:
        with found[0].open(encoding="ascii") as file:
            return file.read(_MOST_CHARACTERS).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a ticket"
        raise OperationProblem("file-unreadable", f"{found[0]}: {reason}.") from None


def enrol(
    ticket: str,
    data_dir: Path,
    connect: Callable[[str], Transport],
    random_bytes: RandomBytes,
) -> Identity:
    """Enrol with a ticket as a person typed it, and keep the identity and the first bundle.

    Args:
        ticket: the ticket's text.
        data_dir: the device's data directory.
        connect: gives the transport to a collector's address.
        random_bytes: makes the device's key.

    Raises:
        FormatProblem: `ticket-invalid`; the answer is not one.
        OperationProblem: `already-enrolled`, `collector-unreachable`, or why it was refused.
        TrustProblem: `signature-invalid`: another collector answered than the ticket names.
        StorageProblem: the identity could not be kept; run it again.
    """
    if is_enrolled(data_dir):
        raise OperationProblem("already-enrolled")
    read_ticket(ticket)
    signer = make_signer(data_dir, random_bytes)
    address, enrolled = ask_to_enrol(ticket, signer, connect)
    replace_file(data_dir / BUNDLE_FILE, enrolled.bundle)
    identity = Identity(address, enrolled.device, enrolled.kind, (enrolled.signer,))
    write_identity(data_dir, identity)
    return identity


def ask_to_enrol(
    ticket: str, signer: Signer, connect: Callable[[str], Transport]
) -> tuple[str, Enrolled]:
    """Bring a ticket to the collector it names; its address, and what it answered, verified.

    Raises:
        FormatProblem, OperationProblem, TrustProblem: as `enrol`.
    """
    read = read_ticket(ticket)
    reply = connect(read.address).exchange(
        Request(
            method="POST",
            path="/v1/enrol",
            body=write_enrolment(signer, read.secret),
            media_type=MESSAGE_MEDIA_TYPE,
            limit=limits.MAX_BUNDLE_BYTES + limits.MAX_MESSAGE_BYTES,
        )
    )
    if reply.status not in (200, 201):
        raise reply_problem(reply)[0]
    enrolled = read_enrolled(reply.body, read.fingerprint, signer.public)
    if read_bundle(enrolled.bundle, [enrolled.signer]).device != enrolled.device:
        raise TrustProblem("signature-invalid", "The bundle is made for another device.")
    return read.address, enrolled
