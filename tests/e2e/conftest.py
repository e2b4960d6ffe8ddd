"""A kiosk and a browser for each test; the browser program is started once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.kiosk_browser import ARGUMENTS, CHROMIUM, Visitor, served
from tests.kiosk.pages.stage import Stage

SCREEN = {"width": 1280, "height": 720}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A kiosk's pages over a real spool."""
    stage = Stage(tmp_path)
    yield stage
    stage.spool.spool.close()


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    """Where the kiosk is served."""
    with served(stage) as address:
        yield address


@pytest.fixture
def visitor(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A visitor before the first screen; with `scripts` False, in a browser without JavaScript."""
    scripts = getattr(request, "param", True)
    context = browser.new_context(viewport=SCREEN, java_script_enabled=scripts)  # type: ignore[arg-type]
    visitor = Visitor(context.new_page(), address)
    visitor.come()
    yield visitor
    assert visitor.complaints == []
    context.close()
