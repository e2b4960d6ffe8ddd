"""The layers against stuffing: each does its part, and each can be turned off."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.phone import challenges
from kiosk.phone.settings import Presence
from shared.presence import presence_code
from shared.response import Channel
from shared.sealing import Label
from tests.kiosk.phone.parts import OTHER_TOKEN, Layers, PhoneRelay
from tests.kiosk.phone.sealing import Phone, code_of, work


def relay_with(tmp_path: Path, **layers: object) -> PhoneRelay:
    return PhoneRelay(tmp_path, Layers(**layers))  # type: ignore[arg-type]


# Proof of work


def test_an_item_without_its_work_is_refused(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    challenge = phone.given["challenges"][0]
    right = int(work(challenge, relay.layers.phone_work_bits), 16)
    wrong = next(n for n in range(right) if n != right) if right else right + 1
    for proof in ("", challenge, f"{challenge}.", f"{challenge}.{wrong:08x}", f"{challenge}.zzzz"):
        assert code_of(phone.send(proof=proof)) == "work-refused", proof
    assert not relay.spool.lanes()


def test_a_challenge_serves_one_item_only(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    assert phone.send().status_code == 204
    phone.item_id = bytes(16)
    assert code_of(phone.send()) == "work-refused"
    assert code_of(phone.send(Label.COMMENT)) == "work-refused"
    assert len(relay.responses()) == 1


def test_a_challenge_sent_many_times_at_once_serves_one_item(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    proof, together = phone.proof(), threading.Barrier(8)
    codes: list[int] = []

    def send() -> None:
        other = Phone(relay)
        item = other.sealed()
        together.wait()
        codes.append(other.send(item=item, proof=proof).status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [204] + [403] * 7
    assert len(relay.responses()) == 1


def test_a_challenge_of_another_point_or_forged_is_refused(relay: PhoneRelay) -> None:
    phone, other = Phone(relay), Phone(relay, OTHER_TOKEN)
    assert code_of(phone.send(proof=other.proof())) == "work-refused"
    challenge = phone.given["challenges"][0]
    on_site = challenge[:6] + "1" + challenge[7:]
    later = "ffffff" + challenge[6:]
    for forged in (on_site, later):
        proof = f"{forged}.{work(forged, relay.layers.phone_work_bits)}"
        assert code_of(phone.send(proof=proof)) == "work-refused"


def test_a_challenge_expires_and_is_then_forgotten(
    relay: PhoneRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(relay)
    late = Phone(relay)
    assert phone.send().status_code == 204
    relay.clock.forward(minutes=challenges.LIFE_MINUTES + 1)
    assert code_of(late.send()) == "work-refused"
    monkeypatch.setattr(challenges, "MOST_REMEMBERED", 1)
    assert Phone(relay).send().status_code == 204


def test_no_more_challenges_are_taken_than_can_be_remembered(
    relay: PhoneRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenges, "MOST_REMEMBERED", 2)
    sent = [Phone(relay).send() for _ in range(3)]
    assert [each.status_code for each in sent] == [204, 204, 429]


def test_a_restart_makes_pages_ask_for_a_new_pass_and_loses_nothing(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    assert phone.send().status_code == 204
    relay.app = relay.start()
    phone.client = relay.client()
    assert code_of(phone.send()) == "work-refused"
    phone.given = phone.client.get(f"/p/{phone.token}/pass").get_json()
    assert phone.send().status_code == 204
    assert len(relay.responses()) == 1


def test_the_work_can_be_turned_off(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_work_bits=0)
    phone = Phone(relay)
    assert phone.given["bits"] == 0
    assert phone.send(proof=f"{phone.given['challenges'][0]}.00000000").status_code == 204


# Presence


def on_site(relay: PhoneRelay, point: int = 0) -> str:
    return presence_code(relay.bundle.points[point].presence, relay.clock.now())


def test_a_phone_that_scanned_the_kiosks_screen_is_counted_as_seen_on_site(
    relay: PhoneRelay,
) -> None:
    assert Phone(relay, code=on_site(relay)).send().status_code == 204
    assert [each.channel for each in relay.responses()] == [Channel.PHONE_ON_SITE]


def test_a_code_that_is_old_or_of_another_point_says_nothing(relay: PhoneRelay) -> None:
    stale = on_site(relay)
    assert not Phone(relay, code=on_site(relay, 1)).given["onSite"]
    relay.clock.forward(minutes=11)
    assert not Phone(relay, code=stale).given["onSite"]


def test_presence_outlives_the_code_by_the_time_a_visitor_needs(relay: PhoneRelay) -> None:
    phone = Phone(relay, code=on_site(relay))
    relay.clock.forward(minutes=60)
    assert phone.send().status_code == 204


def test_where_presence_is_required_no_other_phone_is_taken(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_presence=Presence.REQUIRED)
    away = Phone(relay)
    assert code_of(away.send()) == "presence-missing"
    assert away.send_plain(overall_experience="good").status_code == 403
    assert Phone(relay, code=on_site(relay)).send().status_code == 204
    assert len(relay.responses()) == 1


def test_a_new_pass_does_not_renew_presence(relay: PhoneRelay) -> None:
    phone = Phone(relay, code=on_site(relay))
    relay.clock.forward(minutes=20)
    renewed = phone.client.get(f"/p/{phone.token}/pass", query_string={"s": phone.code})
    assert renewed.get_json()["onSite"] is False


def test_presence_can_be_turned_off(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_presence=Presence.OFF)
    assert not Phone(relay, code=on_site(relay)).given["onSite"]


# Ceilings


def test_above_its_ceiling_a_point_takes_no_more_within_the_hour(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_per_hour=3)
    sent = [Phone(relay).send() for _ in range(4)]
    assert [each.status_code for each in sent] == [204, 204, 204, 429]
    assert code_of(sent[-1]) == "phone-ceiling"
    assert Phone(relay, OTHER_TOKEN).send().status_code == 204
    relay.clock.forward(hours=1)
    assert Phone(relay).send().status_code == 204


def test_what_was_refused_at_the_ceiling_can_be_sent_later_with_the_same_challenge(
    tmp_path: Path,
) -> None:
    relay = relay_with(tmp_path, phone_per_hour=1)
    assert Phone(relay).send().status_code == 204
    waiting = Phone(relay)
    assert code_of(waiting.send()) == "phone-ceiling"
    relay.clock.forward(hours=1)
    assert waiting.send().status_code == 204


def test_an_item_sent_twice_takes_one_place_under_the_ceiling(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_per_hour=2)
    phone = Phone(relay)
    for _ in range(3):
        assert phone.send().status_code == 204
    assert Phone(relay).send().status_code == 204


def test_the_ceiling_can_be_turned_off(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_per_hour=0, phone_plain_per_hour=0)
    for _ in range(5):
        assert Phone(relay).send().status_code == 204


def test_browsers_without_javascript_have_a_lower_ceiling_of_their_own(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_plain_per_hour=2)
    sent = [Phone(relay).send_plain(overall_experience="good") for _ in range(3)]
    assert [each.status_code for each in sent] == [303, 303, 429]
    assert Phone(relay).send().status_code == 204


def test_browsers_without_javascript_can_be_turned_away(tmp_path: Path) -> None:
    relay = relay_with(tmp_path, phone_plain_per_hour=0)
    phone = Phone(relay, headers={"Accept-Language": "fr"})
    assert "Vous pouvez aussi répondre sur la borne." in phone.page
    assert phone.send_plain(overall_experience="good").status_code == 429
    assert not relay.spool.lanes()
