"""A collector's pages on a real port, in the test's own process: its clock can be set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tests.support.waited_on import waited_on


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app until the end, lists of whole countries included; its address."""
    with waited_on(app, max_request_body_size=2**24) as address:
        yield address
