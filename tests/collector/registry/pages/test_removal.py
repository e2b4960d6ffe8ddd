"""A convention recorded by mistake is removed: it counts nowhere, no list brings it back."""

from __future__ import annotations

import re
from datetime import date

from collector.store.audit import latest_entries
from collector.store.conventions import conventions_of
from tests.collector.registry.pages.test_registry_pages import FILE, LIST, upload, words
from tests.support.office import ADMIN, open_office
from tests.support.town import DIEPPE, ROUEN, Town


def test_a_convention_recorded_by_mistake_is_removed_with_a_trace(town: Town) -> None:
    office, remove = open_office(town), f"{FILE}/conventions/remove"
    admin = office.person(ADMIN)
    admin.send(f"{FILE}/conventions", partner="Vile de Rouen", signed="2018-11-19")
    admin.send("/registry/partners", caf="761", name="Vile de Rouen", email="a@rouen.example")
    with town.database.read() as transaction:
        (held,) = conventions_of(transaction, ROUEN)
    mistake = {"number": str(held.id), "why": "Inscrite au mauvais Point, appelez 06 12 34 56 78"}
    right = {"number": str(held.id), "partner": "Ville de Rouen", "signed": "2018-11-19"}
    admin.send(f"{FILE}/conventions/correct", **right, why="Nom mal lu")
    for wrong in ({"why": " "}, {"number": str(held.id + 1)}, {"number": ""}):
        for looked in ({}, {"looked": "1"}):
            admin.send(remove, 422, **{**mistake, **wrong}, **looked)
    admin.send(f"/registry/points/{DIEPPE}/conventions/remove", 422, **mistake, looked="1")
    looked_at = words(admin.send(remove, 200, **mistake).text)
    for told in (
        "Retirer cette convention ?",
        "Point de rouen : Ville de Rouen, 19 novembre 2018 signée, 19 novembre 2018 prend effet",
        "Pourquoi : Inscrite au mauvais Point, appelez [tél.]",
    ):
        assert told in looked_at, told
    assert "Ville de Rouen : en vigueur" in words(admin.get(FILE))
    assert "en vigueur" in words(admin.get("/registry"))

    town.clock.set(date(2026, 10, 16))
    admin = office.person(ADMIN)
    admin.send(remove, **mistake, looked="1")
    admin.send(remove, 422, **mistake, looked="1")
    for page in (FILE, f"{FILE}?on=2019-01-01"):
        file = words(admin.get(page))
        for told in (
            "Rien d’enregistré. Retirées, enregistrées par erreur",
            f"Retirée le 16 octobre 2026 par {ADMIN}. Pourquoi : Inscrite au mauvais Point",
            "appelez [tél.] Il était écrit : Ville de Rouen, 19 novembre 2018 signée",
            f"Corrigée le 15 octobre 2026 par {ADMIN}. Pourquoi : Nom mal lu Il était écrit : Vile",
        ):
            assert told in file, told
    for page in ("/registry", "/registry/conventions", "/registry/partners"):
        shown = words(admin.get(page))
        assert "Ville de Rouen" not in shown, page
        assert "en vigueur" not in shown, page
    for change in ("correct", "end"):
        ended = {**right, "why": "x", "ground": "breach", "day": "2026-10-16"}
        admin.send(f"{FILE}/conventions/{change}", 422, **ended)
    admin.send(f"{FILE}/conventions", partner="Ville de Rouen", signed="2018-11-19")
    assert "Ville de Rouen : en vigueur" in words(admin.get(FILE))
    assert "a@rouen.example" not in admin.get("/registry/partners")
    with town.database.read() as transaction:
        (noted,) = [x for x in latest_entries(transaction) if x.action == "convention-remove"]
    assert (noted.who, noted.subject, noted.day) == (ADMIN, f"point {ROUEN}", "2026-10-16")
    assert noted.detail == {"number": held.id}


def test_a_list_does_not_bring_back_what_was_removed(town: Town) -> None:
    admin = open_office(town).person(ADMIN)

    def shown(text: str) -> str:
        return admin.send("/registry/import", 200, **upload(text)).text

    def confirm(page: str) -> None:
        (digest,) = re.findall(r'name="digest" value="([0-9a-f]{64})"', page)
        admin.send("/registry/import/confirm", digest=digest)

    confirm(shown(LIST))
    with town.database.read() as transaction:
        (signed,) = conventions_of(transaction, "neuf")
    gone = {"number": str(signed.id), "why": "Autre Point", "looked": "1"}
    admin.send("/registry/points/neuf/conventions/remove", **gone)
    again = shown(LIST)
    assert "inchangés 2" in words(again)
    confirm(again)
    assert "Rien d’enregistré. Retirées" in words(admin.get("/registry/points/neuf"))
    other = words(shown(LIST.replace("Ville de Rouen", "Ville d’Elbeuf")))
    assert "conventions à ajouter Ville d’Elbeuf, 2018-11-19" in other
