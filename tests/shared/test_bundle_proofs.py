"""A bundle's keys can be checked one by one, and its Points share a secret with their devices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared import cbor, limits
from shared.bundle import period_key_message, presence_secret, read_bundle, write_bundle
from shared.problems import FormatProblem, Problem
from shared.signing import Domain, open_envelope, verify
from tests.vectors.make import COLLECTOR, PERIOD, STRANGER, _bundle


def payload() -> dict[str, object]:
    envelope = open_envelope(
        Domain.BUNDLE, write_bundle(COLLECTOR, _bundle()), limits.MAX_BUNDLE_BYTES
    )
    fields: dict[str, object] = cbor.decode(envelope.payload, limits.MAX_BUNDLE_BYTES)
    return fields


def test_each_key_comes_with_the_collectors_own_signature() -> None:
    bundle = read_bundle(write_bundle(COLLECTOR, _bundle()), [COLLECTOR.public])
    assert bundle == _bundle()
    assert bundle.signer == COLLECTOR.public
    message = period_key_message(PERIOD, bundle.keys[PERIOD])
    verify(COLLECTOR.public, Domain.PERIOD_KEY, message, bundle.proofs[PERIOD])


@pytest.mark.parametrize(
    "proofs",
    [
        {},
        {PERIOD: bytes(64)},
        {PERIOD: "text"},
        {"2026-11": bytes(64)},
        {PERIOD: STRANGER.sign(Domain.PERIOD_KEY, b"")},
    ],
    ids=["none", "not a signature", "text", "of another period", "by a stranger"],
)
def test_a_key_without_its_proof_is_refused(proofs: dict[str, object]) -> None:
    data = COLLECTOR.envelope(Domain.BUNDLE, {**payload(), "proofs": proofs})
    with pytest.raises(Problem) as caught:
        read_bundle(data, [COLLECTOR.public])
    assert caught.value.code in ("format-malformed", "signature-invalid")


def test_the_devices_of_a_point_share_its_secret_until_its_token_is_reissued() -> None:
    bundle = _bundle()
    first = read_bundle(write_bundle(COLLECTOR, bundle), [COLLECTOR.public]).points[0]
    again = read_bundle(write_bundle(COLLECTOR, replace(bundle, serial=13)), [COLLECTOR.public])
    assert first.presence == again.points[0].presence
    assert first.presence == presence_secret(COLLECTOR, first.id, first.token)
    others = [
        presence_secret(COLLECTOR, first.id, "reissued"),
        presence_secret(COLLECTOR, "fictif-2", first.token),
        presence_secret(STRANGER, first.id, first.token),
    ]
    assert len({first.presence, *others}) == 4
    assert first.presence.hex() not in repr(first)


def test_a_presence_secret_of_another_length_is_refused() -> None:
    fields = payload()
    point = {**fields["points"][0], "presence": b"short"}  # type: ignore[index]
    with pytest.raises(FormatProblem):
        read_bundle(
            COLLECTOR.envelope(Domain.BUNDLE, {**fields, "points": [point]}), [COLLECTOR.public]
        )


def test_what_a_newer_collector_adds_is_passed_over() -> None:
    fields = payload()
    newer: dict[str, object] = {"later": {"a": [1]}}
    maps = ("points", "notices", "answers", "speech")
    lists: dict[str, list[dict[str, object]]] = {
        name: fields[name]  # type: ignore[misc]
        for name in maps
        if name in fields
    }
    assert lists["points"]
    assert lists["notices"]
    more = {name: [{**each, **newer} for each in its] for name, its in lists.items()}
    data = COLLECTOR.envelope(Domain.BUNDLE, {**fields, **more, **newer})
    assert read_bundle(data, [COLLECTOR.public]) == _bundle()


def test_what_an_older_device_must_not_overlook_comes_with_another_version() -> None:
    data = COLLECTOR.envelope(Domain.BUNDLE, {**payload(), "v": limits.FORMAT_VERSION + 1})
    with pytest.raises(FormatProblem) as caught:
        read_bundle(data, [COLLECTOR.public])
    assert caught.value.code == "format-version"
