"""The shape of what is on disk: names, types and nesting, without the values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shared import cbor
from shared.problems import FormatProblem

Shape = Any

_LARGEST = 1 << 26
_SPOOL_MAGIC = 16


def shapes(place: Path) -> dict[str, Shape]:
    """The shape of every file below a directory, by a name without ids, months and numbers."""
    found: dict[str, Shape] = {}
    for path in sorted(each for each in place.rglob("*") if each.is_file()):
        name = path.relative_to(place).as_posix()
        if name in {"facts.json", "collector.db"} or path.suffix in {".db-wal", ".db-shm", ".lock"}:
            continue
        found.setdefault(_kind(name), _shape_of(name, path.read_bytes()))
    return found


def _kind(name: str) -> str:
    directory, _, file = name.rpartition("/")
    stem, dot, suffix = file.partition(".")
    digits = any(each.isdigit() for each in stem)
    return f"{directory}/{'*' if digits else stem}{dot}{suffix}"


def _shape_of(name: str, data: bytes) -> Shape:
    if name.endswith(".json"):
        return _shape(json.loads(data))
    if name.endswith(".backup"):
        length = int.from_bytes(data[:4], "big")
        return ["backup", _shape(cbor.decode(data[4 : 4 + length], _LARGEST))]
    if "/spool/" in name:
        return ["spool", data[:_SPOOL_MAGIC].hex(), len(data)]
    return _shape(data)


def _shape(value: Any) -> Shape:
    """Bytes that are CBOR themselves, as signed payloads are, are looked into."""
    if isinstance(value, dict):
        if all(isinstance(key, str) and key.islower() and key.isidentifier() for key in value):
            return {key: _shape(each) for key, each in sorted(value.items())}
        return {"*": _shape(next(iter(value.values())))}
    if isinstance(value, list):
        listed = []
        for each in map(_shape, value):
            if each not in listed:
                listed.append(each)
        return listed
    if isinstance(value, bytes) and len(value) > 40:
        try:
            inside = cbor.decode(value, _LARGEST)
        except FormatProblem:
            return "bytes"
        return ["inside", _shape(inside)] if isinstance(inside, (dict, list)) else "bytes"
    return type(value).__name__
