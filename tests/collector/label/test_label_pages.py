"""The list and the file of label evidence, and the decision that a person writes down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from collector.label.cusum import LIMIT
from collector.label.decision import Decision, KeptDecision
from collector.label.rule import Finding
from collector.registry.convention import LabelEvent, LabelState
from collector.store.audit import latest_entries
from collector.store.conventions import labels_of
from collector.store.engine import Database
from collector.store.label_decisions import add_decision, decisions_of
from shared.periods import Period
from tests.collector.dashboard.test_pages import text
from tests.support.databases import SqliteDatabases
from tests.support.label_world import BAD, GOOD, NAMES, SMALL, label_office
from tests.support.office import ADMIN, ANALYST, NATIONAL, PARTNER, Office
from tests.support.town import DIEPPE, ROUEN, Town


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    directory = tmp_path_factory.mktemp("label")
    database = Database(SqliteDatabases(directory).empty())
    yield label_office(database, directory / "collector")
    database.close()


def test_the_list_puts_the_bad_point_first_and_accuses_nobody_else(office: Office) -> None:
    shown = text(office.person(ANALYST).get("/label"))
    assert "démontré : 1 à surveiller : 0 non démontré : 8" in shown
    rows = shown.split("dernière décision")[1]
    assert rows.index(NAMES[BAD]) < rows.index(NAMES[GOOD])


def test_months_gone_by_can_be_asked(office: Office) -> None:
    """The Point turned bad in May: the chart alarms with that very release."""
    person = office.person(ANALYST)
    assert "à surveiller : 1" in text(person.get("/label?to=2026-05"))
    assert "démontré : 0 à surveiller : 0" in text(person.get("/label?to=2026-04"))
    person.get("/label?to=nonsense", 400)


def test_the_file_tells_rule_charts_and_what_is_beside_the_survey(office: Office) -> None:
    page = office.person(ANALYST).get(f"/points/{BAD}/label")
    shown = text(page)
    assert "Insatisfaction : démontré" in shown
    assert page.count('role="img"') >= 2
    assert "Carte de suivi" in shown
    assert f"limite {LIMIT:g} " in shown
    assert "0 sur 12" in shown  # activity returns
    assert "17 h 30, 5 demi-journées" in shown
    assert "V = 5" in shown


def test_too_few_answers_show_no_share(office: Office) -> None:
    shown = text(office.person(ANALYST).get(f"/points/{SMALL}/label"))
    assert "Insatisfaction : non démontré" in shown
    assert "il manque 9 h 00" in shown or "9 h" in shown


def test_a_partner_and_another_caf_see_nothing(office: Office) -> None:
    partner = office.person(PARTNER)
    partner.get("/label", 403)
    partner.get(f"/points/{BAD}/label", 403)
    office.person(ANALYST).get("/points/lille/label", 403)
    assert "Point de Lille" in office.person(NATIONAL).get("/label?caf=591")


def test_only_administrators_decide(office: Office) -> None:
    analyst = office.person(ANALYST)
    assert "Enregistrer la décision" not in analyst.get(f"/points/{BAD}/label")
    fields = {"period": "2026-10", "decision": "talk", "reason": "x"}
    analyst.send(f"/points/{BAD}/label", 403, **fields)


def test_a_decision_is_kept_with_its_reason_and_its_evidence(office: Office) -> None:
    admin = office.person(ADMIN)
    address = f"/points/{BAD}/label"
    for decision, reason in (("review", "  "), ("ban", "x"), ("", "x")):
        admin.send(address, 422, period="2026-10", decision=decision, reason=reason)
    admin.send("/points/lille/label", 403, period="2026-10", decision="talk", reason="x")
    reason = "Visite du 5 novembre, appeler le 06 12 34 56 78"
    admin.send(address, 303, period="2026-10", decision="review", reason=reason)
    with office.town.database.read() as transaction:
        (kept,) = decisions_of(transaction, [BAD])[BAD]
        (_, event) = labels_of(transaction, [BAD])[BAD]
        entry = next(e for e in latest_entries(transaction) if e.action == "label-decide")
    assert (kept.decision, kept.finding, kept.who) == (Decision.REVIEW, Finding.SHOWN, ADMIN)
    assert "06 12" not in kept.reason
    assert kept.evidence["share"] is not None
    assert kept.evidence["low"] > 25  # type: ignore[operator]
    assert event.state is LabelState.REVIEW
    assert entry.detail["finding"] == "shown"
    shown = text(admin.get(address))
    assert "mettre le label en réexamen" in shown
    assert "Visite du 5 novembre" in shown


def test_a_decision_of_before_the_figures_is_kept_without_them(office: Office) -> None:
    admin = office.person(ADMIN)
    told = {"decision": "grant", "reason": "À la signature.", "day": "2018-11-19"}
    admin.send(f"/points/{GOOD}/label", period="2026-10", **told)
    with office.town.database.read() as transaction:
        (kept,) = decisions_of(transaction, [GOOD])[GOOD]
        (event,) = labels_of(transaction, [GOOD])[GOOD]
    assert (kept.day, kept.evidence) == (date(2018, 11, 19), {"share": None, "base": 0})
    assert event == LabelEvent(kept.day, LabelState.GRANTED, "À la signature.")
    assert "À la signature. aucun chiffre" in text(admin.get(f"/points/{GOOD}/label"))


def test_decisions_are_kept_on_both_databases(town: Town) -> None:
    day = date(2026, 11, 2)
    seen = Period(2026, 10), Finding.WATCH, {"share": 31}
    wanted = [
        KeptDecision(ROUEN, day, *seen, decision, "Vu.", ADMIN)
        for decision in (Decision.NOTHING, Decision.WITHDRAW)
    ]
    for kept in wanted:
        with town.database.begin() as transaction:
            add_decision(transaction, kept)
    with town.database.read() as transaction:
        found = decisions_of(transaction, [ROUEN, DIEPPE])
        assert labels_of(transaction)[ROUEN] == [LabelEvent(day, LabelState.WITHDRAWN, "Vu.")]
    assert found[ROUEN] == wanted
    assert DIEPPE not in found
