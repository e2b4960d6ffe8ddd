"""What each kind of machine is made of: packages of Debian, files, units, and the lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SUPPORTED: Final = ("12", "13")
"""Versions of Debian that this was made for."""


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of machine.

    Attributes:
        name: as it is said on the command line.
        folders: of `deploy/`, whose trees are copied to the root in this order.
        packages: of Debian.
        lock: the file of `deploy/lock` that pins its Python packages.
        units: enabled at start.
        masked: units that may not run there.
        after: what to say when all is done, a line each.
    """

    name: str
    folders: tuple[str, ...]
    packages: tuple[str, ...]
    lock: str
    units: tuple[str, ...]
    masked: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


NAMES: Final = ("station", "collector", "relay")

_PYTHON: Final = ("ca-certificates", "python3", "python3-venv")
_SCREEN: Final = {
    "12": (
        "xinit", "xserver-xorg-core", "xserver-xorg-input-libinput", "xserver-xorg-legacy",
        "x11-xserver-utils",
    ),
    "13": ("cage", "seatd", "wlr-randr"),
}  # fmt: skip
_STATION: Final = (
    "chromium", "chromium-sandbox", "fonts-noto-cjk", "fonts-noto-core", "polkitd", "udev",
    "unattended-upgrades",
)  # fmt: skip


def role(name: str, debian: str) -> Role:
    """The role of this name on this version of Debian (`12` or `13`)."""
    if name == "station":
        return Role(
            name,
            (
                "common/files",
                "station/files",
                *(["station/files-debian12"] if debian == "12" else []),
            ),
            (*_PYTHON, *_STATION, *_SCREEN[debian]),
            "kiosk.txt",
            (
                "isoloir-kiosk.service",
                "isoloir-kiosk.path",
                "isoloir-leave.path",
                "isoloir-browser.service",
                "isoloir-return.timer",
            ),
            masked=("ctrl-alt-del.target",),
            after=(
                "Enrol it: `isoloir-kiosk enrol` asks for the ticket, or add `--stick`.",
                "Choose the desk's PIN: `isoloir-kiosk pin`. The screen changes by itself.",
            ),
        )
    if name == "relay":
        return Role(
            name,
            ("common/files", "relay/files"),
            (*_PYTHON, "nginx", "unattended-upgrades"),
            "kiosk.txt",
            ("isoloir-relay.service", "isoloir-relay.path"),
            after=("Enrol it: `isoloir-relay enrol`, and type the ticket.",),
        )
    return Role(
        name,
        ("common/files", "collector/files"),
        (*_PYTHON, "nginx", "postgresql", "unattended-upgrades"),
        "collector.txt",
        (
            "isoloir-intake.service",
            "isoloir-dashboard.service",
            "isoloir-tally.timer",
            "isoloir-backup.timer",
            "isoloir-remind.timer",
            "isoloir-alert.timer",
        ),
        after=(
            "Make it: `isoloir-collector init --admin you@caf.example`.",
            "Then start it: `systemctl start isoloir-intake isoloir-dashboard`.",
            "Keep /etc/isoloir/keys/passphrase and /var/lib/isoloir-keys apart from the backups.",
        ),
    )
