"""Where visitors' phones reach the relay of a Caf, and a Point's page there: what posters show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from collector.registry.changes import known_point
from collector.store import audit
from collector.store.engine import Database
from collector.store.points import all_cafs, new_token, reissue_token
from collector.store.settings import set_phone_address
from shared.problems import OperationProblem

MAX_ADDRESS_CHARACTERS = 200


def reissue_poster(
    database: Database,
    point_id: str,
    random_bytes: Callable[[int], bytes],
    now: datetime,
    who: str,
) -> None:
    """End a Point's posters, as at its page of the registry (`changes.reissue_poster`).

    Raises:
        OperationProblem: `point-unknown`.
    """
    with database.begin() as transaction:
        point = known_point(transaction, point_id)
        reissue_token(transaction, point.id, new_token(random_bytes), now)
        audit.record(transaction, now, who, "poster-reissue", f"point {point.id}", {})


def choose_phone_address(
    database: Database, address: str, caf: str, now: datetime, who: str
) -> None:
    """Tell posters and devices where the relay of a Caf is; an empty address takes it back.

    Args:
        database: where the registry is.
        address: of the relay, such as `https://enquete.example`.
        caf: the Caf's code; empty for every Caf that has no address of its own.
        now: the clock.
        who: for the audit log.

    Raises:
        OperationProblem: `config-invalid`: no address, or no such Caf.
    """
    base = address.rstrip("/")
    parts = urlsplit(base)
    is_address = parts.scheme in ("http", "https") and parts.hostname and not parts.query
    if base and (not is_address or len(base) > MAX_ADDRESS_CHARACTERS):
        raise OperationProblem("config-invalid", "An address such as https://enquete.example.")
    with database.begin() as transaction:
        if caf and caf not in all_cafs(transaction):
            raise OperationProblem("config-invalid", f"No Caf has the code {caf}.")
        set_phone_address(transaction, caf, base, now)
        subject = f"caf {caf}" if caf else "all Cafs"
        audit.record(transaction, now, who, "phone-address", subject, {"address": base})
