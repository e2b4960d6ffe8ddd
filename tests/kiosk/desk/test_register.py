"""The register keeps a month's totals and no trace of a single visit; a return is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.desk.register import level_times
from kiosk.export import export
from kiosk.files import replace_file
from shared.declaration import ActivityReturn, Body, Category
from shared.desk_answers import DeskAnswer, MessageState
from shared.periods import Period
from shared.problems import StorageProblem
from shared.signing import Signer
from tests.kiosk.desk.parts import PIN, Station
from tests.kiosk.parts import contents
from tests.support.problems import refused

OCTOBER = Period(2026, 10)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    station = Station(tmp_path)
    station.pin.set(PIN)
    station.enter()
    return station


def taps(station: Station, *accompanied: bool) -> None:
    for each in accompanied:
        station.office.register.count(accompanied=each)


def waiting(station: Station) -> list[Body]:
    return [each.signed.declaration.body for each in station.office.declarations.pending()]


def test_taps_add_up_and_are_undone(station: Station) -> None:
    for do in ("count:alone", "count:accompanied", "count:accompanied"):
        station.post(do)
    page = station.post("undo")
    assert "2 visiteurs, dont 1 accompagné" in page.text
    month = station.office.register.month(OCTOBER)
    assert (month.visitors, month.accompanied) == (2, 1)


def test_the_disk_is_a_function_of_the_months_totals_alone(tmp_path: Path) -> None:
    shown = []
    for name, order in (("a", (True, False, True)), ("b", (False, True, True))):
        station = Station(tmp_path / name)
        taps(station, *order)
        station.clock.forward(days=1)
        level_times(station.kiosk.data_dir)
        shown.append(contents(station.kiosk.data_dir / "activity"))
    assert shown[0] == shown[1]


def test_a_restart_keeps_the_totals_and_forgets_the_day(station: Station) -> None:
    taps(station, True, False)
    station.start()
    assert station.office.register.today.visitors == 0
    station.office.register.undo()
    assert station.office.register.month(OCTOBER).visitors == 2


def test_a_month_is_confirmed_signed_and_corrected_with_its_revision(station: Station) -> None:
    taps(station, True, False)
    station.post("confirm:2026-10", _visitors="2", _accompanied="1")
    page = station.post("confirm:2026-10", _visitors="30", _accompanied="12")
    assert "Le mois est validé" in page.text
    declared = [each for each in waiting(station) if isinstance(each, ActivityReturn)]
    assert {each.revision: each.visitors for each in declared} == {1: 2, 2: 30}


@pytest.mark.parametrize(
    ("visitors", "accompanied"), [("1", "2"), ("", "0"), ("-1", "0"), ("999999", "0")]
)
def test_what_cannot_be_is_not_declared(station: Station, visitors: str, accompanied: str) -> None:
    page = station.post("confirm:2026-10", _visitors=visitors, _accompanied=accompanied)
    assert "ne peuvent pas être déclarés" in page.text
    assert waiting(station) == []


def test_a_month_that_has_not_begun_cannot_be_chosen(station: Station) -> None:
    assert station.post("month:2026-11").status_code == 400


@pytest.mark.parametrize("step", [0, 1, 2])
def test_wherever_the_power_goes_no_revision_serves_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Confirming writes three times: the number, the return, that it is confirmed."""
    station = Station(tmp_path)
    taps(station, True)
    left = [step]

    def failing(path: Path, data: bytes) -> None:
        if left[0] == 0:
            raise StorageProblem("storage-failed")
        left[0] -= 1
        replace_file(path, data)

    monkeypatch.setattr("kiosk.desk.register.replace_file", failing)
    monkeypatch.setattr("kiosk.declarations.replace_file", failing)
    with refused("storage-failed"):
        station.office.confirm(OCTOBER, 1, 1)
    monkeypatch.undo()
    station.start()
    station.office.confirm(OCTOBER, 5, 1)
    revisions = [each.revision for each in waiting(station) if isinstance(each, ActivityReturn)]
    assert len(revisions) == len(set(revisions))
    assert max(revisions) == station.office.register.month(OCTOBER).revision


def test_offline_for_months_then_all_arrives_once(station: Station) -> None:
    station.collector.faults.offline = True
    taps(station, True, False)
    station.office.confirm(OCTOBER, 2, 1)
    station.office.write(Category.DIFFICULTY, "Le site ne répond plus.")
    station.kiosk.courier.send()
    assert len(waiting(station)) == 2
    station.collector.faults.offline = False
    station.collector.faults.lose_replies = True
    station.kiosk.courier.send()
    station.collector.faults.lose_replies = False
    done = station.kiosk.courier.send()
    assert done.declared == 2
    assert waiting(station) == []
    assert len(station.collector.heard) == 2


def test_only_a_true_acknowledgement_lets_a_declaration_go(station: Station) -> None:
    station.office.confirm(OCTOBER, 2, 1)
    station.collector.faults.sign_receipts_with = Signer(bytes(32))
    assert station.kiosk.courier.contact() is not None
    assert len(waiting(station)) == 1


def test_what_is_refused_for_ever_is_kept_with_its_reason(station: Station) -> None:
    station.office.confirm(OCTOBER, 2, 1)
    station.collector.faults.refuse = "declaration-repeated"
    station.kiosk.courier.contact()
    assert waiting(station) == []
    assert list(station.office.declarations.refused().values()) == ["declaration-repeated"]
    assert station.office.facts()["declarations"]["refused"] == ["declaration-repeated"]


def test_a_message_is_shown_masked_before_it_is_sent(station: Station) -> None:
    fields = {"_category": "equipment", "_text": "Appelez le 06 12 34 56 78"}
    page = station.post("review-message", **fields)
    assert "Appelez le [tél.]" in page.text
    assert "masqué" in page.text
    station.post("send-message", **fields)
    assert [each.text for each in station.office.declarations.waiting_messages()] == [
        "Appelez le [tél.]"
    ]
    station.kiosk.courier.contact()
    assert "reçu par la Caf" in station.post("message").text


def test_an_answer_comes_back_with_the_bundle(station: Station) -> None:
    station.office.write(Category.DIFFICULTY, "Un souci.")
    station.kiosk.courier.contact()
    (heard,) = station.collector.heard.values()
    station.collector.answers = (
        DeskAnswer(heard.id, Category.DIFFICULTY, "Un souci.", MessageState.DONE, "C'est réparé."),
    )
    station.collector.serial += 1
    station.kiosk.courier.contact()
    page = station.post("message").text
    assert "C&#39;est réparé." in page
    assert station.office.declarations.told() == []


def test_an_empty_message_is_not_sent(station: Station) -> None:
    page = station.post("review-message", _category="equipment", _text="  ")
    assert "Le texte est vide ou trop long." in page.text
    assert waiting(station) == []


def test_a_stick_carries_declarations_and_brings_acknowledgements_back(
    station: Station, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    station.office.confirm(OCTOBER, 2, 1)
    kiosk = station.kiosk
    assert export(stick, kiosk.device, kiosk.spool, kiosk.outbox).declarations == 1
    (path,) = stick.glob("*.declaration")
    path.with_suffix(".acknowledgement").write_bytes(station.collector.hear(path.read_bytes()))
    assert export(stick, kiosk.device, kiosk.spool, kiosk.outbox).acknowledged == 1
    assert waiting(station) == []
