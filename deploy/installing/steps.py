"""Sets a machine up for a role, brings it up to date, or takes the role away again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.installing import database, overlay, program
from deploy.installing.machine import NONINTERACTIVE, InstallError, Machine
from deploy.installing.roles import SUPPORTED, Role, role

NGINX: Final = "/etc/nginx/nginx.conf"
_SITES: Final = {"collector": "collector.example", "relay": "enquete.example"}
_DATA: Final = {
    "station": ("/var/lib/isoloir-kiosk",),
    "relay": ("/var/lib/isoloir-relay",),
    "collector": ("/var/lib/isoloir", "/var/lib/isoloir-keys", "/var/backups/isoloir"),
}


@dataclass(frozen=True, slots=True)
class Kit:
    """Where things are taken from: a checkout, or what `deploy/kit.py` packed.

    `wheels` holds every package for a machine without an index, or None; `site` is the public name
    of a collector or relay, empty to leave the proxy as it is.
    """

    root: Path
    wheels: Path | None = None
    site: str = ""


def install(machine: Machine, name: str, kit: Kit) -> bool:
    """Set up or update; whether anything changed.

    Raises:
        InstallError: with what to do.
    """
    wanted = role(name, _debian(machine))
    wheel = program.find_wheel(kit.root)
    new = _install_packages(machine, wanted.packages)
    changed = overlay.apply(machine, name, _files(wanted, kit))
    if changed:
        machine.say(f"Files written: {len(changed)}")
    machine.do("systemd-sysusers")
    machine.do("systemd-tmpfiles", "--create", f"/usr/lib/tmpfiles.d/isoloir-{name}.conf")
    # A machine with several roles has one program, with what the widest of them needs.
    collects = "collector" in overlay.installed_roles(machine)
    lock = kit.root / "deploy/lock" / ("collector.txt" if collects else wanted.lock)
    newer = program.install(machine, program.Program(lock, wheel, kit.wheels))
    if name == "collector":
        _prepare_collector(machine)
    _start(machine, wanted, fresh=newer or bool(changed))
    for line in wanted.after:
        machine.say(line)
    return bool(new or changed or newer)


def remove(machine: Machine, name: str, *, purge: bool) -> None:
    """Take a role away; with `purge` also its settings and all that it holds.

    Raises:
        InstallError: it is not here.
    """
    if name not in overlay.installed_roles(machine):
        raise InstallError(f"This machine is no {name}.")
    gone = role(name, _debian(machine))
    now = ["--now"] if machine.is_live else []
    machine.do("systemctl", "disable", *now, *gone.units)
    if gone.masked:
        machine.do("systemctl", "unmask", *gone.masked)
    written = overlay.written_by(machine, name)
    kept = [] if purge else [each for each in written if each.startswith(overlay.SETTINGS)]
    others = overlay.installed_roles(machine) - {name}
    shared = {file for other in others for file in overlay.written_by(machine, other)}
    overlay.take_away(machine, sorted(set(written) - shared - set(kept)))
    overlay.forget(machine, name)
    if not overlay.installed_roles(machine):
        program.remove(machine)
    if machine.is_live:
        machine.do("systemctl", "daemon-reload")
    if purge:
        machine.do("rm", "-rf", "--", *map(str, map(machine.path, _DATA[name])))
    else:
        machine.say(f"Left where they are: {', '.join((*kept, *_DATA[name]))}")


def _debian(machine: Machine) -> str:
    if machine.debian not in SUPPORTED:
        raise InstallError("This is made for Debian 12 and 13.")
    return machine.debian


def _install_packages(machine: Machine, packages: Sequence[str]) -> list[str]:
    installed = "install ok installed"
    status = ("dpkg-query", "--show", "--showformat=${Status}")
    missing = [each for each in packages if not machine.works(*status, each) or
               machine.do(*status, each) != installed]  # fmt: skip
    if missing:
        machine.say(f"Installing of Debian: {' '.join(missing)}")
        machine.do("apt-get", "update", **NONINTERACTIVE)
        apt = ["apt-get", "install", "--yes", "--no-install-recommends"]
        machine.do(*apt, *missing, **NONINTERACTIVE)
    return missing


def _files(wanted: Role, kit: Kit) -> list[overlay.Wanted]:
    files = overlay.wanted_files(kit.root / "deploy" / folder for folder in wanted.folders)
    if kit.site and wanted.name in _SITES:
        shipped = (kit.root / f"deploy/proxy/nginx-{wanted.name}.conf").read_text()
        text = shipped.replace(_SITES[wanted.name], kit.site)
        files.append(overlay.Wanted(NGINX, text.encode(), 0o644))
    return files


def _prepare_collector(machine: Machine) -> None:
    if not machine.is_live:
        machine.say("Run this again where systemd runs: the database is made then.")
        return
    database.prepare(machine)
    if database.make_passphrase(machine):
        machine.say(f"A passphrase for the keys was drawn: {database.PASSPHRASE}")
        machine.do("systemd-tmpfiles", "--create", "/usr/lib/tmpfiles.d/isoloir-collector.conf")


def _start(machine: Machine, wanted: Role, *, fresh: bool) -> None:
    if wanted.masked:
        machine.do("systemctl", "mask", *wanted.masked)
    if not machine.is_live:
        machine.do("systemctl", "enable", *wanted.units)
        return
    machine.do("systemctl", "daemon-reload")
    machine.do("systemctl", "enable", *wanted.units)
    if fresh:
        # Those that run take the new version; a browser only goes with the pages that it shows.
        machine.do("systemctl", "try-restart", *(each for each in wanted.units
                                                 if each.endswith(".service")))  # fmt: skip
    machine.do("systemctl", "start", *wanted.units)
