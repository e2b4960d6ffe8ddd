"""Saying in one word which problem of the catalogue is expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.problems import Problem


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Problem]]:
    """The block must end in the problem with this code."""
    with pytest.raises(Problem) as caught:
        yield caught
    assert caught.value.code == code
