"""The questions that a year's figures put to a committee, by written rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from collector.label.evidence import Evidence
from collector.label.facts import Returns
from collector.label.rule import Finding
from collector.registry.file import ConventionDates
from collector.registry.openings import Article4
from collector.reports.phrases import FINDINGS, share
from collector.reports.survey import Asked
from collector.tables.estimate import SOLID_BASE
from collector.texts import Texts

FOLLOWED: Final = (
    (
        "opening_hours",
        "found_closed",
        "disent avoir trouvé porte close. Les fermetures sont-elles annoncées ?",
    ),
    (
        "help_received",
        "needed_not_given",
        "avaient besoin d’aide et n’en ont pas eu. Qui peut aider, et quand ?",
    ),
    (
        "confidentiality",
        "no",
        "n’étaient pas à l’abri des regards. Peut-on déplacer ou séparer les postes ?",
    ),
    (
        "place_accessibility",
        "not_usable",
        "n’ont pas pu utiliser le lieu ou le matériel. Qu’est-ce qui les arrête ?",
    ),
    (
        "goal_achieved",
        "no",
        "n’ont pas pu faire ce qu’ils voulaient. Qu’est-ce qui les bloque le plus ?",
    ),
)
"""Answers of the default survey that are asked about; another survey may have none of them."""

TOO_MANY: Final = 10
"""In points: an answer whose whole interval is above it is asked about."""

LOW_RATE: Final = 10
"""Responses to a hundred visitors, below which one asks where the kiosk stands."""

NOTICE_DAYS: Final = 183
"""A renewal whose last day of notice is so near is asked about."""

SILENT_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at. `rate`: responses to a hundred visitors, None without returns.

    `silent`: months without a release up to the newest one. `odd`: months whose declared figures
    were questioned and not explained.
    """

    base: int
    evidence: Evidence | None
    asked: Sequence[Asked]
    returns: Returns
    rate: int | None
    rule: Article4 | None
    dates: ConventionDates | None
    silent: int
    odd: Sequence[str]


def to_discuss(seen: Seen, today: date, texts: Texts) -> list[str]:
    """The questions; one about what works well where nothing else is to be asked."""
    return [
        *_on_silence(seen),
        *_on_dissatisfaction(seen),
        *_on_answers(seen),
        *_on_duties(seen),
        *_on_convention(seen, today, texts),
    ] or ["Rien de particulier ne ressort. Qu’est-ce qui marche bien ici et peut servir ailleurs ?"]


def _on_silence(seen: Seen) -> list[str]:
    if seen.silent >= SILENT_MONTHS:
        return [f"Aucune réponse depuis {seen.silent} mois. La borne fonctionne-t-elle ?"]
    if seen.base < SOLID_BASE:
        return ["Trop peu de personnes ont répondu pour conclure. Comment proposer l’enquête ?"]
    if seen.rate is not None and seen.rate < LOW_RATE:
        return [f"{seen.rate} réponses pour 100 visiteurs, c’est peu. La borne est-elle proposée ?"]
    return []


def _on_dissatisfaction(seen: Seen) -> list[str]:
    found = seen.evidence
    if found is None or found.judgement.finding is Finding.NOT_SHOWN:
        return []
    points = found.reading.points if found.reading else None
    told = f" : {share(points)} sur douze mois" if points else ""
    finding = FINDINGS[found.judgement.finding]
    text = (
        f"L’insatisfaction est {finding}{told}. Que s’est-il passé, que peut-on changer ?"
        " Le constat ne décide de rien : le dossier est à la Caf."
    )
    return [text]


def _on_answers(seen: Seen) -> list[str]:
    found = []
    by_id = {each.id: each for each in seen.asked}
    for question, option, text in FOLLOWED:
        asked = by_id.get(question)
        answer = asked.answer(option) if asked else None
        if answer and answer.points and answer.points[1] >= TOO_MANY:
            found.append(f"{share(answer.points)} {text}")
    return found


def _on_duties(seen: Seen) -> list[str]:
    found = []
    if seen.returns.missing > 0:
        number = seen.returns.missing
        found.append(
            f"Il manque {number} relevé{'s' if number > 1 else ''} d’activité. Qu’est-ce qui"
            " empêche de les envoyer ?"
        )
    if seen.odd:
        found.append(
            f"Les chiffres d’activité sont à vérifier ({', '.join(seen.odd)}). Comment sont-ils"
            " comptés ?"
        )
    if seen.rule is not None and not seen.rule.holds:
        found.append("Les horaires sont sous l’article 4. Peut-on ouvrir davantage ?")
    return found


def _on_convention(seen: Seen, today: date, texts: Texts) -> list[str]:
    deadline = seen.dates.deadline if seen.dates else None
    if deadline is None or not 0 <= (deadline - today).days <= NOTICE_DAYS:
        return []
    day = texts.day(deadline)
    return [f"La convention se reconduit d’elle-même. Faut-il en revoir un point avant le {day} ?"]
