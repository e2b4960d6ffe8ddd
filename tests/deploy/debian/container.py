"""A Debian with its own systemd, booted from a directory: what a machine is to the set-up.

Needs root, and debootstrap and systemd-nspawn (Debian's `debootstrap` and `systemd-container`).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.bootstrap import ROOT

MIRROR: Final = "http://deb.debian.org/debian"
BASE: Final = "systemd,systemd-sysv,dbus,ca-certificates,iproute2"
SECONDS: Final = 120.0
CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")

_BOOT: Final = """
if [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
    umount -R /sys/fs/cgroup
    mount -t cgroup2 none /sys/fs/cgroup
fi
mkdir -p "/sys/fs/cgroup/isoloir-$$"
echo $$ > "/sys/fs/cgroup/isoloir-$$/cgroup.procs"
exec systemd-nspawn --directory="$1" --register=no --keep-unit --boot --console=pipe \\
    --resolv-conf=copy-host ${2:-} < /dev/null
"""
"""Debian 13's systemd wants the unified hierarchy of control groups, which a host may lack."""


def make_root(place: Path, suite: str) -> Path:
    """A bare Debian in a directory; one that is there already is taken as it is."""
    if not (place / "etc/os-release").exists():
        command = ["debootstrap", "--variant=minbase", f"--include={BASE}", suite]
        subprocess.run([*command, str(place), MIRROR], check=True, stdout=subprocess.DEVNULL)
        shutil.copy(CERTIFICATES, place / "root/ca.crt")
    return place


def bring_kit(root: Path) -> None:
    """Pack the kit, and leave it where a technician would."""
    subprocess.run([sys.executable, ROOT / "deploy/kit.py"], check=True)
    (kit,) = (ROOT / "dist").glob("isoloir-kit-*.tar.gz")
    place = root / "srv/kit"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copy(kit, place / "kit.tar.gz")


class Container:
    """A Debian that runs. `leader` is its first process, as this machine counts.

    `network` begins a command of this machine that is to be in the network of that one.
    """

    def __init__(self, root: Path, leader: int) -> None:
        self.root = root
        self._enter = ["nsenter", "--target", str(leader), "--mount", "--pid", "--uts", "--ipc"]
        self.network = ["nsenter", "--target", str(leader), "--net"]

    def sh(self, script: str, *, check: bool = True) -> str:
        """Run a script of the shell as its root; what it said, errors included."""
        environ = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LC_ALL": "C.UTF-8",
            "PIP_CERT": "/root/ca.crt",
        }
        words = [f"{name}={value}" for name, value in environ.items()]
        command = [*self._enter, "--net", "env", "-i", *words, "sh", "-euc", script]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"{script}\n{done.stdout}")
        return done.stdout

    def install(self, *words: str) -> None:
        """Set it up from the kit, twice: the second time nothing is left to do."""
        self.sh("cd /srv/kit && tar xzf kit.tar.gz")
        command = f"cd /srv/kit/isoloir-kit && ./install {' '.join(words)}"
        self.sh(command)
        assert "everything was there already" in self.sh(command)

    def exposure(self, unit: str) -> float:
        """What systemd thinks of a unit, from 0 (nothing is open) to 10."""
        said = self.sh(f"systemd-analyze security --no-pager {unit}")
        (exposure,) = re.findall(r"Overall exposure level for \S+: (\d+\.\d)", said)
        return float(exposure)

    def readers(self, path: str, users: Iterable[str]) -> set[str]:
        """Those of these users who can read a file."""
        asked = (f"runuser -u {user} -- test -r {path} && echo {user} || true" for user in users)
        return set(self.sh("; ".join(asked)).split())

    def python(self, *arguments: str, program: Path) -> str:
        """Run Python of this machine in the network of the container; what it printed."""
        command = [*self.network, str(program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def wait(self, script: str, wanted: str, seconds: float = SECONDS) -> None:
        """Wait until a script says something that holds the text wanted."""
        until = time.monotonic() + seconds
        said = ""
        while time.monotonic() < until:
            said = self.sh(script, check=False)
            if wanted in said:
                return
            time.sleep(0.5)
        raise AssertionError(f"{script}: not {wanted!r} after {seconds} s, but:\n{said}")


@contextmanager
def booted(root: Path, *, network: bool) -> Iterator[Container]:
    """Boot a root file system, with this machine's network or one that leads nowhere."""
    place = [] if network else ["--private-network"]
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-eu", "-c", _BOOT, "boot"]
    process = subprocess.Popen(
        [*command, str(root), *place], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    leader = None
    try:
        leader = _leader(process)
        container = Container(root, leader)
        container.wait("systemctl is-system-running | sed s,degraded,running,", "running")
        yield container
        container.sh("systemctl poweroff")
        process.wait(SECONDS)
    finally:
        # With its first process all of it ends; without that it would outlive what started it.
        if leader is not None and process.poll() is None:
            os.kill(leader, signal.SIGKILL)
        process.kill()
        process.wait()


def _leader(nspawn: subprocess.Popen[bytes]) -> int:
    until = time.monotonic() + SECONDS
    children = Path(f"/proc/{nspawn.pid}/task/{nspawn.pid}/children")
    while time.monotonic() < until and nspawn.poll() is None:
        for child in children.read_text().split():
            # Not what systemd-nspawn is for a moment before it becomes the first process.
            first = Path(f"/proc/{child}/cmdline").read_text().split("\0")[0]
            if Path(first).name in ("systemd", "init"):
                return int(child)
        time.sleep(0.2)
    raise AssertionError("The container did not boot.")
