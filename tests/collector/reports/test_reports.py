"""Steering-committee reports: what they say, who gets them, and that they are accessible PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from collector.commands.report import report
from collector.signing_key import load_signing_key
from collector.store.engine import Database
from tests.support.databases import SqliteDatabases
from tests.support.label_world import BAD, CAF, GOOD, NAMES, SILENT, SMALL, label_office
from tests.support.office import ANALYST, NATIONAL, PARTNER, Office
from tests.support.pdf import bare, barriers, language_of, pages, text_of


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    directory = tmp_path_factory.mktemp("reports")
    database = Database(SqliteDatabases(directory).empty())
    yield label_office(database, directory / "collector")
    database.close()


def pdf(office: Office, address: str, email: str = ANALYST) -> bytes:
    answered = office.person(email).client.get(address)
    assert answered.status_code == 200
    assert answered.mimetype == "application/pdf"
    data: bytes = answered.data
    return data


def says(data: bytes, *texts: str) -> bool:
    text = text_of(data)
    return all(bare(each) in text for each in texts)


def test_a_points_report_tells_its_year(office: Office) -> None:
    made = pdf(office, f"/points/{BAD}/report.pdf?year=2026")
    assert says(made, NAMES[BAD], "Rapport au comité de pilotage 2026", "Caf 761")
    assert says(made, "10 relevés d’activité reçus sur 10 attendus")
    assert says(made, "L’insatisfaction est démontrée", "C’est nettement plus que dans les autres")
    assert says(
        made, "Ville de Rouen", "Signée le 19 novembre 2018", "au plus tard le 19 août 2027"
    )
    assert says(made, "Fermeture du 13 juillet 2026 au 17 juillet 2026 (Travaux)")
    assert says(made, "Label en réexamen : Signalements.", "maintenance le 5 mars")
    assert says(made, "On attend longtemps le mardi.", "Et 2 autres, à lire à la Caf.")
    assert says(made, "Un petit nombre tiré au hasard", "V = 5, D = 15")
    assert 2 <= len(pages(made)) <= 4


def test_its_figures_are_those_of_the_dashboard(office: Office) -> None:
    address = f"/api/v1/tables/site?question=overall_experience&point={BAD}&from=2026-01&to=2026-12"
    (group,) = office.person(ANALYST).client.get(address).get_json()["groups"]
    made = pdf(office, f"/points/{BAD}/report.pdf?year=2026")
    for each in group["figures"]:
        row = f"{each['label']} {each['share']} % {each['low']} – {each['high']} %"
        assert says(made, row)


def test_small_bases_are_not_shown_or_fragile(office: Office) -> None:
    made = pdf(office, f"/points/{SMALL}/report.pdf?year=2026")
    assert says(made, "trop peu pour montrer des parts (il en faut 20)", "Fragile.")
    assert says(made, "Trop peu de personnes ont répondu pour conclure", "il manque 9 h et 3 demi")
    silent = pdf(office, f"/points/{SILENT}/report.pdf?year=2026")
    assert says(silent, "Aucune réponse depuis 7 mois", "Il manque 10 relevés d’activité")


def test_a_year_without_anything_is_said(office: Office) -> None:
    made = pdf(office, f"/points/{GOOD}/report.pdf?year=2024")
    assert says(made, "Rien n’a été publié pour cette année.")
    for year in ("2027", "x", "1999"):
        answered = office.person(ANALYST).client.get(f"/points/{GOOD}/report.pdf?year={year}")
        assert answered.status_code == 400


def test_a_cafs_report_lists_its_points_and_names_the_bad_one_only(office: Office) -> None:
    made = pdf(office, f"/cafs/{CAF}/report.pdf?year=2026")
    assert says(made, *NAMES.values(), f"Insatisfaction démontrée : {NAMES[BAD]}.")
    assert says(made, f"Horaires sous l’article 4 : {NAMES[SMALL]}.")
    assert says(made, f"Sans réponse publiée depuis trois mois ou plus : {NAMES[SILENT]}.")
    assert not says(made, "Insatisfaction à surveiller :")
    assert says(made, "Bien reçu dans un petit lieu.")


@pytest.mark.parametrize("address", [f"/points/{BAD}/report.pdf", f"/cafs/{CAF}/report.pdf"])
def test_it_is_a_pdf_that_a_screen_reader_reads(
    office: Office, tmp_path: Path, address: str
) -> None:
    made = pdf(office, f"{address}?year=2026")
    assert barriers(made, tmp_path) == []
    assert language_of(made) == "fr"
    assert set(pages(made)) == {(210, 297)}


def test_only_who_opens_the_caf_gets_reports(office: Office) -> None:
    for address in (f"/points/{BAD}/report.pdf", f"/cafs/{CAF}/report.pdf"):
        office.person(PARTNER).get(address, 403)
    office.person(ANALYST).get("/cafs/591/report.pdf", 403)
    office.person(ANALYST).get("/points/lille/report.pdf", 403)
    office.person(ANALYST).get("/points/nowhere/report.pdf", 404)


def test_pages_offer_the_reports(office: Office) -> None:
    person = office.person(NATIONAL)
    assert f"/points/{BAD}/report.pdf?year=2026" in person.get(f"/points/{BAD}")
    assert f"/cafs/{CAF}/report.pdf?year=2026" in person.get(f"/cafs/{CAF}")
    assert "report.pdf" not in office.person(PARTNER).get(f"/points/{BAD}")


def run(office: Office, *words: str) -> Result:
    config = office.town.collector.config
    load_signing_key(config.signing_key_file)
    environ = {"ISOLOIR_COLLECTOR_DATABASE_URL": config.database_url}
    arguments = [*words, "--data", str(config.data_dir)]
    return CliRunner().invoke(report, arguments, env=environ)


def test_the_command_writes_every_report_of_a_caf(office: Office, tmp_path: Path) -> None:
    directory = tmp_path / "out"
    done = run(office, str(directory), "--caf", CAF, "--year", "2026")
    assert done.exit_code == 0, done.output
    written = sorted(each.name for each in directory.iterdir())
    expected = [f"isoloir-rapport-2026-{each}.pdf" for each in (*NAMES, f"caf-{CAF}")]
    assert written == sorted(expected)
    assert "10 reports of 2026" in done.output
    assert says((directory / f"isoloir-rapport-2026-{GOOD}.pdf").read_bytes(), NAMES[GOOD])


def test_the_command_makes_one_or_says_what_is_wrong(office: Office, tmp_path: Path) -> None:
    done = run(office, str(tmp_path), "--point", GOOD, "--year", "2026", "--json")
    assert f'"isoloir-rapport-2026-{GOOD}.pdf"' in done.output
    assert run(office, str(tmp_path), "--point", GOOD, "--caf", CAF).exit_code == 2
    assert run(office, str(tmp_path), "--year", str(date.max.year - 7900)).exit_code == 2
    assert run(office, str(tmp_path), "--point", "nowhere").exit_code != 0
