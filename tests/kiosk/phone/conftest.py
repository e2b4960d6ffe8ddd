"""A relay for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kiosk.phone.parts import PhoneRelay


@pytest.fixture
def relay(tmp_path: Path) -> PhoneRelay:
    return PhoneRelay(tmp_path)
