"""Each promise's test notices a build that breaks the promise."""

from __future__ import annotations

import os

import pytest

from tests.broken_builds.breaks import BREAKS, Break
from tests.broken_builds.run import fits, is_noticed


def test_every_promise_is_broken_once_at_least() -> None:
    assert {each.promise for each in BREAKS} == set(range(1, 9))


FIRST = list({each.promise: each for each in reversed(BREAKS)}.values())[::-1]
"""One break of each promise; `ISOLOIR_EVERY_BREAK=1` makes all of them (three minutes more)."""

TRIED = BREAKS if os.environ.get("ISOLOIR_EVERY_BREAK") else FIRST


@pytest.mark.slow
@pytest.mark.parametrize("each", TRIED, ids=lambda each: f"{each.promise} {each.name}")
def test_a_broken_build_is_noticed(each: Break) -> None:
    noticed, said = is_noticed(each)
    assert noticed, said


def test_no_break_is_stale() -> None:
    assert [each.name for each in BREAKS if not fits(each)] == []
