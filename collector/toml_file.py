"""Reads the TOML files in which an installation writes its choices."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from shared.problems import OperationProblem


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a file, as they stand there; the caller checks their names and kinds.

    Raises:
        OperationProblem: `file-unreadable`; `config-invalid`: it is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise OperationProblem("file-unreadable", f"{path}: {reason}.") from None
    except tomllib.TOMLDecodeError as error:
        raise OperationProblem("config-invalid", f"{path}: {error}.") from None
