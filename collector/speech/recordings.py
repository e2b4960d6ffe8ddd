"""What people recorded: sound files named after the text they say.

A file's name begins with the first 16 hexadecimal digits of its text's speech id, as
`survey speak --script LANGUAGE` prints them; what follows is free: `3f09…-bienvenue.wav`. A text
that changes gets another id, so that an old recording is never played for a new text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from shared.problems import OperationProblem
from shared.speech import Utterance

NAME_DIGITS: Final = 16
SUFFIXES: Final = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3"})

_NAME = re.compile(rf"([0-9a-f]{{{NAME_DIGITS}}})(?![0-9a-f])", re.ASCII)


def recording_name(utterance: Utterance) -> str:
    """What the name of a recording of this text begins with."""
    return utterance.id.hex()[:NAME_DIGITS]


def find_recordings(directory: Path | None) -> Mapping[str, Path]:
    """The sound files of a directory and those below, by what their names begin with.

    Raises:
        OperationProblem: `file-unreadable`: there is no such directory.
    """
    if directory is None:
        return {}
    if not directory.is_dir():
        raise OperationProblem("file-unreadable", f"{directory}: not a directory.")
    found: dict[str, Path] = {}
    for path in sorted(directory.rglob("*")):
        name = _NAME.match(path.name.lower())
        if name and path.suffix.lower() in SUFFIXES:
            found.setdefault(name[1], path)
    return found


def unused_recordings(found: Mapping[str, Path], spoken: Iterable[Utterance]) -> list[Path]:
    """Recordings whose text is not said any more: it was changed or taken out."""
    names = {recording_name(each) for each in spoken}
    return [path for name, path in found.items() if name not in names]
