"""What an installation chooses, read once at start: a TOML file, overridden by the environment.

Every setting may be given as `ISOLOIR_KIOSK_<NAME>` in the environment. A mistake stops the program
at once and names the setting. Where the collector is and who this device is are not settings: they
come with the enrolment (`kiosk.device`).
"""

from __future__ import annotations

import math
import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

import platformdirs

from kiosk.phone.settings import Presence
from kiosk.viewing import Panel
from shared.problems import OperationProblem

PREFIX: Final = "ISOLOIR_KIOSK_"


class Face(StrEnum):
    """How the survey is shown: on the kiosk's own screen, or on a visitor's phone."""

    SCREEN = "screen"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Config:
    """An installation's settings, checked.

    Attributes:
        data_dir: holds the device's identity, its bundle and what waits to be sent.
        face: what `serve` shows.
        host: address that `serve` listens on.
        port: port that `serve` listens on.
        threads: requests worked on at once.
        thank_you_seconds: how long "Merci" stays before the first screen comes back.
        idle_seconds: without a touch for so long, the visitor is asked whether they are there.
        idle_warning_seconds: how long that question waits before everything is erased; EN 301 549
            wants 20 at least.
        tap_guard_ms: how long (milliseconds) a new screen ignores taps, so that the second of two
            quick taps answers nothing.
        visitor_pause_ms: how long the first screen ignores taps when it comes back, so that hands
            that are still tapping start no new survey.
        hasty_run: from which response on in a row of ones too fast to have been read they are
            marked (`kiosk.pace`); 0 for never, where visitors are programs.
        leave_command: run by "leave kiosk mode" on the desk's page; empty: only the file
            `leave-kiosk` in `data_dir` says so, and `isoloir-kiosk watch` ends the browser.
        print_command: gets the PDF of a poster or paper form on its standard input, such as `lp`;
            empty: the desk offers USB sticks only.
        proxy: address of the proxy to reach the collector through, or an empty text.
        phone_work_bits: of the proof of work that a phone does, 0 for none; one more doubles it.
        phone_presence: what the code on the kiosk's screen is for: off, welcome or required.
        phone_per_hour: responses that a Point takes from phones within an hour, 0 for any number.
        phone_plain_per_hour: how many of these may be sealed here, for phones without JavaScript.
        viewing_distance_mm: from a visitor's eyes to the screen; with the next two it gives the
            largest text size (`kiosk.viewing`).
        panel_inches: the screen's diagonal, in whole inches or with tenths.
        panel_pixels: CSS pixels of the screen, such as 1920x1080, in either order.
        demo: made to be shown; pages say so.
    """

    data_dir: Path
    face: Face = Face.SCREEN
    host: str = "127.0.0.1"
    port: int = 8300
    threads: int = 4
    thank_you_seconds: int = 8
    idle_seconds: int = 60
    idle_warning_seconds: int = 20
    tap_guard_ms: int = 350
    visitor_pause_ms: int = 1500
    hasty_run: int = 3
    leave_command: str = ""
    print_command: str = ""
    proxy: str = ""
    phone_work_bits: int = 16
    phone_presence: Presence = Presence.WELCOME
    phone_per_hour: int = 300
    phone_plain_per_hour: int = 30
    viewing_distance_mm: int = 600
    panel_inches: float = 21.5
    panel_pixels: str = "1920x1080"
    demo: bool = False

    @property
    def panel(self) -> Panel:
        """The screen that visitors look at."""
        sides = sorted(map(int, self.panel_pixels.split("x")), reverse=True)
        return Panel(self.viewing_distance_mm, self.panel_inches, (sides[0], sides[1]))


_PIXELS: Final = re.compile(r"[1-9]\d{2,4}x[1-9]\d{2,4}", re.ASCII)
_NAMES: Final = tuple(field.name for field in fields(Config))


def load_config(
    file: Path | None, environ: Mapping[str, str], given: Mapping[str, Any] | None = None
) -> Config:
    """Read the settings of a file, if one is given, of the environment, and of a command line.

    Args:
        file: a TOML file.
        environ: variables `ISOLOIR_KIOSK_…` override the file.
        given: what the command line said, by name of setting; overrides both. None: not said.

    Raises:
        OperationProblem: `config-invalid`, naming the setting; `file-unreadable`.
    """
    values = _from_file(file) if file else {}
    values |= {
        name: environ[PREFIX + name.upper()] for name in _NAMES if PREFIX + name.upper() in environ
    }
    values |= {name: value for name, value in (given or {}).items() if value is not None}
    return _checked(_Settings(values))


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise OperationProblem("file-unreadable", f"{path}: {reason}.") from None
    except tomllib.TOMLDecodeError as error:
        raise OperationProblem("config-invalid", f"{path}: {error}.") from None
    unknown = sorted(set(values) - set(_NAMES))
    if unknown:
        raise OperationProblem("config-invalid", f"{path}: unknown setting {unknown[0]}.")
    return values


def _checked(settings: _Settings) -> Config:
    default = Config(platformdirs.user_data_path("isoloir-kiosk"))
    return Config(
        data_dir=Path(settings.text("data_dir", str(default.data_dir))).expanduser(),
        face=settings.face("face", default.face),
        host=settings.text("host", default.host),
        port=settings.number("port", default.port, 0, 65535),
        threads=settings.number("threads", default.threads, 1, 64),
        thank_you_seconds=settings.number("thank_you_seconds", default.thank_you_seconds, 2, 60),
        idle_seconds=settings.number("idle_seconds", default.idle_seconds, 10, 3600),
        idle_warning_seconds=settings.number(
            "idle_warning_seconds", default.idle_warning_seconds, 20, 600
        ),
        tap_guard_ms=settings.number("tap_guard_ms", default.tap_guard_ms, 0, 2000),
        visitor_pause_ms=settings.number("visitor_pause_ms", default.visitor_pause_ms, 0, 10_000),
        hasty_run=settings.number("hasty_run", default.hasty_run, 0, 1000),
        leave_command=settings.command("leave_command", default.leave_command),
        print_command=settings.command("print_command", default.print_command),
        proxy=settings.address("proxy", default.proxy),
        phone_work_bits=settings.number("phone_work_bits", default.phone_work_bits, 0, 24),
        phone_presence=settings.presence("phone_presence", default.phone_presence),
        phone_per_hour=settings.number("phone_per_hour", default.phone_per_hour, 0, 100_000),
        phone_plain_per_hour=settings.number(
            "phone_plain_per_hour", default.phone_plain_per_hour, 0, 100_000
        ),
        viewing_distance_mm=settings.number(
            "viewing_distance_mm", default.viewing_distance_mm, 200, 1500
        ),
        panel_inches=settings.decimal("panel_inches", default.panel_inches, 7, 120),
        panel_pixels=settings.pixels("panel_pixels", default.panel_pixels),
        demo=settings.truth("demo", default.demo),
    )


class _Settings:
    """Takes each setting as the type it must have, from TOML values or environment texts."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str, default: str) -> str:
        value = self._values.get(name, default)
        if not isinstance(value, (str, Path)) or not str(value):
            _refuse(name, "a text is expected")
        return str(value)

    def command(self, name: str, default: str) -> str:
        value = self._values.get(name, default)
        try:
            words = shlex.split(value)
        except (ValueError, AttributeError, TypeError):
            _refuse(name, "a command with its arguments is expected")
        return shlex.join(words)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self._values.get(name, default)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if type(value) is not int or not low <= value <= high:
            _refuse(name, f"a whole number from {low} to {high} is expected")
        return value

    def decimal(self, name: str, default: float, low: float, high: float) -> float:
        try:
            value = float(self._values.get(name, default))
        except (TypeError, ValueError):
            value = math.nan
        if not low <= value <= high:
            _refuse(name, f"a number from {low} to {high} is expected")
        return value

    def pixels(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not _PIXELS.fullmatch(value):
            _refuse(name, "two numbers of pixels such as 1920x1080 are expected")
        return value

    def truth(self, name: str, default: bool) -> bool:
        value = self._values.get(name, default)
        if isinstance(value, str):
            value = {"true": True, "false": False}.get(value.lower())
        if not isinstance(value, bool):
            _refuse(name, "true or false is expected")
        return value

    def face(self, name: str, default: Face) -> Face:
        try:
            return Face(self.text(name, default))
        except ValueError:
            _refuse(name, "screen or phone is expected")

    def presence(self, name: str, default: Presence) -> Presence:
        try:
            return Presence(self.text(name, default))
        except ValueError:
            _refuse(name, "off, welcome or required is expected")

    def address(self, name: str, default: str) -> str:
        value = self._values.get(name, default)
        text = value if isinstance(value, str) else " "
        parts = urlsplit(text)
        if text and (parts.scheme not in ("http", "https") or not parts.hostname):
            _refuse(name, "an address such as http://proxy.example:3128 is expected")
        return text


def _refuse(name: str, expected: str) -> NoReturn:
    raise OperationProblem("config-invalid", f"{name}: {expected}.")
