"""The rules of direction between the rooms (DESIGN.md, section 4), as a reading of the sources.

`violations` reads one source file and says each rule it breaks. The rules:

- `kiosk → shared ← collector`: the two never import each other, nor `deploy` or `tests`;
- `shared` is pure: of other people's modules only those of `PURE_MODULES`, no clock, no randomness
  of its own, no files;
- Flask stays in app factories, error handlers and page modules; SQLAlchemy in `collector/store`;
- private-key types and opening stay in `collector/keys` and `collector/tally`;
- what shows figures reaches them only through `collector/tables`;
- no file is longer than `MAX_LINES`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

ROOMS = ("kiosk", "collector", "shared")

MAX_LINES = 300

# fmt: off
PURE_MODULES = frozenset({
    "__future__", "abc", "base64", "binascii", "bisect", "calendar", "cbor2", "collections",
    "copy", "cryptography", "dataclasses", "datetime", "decimal", "difflib", "enum",
    "fractions", "functools", "hashlib", "heapq", "hmac", "io", "itertools", "json", "math",
    "opening_hours", "operator", "qrcode", "re", "shared", "string", "struct", "textwrap", "types",
    "typing", "unicodedata", "urllib.parse",
})
# fmt: on
"""What `shared` may import: modules that only compute."""

IMPURE_CALLS = frozenset({"now", "utcnow", "today", "urandom", "generate", "open", "FileIO"})
"""Methods that read the clock (datetime, date), draw randomness of their own (keys), open files."""

IMPURE_BUILTINS = frozenset({"open", "print", "input", "exec", "eval", "__import__"})

WEB = frozenset({"flask", "flask_htmx", "werkzeug"})
DATABASE = frozenset({"sqlalchemy", "alembic", "psycopg"})
DECAPSULATION_KEY = re.compile(r"(MLKEM\w*|X25519|X448)PrivateKey")
KEY_ROOMS = ("collector/keys", "collector/tally")
SHOWS_FIGURES = ("collector/api", "collector/dashboard", "collector/reports", "collector/pages")
HOLDS_FIGURES = ("collector.store", "collector.tally", "collector.keys")


def violations(path: str, text: str) -> list[str]:
    """Return what the source file at `path` (from the root, with `/`) breaks, one line each."""
    place = PurePosixPath(path)
    tree = ast.parse(text, path)
    rules = [_direction, _web, _database, _figures]
    found = [line for module in _imports(tree) for rule in rules for line in rule(place, module)]
    found += _private_keys(place, tree)
    if place.parts[0] == "shared":
        found += _purity(tree)
    length = len(text.splitlines())
    if length > MAX_LINES:
        found.append(f"{length} lines, at most {MAX_LINES}")
    return found


def _imports(tree: ast.AST) -> Iterator[str]:
    """Yield every imported module; `from a import b` yields `a.b`, since `b` may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _within(module: str, parents: tuple[str, ...] | frozenset[str]) -> bool:
    return any(module == parent or module.startswith(f"{parent}.") for parent in parents)


def _direction(place: PurePosixPath, module: str) -> Iterator[str]:
    allowed = {place.parts[0], "shared"}
    if module.startswith("."):
        yield f"imports {module}: write the whole name"
    elif module.partition(".")[0] in {*ROOMS, "deploy", "tests"} - allowed:
        yield f"imports {module}: {place.parts[0]} knows only itself and shared"


def _web(place: PurePosixPath, module: str) -> Iterator[str]:
    is_page = place.name in {"app.py", "errors.py", "routes.py"} or "pages" in place.parts[:-1]
    if _within(module, WEB) and not is_page and not place.name.endswith("_routes.py"):
        yield f"imports {module}: the web stays in app factories, error handlers and page modules"


def _database(place: PurePosixPath, module: str) -> Iterator[str]:
    if _within(module, DATABASE) and not _is_in(place, ("collector/store",)):
        yield f"imports {module}: the database stays in collector/store"


def _figures(place: PurePosixPath, module: str) -> Iterator[str]:
    if _is_in(place, SHOWS_FIGURES) and _within(module, HOLDS_FIGURES):
        yield f"imports {module}: figures are reached through collector/tables"


def _private_keys(place: PurePosixPath, tree: ast.AST) -> Iterator[str]:
    if _is_in(place, KEY_ROOMS):
        return
    for name in _names(tree):
        if DECAPSULATION_KEY.fullmatch(name) or name == "decrypt":
            yield f"names {name}: opening stays in {' and '.join(KEY_ROOMS)}"
        if name == "Ed25519PrivateKey" and place != PurePosixPath("shared/signing.py"):
            yield f"names {name}: signing stays in shared/signing.py"


def _names(tree: ast.AST) -> Iterator[str]:
    """Yield every name that the code uses: bare, as an attribute, or imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def _purity(tree: ast.AST) -> Iterator[str]:
    for module in _imports(tree):
        if not _within(module, PURE_MODULES) and not module.startswith("."):
            yield f"imports {module}: shared only computes"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in IMPURE_CALLS:
            yield f"line {node.lineno} uses {node.attr}: shared is given clock, randomness, bytes"
        elif isinstance(node, ast.Name) and node.id in IMPURE_BUILTINS:
            yield f"line {node.lineno} uses {node.id}: shared only computes"


def _is_in(place: PurePosixPath, rooms: tuple[str, ...]) -> bool:
    return any(place.is_relative_to(room) or place == PurePosixPath(f"{room}.py") for room in rooms)
