"""Reminders through a real SMTP server, with STARTTLS, a password, and ways to fail."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from collector.activity.mail import read_mail_settings
from collector.activity.reminders import reminders_due, send_reminders, stage_of
from collector.registry.convention import Convention
from collector.store.activity import reminders_of
from collector.store.audit import latest_entries
from collector.store.conventions import put_convention
from collector.store.partners import put_partner
from collector.texts import load_texts
from shared.periods import Period
from tests.collector.activity.desk import declares, month, send
from tests.support.certificates import make_certificate
from tests.support.mail_server import PASSWORD, MailServer, mail_server
from tests.support.office import ADMIN, PARTNER, open_office
from tests.support.problems import refused
from tests.support.town import DIEPPE, ROUEN, Town

SEPTEMBER = Period(2026, 9)
SIXTH, FIFTEENTH = date(2026, 10, 6), date(2026, 10, 15)
ADDRESS = "numerique@ville.example"
FRENCH = load_texts()["fr"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with mail_server(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture
def mail(running: MailServer) -> MailServer:
    """A server that nothing came to yet."""
    running.forget()
    return running


@pytest.fixture
def late(town: Town) -> Town:
    """A town on the 6th: two Points of a partner, neither has declared September."""
    town.clock.set(SIXTH)
    with town.database.begin() as transaction:
        for point in (ROUEN, DIEPPE):
            signed = date(2020, 1, 1)
            put_convention(transaction, Convention(point, "Ville", signed, signed))
        put_partner(transaction, "761", "Ville", ADDRESS)
    return town


def remind(town: Town, mail: MailServer) -> tuple[int, int, int]:
    done = send_reminders(
        town.database, mail.mailer, FRENCH, town.clock, "admin@caf.example", "761"
    )
    return done.sent, done.unreachable, done.unsure


def due(town: Town) -> list[str]:
    with town.database.read() as transaction:
        return [each.point for each in reminders_due(transaction, town.clock().date())]


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 9, 30), 0),
        (date(2026, 10, 5), 0),
        (SIXTH, 1),
        (date(2026, 10, 14), 1),
        (FIFTEENTH, 2),
        (date(2026, 10, 31), 2),
        (date(2026, 11, 6), 0),
    ],
    ids=str,
)
def test_when_a_reminder_is_due(day: date, stage: int) -> None:
    assert stage_of(SEPTEMBER, day) == stage


def test_december_is_reminded_of_in_january() -> None:
    assert stage_of(Period(2026, 12), date(2027, 1, 6)) == 1
    assert stage_of(Period(2028, 2), date(2028, 3, 5)) == 0


def test_each_late_point_is_reminded_once_and_it_is_traced(late: Town, mail: MailServer) -> None:
    kiosk = late.kiosk(DIEPPE)
    send(late, declares(kiosk, month(12, period=SEPTEMBER), point=DIEPPE))
    assert due(late) == [ROUEN]
    assert remind(late, mail) == (1, 0, 0)
    (read,) = mail.mails
    assert (read["To"], read["From"]) == (ADDRESS, "pas-de-reponse@caf.example")
    assert "septembre 2026" in read["Subject"]
    assert "Point de rouen" in read.get_content()
    assert remind(late, mail) == (0, 0, 0)
    with late.database.read() as transaction:
        kept = reminders_of(transaction, [SEPTEMBER])
        traces = [each.action for each in latest_entries(transaction)]
    assert [(each.point, each.stage, each.state, each.day) for each in kept] == [
        (ROUEN, 1, "sent", "2026-10-06")
    ]
    assert traces.count("reminder-send") == 1


def test_a_second_reminder_is_the_last(late: Town, mail: MailServer) -> None:
    assert remind(late, mail) == (2, 0, 0)
    late.clock.set(date(2026, 10, 14))
    assert remind(late, mail) == (0, 0, 0)
    late.clock.set(FIFTEENTH)
    assert remind(late, mail) == (2, 0, 0)
    late.clock.set(date(2026, 10, 30))
    assert remind(late, mail) == (0, 0, 0)
    last = ["dernier rappel" in each.get_content() for each in mail.mails]
    assert last == [False, False, True, True]


def test_who_owes_nothing_is_left_alone(late: Town, mail: MailServer) -> None:
    with late.database.begin() as transaction:
        put_partner(transaction, "761", "Ville", "")
    done = send_reminders(late.database, mail.mailer, FRENCH, late.clock, "a@b", "761")
    assert (done.sent, done.no_address) == (0, 2)
    assert remind(late, mail) == (0, 0, 0)
    late.clock.set(date(2020, 2, 6))  # the convention took effect in January
    assert due(late) == [DIEPPE, ROUEN]
    late.clock.set(date(2020, 1, 6))  # and owes nothing for December
    assert due(late) == []


def test_one_that_is_refused_is_tried_again(late: Town, mail: MailServer) -> None:
    mail.answers("451 Later.")
    assert remind(late, mail) == (0, 2, 0)
    mail.answers("")
    assert remind(late, mail) == (2, 0, 0)


def test_one_that_cannot_be_handed_in_is_tried_again(
    late: Town, mail: MailServer, tmp_path: Path
) -> None:
    def changed(old: str, new: str) -> None:
        mail.settings_file.write_text(text.replace(old, new), encoding="utf-8")
        assert text not in mail.settings_file.read_text(encoding="utf-8")

    text = mail.settings_file.read_text(encoding="utf-8")
    password = mail.directory / "password"
    password.write_text("guess", encoding="utf-8")
    assert remind(late, mail) == (0, 2, 0)
    password.write_text(PASSWORD, encoding="utf-8")
    make_certificate("localhost", tmp_path / "strange.pem", tmp_path / "strange.key")
    changed('"server.pem"', f'"{tmp_path / "strange.pem"}"')
    assert remind(late, mail) == (0, 2, 0)
    with socket.create_server(("localhost", 0)) as closed_at_once:
        free = closed_at_once.getsockname()[1]
    changed(str(mail.port), str(free))
    assert remind(late, mail) == (0, 2, 0)
    assert mail.mails == []


def test_one_that_may_have_been_taken_is_not_sent_again(late: Town) -> None:
    class Cut:
        """A connection that breaks after the last line was sent."""

        tries = 0

        def send(self, to: str, subject: str, text: str, now: datetime) -> None:
            self.tries += 1
            raise smtplib.SMTPServerDisconnected(to)

    post = Cut()
    for _ in range(2):
        send_reminders(late.database, post, FRENCH, late.clock, "a@b", "761")
    assert post.tries == 2


def test_a_button_sends_them_and_the_address_stands_in_the_registry(
    late: Town, mail: MailServer
) -> None:
    config = replace(late.collector.config, mail_file=mail.settings_file)
    here = replace(late, collector=replace(late.collector, config=config))
    office = open_office(here)
    admin, partner = office.person(ADMIN), office.person(PARTNER)
    assert ADDRESS in admin.get("/registry/partners")
    partner.get("/registry/partners", 403)
    place = {"caf": "761", "name": "Ville"}
    admin.send("/registry/partners", 422, **place, email="Mairie de Rouen")
    admin.send("/registry/partners", 422, caf="761", name="Nobody", email=ADDRESS)
    admin.send("/registry/partners", 403, caf="591", name="Ville", email=ADDRESS)
    admin.send("/registry/partners", **place, email="mairie@ville.example")
    assert "mairie@ville.example" in admin.get("/activity")
    assert "mairie@ville.example" not in partner.get("/activity")
    partner.send("/activity/reminders", 403)
    answered = admin.send("/activity/reminders")
    assert "2 relances ont été envoyées" in admin.get(answered.location)
    assert [each["To"] for each in mail.mails] == ["mairie@ville.example"] * 2
    assert "relancé le 6 octobre 2026" in admin.get("/activity")
    assert "Relances" in partner.get(f"/activity/points/{ROUEN}")
    partner.get(f"/activity/points/{DIEPPE}", 403)


def test_a_correction_is_shown_with_what_it_corrects(town: Town) -> None:
    kiosk = town.kiosk()
    for revision, visitors in ((1, 120), (2, 1130)):
        send(town, declares(kiosk, month(visitors, 30, revision=revision)))
    page = open_office(town).person(PARTNER).get(f"/activity/points/{ROUEN}")
    assert "correction n° 1" in page
    assert "1\u202f130" in page
    assert ">120</td>" in page
    assert "3\u00a0%" in page
    assert "1 / 1" in page


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('security = "perhaps"', "config-invalid"),
        ('prot = "x"', "config-invalid"),
        ("port = 0", "config-invalid"),
        ('sender = "nobody"', "address-unfit"),
        ("host = [", "config-invalid"),
    ],
    ids=["security", "unknown", "port", "sender", "broken"],
)
def test_a_mistake_in_the_settings_is_named(tmp_path: Path, line: str, code: str) -> None:
    file = tmp_path / "mail.toml"
    name = line.partition(" ")[0]
    kept = [each for each in ('host = "h"', 'sender = "a@b.example"') if name not in each]
    file.write_text("\n".join([*kept, line]), encoding="utf-8")
    with refused(code):
        read_mail_settings(file)
