"""Makes bad input out of good: bytes cut, flipped, spliced; documents with one value replaced."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

Path = tuple[Any, ...]

ODD_VALUES: Sequence[Any] = (
    None, True, 0, -1, 1, 2**63, -(2**63), 0.5, float("inf"), "", "\0", "é" * 300, "../../etc",
    "2026-13", "9999-12", b"", b"\0" * 8, b"\xff" * 3000, [], {}, [[]] * 50, {"": ""}, {1: 2},
)  # fmt: skip
"""What no message means to hold, or at the edge of what it may."""


@st.composite
def bytes_like(draw: st.DrawFn, good: bytes) -> bytes:
    """Bytes a few edits away from good ones, now and then anything at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 4)):
            case 0:
                del data[at:]
            case 1:
                del data[at : at + draw(st.integers(1, 40))]
            case 2 if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case 3:
                data[at:at] = draw(st.binary(max_size=20))
            case _:
                data[at:at] = data[: draw(st.integers(0, 60))]
    return bytes(data)


@st.composite
def document_like(draw: st.DrawFn, good: Any) -> Any:
    """A document with one or two of its values replaced, dropped or added."""
    document = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 2))):
        paths = list(_paths(document))
        path = paths[draw(st.integers(0, len(paths) - 1))]
        odd = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))
        match draw(st.integers(0, 3)):
            case 0:
                document = _dropped(document, path)
            case 1:
                document = _added(document, path, odd)
            case _:
                document = _put(document, path, odd)
    return document


def _paths(value: Any) -> Iterator[Path]:
    yield ()
    inside = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list)
        else ()
    )  # fmt: skip
    for key, each in inside:
        for path in _paths(each):
            yield (key, *path)


def _holder(document: Any, path: Path) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


def _put(document: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    _holder(document, path)[path[-1]] = value
    return document


def _dropped(document: Any, path: Path) -> Any:
    if path:
        del _holder(document, path)[path[-1]]
    return document


def _added(document: Any, path: Path, value: Any) -> Any:
    place = _holder(document, (*path, None))
    if isinstance(place, list):
        place.append(value)
    elif isinstance(place, dict):
        place["extra"] = value
    return document
