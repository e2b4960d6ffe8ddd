"""What the desk prints: posters and blank paper forms, on the station's printer or to a stick."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kiosk.clock import wall_clock
from kiosk.files import replace_file
from kiosk.press import press
from shared.bundle import Bundle, BundlePoint
from shared.paper import paper_form
from shared.poster import Size, poster_document, poster_of
from shared.printed import Printed
from shared.problems import OperationProblem, ResponseProblem

PAPER: Final = "paper"
DOCUMENTS: Final = (*(f"poster-{size.value.lower()}" for size in Size), PAPER)
"""What can be printed, as the page's buttons name it."""

PRINTER_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF and the name of its file."""

    name: str
    data: bytes


def point_of(bundle: Bundle, point_id: str = "") -> BundlePoint:
    """The Point that a document is about: the one named, or a kiosk's only one.

    Raises:
        OperationProblem: `config-invalid`: there are several, or it is not among them.
        ResponseProblem: `survey-unavailable`: the bundle holds no Point.
    """
    if not bundle.points:
        raise ResponseProblem("survey-unavailable", "The bundle holds no Point.")
    if point_id in bundle.points_by_id:
        return bundle.points_by_id[point_id]
    if point_id or len(bundle.points) > 1:
        raise OperationProblem("config-invalid", "Name one of this device's Points.")
    return bundle.points[0]


def poster_sheet(bundle: Bundle, size: Size, now: datetime, point_id: str = "") -> Sheet:
    """The poster of a Point.

    Raises:
        OperationProblem: `phone-unset`, and as `point_of`.
        ResponseProblem: as `point_of`.
    """
    point = point_of(bundle, point_id)
    if not bundle.phone:
        raise OperationProblem("phone-unset")
    here = wall_clock(now, point.departement)
    poster = poster_of(point, bundle.survey_of(point), bundle.phone, here.date())
    return _sheet("affiche", point, poster_document(poster, size), now)


def paper_sheet(bundle: Bundle, tag: str, now: datetime, point_id: str = "") -> Sheet:
    """The survey on paper, in one of its languages (empty: the first).

    Raises:
        OperationProblem: `text-unprintable`, and as `point_of`.
        ResponseProblem: as `point_of`.
    """
    point = point_of(bundle, point_id)
    survey = bundle.survey_of(point)
    tag = tag or survey.languages[0]
    return _sheet(f"formulaire-{tag}", point, paper_form(survey, tag, point.name), now)


def make_sheet(bundle: Bundle, document: str, tag: str, now: datetime) -> Sheet:
    """One of `DOCUMENTS` of the only Point.

    Raises:
        OperationProblem, ResponseProblem: as the two above; `request-invalid` for another document.
    """
    if document not in DOCUMENTS:
        raise OperationProblem("request-invalid", "There is no such document.")
    if document == PAPER:
        return paper_sheet(bundle, tag, now)
    return poster_sheet(bundle, Size(document.removeprefix("poster-").upper()), now)


def keep_sheet(sheet: Sheet, directory: Path) -> Path:
    """Write it into a directory.

    Raises:
        StorageProblem: it could not be written.
    """
    path = directory / sheet.name
    replace_file(path, sheet.data)
    return path


def print_sheet(sheet: Sheet, command: str) -> None:
    """Give it to the station's printer: `command` gets the PDF on its standard input.

    Raises:
        OperationProblem: `printer-failed`.
    """
    try:
        subprocess.run(
            shlex.split(command), input=sheet.data, check=True, capture_output=True,
            timeout=PRINTER_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        raise OperationProblem("printer-failed") from None


def _sheet(kind: str, point: BundlePoint, document: Printed, now: datetime) -> Sheet:
    return Sheet(f"isoloir-{kind}-{point.id}.pdf", press(document, now))
