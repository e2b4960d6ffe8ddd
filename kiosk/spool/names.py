"""The name of a lane's file: the lane written out, so that nothing else need be kept of it."""

from __future__ import annotations

import re
from typing import Final

from shared.names import is_point_id
from shared.sealing import Context, Label

SUFFIX: Final = ".lane"
_NAME: Final = re.compile(
    r"(response|comment)_([0-9]{4}-(?:0[1-9]|1[0-2]))_([0-9a-f]{16})_([a-z0-9-]+)_([0-9a-f]{64})"
    r"\.lane",
    re.ASCII,
)


def lane_name(lane: Context) -> str:
    """The name of the file that holds a lane's items."""
    parts = (lane.label.value, lane.period, lane.key_id.hex(), lane.point, lane.survey.hex())
    return "_".join(parts) + SUFFIX


def lane_named(name: str) -> Context | None:
    """The lane of a file, or None if no lane has a file of this name."""
    found = _NAME.fullmatch(name)
    if found is None or not is_point_id(found[4]):
        return None
    return Context(
        label=Label(found[1]),
        period=found[2],
        key_id=bytes.fromhex(found[3]),
        point=found[4],
        survey=bytes.fromhex(found[5]),
    )
