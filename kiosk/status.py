"""What a device holds and knows, for a person or a program at its terminal."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from kiosk.courier.contact import read_contact
from kiosk.declarations import Declarations
from kiosk.device import DeviceState
from kiosk.files import free_mib
from kiosk.notices import DESK, notices_at, text_in
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.station.heartbeat import PageState
from kiosk.texts import FALLBACK
from shared.bundle import Bundle
from shared.problems import Problem
from shared.survey import Survey

NO_SERVER: Final = "no-server"


def report(
    device: DeviceState, spool: Spool, outbox: Outbox, today: date, page: PageState | None
) -> dict[str, Any]:
    """The whole state as small JSON values; nothing in it tells when anybody answered.

    Args:
        device: who this is and what it knows.
        spool: what waits.
        outbox: what is on its way or was refused.
        today: chooses the notices to show.
        page: whether the kiosk's page is alive; None when no server runs.

    Raises:
        StorageProblem: the disk does not answer.
    """
    contact = read_contact(device.data_dir)
    return {
        "device": device.identity.device,
        "kind": device.identity.kind.value,
        "collector": device.identity.collector,
        "waiting": spool.count_by_period(),
        "outbox": [
            {
                "sequence": parcel.sequence,
                "period": parcel.signed.batch.context.period,
                "kind": parcel.signed.batch.context.label.value,
                "items": parcel.count,
            }
            for parcel in outbox.pending()
        ],
        "quarantine": [
            {
                "sequence": each.sequence,
                "period": each.period,
                "items": each.items,
                "code": each.code,
                "reason": each.reason,
            }
            for each in outbox.quarantined()
        ],
        "bundle": _bundle(device),
        "declarations": _declarations(device),
        "notices": _notices(device, today),
        "page": page.value if page else NO_SERVER,
        "damaged": spool.damaged,
        "free_mib": free_mib(device.data_dir),
        "last_contact": {"day": contact.day, "code": contact.code, "reason": contact.reason},
    }


def lines(found: dict[str, Any]) -> list[str]:
    """The same for a person, one fact a line."""
    waiting = sum(found["waiting"].values())
    by_period = ", ".join(f"{period}: {count}" for period, count in found["waiting"].items())
    outbox = sum(each["items"] for each in found["outbox"])
    return [
        f"device {found['device']} ({found['kind']}) of {found['collector']}",
        *_bundle_lines(found["bundle"]),
        f"waiting: {waiting}" + (f" ({by_period})" if by_period else ""),
        f"on their way: {outbox} in {len(found['outbox'])} batches",
        *(
            f"refused: batch {each['sequence']}, {each['items']} items: {each['reason']}"
            for each in found["quarantine"]
        ),
        f"declarations of the desk on their way: {found['declarations']['waiting']}",
        *(f"refused declaration: {code}" for code in found["declarations"]["refused"]),
        f"damaged pieces found on this disk: {found['damaged']}",
        *(f"from the Caf: {each['text']}" for each in found["notices"]),
        f"free disk: {found['free_mib']} MiB",
        f"the kiosk's page: {_PAGE_WORDS[found['page']]}",
        f"last contact: {_contact_words(found['last_contact'])}",
    ]


_PAGE_WORDS: Final = {
    PageState.ALIVE: "alive",
    PageState.SILENT: "frozen or lost: the browser must be started again",
    PageState.NEVER: "not shown since the server started",
    NO_SERVER: "no server answers",
}


def _contact_words(contact: dict[str, str]) -> str:
    return f"{contact['day']}, {contact['reason'] or 'all well'}" if contact["day"] else "none yet"


def _held(device: DeviceState) -> Bundle | None:
    try:
        return device.bundle
    except Problem:
        return None


def _declarations(device: DeviceState) -> dict[str, Any]:
    """What the desk declared: how many wait, and the code of each refusal."""
    kept = Declarations(device.data_dir, device.signer, device.identity.device)
    return {"waiting": len(kept.pending()), "refused": sorted(kept.refused().values())}


def _notices(device: DeviceState, today: date) -> list[dict[str, str]]:
    """What the Caf has to say at this date; French where there is a choice."""
    bundle = _held(device)
    return [
        {
            "id": each.id,
            "starts": each.starts,
            "ends": each.ends,
            "text": text_in(each, FALLBACK)[1],
        }
        for each in (notices_at(bundle, DESK, today) if bundle else ())
    ]


def _bundle(device: DeviceState) -> dict[str, Any] | None:
    bundle = _held(device)
    if bundle is None:
        return None
    return {
        "serial": bundle.serial,
        "points": [
            {
                "id": point.id,
                "name": point.name,
                "survey": _survey(bundle.survey_of(point)),
            }
            for point in bundle.points
        ],
        "keys": {period: key.key_id.hex() for period, key in sorted(bundle.keys.items())},
    }


def _survey(survey: Survey) -> dict[str, Any]:
    return {"id": survey.id, "version": survey.version, "digest": survey.digest.hex()}


def _bundle_lines(bundle: dict[str, Any] | None) -> list[str]:
    if bundle is None:
        return ["no valid bundle: nobody can answer until the collector is reached once"]
    points = [
        f"{point['id']}: {point['name']}, survey {point['survey']['id']}"
        f" version {point['survey']['version']} ({point['survey']['digest'][:16]})"
        for point in bundle["points"]
    ]
    keys = ", ".join(bundle["keys"]) or "none"
    return [f"bundle {bundle['serial']}", *points, f"keys of: {keys}"]
