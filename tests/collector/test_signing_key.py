"""The signing key is changed in steps of which any may be the last before a crash."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from collector import signing_key
from collector.intake.accept import Intake
from collector.signing_key import announce, create_signing_key, load_signing_key, rotate
from shared.receipt import read_receipt
from shared.signing import Signer
from shared.succession import ancestry, follow, honoured
from tests.support.problems import refused
from tests.support.town import Town


def made(directory: Path) -> Path:
    path = directory / "signing.key"
    create_signing_key(path, os.urandom)
    return path


class Killed(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("stolen", [False, True])
def test_a_change_that_was_cut_off_anywhere_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stolen: bool
) -> None:
    path = made(tmp_path / "whole")
    first = load_signing_key(path)
    announce(path, os.urandom)
    for steps in range(20):
        place = tmp_path / str(steps)
        shutil.copytree(path.parent, place)
        left = iter(range(steps))

        def dying(name: str, left: object = left) -> object:
            real = getattr(signing_key, name)

            def call(*args: object, **more: object) -> object:
                if next(left, None) is None:  # type: ignore[call-overload]
                    raise Killed
                return real(*args, **more)

            return call

        with monkeypatch.context() as broken:
            for name in ("write_file", "destroy_file"):
                broken.setattr(signing_key, name, dying(name))
            try:
                rotate(place / "signing.key", os.urandom, stolen=stolen)
                survived = True
            except Killed:
                survived = False
        now = load_signing_key(place / "signing.key")
        assert now.public in follow(now.chain, [first.public]), "stations find the way meanwhile"
        if survived:
            break
        rotate(place / "signing.key", os.urandom, stolen=stolen)
        now = load_signing_key(place / "signing.key")
        assert now.public != first.public
        assert now.announced == b""
        assert len(now.chain) == 1
        assert now.public in follow(now.chain, [first.public])
    assert steps >= 3


def test_only_an_announced_key_takes_over(tmp_path: Path) -> None:
    path = made(tmp_path)
    with refused("signer-unannounced"):
        rotate(path, os.urandom)
    announced = announce(path, os.urandom).announced
    assert announce(path, os.urandom).announced == announced, "once"
    presence = load_signing_key(path).presence
    signer = rotate(path, os.urandom)
    assert (signer.public, signer.announced, signer.presence) == (announced, b"", presence)
    announce(path, os.urandom)
    taken = rotate(path, os.urandom, stolen=True)
    assert taken.presence != presence
    assert len(honoured(taken.chain)) == 1
    assert len(ancestry(taken)) == 3


def test_a_receipt_is_signed_again_only_when_its_key_was_stolen(town: Town, tmp_path: Path) -> None:
    path = made(tmp_path / "signing")
    machine = town.kiosk()
    batch = machine.batch(town.context(), town.items(2))

    def accept(signer: Signer) -> bytes:
        return Intake(town.database, signer).accept(batch).receipt

    shutil.copy(path, tmp_path / "first.key")
    first = accept(load_signing_key(path))
    announce(path, os.urandom)
    assert accept(rotate(path, os.urandom)) == first
    taken = rotate(path, os.urandom, stolen=True)
    assert accept(taken) == first, "signed by an older key, which was not stolen"
    otherwise = rotate(tmp_path / "first.key", os.urandom, stolen=True)
    again = accept(otherwise)
    assert again != first
    assert read_receipt(again, [otherwise.public]).accepted == 2
