"""What every test runs under."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import Phase, settings

# A run in the background has Ctrl-C ignored, and so have its children: tests press it for real.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test is judged by the clock, and a run in CI must not depend on luck.
settings.register_profile("isoloir", deadline=None, derandomize="CI" in os.environ)
# On a build that is broken on purpose a failure is enough; its smallest example is not wanted.
settings.register_profile(
    "isoloir-broken", settings.get_profile("isoloir"), phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(os.environ.get("ISOLOIR_HYPOTHESIS", "isoloir"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat which checks failed before the tests (deploy/test.py), above the closing line."""
    failed = os.environ.get("ISOLOIR_FAILED_CHECKS")
    if failed:
        terminalreporter.section("checks that failed before the tests")
        terminalreporter.line(failed)
