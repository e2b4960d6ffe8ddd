"""What desks declare is kept once, with its corrections, and acknowledged by the collector."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from collector.activity.model import QuestionKind
from collector.activity.questions import ask_of_all, close_question
from collector.registry.openings import ExceptionalDays, HoursVersion
from collector.store.activity import find_questions, returns_of
from collector.store.desk import messages_of
from collector.store.devices import revoke_device
from collector.store.openings import put_exception, put_hours
from shared.declaration import read_acknowledgement, read_declaration
from shared.periods import Period
from tests.collector.activity.desk import OCTOBER, counted, declares, message, month, send
from tests.support.problems import refused
from tests.support.town import DIEPPE, ROUEN, Machine, Town

TODAY = date(2026, 10, 15)


def open_questions(town: Town) -> set[str]:
    with town.database.read() as transaction:
        found = find_questions(transaction)
    return {str(each.kind) for each in found if each.state == "open"}


def test_a_return_is_acknowledged_by_its_bytes(town: Town) -> None:
    data = declares(town.kiosk(), month(120, 45))
    accepted = send(town, data)
    found = read_acknowledgement(accepted.acknowledgement, [town.signer.public])
    assert found.declaration == read_declaration(data).digest
    assert (counted(town)[ROUEN].visitors, counted(town)[ROUEN].accompanied) == (120, 45)


def test_the_same_bytes_again_change_nothing_and_get_the_same_answer(town: Town) -> None:
    data = declares(town.kiosk(), month(120, 45))
    first, again = send(town, data), send(town, data)
    assert (first.again, again.again) == (False, True)
    assert again.acknowledgement == first.acknowledgement
    assert counted(town)[ROUEN].visitors == 120


def test_a_correction_counts_and_leaves_its_trace(town: Town) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, month(130, revision=2)))
    send(town, declares(kiosk, month(120, revision=1)))
    assert counted(town)[ROUEN].visitors == 130
    assert counted(town)[ROUEN].corrected
    with town.database.read() as transaction:
        kept = returns_of(transaction, OCTOBER, OCTOBER)
    assert [each.visitors for each in kept] == [130, 120]


def test_two_devices_of_a_point_add_up_and_are_asked_about(town: Town) -> None:
    send(town, declares(town.kiosk(), month(100, 10)))
    send(town, declares(town.kiosk(), month(20, 5)))
    found = counted(town)[ROUEN]
    assert (found.visitors, found.accompanied) == (120, 15)
    assert open_questions(town) == {"several"}


def test_another_revision_of_the_same_number_is_refused(town: Town) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, month(100)))
    with refused("declaration-repeated"):
        send(town, declares(kiosk, month(101)))
    assert counted(town)[ROUEN].visitors == 100


def test_an_id_serves_once(town: Town) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, month(100), name=bytes(16)))
    with refused("declaration-repeated"):
        send(town, declares(kiosk, message("Bonjour"), name=bytes(16)))


def test_a_device_speaks_for_its_own_point_only(town: Town) -> None:
    with refused("declaration-point"):
        send(town, declares(town.kiosk(ROUEN), month(100), DIEPPE))


def test_strangers_revoked_devices_and_forgers_are_refused(town: Town) -> None:
    with refused("device-unknown"):
        send(town, declares(Machine(), month(100)))
    kiosk = town.kiosk()
    data = declares(kiosk, month(100))
    with refused("signature-invalid"):
        send(town, data[:-1] + bytes([data[-1] ^ 1]))
    with town.database.begin() as transaction:
        revoke_device(transaction, kiosk.id)
    with refused("device-revoked"):
        send(town, data)
    assert counted(town) == {}


def test_a_month_that_has_not_begun_is_refused(town: Town) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, month(1, period=Period(2026, 11))))
    with refused("activity-invalid"):
        send(town, declares(kiosk, month(1, period=Period(2026, 12))))


def test_a_message_is_masked_again_on_arrival(town: Town) -> None:
    send(town, declares(town.kiosk(), message("Appelez le 06 12 34 56 78")))
    with town.database.read() as transaction:
        found = messages_of(transaction, point_id=ROUEN, most=10)
    assert [each.text for each in found] == ["Appelez le [tél.]"]


@pytest.mark.parametrize(
    ("visitors", "accompanied", "before", "kinds"),
    [
        (10, 11, 10, {"accompanied"}),
        (500, 0, 50, {"tenfold"}),
        (499, 0, 50, set()),
        (3, 0, 50, {"tenfold"}),
        (20, 0, 2, set()),
        (0, 0, 140, {"nobody"}),
        (0, 0, 4, set()),
        (140, 0, 0, set()),
        (120, 120, 100, set()),
    ],
)
def test_figures_that_cannot_be_are_asked_about(
    town: Town, visitors: int, accompanied: int, before: int, kinds: set[str]
) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, month(visitors, accompanied)))
    send(town, declares(kiosk, month(before, period=Period(2026, 9))))
    assert open_questions(town) == kinds


def test_a_month_without_visitors_is_asked_about_unless_the_point_was_closed(town: Town) -> None:
    kiosk, august = town.kiosk(), Period(2026, 8)
    for body in (month(7, period=Period(2026, 5)), month(41, period=Period(2026, 6))):
        send(town, declares(kiosk, body))
    send(town, declares(kiosk, month(0, period=Period(2026, 7))))
    send(town, declares(kiosk, month(0, period=august)))
    send(town, declares(kiosk, month(0, period=Period(2026, 9))))
    (last, middle, first) = _questions(town)
    assert {each.kind for each in (first, middle, last)} == {QuestionKind.NOBODY}
    assert first.figures == middle.figures == last.figures == {"visitors": 0, "recent": 41}

    # For September the correction leaves three visitors at most: nothing to be expected.
    send(town, declares(kiosk, month(3, revision=2, period=Period(2026, 6))))
    assert [each.figures["recent"] for each in _questions(town) if each.state == "open"] == [7, 7]

    told = ExceptionalDays(date(2026, 8, 1), date(2026, 8, 30), (), "Congés", "a@b", TODAY)
    with town.database.begin() as transaction:
        put_hours(
            transaction,
            ROUEN,
            HoursVersion(date(2026, 1, 1), "Mo-Fr 09:00-12:00", "a@b", TODAY),
            town.clock(),
        )
        put_exception(transaction, ROUEN, told, town.clock())
        ask_of_all(transaction, august, august, TODAY)
    assert open_periods(town) == [Period(2026, 7), august], "it was open on Monday, the 31st"
    with town.database.begin() as transaction:
        put_exception(
            transaction,
            ROUEN,
            replace(told, first=date(2026, 8, 31), last=date(2026, 8, 31)),
            town.clock(),
        )
        ask_of_all(transaction, august, august, TODAY)
    assert open_periods(town) == [Period(2026, 7)]


def open_periods(town: Town) -> list[Period]:
    return sorted(each.period for each in _questions(town) if each.state == "open")


def test_a_correction_ends_a_question_and_a_reason_closes_it(town: Town) -> None:
    kiosk, today = town.kiosk(), town.clock().date()
    send(town, declares(kiosk, month(10, 11)))
    send(town, declares(kiosk, month(12, 11, revision=2)))
    assert open_questions(town) == set()
    send(town, declares(kiosk, month(10, 12, revision=3)))
    (question,) = _questions(town)
    with town.database.begin() as transaction, refused("text-unfit"):
        close_question(transaction, ROUEN, OCTOBER, question.kind, " ", "a@caf.example", today)
    with town.database.begin() as transaction:
        close_question(transaction, ROUEN, OCTOBER, question.kind, "Oui.", "a@caf.example", today)
    assert open_questions(town) == set()
    send(town, declares(kiosk, month(10, 13, revision=4)))
    assert open_questions(town) == {"accompanied"}


def _questions(town: Town):  # type: ignore[no-untyped-def]
    with town.database.read() as transaction:
        return find_questions(transaction)
