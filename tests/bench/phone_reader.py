"""A browser on a phone, as a program: opens a page and says in JSON how that went.

    python -m tests.bench.phone_reader ADDRESS TIMES LATENCY…

First one line with the bytes transferred for the page and its files; then, for each latency in
milliseconds, a line with `shown` and `sealable`: how long each opening took, in milliseconds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.kiosk_browser import ARGUMENTS, CHROMIUM
from tests.e2e.phone_browser import handset

BYTES_A_SECOND: Final = 50_000
"""400 kbit/s, both ways."""

_MEASURED: Final = """() => ({
  shown: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  sealable: performance.now(),
})"""
_TRANSFERRED: Final = """() => [
  ...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource"),
].reduce((sum, each) => sum + each.transferSize, 0)"""


def main(arguments: Sequence[str]) -> None:
    """Open the page and print what was measured."""
    address, times, *latencies = arguments
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        _say(_weight(browser, address))
        for latency in latencies:
            opened = [_open(browser, address, int(latency)) for _ in range(int(times))]
            _say({name: [each[name] for each in opened] for name in opened[0]})
        browser.close()


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


def _weight(browser: Browser, address: str) -> float:
    with handset(browser, address) as phone:
        phone.open()
        phone.page.wait_for_load_state("networkidle")
        transferred: float = phone.page.evaluate(_TRANSFERRED)
    return transferred


def _open(browser: Browser, address: str, latency: int) -> dict[str, float]:
    """Milliseconds until the questions show, and until the page seals."""
    with handset(browser, address, "small") as phone:
        session = phone.context.new_cdp_session(phone.page)
        session.send("Network.enable")
        network = {
            "offline": False,
            "latency": latency,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        }
        session.send("Network.emulateNetworkConditions", network)
        phone.page.goto(address, wait_until="commit")
        phone.page.wait_for_selector("html.sealed")
        measured: dict[str, float] = phone.page.evaluate(_MEASURED)
    return measured


if __name__ == "__main__":
    main(sys.argv[1:])
