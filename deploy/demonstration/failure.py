"""What ends the demonstration before its time."""

from __future__ import annotations


class Failure(Exception):
    """The demonstration cannot go on; the message is what a person needs to know."""
