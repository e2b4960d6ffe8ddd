"""What an installation chooses, read once at start: a TOML file, overridden by the environment.

Every setting may be given as `ISOLOIR_COLLECTOR_<NAME>` in the environment. A mistake stops the
program at once and names the setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from collector.label.rule import DEFAULT_THRESHOLD, LEAST_THRESHOLD, MOST_THRESHOLD
from collector.tables.accounting import DEFAULT_CEILING
from collector.toml_file import read_toml
from shared.problems import OperationProblem

PREFIX: Final = "ISOLOIR_COLLECTOR_"
KEYS_VARIABLE: Final = "ISOLOIR_KEYS_PASSPHRASE"
DEFAULT_PORT: Final = 8400


class Environment(StrEnum):
    """Where the collector runs: with real answers, or to be shown."""

    PRODUCTION = "production"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Config:
    """An installation's settings, checked.

    Attributes:
        data_dir: holds the embedded database, `signing.key` and, by default, the keys.
        environment: `production` or `demo`.
        allow_open_period: the tally may take the month that is not over; in a demo only.
        database_url: `sqlite:///…` or `postgresql+psycopg://…`.
        keys_dir: the private halves of the period keys; intake never opens it.
        keys_passphrase_file: a file, mode 0600, that holds the passphrase of the keys; the
            variable ISOLOIR_KEYS_PASSPHRASE goes before it.
        public_address: base URL under which devices reach this collector; tickets carry it.
        single_sign_on_file: a file that says how people sign in by OpenID Connect, see
            `collector.auth.single_sign_on`; None for passwords alone.
        mail_file: a file that says how e-mail is sent, see `collector.activity.mail`.
        host: address that `serve` listens on.
        port: port that `serve` listens on.
        threads: requests worked on at once.
        time_zone: in which a month begins and ends.
        disclosure_ceiling: highest share of right guesses about one answer that a survey may
            allow, from 0.5 to 1.
        label_threshold: share of dissatisfied visitors that label evidence is measured against,
            from 0.15 to 0.6.
    """

    data_dir: Path
    environment: Environment
    allow_open_period: bool
    database_url: str
    keys_dir: Path
    keys_passphrase_file: Path | None
    public_address: str
    single_sign_on_file: Path | None
    mail_file: Path | None
    host: str
    port: int
    threads: int
    time_zone: ZoneInfo
    disclosure_ceiling: float
    label_threshold: float

    @property
    def signing_key_file(self) -> Path:
        """The collector's own Ed25519 key."""
        return self.data_dir / "signing.key"


_TEXTS: Final = {field.name for field in fields(Config)}


def load_config(
    file: Path | None, environ: Mapping[str, str], above: Mapping[str, Any] | None = None
) -> Config:
    """Read the settings of a file, if one is given, and of the environment.

    What `above` says, and is not None, goes before both.

    Raises:
        OperationProblem: `config-invalid`, naming the setting; `file-unreadable`.
    """
    values = _from_file(file) if file else {}
    for name in _TEXTS:
        given = environ.get(PREFIX + name.upper())
        if given is not None:
            values[name] = given
    values |= {name: value for name, value in (above or {}).items() if value is not None}
    return _checked(_Settings(values))


def _from_file(path: Path) -> dict[str, Any]:
    values = read_toml(path)
    unknown = sorted(set(values) - _TEXTS)
    if unknown:
        raise OperationProblem("config-invalid", f"{path}: unknown setting {unknown[0]}.")
    return values


def _checked(settings: _Settings) -> Config:
    data_dir = settings.path("data_dir") or platformdirs.user_data_path("isoloir-collector")
    port = settings.number("port", DEFAULT_PORT, 0, 65535)
    config = Config(
        data_dir=data_dir,
        environment=settings.environment(),
        allow_open_period=settings.truth("allow_open_period"),
        database_url=settings.text("database_url", f"sqlite:///{data_dir / 'collector.db'}"),
        keys_dir=settings.path("keys_dir") or data_dir / "keys",
        keys_passphrase_file=settings.path("keys_passphrase_file"),
        public_address=settings.address("public_address", f"http://127.0.0.1:{port}"),
        single_sign_on_file=settings.path("single_sign_on_file"),
        mail_file=settings.path("mail_file"),
        host=settings.text("host", "127.0.0.1"),
        port=port,
        threads=settings.number("threads", 8, 1, 64),
        time_zone=settings.time_zone("time_zone", "Europe/Paris"),
        disclosure_ceiling=settings.share("disclosure_ceiling", DEFAULT_CEILING, 0.5, 1),
        label_threshold=settings.share(
            "label_threshold", DEFAULT_THRESHOLD, LEAST_THRESHOLD, MOST_THRESHOLD
        ),
    )
    if config.allow_open_period and config.environment is not Environment.DEMO:
        _refuse("allow_open_period", "only a demo may tally a month that is not over")
    return config


class _Settings:
    """Takes each setting as the type it must have, from TOML values or environment texts."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str, default: str) -> str:
        value = self._values.get(name, default)
        if not isinstance(value, str) or not value:
            _refuse(name, "a text is expected")
        return value

    def path(self, name: str) -> Path | None:
        value = self._values.get(name)
        if isinstance(value, Path):
            return value
        return None if value is None else Path(self.text(name, "")).expanduser()

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self._values.get(name, default)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if type(value) is not int or not low <= value <= high:
            _refuse(name, f"a whole number from {low} to {high} is expected")
        return value

    def share(self, name: str, default: float, low: float, high: float) -> float:
        value = self._values.get(name, default)
        try:
            share = float(value)
        except (TypeError, ValueError):
            share = 0.0
        if isinstance(value, bool) or not low <= share <= high:
            _refuse(name, f"a share from {low:g} to {high:g} is expected")
        return share

    def truth(self, name: str) -> bool:
        value = self._values.get(name, False)
        if isinstance(value, str):
            value = {"true": True, "false": False}.get(value.lower())
        if not isinstance(value, bool):
            _refuse(name, "true or false is expected")
        return value

    def environment(self) -> Environment:
        try:
            return Environment(self.text("environment", Environment.PRODUCTION))
        except ValueError:
            _refuse("environment", "production or demo is expected")

    def address(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            _refuse(name, "an address such as https://collector.example is expected")
        return value

    def time_zone(self, name: str, default: str) -> ZoneInfo:
        try:
            return ZoneInfo(self.text(name, default))
        except (ZoneInfoNotFoundError, ValueError):
            _refuse(name, "a time zone such as Europe/Paris is expected")


def _refuse(name: str, expected: str) -> NoReturn:
    raise OperationProblem("config-invalid", f"{name}: {expected}.")
