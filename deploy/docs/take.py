"""Takes the README's picture: two screens of a kiosk that runs, side by side.

    python3 deploy/demo.py                                in one terminal
    .venv/bin/python deploy/docs/take.py [ADDRESS]        in another, with the tests' environment

Writes kiosk.png beside this file.
"""

from __future__ import annotations

import shutil
import sys
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

PICTURE = Path(__file__).with_name("kiosk.png")
SCREEN: ViewportSize = {"width": 1280, "height": 800}

FRAME = """<!doctype html><style>
  body {{ margin: 0; padding: 12px; width: max-content }}
  body {{ display: flex; gap: 16px; align-items: start }}
  img {{ width: 600px; border-radius: 12px; border: 2px solid #6b6257 }}
</style>{images}"""


def main(address: str) -> None:
    """Open the first screen, then the first question, and write both as one picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"],
        )
        _write(browser, _screens(browser, address))
        browser.close()


def _screens(browser: Browser, address: str) -> list[bytes]:
    page = browser.new_page(viewport=SCREEN, reduced_motion="reduce")
    page.goto(address)
    screens = [page.screenshot(animations="disabled")]
    page.locator("#screen:not(.guarded)").wait_for()
    page.locator("button.start").click()
    page.locator("button[value^='choose:']").first.wait_for()
    page.mouse.move(0, 0)
    return [*screens, page.screenshot(animations="disabled")]


def _write(browser: Browser, screens: list[bytes]) -> None:
    images = "".join(
        f'<img src="data:image/png;base64,{b64encode(screen).decode()}">' for screen in screens
    )
    page = browser.new_page(viewport={"width": 1280, "height": 500})
    page.set_content(FRAME.format(images=images))
    page.locator("img").last.wait_for()
    page.locator("body").screenshot(path=PICTURE, omit_background=True)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8300"]))
