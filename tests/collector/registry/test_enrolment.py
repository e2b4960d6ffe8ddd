"""A ticket makes one computer a device, once, and tells it whom to trust."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from collector.registry.enrolment import enrol, issue_kiosk_ticket, issue_relay_ticket, new_ticket
from collector.store.devices import find_device, revoke_device
from shared import limits
from shared.messages import DeviceKind, read_enrolled, write_enrolment
from shared.problems import Problem
from shared.ticket import Ticket, read_ticket, write_ticket
from tests.support.problems import refused
from tests.support.town import DIEPPE, ROUEN, Machine, Town


def asked(town: Town, machine: Machine, ticket: Ticket) -> bytes:
    return enrol(
        town.database, town.signer, write_enrolment(machine.signer, ticket.secret), town.clock()
    )


def known(town: Town, machine: Machine) -> bool:
    with town.database.read() as transaction:
        return find_device(transaction, machine.id) is not None


def test_a_typed_ticket_makes_a_kiosk_of_its_point(town: Town) -> None:
    typed = write_ticket(town.ticket(ROUEN)).lower().replace("-", " ")
    ticket, machine = read_ticket(typed), Machine()
    enrolled = read_enrolled(
        asked(town, machine, ticket), ticket.fingerprint, machine.signer.public
    )
    assert (enrolled.device, enrolled.kind) == (machine.id, DeviceKind.KIOSK)
    assert enrolled.signer == town.signer.public
    assert [point.id for point in town.bundle(machine).points] == [ROUEN]


def test_the_same_device_gets_the_same_answer_again(town: Town) -> None:
    ticket, machine = town.ticket(ROUEN), Machine()
    first = asked(town, machine, ticket)
    assert asked(town, machine, ticket) == first
    town.clock.time += timedelta(days=limits.TICKET_DAYS + 1)
    assert asked(town, machine, ticket) == first


def test_a_ticket_works_for_one_device_only(town: Town) -> None:
    ticket, other = town.ticket(ROUEN), Machine()
    asked(town, Machine(), ticket)
    with refused("ticket-refused"):
        asked(town, other, ticket)
    assert not known(town, other)


def test_a_ticket_works_on_its_last_day_and_no_longer(town: Town) -> None:
    last, late = town.ticket(ROUEN), town.ticket(ROUEN)
    town.clock.time += timedelta(days=limits.TICKET_DAYS)
    asked(town, Machine(), last)
    town.clock.time += timedelta(days=1)
    with refused("ticket-refused"):
        asked(town, Machine(), late)


def test_a_made_up_ticket_is_refused(town: Town) -> None:
    with refused("ticket-refused"):
        asked(town, Machine(), new_ticket(os.urandom(10), town.signer.public, "http://x.example"))


def test_a_request_signed_by_another_key_is_refused_and_spends_nothing(town: Town) -> None:
    ticket, machine = town.ticket(ROUEN), Machine()
    request = write_enrolment(machine.signer, ticket.secret)
    with refused("signature-invalid"):
        enrol(town.database, town.signer, request[:-1] + bytes([request[-1] ^ 1]), town.clock())
    asked(town, machine, ticket)


def test_an_enrolled_device_does_not_change_its_point(town: Town) -> None:
    machine = town.kiosk(ROUEN)
    ticket = town.ticket(DIEPPE)
    with refused("already-enrolled"):
        asked(town, machine, ticket)
    asked(town, Machine(), ticket)


def test_a_revoked_device_does_not_come_back(town: Town) -> None:
    ticket, machine = town.ticket(ROUEN), Machine()
    asked(town, machine, ticket)
    with town.database.begin() as transaction:
        revoke_device(transaction, machine.id)
    for again in (ticket, town.ticket(ROUEN)):
        with refused("device-revoked"):
            asked(town, machine, again)


def test_a_ticket_wants_a_point_or_a_caf_that_exists(town: Town) -> None:
    ticket = new_ticket(os.urandom(10), town.signer.public, "http://x.example")
    with refused("point-unknown"):
        issue_kiosk_ticket(town.database, "nowhere", ticket, town.clock())
    with refused("caf-unknown"):
        issue_relay_ticket(town.database, "999", ticket, town.clock())


def test_the_secret_of_a_ticket_is_not_kept(town: Town) -> None:
    from sqlalchemy import select

    from collector.store.schema import ticket as table

    ticket = town.ticket(ROUEN)
    with town.database.read() as transaction:
        kept = transaction.scalars(select(table.c.digest)).all()
    assert all(ticket.secret not in digest for digest in kept)


def test_one_ticket_and_many_machines_at_once_make_one_device(town: Town) -> None:
    ticket, machines, together = town.ticket(ROUEN), [Machine() for _ in range(6)], Barrier(6)

    def ask(machine: Machine) -> str:
        together.wait()
        try:
            asked(town, machine, ticket)
        except Problem as problem:
            return problem.code
        return "enrolled"

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(ask, machines))
    assert sorted(outcomes) == ["enrolled"] + ["ticket-refused"] * 5
    assert [known(town, machine) for machine in machines] == [
        outcome == "enrolled" for outcome in outcomes
    ]
