"""The shapes of the ids that travel: Point, Caf and device."""

from __future__ import annotations

import re

from shared.problems import FormatProblem

_POINT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_CAF = re.compile(r"[0-9A-Z]{2,5}", re.ASCII)
_DEVICE = re.compile(r"[0-9a-f]{16}", re.ASCII)


def is_point_id(text: str) -> bool:
    """Whether the text can name a Point: lower-case letters, digits and dashes, 40 at most."""
    return bool(_POINT.fullmatch(text))


def is_caf_code(text: str) -> bool:
    """Whether the text can name a Caf, such as `761` or `2A1`."""
    return bool(_CAF.fullmatch(text))


def is_device_id(text: str) -> bool:
    """Whether the text can name a device: 16 hexadecimal characters."""
    return bool(_DEVICE.fullmatch(text))


def point_id(text: str) -> str:
    """The text, if it can name a Point.

    Raises:
        FormatProblem: `format-malformed`.
    """
    if not is_point_id(text):
        raise FormatProblem("format-malformed", f"{text[:40]!r} is not a Point id.")
    return text


def device_name(text: str) -> str:
    """The text, if it can name a device.

    Raises:
        FormatProblem: `format-malformed`.
    """
    if not is_device_id(text):
        raise FormatProblem("format-malformed", f"{text[:40]!r} is not a device id.")
    return text
