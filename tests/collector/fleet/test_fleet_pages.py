"""The page of the devices, the metrics and the doctor, on a real collector with real devices."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from collector.auth.access import add_token
from collector.auth.scope import Scope
from collector.fleet.doctor import examine
from collector.registry.openings import ExceptionalDays, HoursVersion
from collector.registry.status import accept_status
from collector.store.openings import put_exception, put_hours
from tests.support.office import ADMIN, ANALYST, NATIONAL, PARTNER, Office, open_office
from tests.support.town import DIEPPE, LILLE, ROUEN, Machine, Town


@pytest.fixture
def office(town: Town) -> Office:
    town.collector.config.data_dir.mkdir(parents=True, exist_ok=True)
    return open_office(town)


def tells(town: Town, machine: Machine, waiting: dict[str, int]) -> None:
    accept_status(town.database, machine.status(waiting), town.clock().date())


def metrics(office: Office, scope: str) -> tuple[int, str]:
    secret = add_token(office.town.database, f"for {scope}", Scope.parse(scope), os.urandom)
    answered = office.app.test_client().get(
        "/metrics", headers={"Authorization": f"Bearer {secret}"}
    )
    return answered.status_code, answered.text


def test_an_administrator_sees_the_devices_of_the_own_caf(office: Office) -> None:
    town = office.town
    here, far = town.kiosk(ROUEN), town.kiosk(LILLE)
    tells(town, here, {"2026-06": 3})
    tells(town, far, {})
    page = office.person(ADMIN).get("/fleet")
    assert here.id in page
    assert far.id not in page
    assert "Des réponses de mois passés y attendent encore." in page
    assert "small 1, clés jusqu’en avril 2027" in page
    assert "3, les plus anciennes\xa0: juin 2026" in page
    assert far.id in office.person(NATIONAL).get("/fleet")


@pytest.mark.parametrize("who", [ANALYST, PARTNER])
def test_nobody_else_sees_the_devices(office: Office, who: str) -> None:
    office.person(who).get("/fleet", 403)


def test_a_device_that_falls_silent_while_its_point_is_open_is_shown_as_such(
    office: Office,
) -> None:
    town, silent = office.town, "Silencieux pendant les heures d’ouverture."
    today = town.clock().date()
    with town.database.begin() as transaction:
        weekdays = HoursVersion(today, "Mo-Fr 09:00-12:00", "list", today)
        put_hours(transaction, DIEPPE, weekdays, town.clock())
        closed = ExceptionalDays(today, today + timedelta(days=7), (), "", "list", today)
        put_exception(transaction, DIEPPE, closed, town.clock())
    tells(town, town.kiosk(DIEPPE), {})
    town.clock.set(today + timedelta(days=7))
    assert silent not in office.person(ADMIN).get("/fleet")  # closed: nothing was to be heard
    town.clock.set(today + timedelta(days=14))
    assert silent in office.person(ADMIN).get("/fleet")


def test_metrics_open_to_a_national_token_only_and_tell_no_place_and_no_single_item(
    office: Office,
) -> None:
    town = office.town
    machine = town.kiosk(ROUEN)
    town.intake().accept(machine.batch(town.context(), town.items(3)))
    assert metrics(office, "caf:761")[0] == 403
    status, text = metrics(office, "national")
    assert status == 200
    assert 'isoloir_devices{kind="kiosk"} 1.0' in text
    assert 'isoloir_vault_items{kind="response"} 0.0' in text  # three, in hundreds
    assert 'isoloir_devices_concern{concern="never-seen"} 1.0' in text
    assert machine.id not in text
    assert ROUEN not in text
    assert office.app.test_client().get("/metrics").status_code == 401


def test_the_doctor_finds_what_is_amiss_and_only_that(office: Office) -> None:
    town = office.town
    bad = {each.name for each in examine(town.collector, town.keyring) if not each.fine}
    assert "devices" not in bad
    assert "reconciliation" not in bad
    town.kiosk(ROUEN)
    town.collector.config.signing_key_file.chmod(0o644)
    worse = {each.name for each in examine(town.collector, town.keyring) if not each.fine}
    assert worse - bad == {"devices", "signing key"}
