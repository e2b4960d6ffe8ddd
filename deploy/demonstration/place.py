"""The one directory that holds a demonstration, and what is remembered there between runs."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from deploy.demonstration.failure import Failure
from deploy.demonstration.options import DEFAULT_PORT, Options

DEFAULT_DIRECTORY: Final = Path(__file__).resolve().parents[2] / ".demo"

_MEMORY: Final = "demo.json"
_VERSION: Final = 1


@dataclass
class Memory:
    """What is remembered between runs.

    `port`: the first kiosk's. `collector_port`: it never changes, as the kiosks are enrolled with
    that address. `steps`: set-up steps that are done. `token`: for the API.
    `visitors`: how many have been let in so far.
    """

    port: int
    collector_port: int
    passphrase: str
    password: str
    token: str = ""
    visitors: int = 0
    steps: list[str] = field(default_factory=list)
    version: int = _VERSION


class Place:
    """A demonstration's directory.

    Raises:
        Failure: the directory holds something else, or cannot be used.
    """

    def __init__(self, directory: Path, memory: Memory) -> None:
        self.directory = directory
        self.memory = memory

    @classmethod
    def open(cls, options: Options) -> Place:
        """Take the directory that the options name, as it is; nothing is written yet."""
        directory = (options.data or DEFAULT_DIRECTORY).absolute()
        memory = _recall(directory)
        if memory is None:
            port = options.port or DEFAULT_PORT
            memory = Memory(port, port + 1, secrets.token_urlsafe(24), secrets.token_urlsafe(9))
        memory.port = options.port or memory.port
        return cls(directory, memory)

    @property
    def logs(self) -> Path:
        """Where the programs write what they have to say."""
        return self.directory / "logs"

    def kiosk_port(self, number: int) -> int:
        """The port of the kiosk with this number, 0 for the first; never the collector's."""
        ports = range(self.memory.port, self.memory.port + number + 2)
        return [port for port in ports if port != self.memory.collector_port][number]

    def is_done(self, step: str) -> bool:
        """Whether a set-up step was done in this run or an earlier one."""
        return step in self.memory.steps

    def done(self, step: str) -> None:
        """Remember that a set-up step is done."""
        self.memory.steps.append(step)
        self.save()

    def save(self) -> None:
        """Write down what is remembered; only the owner may read it."""
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.logs.mkdir(exist_ok=True)
            self.write(_MEMORY, json.dumps(asdict(self.memory), indent=1) + "\n")
        except OSError as error:
            raise Failure(f"{self.directory} cannot be written: {error.strerror}.") from None

    def write(self, name: str, text: str) -> Path:
        """Write a small file, whole and for its owner only."""
        path = self.directory / name
        unfinished = path.with_name(f"{name}.new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(text, encoding="utf-8")
        return unfinished.replace(path)


def _recall(directory: Path) -> Memory | None:
    try:
        text = (directory / _MEMORY).read_text(encoding="utf-8")
    except FileNotFoundError:
        if directory.is_dir() and any(directory.iterdir()):
            raise Failure(
                f"{directory} holds something else: name another directory with --data."
            ) from None
        return None
    except OSError as error:
        raise Failure(f"{directory} cannot be read: {error.strerror}.") from None
    try:
        memory = Memory(**json.loads(text))
    except (ValueError, TypeError):
        memory = None
    if memory is None or memory.version != _VERSION:
        raise Failure(f"{directory} is not a demonstration of this version: delete it and go on.")
    return memory
