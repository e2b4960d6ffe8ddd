"""What every test runs under."""

from __future__ import annotations

import os
import signal
from collections import Counter

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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the run, start with the files that have the most slow tests.

    Otherwise the last process may begin the longest file when the others have nothing left.
    """
    if hasattr(config, "workerinput"):
        slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
        items.sort(key=lambda item: -slow[item.path])
