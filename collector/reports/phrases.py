"""How a report says things: plain French, one fact a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from collector.dashboard.findings import Finding as Compared
from collector.label.facts import Returns, Weeks
from collector.label.rule import Finding
from collector.registry.convention import Ground, LabelState, Standing
from collector.registry.file import ConventionDates
from collector.registry.openings import Article4
from collector.texts import Texts
from shared.printed import is_printable

FINDINGS: Final[Mapping[Finding, str]] = {
    Finding.NOT_SHOWN: "non démontrée",
    Finding.WATCH: "à surveiller",
    Finding.SHOWN: "démontrée",
}
COMPARED: Final[Mapping[Compared, str]] = {
    Compared.VERY_HIGH: "nettement plus",
    Compared.HIGH: "un peu plus",
    Compared.USUAL: "comme les autres",
    Compared.LOW: "un peu moins",
    Compared.VERY_LOW: "nettement moins",
    Compared.UNSHOWN: "trop peu de réponses",
}
LABELS: Final[Mapping[LabelState, str]] = {
    LabelState.GRANTED: "label accordé",
    LabelState.REVIEW: "label en réexamen",
    LabelState.WITHDRAWN: "label retiré",
}
GROUNDS: Final[Mapping[Ground, str]] = {
    Ground.NOTICE_CAF: "préavis de la Caf",
    Ground.NOTICE_PARTNER: "préavis du partenaire",
    Ground.AGREEMENT: "d’un commun accord",
    Ground.BREACH: "manquement à une obligation",
    Ground.CLOSURE: "fermeture du lieu",
}
MESSAGES: Final[Mapping[str, str]] = {
    "difficulty": "une difficulté sur une démarche",
    "closure": "une fermeture",
    "training": "un besoin de formation",
    "equipment": "le matériel",
}


def plural(number: int, one: str, many: str, texts: Texts) -> str:
    """`1 personne`, `2 430 personnes`."""
    return f"{texts.number(number)} {one if number < 2 else many}"


def share(points: tuple[int, int, int]) -> str:
    """`12 % (entre 9 et 16 %)`."""
    value, low, high = points
    return f"{value} % (entre {low} et {high} %)"


def rule(found: Article4) -> str:
    """A week beside article 4."""
    told = f"{_time(found.open_for)} et {_halves(found.half_days)} par semaine"
    if found.holds:
        return f"{told} : l’article 4 est respecté."
    lacks = []
    if found.missing_time:
        lacks.append(_time(found.missing_time))
    if found.missing_half_days:
        lacks.append(_halves(found.missing_half_days))
    return f"{told} : il manque {' et '.join(lacks)} (article 4 : 12 h et 4 demi-journées)."


def weeks(found: Weeks) -> str:
    """The year's weeks beside article 4."""
    return (
        f"Jours fériés et fermetures compris, {found.short} semaines sur {found.looked_at}"
        " sont restées en dessous."
    )


def returns(found: Returns) -> str:
    """`10 relevés d’activité reçus sur 12 attendus`."""
    if not found.sent:
        return f"aucun relevé d’activité reçu sur {found.due} attendus"
    return f"{found.sent} relevés d’activité reçus sur {found.due} attendus"


def convention(dates: ConventionDates, texts: Texts) -> list[str]:
    """Its dates, a line each."""
    held = dates.convention
    lines = [f"Partenaire : {held.partner}. Signée le {texts.day(held.signed)}."]
    if dates.standing is Standing.SIGNED:
        lines.append(f"Prend effet le {texts.day(held.effective)}.")
    if held.ended is not None:
        ground = f" ({GROUNDS[held.ground]})" if held.ground else ""
        lines.append(f"Prend fin le {texts.day(held.ended)}{ground}.")
    if dates.renewal is not None and dates.deadline is not None:
        lines.append(
            f"Reconduite le {texts.day(dates.renewal)}, sauf préavis donné au plus tard le"
            f" {texts.day(dates.deadline)}."
        )
    return lines


def days(first: date, last: date, texts: Texts) -> str:
    """`du 2 mai 2026 au 4 mai 2026`, or the one day."""
    if first == last:
        return f"le {texts.day(first)}"
    return f"du {texts.day(first)} au {texts.day(last)}"


def quarter(text: str) -> str:
    """`2026-Q3` as `3e trimestre`."""
    number = text[-1:]
    return f"{number}{'er' if number == '1' else 'e'} trimestre"


def typeset(text: str) -> str:
    """The text without signs that no font of the package has, and with French spaces."""
    plain = text if is_printable(text) else "".join(e if is_printable(e) else " " for e in text)
    for sign in "%:»":
        plain = plain.replace(f" {sign}", f"\u00a0{sign}")
    for sign in "?!;":
        plain = plain.replace(f" {sign}", f"\u202f{sign}")
    return plain.replace("« ", "«\u00a0")


def typeset_all(data: Any) -> Any:
    """The same for every text of a document's data."""
    if isinstance(data, str):
        return typeset(data)
    if isinstance(data, Mapping):
        return {key: typeset_all(value) for key, value in data.items()}
    return [typeset_all(each) for each in data] if isinstance(data, (list, tuple)) else data


def _halves(number: int) -> str:
    return f"{number} demi-journée{'s' if number > 1 else ''}"


def _time(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"
