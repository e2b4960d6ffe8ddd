"""One test for each way an upload is refused; nothing of it is ever written."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from collector.keys.lifecycle import create_keys, destroy_key
from collector.store.devices import revoke_device
from collector.surveys.publish import publish_survey
from shared import cbor, limits
from shared.batch import read_batch
from shared.periods import Period
from shared.problems import Problem
from shared.sealing import Context, Label, PublicKey
from shared.signing import Domain
from tests.collector.intake.test_accept import counts
from tests.support.town import DIEPPE, LILLE, Machine, Town, resigned, small_survey

Upload = Callable[[Town], bytes]
CASES: dict[str, tuple[str, Upload]] = {}


def refused_as(code: str) -> Callable[[Upload], Upload]:
    """Note a way to be refused under the name of its function."""

    def note(upload: Upload) -> Upload:
        CASES[upload.__name__] = (code, upload)
        return upload

    return note


def changed(town: Town, machine: Machine, **fields: Any) -> bytes:
    """A batch of an enrolled machine with some fields changed, and signed after that."""
    payload = cbor.decode(machine.batch(town.context(), town.items(3)), limits.MAX_BATCH_BYTES)[0]
    document = cbor.decode(payload, limits.MAX_BATCH_BYTES)
    return resigned(machine, cbor.encode(document | fields))


def in_context(town: Town, machine: Machine, **parts: Any) -> bytes:
    """A batch of an enrolled machine in a context with some parts changed."""
    return machine.batch(replace(town.context(), **parts), town.items(3))


@refused_as("format-malformed")
def nothing_at_all(town: Town) -> bytes:
    return b""


@refused_as("format-malformed")
def no_cbor(town: Town) -> bytes:
    return b"\xff" + os.urandom(200)


@refused_as("format-malformed")
def cut_short(town: Town) -> bytes:
    return town.kiosk().batch(town.context(), town.items(3))[:-1]


@refused_as("format-malformed")
def with_bytes_after_its_end(town: Town) -> bytes:
    return town.kiosk().batch(town.context(), town.items(3)) + b"\0"


@refused_as("format-malformed")
def with_a_field_too_many(town: Town) -> bytes:
    return changed(town, town.kiosk(), address="192.0.2.1")


@refused_as("format-malformed")
def without_items(town: Town) -> bytes:
    return changed(town, town.kiosk(), items=[])


@refused_as("format-malformed")
def of_an_unknown_kind(town: Town) -> bytes:
    return changed(town, town.kiosk(), kind="photo")


@refused_as("format-malformed")
def with_a_total_below_its_own_number(town: Town) -> bytes:
    return changed(town, town.kiosk(), total=2)


@refused_as("period-invalid")
def of_no_month(town: Town) -> bytes:
    return changed(town, town.kiosk(), period="2026-13")


@refused_as("format-version")
def of_an_unknown_version(town: Town) -> bytes:
    return changed(town, town.kiosk(), v=limits.FORMAT_VERSION + 1)


@refused_as("format-oversize")
def larger_than_any_batch(town: Town) -> bytes:
    return town.kiosk().batch(town.context(), town.items(3)) + bytes(limits.MAX_BATCH_BYTES)


@refused_as("format-malformed")
def with_more_items_than_a_batch_takes(town: Town) -> bytes:
    items = sorted(town.items(limits.MAX_ITEMS_PER_BATCH + 1))
    return changed(town, town.kiosk(), items=items, total=len(items))


@refused_as("batch-unsorted")
def in_order_of_arrival(town: Town) -> bytes:
    return changed(town, town.kiosk(), items=sorted(town.items(3), reverse=True))


@refused_as("batch-duplicate")
def with_an_id_twice(town: Town) -> bytes:
    first, second = town.items(2)
    items = sorted([first, first[:16] + second[16:]])
    return changed(town, town.kiosk(), items=items)


@refused_as("batch-item-length")
def with_items_of_different_lengths(town: Town) -> bytes:
    first, second = sorted(town.items(2))
    return changed(town, town.kiosk(), items=[first, second + b"\0"])


@refused_as("batch-item-length")
def with_items_longer_than_the_surveys(town: Town) -> bytes:
    return town.kiosk().batch(town.context(), [item + b"\0" for item in town.items(3)])


@refused_as("batch-item-length")
def with_comments_sent_as_responses(town: Town) -> bytes:
    return town.kiosk().batch(town.context(), town.items(3, Label.COMMENT))


@refused_as("batch-item-length")
def with_comments_on_a_survey_that_takes_none(town: Town) -> bytes:
    survey = small_survey(2, comment=False)
    publish_survey(town.database, survey, 1.0, town.clock())
    context = replace(town.context(label=Label.COMMENT), survey=survey.digest)
    return town.kiosk().batch(context, town.items(3, Label.COMMENT))


@refused_as("device-unknown")
def from_a_machine_that_never_enrolled(town: Town) -> bytes:
    return Machine().batch(town.context(), town.items(3))


@refused_as("signature-invalid")
def in_the_name_of_another_device(town: Town) -> bytes:
    return changed(town, Machine(), device=town.kiosk().id)


@refused_as("signature-invalid")
def without_a_signature(town: Town) -> bytes:
    payload, _ = cbor.decode(
        town.kiosk().batch(town.context(), town.items(3)), limits.MAX_BATCH_BYTES
    )
    return cbor.encode([payload, bytes(limits.SIGNATURE_BYTES)])


@refused_as("signature-invalid")
def altered_on_the_way(town: Town) -> bytes:
    payload, signature = cbor.decode(
        town.kiosk().batch(town.context(), town.items(3)), limits.MAX_BATCH_BYTES
    )
    document = cbor.decode(payload, limits.MAX_BATCH_BYTES)
    last = bytearray(document["items"][-1])
    last[-1] ^= 1
    document["items"][-1] = bytes(last)
    return cbor.encode([cbor.encode(document), signature])


@refused_as("signature-invalid")
def signed_as_something_else(town: Town) -> bytes:
    kiosk = town.kiosk()
    payload, _ = cbor.decode(kiosk.batch(town.context(), town.items(3)), limits.MAX_BATCH_BYTES)
    return resigned(kiosk, payload, Domain.STATUS)


@refused_as("device-revoked")
def from_a_revoked_device(town: Town) -> bytes:
    kiosk = town.kiosk()
    with town.database.begin() as transaction:
        revoke_device(transaction, kiosk.id)
    return kiosk.batch(town.context(), town.items(3))


@refused_as("batch-point")
def for_the_point_next_door(town: Town) -> bytes:
    return in_context(town, town.kiosk(), point=DIEPPE)


@refused_as("batch-point")
def for_a_point_that_does_not_exist(town: Town) -> bytes:
    relay = Machine()
    town.enrol(relay, town.relay_ticket(None))
    return in_context(town, relay, point="nowhere")


@refused_as("batch-point")
def for_a_point_of_another_caf(town: Town) -> bytes:
    relay = Machine()
    town.enrol(relay, town.relay_ticket("761"))
    return in_context(town, relay, point=LILLE)


@refused_as("survey-unknown")
def for_a_survey_that_was_never_published(town: Town) -> bytes:
    return in_context(town, town.kiosk(), survey=small_survey(99).digest)


@refused_as("key-unknown")
def sealed_to_an_unknown_key(town: Town) -> bytes:
    return in_context(town, town.kiosk(), key_id=os.urandom(8))


@refused_as("key-unknown")
def sealed_to_another_months_key(town: Town) -> bytes:
    return in_context(town, town.kiosk(), period=str(town.period.plus(1)))


@refused_as("key-unknown")
def of_a_future_month_without_a_key(town: Town) -> bytes:
    return in_context(town, town.kiosk(), period=str(town.period.plus(50)))


@refused_as("key-destroyed")
def sealed_to_a_destroyed_key(town: Town) -> bytes:
    destroy_key(town.database, town.keyring, Period(2026, 12), town.clock(), force=True)
    (period, key) = (Period(2026, 12), _published(town, Period(2026, 12)))
    return in_context(town, town.kiosk(), period=str(period), key_id=key.key_id)


@pytest.mark.parametrize("name", CASES)
def test_an_upload_is_refused_and_leaves_nothing(town: Town, name: str) -> None:
    code, upload = CASES[name]
    before = counts(town)
    data = upload(town)
    intake = town.intake()
    for _ in range(2):
        with pytest.raises(Problem) as refused:
            intake.accept(data)
        assert refused.value.code == code
    assert counts(town) == before


def test_a_sequence_number_is_not_used_for_other_content(town: Town) -> None:
    kiosk = town.kiosk()
    town.intake().accept(kiosk.batch(town.context(), town.items(3)))
    before = counts(town)
    kiosk.sequence -= 1
    with pytest.raises(Problem) as refused:
        town.intake().accept(kiosk.batch(town.context(), town.items(3)))
    assert refused.value.code == "batch-sequence"
    assert refused.value.kind.final
    assert counts(town) == before


def test_a_device_revoked_meanwhile_is_refused_by_an_intake_that_knew_it(town: Town) -> None:
    kiosk, intake = town.kiosk(), town.intake()
    intake.accept(kiosk.batch(town.context(), town.items(1)))
    with town.database.begin() as transaction:
        revoke_device(transaction, kiosk.id)
    with pytest.raises(Problem) as refused:
        intake.accept(kiosk.batch(town.context(), town.items(1)))
    assert refused.value.code == "device-revoked"


def test_a_key_destroyed_meanwhile_is_refused_by_an_intake_that_knew_it(town: Town) -> None:
    kiosk, intake = town.kiosk(), town.intake()
    context: Context = town.context()
    intake.accept(kiosk.batch(context, town.items(1)))
    destroy_key(town.database, town.keyring, town.period, town.clock(), force=True)
    with pytest.raises(Problem) as refused:
        intake.accept(kiosk.batch(context, town.items(1)))
    assert refused.value.code == "key-destroyed"


def test_a_batch_of_a_good_device_is_still_taken_in_after_all_that(town: Town) -> None:
    for _, upload in CASES.values():
        with pytest.raises(Problem):
            town.intake().accept(upload(town))
    create_keys(town.database, town.keyring, town.period, 3, town.clock())
    batch = town.kiosk().batch(town.context(), town.items(3))
    assert read_batch(batch).digest
    assert town.intake().accept(batch).again is False


def _published(town: Town, period: Period) -> PublicKey:
    from collector.store.keys import find_key

    with town.database.read() as transaction:
        key = find_key(transaction, period)
    assert key is not None
    return key.public
