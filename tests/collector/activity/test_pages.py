"""The pages of returns and news, on a real collector: who may, what is kept, what reaches desks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from collector.auth.scope import Scope
from collector.registry.convention import Convention
from collector.store.access import add_account, find_account
from collector.store.conventions import put_convention
from tests.collector.activity.desk import counted, declares, message, month, send
from tests.support.office import ADMIN, PARTNER, Office, open_office
from tests.support.town import DIEPPE, ROUEN, Town

ELSEWHERE = "admin@elsewhere.example"


@pytest.fixture
def office(town: Town) -> Office:
    """The pages, with an administrator of another Caf besides."""
    opened = open_office(town)
    with town.database.begin() as transaction:
        admin = find_account(transaction, ADMIN)
        assert admin is not None
        other = replace(admin, email=ELSEWHERE, scope=Scope.parse("caf:591"))
        add_account(transaction, other)
    return opened


def test_a_partner_types_a_return_for_the_own_point_only(town: Town, office: Office) -> None:
    partner = office.person(PARTNER)
    fields = {"period": "2026-10", "visitors": "30", "accompanied": "12"}
    partner.send("/activity", point=ROUEN, **fields)
    partner.send("/activity", 403, point=DIEPPE, **fields)
    assert {point: each.visitors for point, each in counted(town).items()} == {ROUEN: 30}
    partner.get("/news", 403)
    page = " ".join(partner.get("/activity?period=2026-10").split())  # plain spaces
    assert "40 %" in page
    assert "Point de dieppe" not in page
    partner.send("/activity", point=ROUEN, period="2026-09", visitors="41", accompanied="12")
    partner.send("/activity", point=ROUEN, **{**fields, "visitors": "0", "accompanied": "0"})
    page = " ".join(office.person(ADMIN).get("/activity?period=2026-10").split())
    assert (
        "aucun visiteur, alors que le Point était ouvert et en recevait les mois précédents"
        " (visiteurs : 0, au plus dans les trois mois précédents : 41)"
    ) in page


def test_a_late_return_and_an_impossible_figure_show_until_answered(
    town: Town, office: Office
) -> None:
    send(town, declares(town.kiosk(), month(10, 12)))
    town.clock.set(town.clock().date().replace(month=11, day=6))
    admin = office.person(ADMIN)
    page = admin.get("/activity")
    assert "en retard" not in page
    assert "aucun dû" in page, "no Point has a convention yet"
    signed = date(2026, 10, 31)
    with town.database.begin() as transaction:
        put_convention(transaction, Convention(DIEPPE, "Ville", signed, signed))
    page = admin.get("/activity")
    assert page.count("en retard") == 1
    assert re.findall(r">(\d+ / \d+|–)</span></td>\s*</tr>", page)[:3] == ["0 / 1", "1 / 2", "–"]
    asked = (
        "plus de visiteurs accompagnés que de visiteurs (visiteurs\xa0: 10, accompagnés\xa0: 12)"
    )
    assert asked in page
    fields = {"point": ROUEN, "period": "2026-10", "kind": "accompanied"}
    admin.send("/activity/questions", reason="Vérifié.", **fields)
    assert asked not in admin.get("/activity")
    assert f"{asked} – close avec un motif" in admin.get(f"/activity/points/{ROUEN}")


def test_a_message_is_answered_and_the_desk_reads_it(town: Town, office: Office) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, message("Un souci."), name=b"m" * 16))
    before = town.bundle(kiosk).serial
    address = f"/news/messages/{(b'm' * 16).hex()}"
    fields = {"state": "done", "answer": "Réparé."}
    office.person(ELSEWHERE).send(address, 403, **fields)
    office.person(ADMIN).send(address, **fields)
    bundle = town.bundle(kiosk)
    assert [(each.state.value, each.answer) for each in bundle.answers] == [("done", "Réparé.")]
    assert bundle.serial > before


def test_a_notice_reaches_the_points_chosen_and_is_withdrawn(town: Town, office: Office) -> None:
    rouen, dieppe = town.kiosk(ROUEN), town.kiosk(DIEPPE)
    admin = office.person(ADMIN)
    fields = {"caf": "761", "place": "attract", "starts": "2026-10-15", "text-fr": "Fermé."}
    admin.send("/news/notices", 422, ends="2026-10-14", **fields)
    for place, longest in (("attract", 160), ("desk", 280)):
        page = admin.get(f"/news?place={place}")
        assert re.findall(r'maxlength="(\d+)" aria-describedby="longest"', page) == 3 * [
            str(longest)
        ]
        assert f'name="place" value="{place}"' in page
        assert f"{longest} caractères au plus dans chaque langue." in page
        long = {**fields, "place": place, "text-fr": "x" * (longest + 1)}
        admin.send("/news/notices", 422, ends="2026-10-20", **long)
    assert 'name="place" value="desk"' in admin.get("/news?place=nowhere")
    admin.send("/news/notices", ends="2026-10-20", points=ROUEN, **fields)
    (notice,) = town.bundle(rouen).notices
    assert notice.texts == {"fr": "Fermé."}
    assert town.bundle(dieppe).notices == ()
    admin.send(f"/news/notices/{notice.id}/withdraw")
    assert town.bundle(rouen).notices == ()
