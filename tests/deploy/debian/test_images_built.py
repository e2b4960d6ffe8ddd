"""The image files built by buildah, in a Debian 13 of its own, and the programs in them started.

    ISOLOIR_DEBIAN=/tmp/debian python -m pytest tests/deploy/debian/test_images_built.py -s

as `test_debian13.py`. No registry is asked: the base is what debootstrap makes.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from deploy.bootstrap import ROOT
from tests.deploy.debian.container import CERTIFICATES, bring_kit, make_root

PLACE = os.environ.get("ISOLOIR_DEBIAN", "")
BASE = "localhost/debian:13-slim"
PROGRAMS = {
    "relay": ("isoloir-kiosk --config /etc/isoloir/relay.toml serve --help", "10004:10004"),
    "collector": ("isoloir-collector serve --help", "10001:10000"),
}
ENTER = """
mount --bind "$1" "$1"
for each in proc sys dev; do mount --bind "/$each" "$1/$each"; done
exec env BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs PIP_CERT=/ca.crt chroot "$1" sh -euc "$2"
"""
OPEN_FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
LIMITS = f"--network host --ulimit nofile={OPEN_FILES}:{OPEN_FILES} --ulimit nproc=20000:20000"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PLACE, reason="ISOLOIR_DEBIAN names no directory for a Debian"),
]


def inside(root: Path, script: str) -> str:
    """Run a script of the shell with this directory as its whole file system; what it said."""
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-euc", ENTER, "enter"]
    done = subprocess.run(
        [*command, str(root), script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def builder() -> Path:
    """A Debian with buildah, the kit's wheel and what the image files copy."""
    root = make_root(Path(f"{PLACE}-images"), "trixie")
    base = root / "base.tar"
    if not base.exists():
        made = root.with_name(f"{root.name}.tar")
        subprocess.run(
            ["tar", "-C", str(root), "--exclude=./proc/*", "--exclude=./sys/*", "--exclude=./dev/*",
             "-cf", str(made), "."], check=True,
        )  # fmt: skip
        shutil.move(made, base)
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        inside(root, "apt-get update && apt-get install --yes --no-install-recommends"
                     " buildah ca-certificates netavark")  # fmt: skip
    bring_kit(root)
    with tarfile.open(root / "srv/kit/kit.tar.gz") as kit:
        kit.extractall(root / "srv/kit", filter="data")
    source = root / "srv/kit/isoloir-kit"
    shutil.copytree(ROOT / "deploy/images", source / "deploy/images")
    # What a machine behind a proxy that looks into TLS adds to its base.
    added = root / "srv/kit/added"
    (added / "etc").mkdir(parents=True)
    shutil.copy(CERTIFICATES, added / "ca.crt")
    (added / "etc/pip.conf").write_text("[global]\ncert = /ca.crt\n")
    steps = (
        f"made=$(buildah from {LIMITS} scratch)",
        "buildah add -q $made /base.tar /",
        "buildah add -q $made /srv/kit/added /",
        f"buildah commit -q --rm $made {BASE}",
    )
    inside(root, "\n".join(steps))
    return root


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_image_is_built_and_its_program_starts(builder: Path, name: str) -> None:
    command, user = PROGRAMS[name]
    file = f"deploy/images/Containerfile.{name}"
    inside(builder, "cd /srv/kit/isoloir-kit; buildah build"
                    f" {LIMITS} --build-arg BASE={BASE} -f {file} -t isoloir-{name} .")  # fmt: skip
    said = inside(
        builder,
        f"""
        made=$(buildah from {LIMITS} localhost/isoloir-{name})
        buildah run --network host $made -- /opt/isoloir/venv/bin/{command}
        buildah run --network host $made -- id
        buildah inspect --type image --format 'user {{{{.OCIv1.Config.User}}}}.' isoloir-{name}
        buildah rm $made
    """,
    )
    assert "Usage: isoloir-" in said
    assert f"uid={user.split(':')[0]}" in said
    assert f"user {user}." in said
