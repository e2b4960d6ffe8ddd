"""Where the passphrase of the keys directory comes from: the environment, or a private file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from collector.config import KEYS_VARIABLE
from collector.files import refuse_shared_file
from shared.problems import OperationProblem

MOST_BYTES = 10_000


def read_passphrase(file: Path | None, environ: Mapping[str, str]) -> str:
    """The passphrase; the environment goes before the file.

    Raises:
        OperationProblem: `passphrase-missing`, saying where one may be given.
    """
    given = environ.get(KEYS_VARIABLE)
    if not given and file is not None:
        given = _from_file(file)
    if not given:
        raise OperationProblem("passphrase-missing")
    return given


def _from_file(path: Path) -> str:
    try:
        refuse_shared_file(path)
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES).decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise OperationProblem("passphrase-missing", f"{path}: {reason}.") from None
