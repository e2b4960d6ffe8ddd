"""Texts that would be orders, to a database, a template or a page, are texts everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import func, select, update

from collector.store.schema import caf, point
from tests.support.analysts import sign_in
from tests.support.matrix import ADDRESSES
from tests.support.office import NATIONAL, Office, open_office
from tests.support.town import ROUEN, Town

PRODUCT = "99991*99989"
HOSTILE = (
    f"x'; DROP TABLE point; --{{{{{PRODUCT}}}}}${{{PRODUCT}}}<%={PRODUCT}%>"
    "<script>%(x)s{0.__class__}"
)
COUNTED = str(99991 * 99989)
"""Long enough to stand in no page by chance, as a part of some random name."""

PARAMETERS = ("q", "caf", "point", "from", "question", "period", "state", "departement")
ON_POSTGRESQL = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


@pytest.fixture
def office(town: Town) -> Office:
    return open_office(town)


def addresses(office: Office) -> Iterator[str]:
    """Every page of this collector, but the documents that take a second each."""
    with office.app.test_request_context():
        for name, address in ADDRESSES.items():
            method, endpoint = name.split()
            slow = endpoint.startswith(("posters.", "reports."))
            if method == "GET" and endpoint in office.app.view_functions and not slow:
                names: dict[str, Any] = dict(address.names)
                yield url_for(endpoint, **names)


def is_harmless(office: Office, shown: str) -> bool:
    """Whether no part of it was carried out."""
    with office.town.database.read() as transaction:
        there = transaction.scalar(select(func.count()).select_from(point))
    return there == 3 and COUNTED not in shown and "<script>%" not in shown


@ON_POSTGRESQL
def test_what_is_stored_is_shown_and_not_carried_out(office: Office) -> None:
    with office.town.database.begin() as transaction:
        transaction.execute(update(point).values(name=HOSTILE, commune=HOSTILE, street=HOSTILE))
        transaction.execute(update(caf).values(name=HOSTILE))
    person = office.person(NATIONAL)
    seen = 0
    for address in addresses(office):
        answered = person.client.get(address)
        assert answered.status_code < 500, address
        shown = answered.data.decode(errors="replace")
        assert is_harmless(office, shown), address
        seen += f"{{{{{PRODUCT}}}}}" in shown
    assert seen > 5, "it stands on many pages, as a text"


@ON_POSTGRESQL
def test_what_an_address_says_is_read_and_not_carried_out(office: Office) -> None:
    person = office.person(NATIONAL)
    for address in addresses(office):
        for name in PARAMETERS:
            answered = person.client.get(address, query_string={name: HOSTILE})
            assert answered.status_code < 500, (address, name)
            shown = answered.data.decode(errors="replace")
            assert COUNTED not in shown, (address, name)
            assert "<script>%" not in shown, (address, name)
    assert is_harmless(office, "")


def test_what_a_form_says_is_kept_and_not_carried_out(office: Office) -> None:
    answered = sign_in(office.app.test_client(), f"{NATIONAL}' OR '1'='1", "' OR '1'='1")
    assert answered.status_code == 401
    person = office.person(NATIONAL)
    fields = {"name": HOSTILE, "street": HOSTILE, "postcode": "76000", "commune": "R"}
    with office.app.test_request_context():
        change = url_for("registry.edit_point", point=ROUEN)
    person.send(change, **fields)
    with office.town.database.read() as transaction:
        assert transaction.scalar(select(point.c.name).where(point.c.point_id == ROUEN)) == HOSTILE
    assert is_harmless(office, person.get(f"/registry/points/{ROUEN}"))
