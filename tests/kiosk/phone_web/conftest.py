"""One Node process serves all the tests of the phone's modules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kiosk.phone_web.node import Phone, running_phone


@pytest.fixture(scope="session")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    with running_phone(tmp_path_factory.mktemp("harness")) as running:
        yield running
