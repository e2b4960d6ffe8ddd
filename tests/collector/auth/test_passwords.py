"""What a password costs to try, at the settings of the program and not of its tests."""

from __future__ import annotations

import pytest
from argon2 import Parameters, Type, extract_parameters

from collector.auth import passwords
from collector.auth.passwords import _HASHER as REAL
from collector.auth.passwords import _nobody as real_nobody
from collector.auth.passwords import hash_password, password_fits


@pytest.fixture
def dear(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it is."""
    monkeypatch.setattr(passwords, "_HASHER", REAL)
    monkeypatch.setattr(passwords, "_nobody", real_nobody)


@pytest.mark.usefixtures("dear")
def test_a_try_costs_what_rfc_9106_recommends_and_as_much_when_there_is_nobody() -> None:
    kept = hash_password("a password")
    assert password_fits("a password", kept)
    assert not password_fits("another password", kept)
    assert not password_fits("a password", None)
    cost = extract_parameters(kept)
    assert cost == extract_parameters(real_nobody())
    # The second recommended option (section 4): 64 MiB, 3 passes, 4 lanes.
    assert cost == Parameters(
        type=Type.ID,
        version=19,
        salt_len=16,
        hash_len=32,
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=4,
    )
