"""Looks at everything that a kiosk or a relay needs, and says what to do where it lacks."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from typing import Final

from kiosk.courier.contact import read_contact
from kiosk.device import DeviceState
from kiosk.files import free_mib
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.station.heartbeat import PageState
from shared.checks import Check, check
from shared.messages import DeviceKind
from shared.periods import Period
from shared.problems import Problem

FREE_MIB_WANTED: Final = 500
"""Below, a month of responses and an update might not fit."""

CONTACT_DAYS: Final = 7
"""A device that works offline is well; its Caf wants to hear of it now and then."""

_PRIVATE: Final = 0o077


def examine(
    device: DeviceState,
    spool: Spool,
    outbox: Outbox,
    reach: Callable[[], Problem | None],
    is_served: bool,
    page: PageState | None,
    pin_is_set: bool,
) -> list[Check]:
    """Every check, in the order in which one would put things right.

    Args:
        device: who this is and what it knows.
        spool: what waits.
        outbox: what was refused.
        reach: exchanges a sign of life with the collector; what went wrong, or None.
        is_served: whether a server runs.
        page: whether the kiosk's page is alive; None when no server says.
        pin_is_set: whether the desk's page can be opened.
    """
    today = device.today
    checks = [
        _enrolled(device),
        _private(device),
        _disk(device),
        _spool(spool),
        *_bundle(device, today),
        _collector(reach),
        _contact(device, today),
        _quarantine(outbox),
        _waiting(spool, today),
        _server(is_served),
    ]
    if device.identity.kind is DeviceKind.KIOSK:
        if page is not None:
            checks.append(_page(page))
        found = "a PIN is set" if pin_is_set else "no PIN is set"
        checks.append(check("desk", pin_is_set, found, "Choose one with isoloir-kiosk pin."))
    return checks


def _enrolled(device: DeviceState) -> Check:
    found = f"{device.identity.kind.value} {device.identity.device} of {device.identity.collector}"
    return Check("enrolment", True, found)


def _private(device: DeviceState) -> Check:
    mode = stat.S_IMODE((device.data_dir / "device.key").stat().st_mode)
    remedy = f"chmod 600 {device.data_dir / 'device.key'}, then ask whether others have read it."
    return check("device key", not mode & _PRIVATE, f"its file has mode {mode:04o}", remedy)


def _disk(device: DeviceState) -> Check:
    free = free_mib(device.data_dir)
    remedy = f"Free some room: {FREE_MIB_WANTED} MB are wanted."
    return check("disk", free >= FREE_MIB_WANTED, f"{free} MB free", remedy)


def _spool(spool: Spool) -> Check:
    damaged = spool.damaged
    found = f"{damaged} damaged pieces" if damaged else "readable, nothing damaged"
    return check("spool", not damaged, found, "The disk may be failing: send now, then replace it.")


def _bundle(device: DeviceState, today: date) -> list[Check]:
    remedy = "Connect it and run isoloir-kiosk send, or carry a bundle with isoloir-kiosk export."
    try:
        keys = device.bundle.keys
    except Problem as problem:
        return [check("bundle", False, str(problem), remedy)]
    month = str(Period.of(today))
    last = max(keys, default="none")
    known = f"serial {device.serial}, keys until {last}"
    return [
        Check("bundle", True, known),
        check(
            "this month's key",
            month in keys,
            f"{month} is {'there' if month in keys else 'not there: answers go to another month'}",
            f"Is the date right ({today})? If so: {remedy}",
        ),
    ]


def _collector(reach: Callable[[], Problem | None]) -> Check:
    problem = reach()
    found = str(problem) if problem else "it answers, and knows this device"
    remedy = "Nothing is lost meanwhile. Check the network, the proxy setting and the date."
    return check("collector", problem is None, found, remedy)


def _contact(device: DeviceState, today: date) -> Check:
    contact = read_contact(device.data_dir)
    try:
        days = (today - date.fromisoformat(contact.day)).days
    except ValueError:
        return check("last contact", False, "none yet", "Run isoloir-kiosk send.")
    found = f"{contact.day}, {contact.reason or 'all well'}"
    remedy = "Run isoloir-kiosk send and read what it says."
    return check("last contact", not contact.code and days <= CONTACT_DAYS, found, remedy)


def _quarantine(outbox: Outbox) -> Check:
    refused = outbox.quarantined()
    found = "; ".join(f"{each.items} items: {each.reason}" for each in refused) or "nothing"
    remedy = "They are kept. Tell the Caf; isoloir-kiosk send --again tries once more."
    return check("refused for ever", not refused, found, remedy)


def _waiting(spool: Spool, today: date) -> Check:
    waiting = spool.count_by_period()
    old = [period for period in waiting if Period.parse(period) < Period.of(today).plus(-1)]
    found = f"{sum(waiting.values())} items" + (f", some of {min(old)}" if old else "")
    return check("waiting", not old, found, "Run isoloir-kiosk send, or export to a stick.")


def _server(is_served: bool) -> Check:
    found = "it answers" if is_served else "no server answers"
    return check("server", is_served, found, "Start isoloir-kiosk serve.")


def _page(page: PageState) -> Check:
    return check(
        "page",
        page is not PageState.SILENT,
        f"the page is {page.value}",
        "The watchdog starts the browser again; if it does not, restart the computer.",
    )
