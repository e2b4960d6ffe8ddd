"""Renewal: this computer becomes another device of its Point, and keeps what waits on it.

For a key that may have been copied. It may be cut off anywhere and run again with the same ticket:
the new key waits beside the old one until everything else is there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk.clock import RandomBytes
from kiosk.device import BUNDLE_FILE, KEY_FILE, Identity, make_signer, write_identity
from kiosk.enrol import ask_to_enrol
from kiosk.files import make_directory, remove_file, replace_file
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.transport import Transport

RENEWAL_DIRECTORY: Final = "renewal"


def renew(
    ticket: str,
    data_dir: Path,
    spool: Spool,
    outbox: Outbox,
    connect: Callable[[str], Transport],
    random_bytes: RandomBytes,
) -> Identity:
    """Make a new key, enrol with it, and sign with it what waits here. Call it alone
    (`kiosk.courier.courier.only_courier`), and restart what serves this directory.

    A response of a batch that the collector may have already goes along again: it counts once.

    Args:
        ticket: the ticket's text.
        data_dir: of an enrolled device.
        spool: where responses of unanswered batches go back to.
        outbox: of the device as it was.
        connect: gives the transport to a collector's address.
        random_bytes: makes the key.

    Raises:
        FormatProblem, OperationProblem, TrustProblem: as `kiosk.enrol.enrol`; nothing was changed.
        StorageProblem: it could not be kept; run it again.
    """
    beside = data_dir / RENEWAL_DIRECTORY
    make_directory(beside)
    signer = make_signer(beside, random_bytes)
    address, enrolled = ask_to_enrol(ticket, signer, connect)
    outbox.recover(spool)
    for parcel in outbox.pending():
        for item in parcel.signed.batch.items:
            spool.store(parcel.signed.batch.context, item)
        outbox.settle(parcel)
    replace_file(data_dir / BUNDLE_FILE, enrolled.bundle)
    replace_file(data_dir / KEY_FILE, (beside / KEY_FILE).read_bytes())
    identity = Identity(address, enrolled.device, enrolled.kind, (enrolled.signer,))
    write_identity(data_dir, identity)
    remove_file(beside / KEY_FILE)
    return identity
