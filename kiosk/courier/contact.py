"""Fetching the bundle, giving a sign of life, and how the last contact went."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from kiosk.device import DeviceState
from kiosk.files import replace_file
from kiosk.transport import Request, Transport, reply_problem
from shared import limits
from shared.bundle import Bundle
from shared.messages import MESSAGE_MEDIA_TYPE, Status, write_bundle_request, write_status

CONTACT_FILE: Final = "contact.json"


@dataclass(frozen=True, slots=True)
class LastContact:
    """How the last attempt to reach the collector went; no time finer than the day.

    `day` is an ISO date, empty for never; `code` is empty when all went well, else a code of the
    problem catalogue, and `reason` its text.
    """

    day: str = ""
    code: str = ""
    reason: str = ""


def fetch_bundle(device: DeviceState, transport: Transport) -> bool:
    """Fetch the bundle if there is a newer one; whether there was.

    Raises:
        Problem: why there is none: unreachable, refused, `bundle-rollback`, `signature-invalid`.
    """
    header = write_bundle_request(device.signer, device.identity.device, device.serial)
    request = Request("GET", "/v1/bundle", authorization=header, limit=limits.MAX_BUNDLE_BYTES)
    reply = transport.exchange(request)
    if reply.status == 204:
        return False
    if reply.status != 200:
        raise reply_problem(reply)[0]
    return device.accept_bundle(reply.body)


def post_status(device: DeviceState, transport: Transport, status: Status) -> None:
    """Give a sign of life.

    Raises:
        Problem: why it was not taken.
    """
    body = write_status(device.signer, status)
    reply = transport.exchange(Request("POST", "/v1/status", body, MESSAGE_MEDIA_TYPE))
    if not 200 <= reply.status < 300:
        raise reply_problem(reply)[0]


def versions(today: date, bundle: Bundle | None) -> dict[str, str]:
    """Of the program and what it runs on, of surveys and keys; each at most 40 characters.

    Beside them the day that the clock shows, and nothing finer: a clock that is wrong by days would
    seal to another month's key. `keys` is the last month that there is a key for.
    """
    try:
        program = version("isoloir")
    except PackageNotFoundError:
        program = "unknown"
    system = f"{platform.system()} {platform.release()}"
    found = {"isoloir": program, "python": platform.python_version(), "system": system}
    found["clock"] = today.isoformat()
    if bundle is not None:
        surveys = map(bundle.survey_of, bundle.points)
        found["survey"] = ", ".join(sorted({f"{each.id} {each.version}" for each in surveys}))
        found["keys"] = max(bundle.keys, default="")
    return {name: text[:40] for name, text in found.items()}


def read_contact(data_dir: Path) -> LastContact:
    """How the last attempt went."""
    try:
        document = json.loads((data_dir / CONTACT_FILE).read_bytes())
        return LastContact(str(document["day"]), str(document["code"]), str(document["reason"]))
    except (OSError, ValueError, KeyError, TypeError):
        return LastContact()


def write_contact(data_dir: Path, contact: LastContact) -> None:
    """Keep how the last attempt went, unless that is what is kept.

    Raises:
        StorageProblem: it could not be kept.
    """
    if contact == read_contact(data_dir):
        return
    document = {"day": contact.day, "code": contact.code, "reason": contact.reason}
    replace_file(data_dir / CONTACT_FILE, json.dumps(document, ensure_ascii=False).encode())
