"""A device at full speed, in a process of its own: posts batches made beforehand, then checks the
receipts.

`python -m tests.bench.sender ADDRESS SIGNER`: reads the names of files of batches from its input,
one round a line, and says `ready` before and what happened after each round.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from typing import TypedDict
from urllib.parse import urlsplit

from shared import cbor
from shared.batch import BATCH_MEDIA_TYPE, batch_digest
from shared.receipt import read_receipt

MOST_BYTES = 1 << 30


class Report(TypedDict):
    """What a round took, on the clock that all processes of a machine share."""

    began: float
    ended: float
    accepted: int
    repeated: int


def main(address: str, signer: bytes) -> None:
    """Send a file of batches for each line of the input."""
    connection = HTTPConnection(urlsplit(address).netloc)
    connection.connect()
    for text in sys.stdin:
        batches: list[bytes] = cbor.decode(Path(text.strip()).read_bytes(), MOST_BYTES)
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(_send(connection, batches, signer)), flush=True)


def _send(connection: HTTPConnection, batches: Sequence[bytes], signer: bytes) -> Report:
    began = monotonic()
    answers = [_post(connection, each) for each in batches]
    ended = monotonic()
    receipts = [read_receipt(each, [signer]) for each in answers]
    named = [receipt.batch for receipt in receipts]
    assert named == [batch_digest(each) for each in batches], "a receipt names another batch"
    return {
        "began": began,
        "ended": ended,
        "accepted": sum(receipt.accepted for receipt in receipts),
        "repeated": sum(receipt.repeated for receipt in receipts),
    }


def _post(connection: HTTPConnection, batch: bytes) -> bytes:
    connection.request("POST", "/v1/batches", batch, {"Content-Type": BATCH_MEDIA_TYPE})
    response = connection.getresponse()
    body = response.read()
    assert response.status in (200, 201), f"{response.status}: {body[:300]!r}"
    return body


if __name__ == "__main__":
    main(sys.argv[1], bytes.fromhex(sys.argv[2]))
