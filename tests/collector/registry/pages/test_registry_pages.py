"""The registry's pages on both databases: who may, what changes, when, and that it is noted."""

from __future__ import annotations

import html
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest

from collector.auth.reader import Reader
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.registry.cafs import add_point
from collector.registry.model import RecordRefused
from collector.store.audit import latest_entries
from collector.store.conventions import conventions_of
from collector.store.openings import record_on
from collector.store.points import RegistryPoints
from tests.support.office import ADMIN, ANALYST, NATIONAL, PARTNER, Office, open_office
from tests.support.town import DIEPPE, LILLE, ROUEN, Town, record

HOURS = f"/registry/points/{ROUEN}/hours"
FILE = f"/registry/points/{ROUEN}"
MONDAYS = {"d0a": "09:00", "d0b": "12:30", "d0c": "13:30", "d0d": "18:00", "holidays": "1"}


@pytest.fixture
def office(town: Town) -> Office:
    return open_office(town)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page))).strip()


def test_each_page_opens_to_whom_it_is_for(office: Office) -> None:
    for page in ("/registry", "/registry/changes", "/registry/conventions", "/registry/import"):
        office.person(ADMIN).get(page)
        for other in (ANALYST, PARTNER):
            office.person(other).get(page, 403)
    office.person(PARTNER).get(HOURS)
    office.person(PARTNER).get(FILE, 403)
    office.person(PARTNER).get(f"/registry/points/{DIEPPE}/hours", 403)
    office.person(ANALYST).get(HOURS, 403)
    office.person(ADMIN).get(f"/registry/points/{LILLE}", 403)
    office.person(NATIONAL).get(f"/registry/points/{LILLE}")
    office.person(NATIONAL).get("/registry/points/nowhere", 404)
    away = {"valid_from": "2026-10-20", **MONDAYS}
    office.person(PARTNER).send(f"/registry/points/{DIEPPE}/hours", 403, **away)
    office.person(ADMIN).send(f"/registry/points/{LILLE}/hours", 403, **away)


def test_a_partner_announces_and_the_caf_sees_it_before_it_takes_effect(office: Office) -> None:
    partner, admin, town = office.person(PARTNER), office.person(ADMIN), office.town
    kiosk = town.kiosk(ROUEN)
    partner.send(HOURS, valid_from="2026-10-20", **MONDAYS)
    partner.send(
        f"/registry/points/{ROUEN}/exceptions",
        first="2026-12-24",
        last="2026-12-31",
        reason="Travaux, appelez 06 12 34 56 78",
    )
    shown = words(admin.get("/registry/changes"))
    assert "20 octobre 2026" in shown
    assert "Mo 09:00-12:30,13:30-18:00; PH off" in shown
    assert "Lundi : de 9 h à 12 h 30 et de 13 h 30 à 18 h" in shown
    assert "8 h 00, 2 demi-journées il manque 4 h 00 et 2 demi-journées" in shown
    assert "il manque 4 h 00" in words(partner.get(HOURS))
    assert f"{PARTNER}, 15 octobre 2026" in shown
    assert "fermé (Travaux, appelez [tél.])" in shown
    assert town.bundle(kiosk).points[0].hours == "Mo-Fr 09:00-12:00"
    assert town.bundle(kiosk).points[0].closures == ("2026 Dec 24-2026 Dec 31 off",)
    town.clock.set(date(2026, 10, 20))
    assert town.bundle(kiosk).points[0].hours == "Mo 09:00-12:30,13:30-18:00; PH off"
    later = words(office.person(ADMIN).get("/registry/changes"))
    assert "nouveaux horaires" not in later.partition("Ce qui change")[2]
    file = words(office.person(ADMIN).get(FILE))
    assert "8 h 00, 2 demi-journées il manque 4 h 00 et 2 demi-journées" in file
    admin = office.person(ADMIN)
    short = words(admin.get("/registry/weeks?of=2026-10-21"))
    assert "semaine du 19 octobre 2026" in short
    # Monday by the old hours, then a closed Tuesday to Sunday: 3 hours, one half-day.
    assert "76000 Rouen 3 h 00, 1 demi-journée il manque 9 h 00 et 3 demi-journées" in short
    assert "en deçà 1 Points aux horaires connus 2 Points aux horaires non connus 0" in short
    # The registry knows hours from Thursday 15 October on: the week that had begun is not judged.
    before = words(admin.get("/registry/weeks?of=2026-10-15"))
    assert "en deçà 0 Points aux horaires connus 0 Points aux horaires non connus 2" in before
    week = words(admin.get(f"{FILE}?on=2026-10-15"))
    assert "12 octobre 2026 horaires non connus pour toute la semaine" in week
    with town.database.read() as transaction:
        noted = {entry.action: entry.who for entry in latest_entries(transaction)}
    assert noted["hours-change"] == noted["exception-add"] == PARTNER


def test_a_week_with_good_friday_falls_short_in_strasbourg_and_not_in_rouen(
    office: Office,
) -> None:
    town, hours = office.town, "Mo,Tu,We,Fr 09:00-12:00; PH off"
    here = record(ROUEN, "761", hours=hours)
    there = replace(here, id=DIEPPE, postcode="67000", commune="Strasbourg")
    RegistryPoints(town.database, town.clock, os.urandom).upsert_points([here, there])
    admin = office.person(ADMIN)
    short = words(admin.get("/registry/weeks?of=2027-03-26"))
    assert "67000 Strasbourg 9 h 00, 3 demi-journées il manque 3 h 00 et 1 demi-journée" in short
    assert "en deçà 1 Points aux horaires connus 2" in short
    file = words(admin.get(f"/registry/points/{DIEPPE}?on=2027-03-22"))
    assert "22 mars 2027 9 h 00, 3 demi-journées il manque 3 h 00 et 1 demi-journée" in file
    assert town.bundle(town.kiosk(DIEPPE)).points[0].departement == "67"


def test_a_partner_announces_from_tomorrow_on_and_takes_back_what_does_not_hold(
    office: Office,
) -> None:
    partner = office.person(PARTNER)
    for day in ("2026-10-15", "2020-01-01", "tomorrow", ""):
        partner.send(HOURS, 422, valid_from=day, **MONDAYS)
    office.person(ADMIN).send(HOURS, valid_from="2026-10-15", **MONDAYS)
    wrong = {"valid_from": "2026-10-16", "d0a": "12:00", "d0b": "09:00"}
    partner.send(HOURS, 422, **wrong)
    partner.send(HOURS, 422, valid_from="2026-10-16", written="Lundi matin")
    partner.send(HOURS, valid_from="2026-10-16", written="Mo-Fr 08:00-20:00")
    assert "Mo-Fr 08:00-20:00" in partner.get(HOURS)
    partner.send(f"{HOURS}/withdraw", valid_from="2026-10-16")
    assert "Mo-Fr 08:00-20:00" not in partner.get(HOURS)
    partner.send(f"{HOURS}/withdraw", 422, valid_from="2026-10-15")
    days = f"/registry/points/{ROUEN}/exceptions"
    partner.send(days, first="2026-10-15", xa="10:00", xb="11:00")
    (number,) = re.findall(r'name="number" value="(\d+)"', partner.get(HOURS))
    assert "ouvert seulement 10:00-11:00" in words(partner.get(HOURS))
    partner.send(f"{days}/withdraw", number=number)
    partner.send(f"{days}/withdraw", 422, number=number)


def test_a_convention_is_signed_listed_with_its_deadline_and_ended(office: Office) -> None:
    admin = office.person(ADMIN)
    admin.send(f"{FILE}/conventions", partner="Ville de Rouen", signed="2018-11-19")
    file = words(admin.get(FILE))
    for told in (
        "19 novembre 2018 signée",
        "19 août 2026 dernier jour de préavis",
        "19 novembre 2026 se renouvelle",
    ):
        assert told in file
    admin.send(
        f"/registry/points/{DIEPPE}/conventions", partner="Ville de Dieppe", signed="2025-12-31"
    )
    listed = words(admin.get("/registry/conventions"))
    assert "Ville de Rouen en vigueur 19 août 2026" in listed
    assert "Ville de Dieppe en vigueur 30 septembre 2026" in listed
    with office.town.database.read() as transaction:
        (held,) = conventions_of(transaction, ROUEN)
    ended = {"number": str(held.id), "ground": "notice-partner", "day": "2026-10-01"}
    admin.send(f"/registry/points/{DIEPPE}/conventions/end", 422, **ended)
    admin.send(f"{FILE}/conventions/end", **ended)
    assert "19 novembre 2027 prend fin : préavis du partenaire" in words(admin.get(FILE))
    admin.send(f"{FILE}/conventions/end", 422, **ended)
    before = words(admin.get(f"{FILE}?on=2018-11-18"))
    assert "pas encore signée ce jour-là" in before
    admin.send(f"{FILE}/conventions", 422, partner="", signed="2018-11-19")


def test_a_point_is_found_by_its_partner(office: Office) -> None:
    admin = office.person(ADMIN)
    for point, partner in ((ROUEN, "Mairie de Déville-lès-Rouen"), (DIEPPE, "Centre L’Estuaire")):
        admin.send(f"/registry/points/{point}/conventions", partner=partner, signed="2018-11-19")

    def found(search: str) -> list[str]:
        page = admin.get(f"/registry?search={search}")
        return re.findall(r'rowheader"><a href="/registry/points/(\w+)', page)

    for search in ("DEVILLE", "déville-lès", "mairie 76000", "rouen MAIRIE"):
        assert found(search) == [ROUEN], search
    for search in ("l'estuaire", "L’ESTUAIRE dieppe", "estuaire"):
        assert found(search) == [DIEPPE], search
    assert found("mairie dieppe") == []
    assert "Centre L’Estuaire : en vigueur" in words(admin.get("/registry?search=dieppe"))
    assert found("lille") == []
    # A partner that another one followed finds the Point no more.
    with office.town.database.read() as transaction:
        (held,) = conventions_of(transaction, ROUEN)
    ended = {"number": str(held.id), "ground": "agreement", "day": "2026-10-01"}
    admin.send(f"{FILE}/conventions/end", **ended)
    assert found("mairie") == [ROUEN]
    admin.send(f"{FILE}/conventions", partner="CCAS", signed="2026-10-01")
    assert (found("mairie"), found("ccas")) == ([], [ROUEN])


def test_a_convention_typed_wrongly_is_corrected_with_a_trace(office: Office) -> None:
    admin, correct = office.person(ADMIN), f"{FILE}/conventions/correct"
    admin.send(f"{FILE}/conventions", partner="Vile de Rouen", signed="2019-11-19")
    address = {"caf": "761", "name": "Vile de Rouen", "email": "numerique@rouen.example"}
    admin.send("/registry/partners", **address)
    with office.town.database.read() as transaction:
        (held,) = conventions_of(transaction, ROUEN)
    said = {"number": str(held.id), "partner": "Vile de Rouen", "signed": "2019-11-19"}
    true = {**said, "partner": "Ville de Rouen", "signed": "2018-11-19"}
    for wrong in (
        {**true, "why": " "},
        {**said, "why": "Rien"},
        {**true, "why": "x", "effective": "2018-11-18"},
        {**true, "why": "x", "ground": "breach"},
        {**true, "why": "x", "ground": "breach", "day": "2018-11-18"},
        {**true, "why": "x", "number": str(held.id + 1)},
    ):
        admin.send(correct, 422, **wrong)
    admin.send(f"/registry/points/{DIEPPE}/conventions/correct", 422, **true, why="x")
    office.town.clock.set(date(2026, 10, 16))
    admin = office.person(ADMIN)
    admin.send(correct, **true, why="Année et nom mal lus")
    assert "en vigueur" in words(admin.get(f"{FILE}?on=2019-01-01"))
    ended = {**true, "ground": "notice-caf", "day": "2026-08-20"}
    admin.send(correct, **ended, why="Le préavis manquait")
    file = words(admin.get(FILE))
    for told in (
        "Ville de Rouen : en préavis",
        "19 novembre 2018 signée",
        "19 novembre 2027 prend fin : préavis de la Caf",
        f"Corrigée le 16 octobre 2026 par {ADMIN}. Pourquoi : Année et nom mal lus Il était écrit",
        "Vile de Rouen, 19 novembre 2019 signée, 19 novembre 2019 prend effet",
        "Pourquoi : Le préavis manquait Il était écrit : Ville de Rouen, 19 novembre 2018 signée",
    ):
        assert told in file, told
    admin.send(correct, **true, why="Pas de préavis")
    assert "Ville de Rouen : en vigueur" in words(admin.get(FILE))
    assert "20 août 2026 préavis donné, 19 novembre 2027 prend fin (préavis de la Caf)" in words(
        admin.get(FILE)
    )
    partners = admin.get("/registry/partners")
    assert "numerique@rouen.example" in partners
    assert "Vile" not in partners
    with office.town.database.read() as transaction:
        actions = [entry.action for entry in latest_entries(transaction)]
    assert actions[:3] == ["convention-correct"] * 3


def test_label_equipment_and_identity_are_kept_and_noted(office: Office) -> None:
    admin = office.person(ADMIN)
    label = f"/points/{ROUEN}/label"
    told = {"period": "2026-10", "decision": "review", "day": "2026-10-01"}
    assert "Enregistrer la décision" in admin.get(label)  # before any figures as well
    admin.send(label, **told, reason="Chiffres de suivi")
    admin.send(label, 422, **told, reason=" ")
    admin.send(label, 422, **{**told, "day": "2026-10-16"}, reason="x")
    admin.send(label, 422, **{**told, "decision": "lost"}, reason="x")
    assert "mettre le label en réexamen Chiffres de suivi aucun chiffre" in words(admin.get(label))
    equipped = {"valid_from": "2026-10-15", "computers": "5", "printers": "1"}
    admin.send(f"{FILE}/equipment", connection="fibre", **equipped)
    place = {"name": "Centre Simone-Veil", "street": "74 rue Jules Adeline", "postcode": "76100"}
    admin.send(FILE, commune="Rouen", latitude="49,44", longitude="1.1", active="1", **place)
    admin.send(FILE, 422, commune="Rouen", **{**place, "postcode": "76"})
    file = words(admin.get(FILE))
    assert "en réexamen depuis le 1er octobre 2026" in file
    assert "Ordinateurs : 5, imprimantes : 1, connexion : fibre" in file
    assert "Centre Simone-Veil" in words(admin.get("/registry?search=simone"))
    assert "Label : en réexamen" in words(admin.get("/registry"))
    assert "<circle" in admin.get("/registry")
    with office.town.database.read() as transaction:
        found = record_on(transaction, ROUEN, date(2026, 10, 15))
        actions = [entry.action for entry in latest_entries(transaction)]
    assert found is not None
    assert (found[0].caf, found[0].hours, found[0].latitude) == ("761", "Mo-Fr 09:00-12:00", 49.44)
    assert actions[:3] == ["point-edit", "equipment-change", "label-decide"]


def test_a_caf_is_named_and_a_point_is_added_without_a_list(office: Office) -> None:
    admin = office.person(ADMIN)
    admin.send("/registry/cafs", caf="761", name="Caf de Seine-Maritime")
    assert "Caf de Seine-Maritime" in admin.get("/registry/cafs")
    assert "591" not in words(admin.get("/registry/cafs"))
    for wrong in ({"name": " "}, {"name": "=1"}, {"name": "x" * 121}):
        admin.send("/registry/cafs", 422, caf="761", **wrong)
    admin.send("/registry/cafs", 403, caf="591", name="x")
    office.person(NATIONAL).send("/registry/cafs", 422, caf="999", name="x")
    elbeuf = {"caf": "761", "name": "Mairie", "postcode": "76500", "commune": "Elbeuf"}
    admin.send("/registry/new", 422, id="Elbeuf", **elbeuf)
    taken = words(admin.send("/registry/new", 422, id=ROUEN, **elbeuf).text)
    assert "Il existe déjà un Point dont l’identifiant est « rouen »." in taken
    admin.send("/registry/new", 403, id="elbeuf", **{**elbeuf, "caf": "591"})
    admin.send("/registry/new", id="elbeuf", **elbeuf)
    assert "76500 Elbeuf" in words(admin.get("/registry/points/elbeuf"))
    with office.town.database.read() as transaction:
        found = record_on(transaction, "elbeuf", date(2026, 10, 15))
        actions = [entry.action for entry in latest_entries(transaction)]
    assert found is not None
    assert found[1]
    assert actions[:2] == ["point-add", "caf-name"]


def test_of_two_who_add_the_same_id_at_once_one_is_told_that_it_is_taken(office: Office) -> None:
    here, together = office.town.collector, Barrier(4)

    def add(name: str) -> str:
        told = record("elbeuf", "271", name=name)
        reader = Reader(NATIONAL, Scope.parse("national"), "", Role.ADMIN)
        together.wait()
        try:
            add_point(here, reader, told)
        except RecordRefused as refused:
            return str(refused.said[0])
        return name

    names = ["Mairie", "Centre social", "Bus", "Gare"]
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(add, names))
    refused = "There is a Point with the id “elbeuf” already."
    assert told.count(refused) == 3
    (name,) = set(told) - {refused}
    with office.town.database.read() as transaction:
        found = record_on(transaction, "elbeuf", date(2026, 10, 15))
        entries = latest_entries(transaction)
    assert found is not None
    assert found[0] == record("elbeuf", "271", name=name)
    (noted,) = [each for each in entries if each.action == "point-add"]
    assert (noted.subject, noted.detail) == ("point elbeuf", {"caf": "271", "name": name})


LIST = (
    "id,caf,name,street,postcode,commune,computers,printers,partner,signed\n"
    "rouen,761,Point de rouen,1 rue du Port,76000,Rouen,5,1,,\n"
    "neuf,761,Neuf,,76000,Rouen,4,1,Ville de Rouen,19/11/2018\n"
)


def upload(text: str) -> dict[str, object]:
    return {"list": (io.BytesIO(text.encode()), "points.csv")}


def test_a_list_is_previewed_and_then_imported_on_confirmation(office: Office) -> None:
    admin = office.person(ADMIN)
    shown = admin.send("/registry/import", 200, **upload(LIST)).text
    assert "autres horaires" in words(shown)
    assert "plus dans la liste" in words(shown)
    assert "autre équipement computers=5, printers=1" in words(shown)
    assert "conventions à ajouter Ville de Rouen, 2018-11-19" in words(shown)
    assert "Neuf" not in admin.get("/registry")
    (digest,) = re.findall(r'name="digest" value="([0-9a-f]{64})"', shown)
    office.person(NATIONAL).send("/registry/import/confirm", 422, digest=digest)
    admin.send("/registry/import/confirm", digest=digest, close_gone="1")
    admin.send("/registry/import/confirm", 422, digest=digest)
    assert "Neuf" in admin.get("/registry")
    assert "Ordinateurs : 5, imprimantes : 1" in words(admin.get(FILE))
    added = words(admin.get("/registry/points/neuf"))
    assert "Ordinateurs : 4, imprimantes : 1" in added
    assert "Ville de Rouen : en vigueur 19 novembre 2018 signée" in added
    again = words(admin.send("/registry/import", 200, **upload(LIST)).text)
    assert "inchangés 2" in again
    with office.town.database.read() as transaction:
        gone = record_on(transaction, DIEPPE, date(2026, 10, 15))
        entries = latest_entries(transaction)
    assert gone is not None
    assert not gone[1]
    assert (entries[0].action, entries[0].who) == ("points-import", ADMIN)


def test_rows_left_out_are_explained_in_french(office: Office) -> None:
    admin = office.person(ADMIN)
    bad = LIST.replace("neuf,761,Neuf,,76000", "Neuf !,761,Neuf,,76").replace("1 rue", "«1» = rue")
    shown = words(admin.send("/registry/import", 200, **upload(bad)).text)
    for told in (
        "lignes écartées 1",
        "3 L’identifiant « Neuf ! » n’est pas valable.",
        "Le code postal « 76 » n’a pas cinq chiffres.",
        "mettez la colonne au format texte pour que 01200 garde son zéro.",
        "aucun Point n’est donc tenu pour disparu",
        "ligne 2, rouen : Aucun horaire n’est donné.",
    ):
        assert told in shown, told
    header = words(admin.send("/registry/import", 422, **upload("id,nom\n")).text)
    assert "Colonnes manquantes : caf, name" in header
    place = {"name": "=1+1", "postcode": "76000", "commune": "Rouen"}
    formula = words(admin.send(FILE, 422, **place).text)
    assert "La colonne name commence comme une formule de tableur : « =1+1 »." in formula


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400),
        ("nothing", 422),
        (LIST.replace("rouen,761", "lille,761"), 403),
        (LIST.replace("neuf,761", "neuf,591"), 403),
    ],
    ids=["empty", "header", "taken", "other-caf"],
)
def test_a_bad_or_foreign_list_changes_nothing(office: Office, text: str, status: int) -> None:
    admin = office.person(ADMIN)
    admin.send("/registry/import", status, **upload(text))
    assert "Neuf" not in admin.get("/registry")


def test_a_points_posters_are_ended_and_no_others(office: Office) -> None:
    town = office.town
    kiosk, other = town.kiosk(ROUEN), town.kiosk(DIEPPE)
    before = [town.bundle(each).points[0] for each in (kiosk, other)]
    serial = town.bundle(kiosk).serial
    office.person(PARTNER).send(f"{FILE}/poster", 403)
    office.person(ADMIN).send(f"/registry/points/{LILLE}/poster", 403)
    assert "lead nowhere" not in office.person(ADMIN).get(FILE)
    office.person(ADMIN).send(f"{FILE}/poster")
    after = [town.bundle(each).points[0] for each in (kiosk, other)]
    assert after[0].token != before[0].token
    assert len(after[0].token) == len(before[0].token)
    assert after[1].token == before[1].token
    assert town.bundle(kiosk).serial > serial
    with town.database.read() as transaction:
        (noted,) = [x for x in latest_entries(transaction) if x.action == "poster-reissue"]
    assert (noted.who, noted.subject) == (ADMIN, f"point {ROUEN}")
    assert after[0].token not in str(noted)
