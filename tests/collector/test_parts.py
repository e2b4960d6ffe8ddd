"""Intake and pages may be two programs, each with its own user."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from collector.app import Part, create_app
from collector.files import refuse_shared_file
from collector.signing_key import create_signing_key
from tests.support.town import Town


def part_of(town: Town, part: Part) -> Flask:
    create_signing_key(town.collector.config.signing_key_file, bytes)
    return create_app(town.collector, part)


def addresses(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()}


def test_the_two_parts_share_nothing_but_health_and_make_the_whole(town: Town) -> None:
    intake, dashboard, whole = (
        addresses(part_of(town, part)) for part in (Part.INTAKE, Part.DASHBOARD, Part.ALL)
    )
    of_devices = {address for address in whole if address.startswith("/v1/")}
    assert of_devices >= {"/v1/enrol", "/v1/batches", "/v1/bundle", "/v1/status", "/v1/activity"}
    assert intake - {"/static/<path:filename>"} == of_devices | {"/healthz"}
    assert dashboard == whole - of_devices


def test_a_part_answers_for_the_other_that_there_is_no_such_page(town: Town) -> None:
    answers = [
        part_of(town, Part.INTAKE).test_client().get("/"),
        part_of(town, Part.DASHBOARD).test_client().post("/v1/batches"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root gives files away")
@pytest.mark.parametrize(
    ("owner", "mode", "fine"),
    [
        (0, 0o600, True),
        (0, 0o640, True),
        (0, 0o660, False),
        (0, 0o604, False),
        (64_123, 0o600, True),
        (64_123, 0o640, False),
    ],
)
def test_a_secret_may_be_shared_with_a_group_by_root_alone(
    tmp_path: Path, owner: int, mode: int, fine: bool
) -> None:
    file = tmp_path / "secret"
    file.touch(mode)
    os.chown(file, owner, 0)
    file.chmod(mode)
    if fine:
        refuse_shared_file(file)
    else:
        with pytest.raises(PermissionError):
            refuse_shared_file(file)
