"""What every test runs under."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# No test is judged by the clock, and a run in CI must not depend on luck.
settings.register_profile("isoloir", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("isoloir")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat which checks failed before the tests (deploy/test.py), above the closing line."""
    failed = os.environ.get("ISOLOIR_FAILED_CHECKS")
    if failed:
        terminalreporter.section("checks that failed before the tests")
        terminalreporter.line(failed)
